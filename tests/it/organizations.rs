//! The organization of a management account, and when principals last used what.

use std::io::{Read, Write};
use std::path::Path;

use bartizan_testkit::{FakeAws, Fault, Faults, Scenario};
use serde_json::{Value, json};

use crate::live::{emulator, lines, signed_in_as};
use crate::support::{Ran, command, run_in};

fn serve(manages_organization: bool, faults: Faults) -> FakeAws {
    FakeAws::start(Scenario {
        manages_organization,
        faults,
        regions: vec!["us-east-1".to_owned()],
        page_size: Some(2),
        ..Scenario::default()
    })
    .unwrap()
}

/// Collects into `a.jsonl` of a folder; the lines after the header.
fn collect(fake: &FakeAws, folder: &Path, more: &[&str]) -> (Ran, Vec<Value>) {
    let file = folder.join("a.jsonl");
    let output = command()
        .envs([
            ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_REGION", "us-east-1"),
        ])
        .args(["collect", "aws", "--endpoint-url", &fake.url(), "-o"])
        .arg(&file)
        .args(more)
        .output()
        .unwrap();
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let lines = text.lines().skip(1);
    let lines = lines.map(|line| serde_json::from_str(line).unwrap());
    (Ran::of(output), lines.collect())
}

fn of_kind<'a>(lines: &'a [Value], kind: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["type"] == kind).collect()
}

/// The calls to Organizations beyond the one that every account makes.
fn asked(fake: &FakeAws) -> u64 {
    let calls = fake.stats().calls;
    let more = calls.iter().filter(|(name, _)| {
        name.starts_with("Organizations.") && *name != "Organizations.DescribeOrganization"
    });
    more.map(|(_, calls)| calls).sum()
}

#[test]
fn the_management_account_shows_the_tree_and_the_policies() {
    let folder = tempfile::tempdir().unwrap();
    let fake = serve(true, Faults::none());
    let (ran, lines) = collect(
        &fake,
        folder.path(),
        &["--service", "iam", "--service", "organizations"],
    );
    assert_eq!(ran.code, Some(0), "{ran}");
    let told: Vec<_> = of_kind(&lines, "aws.organizations.account")
        .into_iter()
        .map(|it| {
            json!([
                it["account_id"],
                it["path"],
                it["state"],
                it["management"],
                it["delegated_services"]
            ])
        })
        .collect();
    let organization = of_kind(&lines, "aws.organizations.root")[0]["organization"]
        .as_str()
        .unwrap();
    let path = |rest: &str| format!("{organization}/r-f1n7/{rest}");
    let services = ["guardduty.amazonaws.com", "securityhub.amazonaws.com"];
    assert_eq!(
        told,
        [
            json!(["111122223333", path(""), "ACTIVE", true, []]),
            json!([
                "222222222222",
                path("ou-f1n7-w0rkl0ad/ou-f1n7-paym3nts/"),
                "ACTIVE",
                false,
                services
            ]),
            json!([
                "333333333333",
                path("ou-f1n7-w0rkl0ad/"),
                "SUSPENDED",
                false,
                []
            ]),
        ]
    );
    assert_eq!(of_kind(&lines, "aws.organizations.unit").len(), 2);
    let policies: Vec<_> = of_kind(&lines, "aws.organizations.policy")
        .into_iter()
        .map(|it| {
            json!([
                it["policy_id"],
                it["controls"],
                it["manager"],
                it["targets"].as_array().unwrap().len()
            ])
        })
        .collect();
    assert_eq!(
        policies,
        [
            json!(["p-perimeter", "resources", "customer", 1]),
            json!(["p-guardrail", "principals", "customer", 1]),
            json!(["p-RCPFullAWSAccess", "resources", "aws", 5]),
            json!(["p-FullAWSAccess", "principals", "aws", 5]),
        ]
    );
    // Addresses of people are not kept.
    assert!(
        !lines
            .iter()
            .any(|line| line.to_string().contains("kestrelpay.example"))
    );
    assert_eq!(
        fake.stats().count("Organizations", "DescribeOrganization"),
        1
    );
    assert_eq!(fake.stats().repeats, Vec::<String>::new());
}

