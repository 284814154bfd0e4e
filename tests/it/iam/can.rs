//! `bartizan iam can`: decisions and their reasons.

use std::collections::BTreeSet;

use bartizan_iam::PolicyDocument;
use bartizan_model::aws::account::{Account, Organization};
use bartizan_model::aws::iam::{AttachedPolicy, Group, InlinePolicy, Policy, User};
use bartizan_model::aws::s3::Bucket;
use bartizan_model::{Observed, Resource, ResourceType};

use super::READER;
use crate::support::{ACCOUNT, Ran, denied, folder, run_in, snapshot};

const ANA: &str = "arn:aws:iam::111122223333:user/ana";
const REPORT: &str = "arn:aws:s3:::reports/q3.pdf";

fn can(folder: &tempfile::TempDir, action: &str, more: &[&str]) -> Ran {
    let question = [
        "iam",
        "can",
        "--principal",
        ANA,
        "--action",
        action,
        "--resource",
        REPORT,
    ];
    run_in(folder.path(), &[&question, more].concat())
}

#[test]
fn what_is_not_known_is_what_the_answer_depends_on() {
    let folder = folder(&[("reader.json", READER)]);
    insta::assert_snapshot!(can(&folder, "s3:GetObject", &["--policy", "reader.json"]), @"
    Depends: allowed if all of these are so
      - aws:SecureTransport not Bool `false`
      - aws:SourceIp IpAddress `203.0.113.0/24`

      principal  arn:aws:iam::111122223333:user/ana
      action     s3:GetObject
      resource   arn:aws:s3:::reports/q3.pdf

    Because
      - may allow: identity policies, reader.json:4:5, statement 1 `FromTheOffice`
      - may deny: identity policies, reader.json:11:5, statement 2

    Taken for granted
      - the bucket belongs to the principal's account
    exit 3
    ");
}

#[test]
fn what_is_known_settles_it() {
    let folder = folder(&[("reader.json", READER)]);
    let office = [
        "--policy",
        "reader.json",
        "--context",
        "aws:SourceIp=203.0.113.7",
        "--strict",
    ];
    insta::assert_snapshot!(can(&folder, "s3:GetObject", &office), @"
    Allowed

      principal  arn:aws:iam::111122223333:user/ana
      action     s3:GetObject
      resource   arn:aws:s3:::reports/q3.pdf

    Because
      - allows: identity policies, reader.json:4:5, statement 1 `FromTheOffice`

    Taken for granted
      - the bucket belongs to the principal's account
    exit 0
    ");
    let plain = [
        "--policy",
        "reader.json",
        "--context",
        "aws:securetransport=false",
    ];
    insta::assert_snapshot!(can(&folder, "s3:GetObject", &plain), @"
    Denied: a Deny refuses it

      principal  arn:aws:iam::111122223333:user/ana
      action     s3:GetObject
      resource   arn:aws:s3:::reports/q3.pdf

    Because
      - denies: identity policies, reader.json:11:5, statement 2
    exit 1
    ");
}

#[test]
fn a_denial_names_what_has_no_allow() {
    let folder = folder(&[
        ("reader.json", READER),
        (
            "limit.json",
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}}"#,
        ),
    ]);
    let limits = [
        "--policy",
        "reader.json",
        "--boundary",
        "limit.json",
        "--scp",
        "limit.json",
    ];
    insta::assert_snapshot!(can(&folder, "s3:GetObject", &limits), @"
    Denied: no Allow in the service control policies (level 1), nor in the
        permissions boundary

      principal  arn:aws:iam::111122223333:user/ana
      action     s3:GetObject
      resource   arn:aws:s3:::reports/q3.pdf

    Because
      - may allow: identity policies, reader.json:4:5, statement 1 `FromTheOffice`
      - may deny: identity policies, reader.json:11:5, statement 2
    exit 1
    ");
}

#[test]
fn the_answer_as_json_has_its_own_shape() {
    let folder = folder(&[("reader.json", READER)]);
    let ran = can(
        &folder,
        "s3:GetObject",
        &[
            "--policy",
            "reader.json",
            "--absent",
            "aws:SecureTransport",
            "--format",
            "json",
        ],
    );
    insta::assert_snapshot!(ran, @r#"
    {
      "format": "bartizan.decision/1",
      "principal": "arn:aws:iam::111122223333:user/ana",
      "action": "s3:GetObject",
      "resource": "arn:aws:s3:::reports/q3.pdf",
      "mode": "discovery",
      "decision": "conditional",
      "allowed": null,
      "reason": "aws:SourceIp IpAddress `203.0.113.0/24`",
      "condition": {
        "key": "aws:SourceIp",
        "operator": "IpAddress",
        "values": [
          "203.0.113.0/24"
        ]
      },
      "because": [
        {
          "effect": "allow",
          "certain": false,
          "layer": "identity",
          "level": null,
          "policy": "reader.json",
          "through": null,
          "statement": 1,
          "sid": "FromTheOffice",
          "at": {
            "file": "reader.json",
            "line": 4,
            "column": 5
          }
        }
      ],
      "lacking": [],
      "rule": null,
      "assumed": [
        "the bucket belongs to the principal's account"
      ]
    }
    exit 3
    "#);
    let (said, schema) = (
        ran.json(),
        run_in(folder.path(), &["schema", "decision"]).json(),
    );
    let names = |value: &serde_json::Value| -> BTreeSet<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(names(&said), names(&schema["properties"]));
    let reason = &schema["$defs"]["Reason"]["properties"];
    assert_eq!(names(&said["because"][0]), names(reason));
}

fn document(text: &str) -> Observed<PolicyDocument> {
    Observed::Known(PolicyDocument::parse(text).unwrap())
}

fn allow(action: &str) -> Observed<PolicyDocument> {
    document(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"*"}}]}}"#
    ))
}

