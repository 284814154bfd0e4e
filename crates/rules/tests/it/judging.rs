//! Whole snapshots, judged.

use std::io::Write as _;
use std::path::PathBuf;

use bartizan_finding::{Audit, Finding, Outcome, Waivers};
use bartizan_model::aws::account::Account;
use bartizan_model::aws::iam::{AccessKey, InlinePolicy, User};
use bartizan_model::aws::s3::{Acl, AclGrant, Bucket, PublicAccessBlock};
use bartizan_model::{
    AccountRef, Gap, Header, Observed, Reason, Resource, ResourceType as _, SNAPSHOT_FORMAT,
    ScopeGap, SnapshotBuilder, SnapshotFault, Snapshots, ToolRef,
};
use bartizan_rules::{JudgeFault, Limits, RuleSet, Source, judge};

use crate::{compiled, rule_of, shipped_sources};

pub(crate) const ACCOUNT: &str = "111122223333";

pub(crate) fn user(name: &str) -> User {
    User::at(
        format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
        name,
        ACCOUNT,
        None,
    )
}

fn bucket(name: &str) -> Bucket {
    Bucket::at(
        format!("arn:aws:s3:::{name}"),
        name,
        ACCOUNT,
        Some("eu-central-1"),
    )
}

fn open_to_everyone(name: &str) -> Bucket {
    let grant = AclGrant {
        grantee_type: "Group".to_owned(),
        grantee: Some("http://acs.amazonaws.com/groups/global/AllUsers".to_owned()),
        permission: "READ".to_owned(),
    };
    Bucket {
        acl: Observed::Known(Acl {
            owner: None,
            grants: vec![grant],
        }),
        ..bucket(name)
    }
}

fn account(block: Observed<PublicAccessBlock>) -> Account {
    let id = format!("arn:aws:iam::{ACCOUNT}:root");
    Account {
        alias: Observed::Known("ledger".to_owned()),
        s3_public_access_block: block,
        ..Account::at(id, "ledger", ACCOUNT, None)
    }
}

pub(crate) fn denied(action: &'static str) -> Gap {
    Gap {
        action: action.into(),
        reason: Reason::AccessDenied,
        code: Some("AccessDenied".to_owned()),
    }
}

pub(crate) fn header() -> Header {
    Header {
        format: SNAPSHOT_FORMAT.to_owned(),
        tool: ToolRef {
            name: "bartizan".to_owned(),
            version: "0.0.0".to_owned(),
        },
        provider: "aws".to_owned(),
        accounts: vec![AccountRef {
            id: ACCOUNT.to_owned(),
            principal: "auditor".to_owned(),
        }],
        regions: vec!["eu-central-1".to_owned()],
        services: vec!["iam".to_owned()],
        started_at: "2026-03-31T00:00:00Z".parse().unwrap(),
        finished_at: "2026-04-01T00:00:00Z".parse().unwrap(),
        calls: 0,
        lines: None,
    }
}

fn snapshot(resources: &[Resource], gaps: &[ScopeGap]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("snapshot.jsonl");
    let mut builder = SnapshotBuilder::new();
    for resource in resources {
        builder.push(resource).unwrap();
    }
    for gap in gaps {
        builder.push_gap(gap).unwrap();
    }
    builder
        .finish(&header(), &mut std::fs::File::create(&path).unwrap())
        .unwrap();
    (dir, path)
}

/// The same, opened. The folder goes when it is dropped.
pub(crate) fn snapshots(
    resources: &[Resource],
    gaps: &[ScopeGap],
) -> (tempfile::TempDir, Snapshots) {
    let (dir, path) = snapshot(resources, gaps);
    (dir, Snapshots::open(&[path]).unwrap())
}

pub(crate) fn judged_with(
    rules: &RuleSet,
    resources: &[Resource],
    gaps: &[ScopeGap],
    limits: &Limits,
) -> Result<Audit, JudgeFault> {
    let (_dir, mut snapshots) = snapshots(resources, gaps);
    judge(rules, &mut snapshots, limits, &Waivers::none())
}

fn judged(rules: &RuleSet, resources: &[Resource], gaps: &[ScopeGap]) -> Audit {
    judged_with(rules, resources, gaps, &Limits::default()).unwrap()
}