#[test]
fn a_member_account_is_asked_for_nothing_more_and_has_no_gap() {
    let folder = tempfile::tempdir().unwrap();
    let fake = serve(false, Faults::none());
    let (ran, lines) = collect(&fake, folder.path(), &[]);
    assert_eq!((ran.code, asked(&fake)), (Some(0), 0), "{ran}");
    assert!(
        !lines
            .iter()
            .any(|line| line["type"].as_str().unwrap().contains("organizations"))
    );
    // A delegated administrator names the service; one that is none is told so.
    let fake = serve(false, Faults::none());
    let (ran, lines) = collect(&fake, folder.path(), &["--service", "organizations"]);
    assert_eq!(ran.code, Some(3), "{ran}");
    let gap = of_kind(&lines, "gap")[0];
    assert_eq!(gap["gap"]["action"], "organizations:ListRoots");
    assert_eq!(gap["hides"].as_array().unwrap().len(), 4);
}

#[test]
fn what_of_the_organization_is_denied_is_a_gap() {
    let types = ["aws.organizations.account", "aws.organizations.unit"];
    for (operation, hides) in [
        ("ListOrganizationalUnitsForParent", &types[..]),
        ("ListAccountsForParent", &types[..1]),
        ("ListPolicies", &["aws.organizations.policy"][..]),
        ("DescribePolicy", &[]),
        ("ListTargetsForPolicy", &[]),
        ("ListDelegatedAdministrators", &[]),
        ("ListDelegatedServicesForAccount", &[]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let faults = Faults::none().on("Organizations", operation, Fault::Deny);
        let (ran, lines) = collect(
            &serve(true, faults),
            folder.path(),
            &["--service", "organizations"],
        );
        assert_eq!(ran.code, Some(3), "{operation}: {ran}");
        let gaps: Vec<_> = of_kind(&lines, "gap")
            .iter()
            .map(|gap| gap["hides"].clone())
            .collect();
        let expected: Vec<_> = (!hides.is_empty())
            .then(|| json!(hides))
            .into_iter()
            .collect();
        assert_eq!(gaps, expected, "{operation}");
        let unknown = lines.iter().filter(|line| {
            line.to_string()
                .contains(&format!("organizations:{operation}"))
        });
        assert!(unknown.count() > 0, "{operation}");
    }
}

#[test]
fn last_accessed_is_asked_for_only_when_it_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let fake = serve(false, Faults::none());
    let (_, lines) = collect(&fake, folder.path(), &["--service", "iam"]);
    let users = of_kind(&lines, "aws.iam.user");
    assert_eq!(
        users[0]["last_accessed"],
        json!({"$unknown": {"action": "", "reason": "not-collected"}})
    );
    assert_eq!(
        fake.stats()
            .count("IAM", "GenerateServiceLastAccessedDetails"),
        0
    );

    let fake = serve(false, Faults::none());
    let (ran, lines) = collect(
        &fake,
        folder.path(),
        &["--service", "iam", "--last-accessed"],
    );
    assert_eq!(ran.code, Some(0), "{ran}");
    let principals = users.len() + of_kind(&lines, "aws.iam.role").len();
    let count = |operation| fake.stats().count("IAM", operation);
    assert_eq!(
        count("GenerateServiceLastAccessedDetails"),
        principals as u64
    );
    // Once too early, and four services on pages of two.
    assert_eq!(
        count("GetServiceLastAccessedDetails"),
        3 * principals as u64
    );
    let used = &of_kind(&lines, "aws.iam.role")[0]["last_accessed"];
    let services: Vec<_> = used
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["service"].as_str().unwrap())
        .collect();
    assert_eq!(services, ["dynamodb", "ec2", "kms", "s3"]);
    assert_eq!(
        used[2],
        json!({"service": "kms", "at": null, "actions": []})
    );
    assert_eq!(
        used[3]["actions"][1],
        json!({"action": "DeleteBucket", "at": null})
    );
}