/// Ana writes reports as a member of a group, and nobody knows what her other policy says.
fn account(other: Observed<PolicyDocument>) -> String {
    let arn = |kind: &str, name: &str| format!("arn:aws:iam::{ACCOUNT}:{kind}/{name}");
    let attach = |name: &str| AttachedPolicy {
        arn: arn("policy", name),
        name: name.to_owned(),
    };
    let policy = |name: &str, document| Policy {
        document,
        ..Policy::at(arn("policy", name), name, ACCOUNT, None)
    };
    let resources: Vec<Resource> = vec![
        Account {
            organization: Observed::Known(Organization {
                id: "o-a1b2c3d4e5".to_owned(),
                management_account: "999900001111".to_owned(),
                all_features: true,
            }),
            ..Account::at(format!("arn:aws:iam::{ACCOUNT}:root"), ACCOUNT, ACCOUNT, None)
        }
        .into(),
        Group {
            inline_policies: vec![InlinePolicy {
                name: "write".to_owned(),
                document: allow("s3:PutObject"),
            }],
            ..Group::at(arn("group", "writers"), "writers", ACCOUNT, None)
        }
        .into(),
        User {
            groups: vec!["writers".to_owned()],
            attached_policies: vec![attach("other")],
            permissions_boundary: Some(arn("policy", "limit")),
            ..User::at(ANA, "ana", ACCOUNT, None)
        }
        .into(),
        policy("limit", allow("s3:*")).into(),
        policy("other", other).into(),
        Bucket {
            ownership: Observed::Known("BucketOwnerEnforced".to_owned()),
            policy: document(
                r#"{"Version":"2012-10-17","Statement":[{"Sid":"OnlyTls","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*",
                    "Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}"#,
            ),
            ..Bucket::at("arn:aws:s3:::reports", "reports", ACCOUNT, Some("us-east-1"))
        }
        .into(),
    ];
    snapshot(&resources, &[])
}

const TLS: [&str; 3] = ["a.jsonl", "--context", "aws:SecureTransport=true"];