/// A few rules that ship, so that what is told here does not change with every new one.
fn some_rules() -> RuleSet {
    let few = [
        "aws/account/root_without_mfa.rego",
        "aws/iam/user_access_key_not_rotated.rego",
        "aws/iam/user_console_without_mfa.rego",
        "aws/iam/role_trusted_by_anyone.rego",
        "aws/kms/key_without_rotation.rego",
        "aws/s3/bucket_open_by_acl.rego",
        "aws/s3/bucket_without_customer_key.rego",
    ];
    let sources = shipped_sources().into_iter();
    let sources: Vec<Source> = sources
        .filter(|source| few.contains(&source.path.as_str()))
        .collect();
    assert_eq!(sources.len(), few.len());
    compiled(sources)
}

pub(crate) fn findings(audit: &Audit) -> Vec<Finding> {
    let mut all = Vec::new();
    audit
        .findings
        .each(|finding| {
            all.push(finding);
            Ok(())
        })
        .unwrap();
    all
}

/// Rule, resource and outcome of every finding.
fn told(audit: &Audit) -> Vec<String> {
    let line = |it: &Finding| format!("{} {} {}", it.outcome.name(), it.rule, it.resource.name);
    findings(audit).iter().map(line).collect()
}

fn outcome_of(audit: &Audit, rule: &str, name: &str) -> Outcome {
    findings(audit)
        .into_iter()
        .find(|it| it.rule == rule && it.resource.name == name)
        .unwrap()
        .outcome
}

#[test]
fn findings_come_in_the_order_of_resources_then_rules() {
    let rules = some_rules();
    let with_password = User {
        console_password: Observed::Known(true),
        ..user("ben")
    };
    let resources = [
        user("ana").into(),
        bucket("b").into(),
        with_password.into(),
        account(Observed::Absent).into(),
    ];
    let audit = judged(&rules, &resources, &[]);
    assert_eq!(
        told(&audit),
        [
            "fail aws-account-root-without-mfa ledger",
            "pass aws-iam-user-access-key-not-rotated ana",
            "pass aws-iam-user-console-without-mfa ana",
            "pass aws-iam-user-access-key-not-rotated ben",
            "fail aws-iam-user-console-without-mfa ben",
            "pass aws-s3-bucket-open-by-acl b",
            "fail aws-s3-bucket-without-customer-key b",
        ]
    );
    assert_eq!(audit.summary.resources, 4);
    assert_eq!(
        (
            audit.summary.fail,
            audit.summary.pass,
            audit.summary.unknown
        ),
        (3, 4, 0)
    );
    assert_eq!(
        audit.audited.accounts.first().unwrap().alias.as_deref(),
        Some("ledger")
    );
    assert_eq!(audit.rules.len(), rules.rules().len());
}

#[test]
fn ages_are_counted_to_the_end_of_the_audit() {
    let key = AccessKey {
        id: "AKIAEXAMPLE".to_owned(),
        active: true,
        created_at: Some("2026-01-01T00:00:00Z".parse().unwrap()),
        last_used: Observed::Absent,
    };
    let rules = some_rules();
    let just = User {
        access_keys: Observed::Known(vec![key.clone()]),
        ..user("ana")
    };
    let audit = judged(&rules, &[just.into()], &[]);
    assert_eq!(
        outcome_of(&audit, "aws-iam-user-access-key-not-rotated", "ana").name(),
        "pass"
    );
    let key = AccessKey {
        created_at: Some("2025-12-31T00:00:00Z".parse().unwrap()),
        ..key
    };
    let old = User {
        access_keys: Observed::Known(vec![key]),
        ..user("ana")
    };
    let audit = judged(&rules, &[old.into()], &[]);
    assert_eq!(
        outcome_of(&audit, "aws-iam-user-access-key-not-rotated", "ana").name(),
        "fail"
    );
}