#[test]
fn a_record_that_is_denied_is_a_gap_of_each_principal() {
    let folder = tempfile::tempdir().unwrap();
    let faults = Faults::none().on("IAM", "GetServiceLastAccessedDetails", Fault::Deny);
    let (ran, lines) = collect(
        &serve(false, faults),
        folder.path(),
        &["--service", "iam", "--last-accessed"],
    );
    assert_eq!(ran.code, Some(3), "{ran}");
    for kind in ["aws.iam.user", "aws.iam.role"] {
        for principal in of_kind(&lines, kind) {
            let gap = &principal["last_accessed"]["$unknown"];
            assert_eq!(gap["action"], "iam:GetServiceLastAccessedDetails");
            assert_eq!(gap["reason"], "access-denied");
        }
    }
}

/// The organization's snapshot beside a member's: what binds the member is known.
#[test]
fn two_snapshots_of_one_organization_answer_together() {
    let folder = tempfile::tempdir().unwrap();
    let fake = serve(true, Faults::none());
    collect(&fake, folder.path(), &["--service", "organizations"]);
    let ana = json!({
        "type": "aws.iam.user", "id": "arn:aws:iam::222222222222:user/ana", "name": "ana", "account": "222222222222",
        "region": null, "tags": null, "path": "/", "unique_id": "AIDA1", "created_at": null, "console_password": true,
        "password_last_used": null, "password_last_changed": null, "mfa_devices": [], "access_keys": [], "groups": [],
        "attached_policies": [], "permissions_boundary": null,
        "inline_policies": [{"name": "all", "document": {
            "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}}],
    });
    let header = json!({
        "format": "bartizan.snapshot/1", "tool": {"name": "bartizan", "version": "0.1.0"}, "provider": "aws",
        "accounts": [{"id": "222222222222", "principal": "arn:aws:iam::222222222222:role/audit"}],
        "regions": ["us-east-1"], "services": ["iam"],
        "started_at": "2026-11-22T16:00:00Z", "finished_at": "2026-11-22T16:01:00Z", "calls": 7,
    });
    std::fs::write(folder.path().join("b.jsonl"), format!("{header}\n{ana}\n")).unwrap();
    let can = |action: &str, files: &[&str]| {
        let question = [
            "iam",
            "can",
            "--principal",
            "arn:aws:iam::222222222222:user/ana",
            "--action",
            action,
            "--resource",
            "*",
        ];
        run_in(folder.path(), &[&question, files].concat())
    };
    insta::assert_snapshot!(can("cloudtrail:StopLogging", &["b.jsonl", "a.jsonl"]), @"
    Denied: a Deny refuses it

      principal  arn:aws:iam::222222222222:user/ana
      action     cloudtrail:StopLogging
      resource   *

    Because
      - denies: service control policies (level 2), guardrails (p-guardrail) on
        ou-f1n7-w0rkl0ad, statement 1
    exit 1
    ");
    insta::assert_snapshot!(can("ec2:RunInstances", &["b.jsonl", "a.jsonl"]), @"
    Allowed

      principal  arn:aws:iam::222222222222:user/ana
      action     ec2:RunInstances
      resource   *

    Because
      - allows: identity policies, all, statement 1
      - allows: service control policies (level 1), FullAWSAccess (p-FullAWSAccess)
        on r-f1n7, statement 1
      - allows: service control policies (level 2), FullAWSAccess (p-FullAWSAccess)
        on ou-f1n7-w0rkl0ad, statement 1
      - allows: service control policies (level 3), FullAWSAccess (p-FullAWSAccess)
        on ou-f1n7-paym3nts, statement 1
      - allows: service control policies (level 4), FullAWSAccess (p-FullAWSAccess)
        on 222222222222, statement 1
    exit 0
    ");
    insta::assert_snapshot!(can("ec2:RunInstances", &["b.jsonl"]), @"
    Allowed

      principal  arn:aws:iam::222222222222:user/ana
      action     ec2:RunInstances
      resource   *

    Because
      - allows: identity policies, all, statement 1

    Taken for granted
      - account 222222222222 is in no organization whose policies deny it: not
        collected
    exit 0
    ");
}

/// Asks moto for a change, which takes any signature.
fn ask_moto(url: &str, account: &str, operation: &str, body: &Value) -> Value {
    let host = url.trim_start_matches("http://");
    let body = body.to_string();
    let request = format!(
        "POST / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/x-amz-json-1.1\r\n\
         X-Amz-Target: AWSOrganizationsV20161128.{operation}\r\nContent-Length: {}\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential={account}/20260101/us-east-1/organizations/aws4_request, \
         SignedHeaders=host, Signature=0\r\n\r\n{body}",
        body.len()
    );
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(" 200 "), "{operation}: {answer}");
    serde_json::from_str(body).unwrap_or(Value::Null)
}

/// An organization of its own, since what others made stays in moto.
#[test]
fn motos_organization_is_read_whole() {
    let Some(moto) = emulator("moto") else { return };
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let manager = format!("4{:011}", now.as_nanos() % 100_000_000_000);
    let ask = |operation: &str, body: Value| ask_moto(&moto, &manager, operation, &body);
    ask("CreateOrganization", json!({"FeatureSet": "ALL"}));
    let roots = ask("ListRoots", json!({}));
    let root = roots["Roots"][0]["Id"].as_str().unwrap();
    ask(
        "EnablePolicyType",
        json!({"RootId": root, "PolicyType": "SERVICE_CONTROL_POLICY"}),
    );
    let unit = ask(
        "CreateOrganizationalUnit",
        json!({"ParentId": root, "Name": "pay"}),
    );
    let unit = unit["OrganizationalUnit"]["Id"].as_str().unwrap();
    let account = ask(
        "CreateAccount",
        json!({"Email": "a.person@kestrelpay.example", "AccountName": "pay"}),
    );
    let account = account["CreateAccountStatus"]["AccountId"]
        .as_str()
        .unwrap();
    ask(
        "MoveAccount",
        json!({"AccountId": account, "SourceParentId": root, "DestinationParentId": unit}),
    );
    let denies = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*"}]});
    let policy = ask(
        "CreatePolicy",
        json!({
            "Name": "guard", "Description": "", "Type": "SERVICE_CONTROL_POLICY", "Content": denies.to_string(),
        }),
    );
    let policy = policy["Policy"]["PolicySummary"]["Id"].as_str().unwrap();
    ask(
        "AttachPolicy",
        json!({"PolicyId": policy, "TargetId": unit}),
    );
    ask(
        "RegisterDelegatedAdministrator",
        json!({"AccountId": account, "ServicePrincipal": "ssm.amazonaws.com"}),
    );

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.jsonl");
    let output = signed_in_as(&moto, &(manager.clone(), "test".to_owned()))
        .args([
            "collect",
            "aws",
            "--region",
            "us-east-1",
            "--service",
            "organizations",
            "-o",
        ])
        .arg(&file)
        .output();
    let ran = Ran::of(output.unwrap());
    let lines: Vec<Value> = lines(&file)
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(of_kind(&lines, "gap"), Vec::<&Value>::new(), "{ran}");
    let members = of_kind(&lines, "aws.organizations.account");
    let member = members
        .iter()
        .find(|it| it["account_id"] == account)
        .unwrap();
    let organization = member["organization"].as_str().unwrap();
    assert_eq!(member["path"], format!("{organization}/{root}/{unit}/"));
    assert_eq!(member["delegated_services"], json!(["ssm.amazonaws.com"]));
    let guard = of_kind(&lines, "aws.organizations.policy")
        .into_iter()
        .find(|it| it["name"] == "guard");
    assert_eq!(guard.unwrap()["targets"], json!([unit]));
    assert!(
        !lines
            .iter()
            .any(|line| line.to_string().contains("a.person"))
    );
}