#[test]
fn a_snapshot_holds_both_sides() {
    let folder = folder(&[("a.jsonl", &account(allow("ec2:*")))]);
    insta::assert_snapshot!(can(&folder, "s3:PutObject", &TLS), @"
    Allowed

      principal  arn:aws:iam::111122223333:user/ana
      action     s3:PutObject
      resource   arn:aws:s3:::reports/q3.pdf

    Because
      - allows: group policies, write of group writers, statement 1
      - allows: permissions boundary, arn:aws:iam::111122223333:policy/limit,
        statement 1

    Taken for granted
      - the service control policies on account 111122223333 allow it: they were not
        seen
      - the resource control policies on account 111122223333 do not deny it: they
        were not seen
    exit 0
    ");
    insta::assert_snapshot!(can(&folder, "s3:GetObject", &TLS), @"
    Denied: no Allow in the identity policies

      principal  arn:aws:iam::111122223333:user/ana
      action     s3:GetObject
      resource   arn:aws:s3:::reports/q3.pdf

    Because
      - allows: permissions boundary, arn:aws:iam::111122223333:policy/limit,
        statement 1
    exit 1
    ");
}

#[test]
fn a_policy_that_was_not_read_matters_only_where_it_can_change_the_answer() {
    let unread = Observed::Unknown(denied("iam:GetPolicyVersion"));
    let folder = folder(&[("a.jsonl", &account(unread))]);
    insta::assert_snapshot!(can(&folder, "s3:PutObject", &TLS), @"
    Unknown: `arn:aws:iam::111122223333:policy/other` was not read:
        iam:GetPolicyVersion: access denied

      principal  arn:aws:iam::111122223333:user/ana
      action     s3:PutObject
      resource   arn:aws:s3:::reports/q3.pdf

    Because
      - may allow: identity policies, arn:aws:iam::111122223333:policy/other, not
        read
      - allows: group policies, write of group writers, statement 1
      - allows: permissions boundary, arn:aws:iam::111122223333:policy/limit,
        statement 1

    Taken for granted
      - the service control policies on account 111122223333 allow it: they were not
        seen
      - the resource control policies on account 111122223333 do not deny it: they
        were not seen
    exit 3
    ");
    let plain = ["a.jsonl", "--context", "aws:SecureTransport=false"];
    insta::assert_snapshot!(can(&folder, "s3:PutObject", &plain), @"
    Denied: a Deny refuses it

      principal  arn:aws:iam::111122223333:user/ana
      action     s3:PutObject
      resource   arn:aws:s3:::reports/q3.pdf

    Because
      - denies: resource policy, bucket policy, statement 1 `OnlyTls`
    exit 1
    ");
}

#[test]
fn a_question_that_makes_no_sense_is_told_so() {
    let folder = folder(&[
        ("a.jsonl", &account(allow("ec2:*"))),
        ("reader.json", READER),
        ("broken.json", "{\n  \"Version\": \n}"),
    ]);
    let ask = |principal: &str, action: &str, resource: &str, more: &[&str]| {
        let question = [
            "iam",
            "can",
            "--principal",
            principal,
            "--action",
            action,
            "--resource",
            resource,
        ];
        run_in(folder.path(), &[&question, more].concat()).to_string()
    };
    let reader = ["--policy", "reader.json"];
    let all = [
        ask(ANA, "s3:GetObject", REPORT, &[]),
        ask("ana", "s3:GetObject", REPORT, &reader),
        ask(ANA, "GetObject", REPORT, &reader),
        ask(ANA, "s3:Get*", REPORT, &reader),
        ask(ANA, "s3:GetObject", "reports/q3.pdf", &reader),
        ask(
            "arn:aws:iam::111122223333:user/anna",
            "s3:GetObject",
            REPORT,
            &["a.jsonl"],
        ),
        ask(ANA, "s3:GetObject", REPORT, &["--policy", "broken.json"]),
        ask(ANA, "s3:GetObject", REPORT, &["--policy", "absent.json"]),
        ask(ANA, "s3:GetObject", REPORT, &["reader.json"]),
    ];
    insta::assert_snapshot!(all.join("\n\n"), @r#"
    error: there is nothing to decide by
    hint: name a snapshot, or policies with --policy
    exit 2

    error: `ana` names no principal: neither an arn of a user, role, session, root or provider, nor a service, nor `*`
    hint: for example arn:aws:iam::111122223333:user/ana
    exit 2

    error: `GetObject` is no action
    hint: ask about one action, such as s3:GetObject
    exit 2

    error: `s3:Get*` is no action
    hint: ask about one action, such as s3:GetObject
    exit 2

    error: `reports/q3.pdf` is no arn
    hint: give the whole arn, or `*` for an action that has no resource
    exit 2

    error: account 111122223333 has no principal `arn:aws:iam::111122223333:user/anna`
    hint: did you mean `arn:aws:iam::111122223333:user/ana`?
    exit 2

    error[syntax]

      × expected a value, found `}`
       ╭─[broken.json:3:1]
     2 │   "Version": 
     3 │ }
       · ─
       ╰────
    error: `broken.json` is not a policy
    hint: a policy is a JSON object with Version and Statement
    exit 2

    error: cannot read `absent.json`: No such file or directory (os error 2)
    hint: name a file that holds one policy document, or `-` for standard input
    exit 2

    error: `reader.json` is not a snapshot: its first line is no header with a `format`
    hint: make one with `bartizan collect aws -o FILE`
    exit 2
    "#);
}

#[test]
fn an_action_that_nobody_knows_is_decided_and_warned_of() {
    let folder = folder(&[("reader.json", READER)]);
    let ran = can(
        &folder,
        "s3:GetObjekt",
        &["--policy", "reader.json", "--strict"],
    );
    assert_eq!(
        ran.stderr,
        "warning: s3 has no action `GetObjekt`\nhint: did you mean `s3:GetObject`?\n"
    );
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_policy_that_aws_would_refuse_is_decided_and_warned_of() {
    let folder = folder(&[(
        "odd.json",
        r#"{"Version":"2012-10-17","Statement":{"Sid":"my sid","Effect":"Allow","Action":"s3:*","Resource":"*"}}"#,
    )]);
    let ran = can(&folder, "s3:GetObject", &["--policy", "odd.json"]);
    assert!(
        ran.stderr
            .starts_with("warning: aws would refuse `odd.json`: "),
        "{ran}"
    );
    assert_eq!(ran.code, Some(0), "{ran}");
}