#[test]
fn the_account_decides_about_its_buckets() {
    let rules = some_rules();
    let rule = "aws-s3-bucket-open-by-acl";
    let outcome = |block: Option<Observed<PublicAccessBlock>>| {
        let mut resources = vec![Resource::from(open_to_everyone("b"))];
        resources.extend(block.map(|block| account(block).into()));
        outcome_of(&judged(&rules, &resources, &[]), rule, "b")
    };
    let ignoring = PublicAccessBlock {
        ignore_public_acls: true,
        ..PublicAccessBlock::default()
    };
    assert_eq!(outcome(Some(Observed::Absent)).name(), "fail");
    assert_eq!(
        outcome(Some(Observed::Known(PublicAccessBlock::default()))).name(),
        "fail"
    );
    assert_eq!(outcome(Some(Observed::Known(ignoring))).name(), "pass");
    let gap = denied("s3:GetAccountPublicAccessBlock");
    assert_eq!(
        outcome(Some(Observed::Unknown(gap.clone()))),
        Outcome::Unknown(vec![gap.clone()])
    );
    let missing = Gap {
        reason: Reason::NotCollected,
        code: None,
        ..gap
    };
    assert_eq!(outcome(None), Outcome::Unknown(vec![missing]));
}

#[test]
fn a_gap_inside_an_attribute_makes_the_attribute_unknown() {
    let rego =
        "violation contains {\"message\": \"m\"} if count(input.resource.inline_policies) > 0";
    let rules = compiled(vec![rule_of(
        "aws.iam.user",
        "#   reads: [inline_policies]\n",
        rego,
    )]);
    let gap = denied("iam:GetUserPolicy");
    let policy = InlinePolicy {
        name: "p".to_owned(),
        document: Observed::Unknown(gap.clone()),
    };
    let audit = judged(
        &rules,
        &[User {
            inline_policies: vec![policy],
            ..user("ana")
        }
        .into()],
        &[],
    );
    assert_eq!(
        outcome_of(&audit, "test-example", "ana"),
        Outcome::Unknown(vec![gap])
    );
}

#[test]
fn a_tag_called_like_the_marker_is_a_tag() {
    let rego =
        "violation contains {\"message\": \"m\"} if input.resource.tags[\"$unknown\"] == \"x\"";
    let rules = compiled(vec![rule_of("aws.iam.user", "#   reads: [tags]\n", rego)]);
    let tags = Observed::Known([("$unknown".to_owned(), "x".to_owned())].into());
    let audit = judged(
        &rules,
        &[User {
            tags,
            ..user("ana")
        }
        .into()],
        &[],
    );
    assert_eq!(outcome_of(&audit, "test-example", "ana").name(), "fail");
    assert!(audit.gaps.is_empty());
}

#[test]
fn a_missing_listing_is_an_unknown_finding_for_each_rule_and_place() {
    let rules = some_rules();
    let hides = ["aws.iam.user", "aws.iam.group", "aws.of.tomorrow"];
    let gaps = [
        ScopeGap::new(ACCOUNT, None, denied("iam:ListUsers"), &hides),
        ScopeGap::new(
            ACCOUNT,
            None,
            denied("iam:GetAccountAuthorizationDetails"),
            &["aws.iam.user"],
        ),
        ScopeGap::new(
            ACCOUNT,
            Some("eu-central-1"),
            denied("kms:ListKeys"),
            &["aws.kms.key"],
        ),
        ScopeGap::new(
            ACCOUNT,
            Some("us-east-1"),
            denied("kms:ListKeys"),
            &["aws.kms.key"],
        ),
    ];
    // Some may have been listed all the same.
    let audit = judged(&rules, &[user("ana").into()], &gaps);
    assert_eq!(
        told(&audit),
        [
            "unknown aws-iam-user-access-key-not-rotated every aws.iam.user",
            "unknown aws-iam-user-console-without-mfa every aws.iam.user",
            "unknown aws-kms-key-without-rotation every aws.kms.key",
            "unknown aws-kms-key-without-rotation every aws.kms.key",
            "pass aws-iam-user-access-key-not-rotated ana",
            "pass aws-iam-user-console-without-mfa ana",
        ]
    );
    let all = findings(&audit);
    let ids: std::collections::BTreeSet<&str> = all.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids.len(), all.len());
    assert_eq!(all.first().unwrap().outcome.gaps().len(), 2);
    assert_eq!(
        all.get(2).unwrap().resource.id,
        format!("aws://{ACCOUNT}/eu-central-1/aws.kms.key/*")
    );
    assert_eq!(audit.gaps.len(), 4);
    let users = audit
        .gaps
        .iter()
        .find(|it| it.action == "iam:ListUsers")
        .unwrap();
    assert_eq!(
        users.hides,
        ["aws.iam.group", "aws.iam.user", "aws.of.tomorrow"]
    );
}

#[test]
fn gaps_are_counted_whether_or_not_a_rule_reads_them() {
    let rules = compiled(vec![rule_of(
        "aws.iam.user",
        "#   reads: [path]\n",
        "violation contains {\"message\": \"m\"} if input.resource.path == \"x\"",
    )]);
    let gap = denied("iam:ListUserTags");
    let unlucky = |name: &str| User {
        tags: Observed::Unknown(gap.clone()),
        ..user(name)
    };
    let bucket = Bucket {
        policy: Observed::Unknown(denied("s3:GetBucketPolicy")),
        ..bucket("b")
    };
    let audit = judged(
        &rules,
        &[unlucky("ana").into(), unlucky("ben").into(), bucket.into()],
        &[],
    );
    assert_eq!(audit.summary.pass, 2);
    let counted: Vec<(&str, u64)> = audit
        .gaps
        .iter()
        .map(|it| (it.action.as_str(), it.resources))
        .collect();
    assert_eq!(
        counted,
        [("iam:ListUserTags", 2), ("s3:GetBucketPolicy", 1)]
    );
}

/// A file written by hand may spell a policy as AWS accepts it; Rego must see the one normal form.
#[test]
fn a_policy_in_any_spelling_is_seen() {
    let rules = some_rules();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hand.jsonl");
    let mut file = std::fs::File::create(&path).unwrap();
    let mut role = serde_json::to_value(Resource::baseline("aws.iam.role").unwrap()).unwrap();
    let anyone = serde_json::json!({
        "Statement": { "Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole" }
    });
    role.as_object_mut()
        .unwrap()
        .insert("trust_policy".to_owned(), anyone);
    writeln!(
        file,
        "{}\n{role}",
        serde_json::to_string(&header()).unwrap()
    )
    .unwrap();
    let audit = judge(
        &rules,
        &mut Snapshots::open(&[path]).unwrap(),
        &Limits::default(),
        &Waivers::none(),
    )
    .unwrap();
    assert_eq!(audit.summary.fail, 1);
}

#[test]
fn a_line_without_the_shape_of_its_type_is_named() {
    let rules = some_rules();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hand.jsonl");
    let line = format!(
        r#"{{"type":"aws.iam.user","id":"x","name":"x","account":"{ACCOUNT}","region":null}}"#
    );
    std::fs::write(
        &path,
        format!("{}\n{line}\n", serde_json::to_string(&header()).unwrap()),
    )
    .unwrap();
    let fault = judge(
        &rules,
        &mut Snapshots::open(&[path]).unwrap(),
        &Limits::default(),
        &Waivers::none(),
    )
    .err()
    .unwrap();
    let JudgeFault::Snapshot(SnapshotFault::Line { line, detail, .. }) = fault else {
        panic!("{fault}")
    };
    assert_eq!(
        (line, detail.as_str()),
        (2, "missing field `tags` at column 82")
    );
}

/// More lines than one batch holds, with a failure in the middle of each chunk: nothing is lost or turned.
#[test]
fn batches_keep_order_and_count() {
    let rules = some_rules();
    let count = 9_000;
    let resources: Vec<Resource> = (0..count)
        .map(|n| {
            let password = Observed::Known(n % 3 == 0);
            User {
                console_password: password,
                ..user(&format!("u{n:05}"))
            }
            .into()
        })
        .collect();
    let audit = judged(&rules, &resources, &[]);
    assert_eq!(audit.summary.resources, count);
    assert_eq!(
        (audit.summary.fail, audit.summary.pass),
        (count / 3, count * 2 - count / 3)
    );
    let names: Vec<String> = findings(&audit)
        .into_iter()
        .map(|it| it.resource.name)
        .collect();
    assert!(names.is_sorted());
    assert_eq!(names.len() as u64, count * 2);
}

/// regorus by itself does not know `\d`, and a pattern that does not compile would read as a pass.
#[test]
fn patterns_know_their_classes() {
    let rego =
        "violation contains {\"message\": \"m\"} if regex.match(`^\\w+\\d$`, input.resource.name)";
    let rules = compiled(vec![rule_of("aws.iam.user", "", rego)]);
    let audit = judged(&rules, &[user("ana7").into(), user("ben").into()], &[]);
    assert_eq!(
        told(&audit),
        ["fail test-example ana7", "pass test-example ben"]
    );
}
