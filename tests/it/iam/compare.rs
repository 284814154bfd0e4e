//! `bartizan iam compare` and `bartizan iam check-not-granted`: proofs and requests.

use crate::support::{folder, run_in};

const OLD: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Reports",
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:ListBucket"],
      "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]
    },
    {
      "Sid": "FromTheOffice",
      "Effect": "Deny",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": { "NotIpAddress": { "aws:SourceIp": "203.0.113.0/24" } }
    }
  ]
}
"#;

/// Without listing, but from one more network.
const NEW: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::reports/*"
    },
    {
      "Effect": "Deny",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": { "NotIpAddress": { "aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/24"] } }
    }
  ]
}
"#;

#[test]
fn both_ways_with_a_request_each() {
    let folder = folder(&[("old.json", OLD), ("new.json", NEW)]);
    insta::assert_snapshot!(run_in(folder.path(), &["iam", "compare", "old.json", "new.json"]), @"
    More: new.json allows what old.json does not

      action     s3:GetObject
      resource   arn:aws:s3:::reports/x
      with       aws:SourceIp = 198.51.100.0

      - allows: new.json:4:5, statement 1
      - would allow: old.json:4:5, statement 1 `Reports`
      - denies: old.json:10:5, statement 2 `FromTheOffice`

    Less: new.json no longer allows what old.json does

      action     s3:ListBucket
      resource   arn:aws:s3:::reports
      with       aws:SourceIp = 203.0.113.7

      - allows: old.json:4:5, statement 1 `Reports`
      - new.json has no Allow for it
    exit 1
    ");
    insta::assert_snapshot!(run_in(folder.path(), &["iam", "compare", "old.json", "old.json"]), @"
    Equal: old.json and old.json allow the same
    exit 0
    ");
}

#[test]
fn a_policy_within_another_ends_with_0() {
    let narrow = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject",
        "Resource":"arn:aws:s3:::reports/2026/*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.7"}}}}"#;
    let folder = folder(&[("old.json", OLD), ("new.json", narrow)]);
    insta::assert_snapshot!(run_in(folder.path(), &["iam", "compare", "old.json", "new.json"]), @"
    Within: new.json allows nothing that old.json does not

    Less: new.json no longer allows what old.json does

      action     s3:GetObject
      resource   arn:aws:s3:::reports/x
      with       aws:SourceIp = 203.0.113.7

      - allows: old.json:4:5, statement 1 `Reports`
      - new.json has no Allow for it
    exit 0
    ");
}

#[test]
fn what_nobody_understands_is_not_proven() {
    let odd = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject",
        "Resource":"*","Condition":{"StringSounds":{"aws:Referer":"a"}}}}"#;
    let all = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#;
    let folder = folder(&[("old.json", odd), ("new.json", all)]);
    insta::assert_snapshot!(run_in(folder.path(), &["iam", "compare", "old.json", "new.json"]), @"
    Unknown: whether new.json allows what old.json does not (`StringSounds` is no
        operator that aws has)

    new.json still allows all that old.json does
    warning: aws would refuse `old.json`: there is no condition operator `StringSounds`
    hint: see `bartizan iam lint`
    exit 3
    ");
}

#[test]
fn the_answer_as_json_has_its_own_shape() {
    let folder = folder(&[("old.json", OLD), ("new.json", NEW)]);
    let args = ["iam", "compare", "old.json", "new.json", "--format", "json"];
    let ran = run_in(folder.path(), &args);
    insta::assert_snapshot!(ran, @r#"
    {
      "format": "bartizan.comparison/1",
      "old": [
        "old.json"
      ],
      "new": [
        "new.json"
      ],
      "asked": null,
      "more": {
        "answer": "some",
        "reason": null,
        "request": {
          "principal": null,
          "own_policies": null,
          "bounded": false,
          "action": "s3:GetObject",
          "known_action": true,
          "resource": "arn:aws:s3:::reports/x",
          "known_resource": true,
          "context": {
            "aws:SourceIp": [
              "198.51.100.0"
            ]
          },
          "absent": [],
          "because": [
            {
              "allowing_side": false,
              "effect": "allow",
              "file": "old.json",
              "statement": 1,
              "sid": "Reports",
              "line": 4,
              "column": 5
            },
            {
              "allowing_side": false,
              "effect": "deny",
              "file": "old.json",
              "statement": 2,
              "sid": "FromTheOffice",
              "line": 10,
              "column": 5
            },
            {
              "allowing_side": true,
              "effect": "allow",
              "file": "new.json",
              "statement": 1,
              "sid": null,
              "line": 4,
              "column": 5
            }
          ]
        }
      },
      "less": {
        "answer": "some",
        "reason": null,
        "request": {
          "principal": null,
          "own_policies": null,
          "bounded": false,
          "action": "s3:ListBucket",
          "known_action": true,
          "resource": "arn:aws:s3:::reports",
          "known_resource": true,
          "context": {
            "aws:SourceIp": [
              "203.0.113.7"
            ]
          },
          "absent": [],
          "because": [
            {
              "allowing_side": true,
              "effect": "allow",
              "file": "old.json",
              "statement": 1,
              "sid": "Reports",
              "line": 4,
              "column": 5
            }
          ]
        }
      }
    }
    exit 1
    "#);
    let schema = run_in(folder.path(), &["schema", "comparison"]).json();
    assert_eq!(schema["title"], ran.json()["format"]);
    let (said, listed) = (ran.json(), &schema["properties"]);
    let unlisted = said
        .as_object()
        .unwrap()
        .keys()
        .find(|key| listed.get(key).is_none());
    assert_eq!(unlisted, None);
}

#[test]
fn what_must_not_be_granted() {
    let folder = folder(&[("old.json", OLD), ("new.json", NEW)]);
    let check = |more: &[&str]| {
        run_in(
            folder.path(),
            &[&["iam", "check-not-granted", "old.json", "new.json"], more].concat(),
        )
    };
    insta::assert_snapshot!(check(&["--action", "s3:Put*", "--action", "iam:*"]), @"
    Not granted: no request for this is allowed
    exit 0
    ");
    insta::assert_snapshot!(check(&["--action", "s3:*", "--resource", "arn:aws:s3:::reports/2026/*"]), @"
    Granted: a request for this is allowed

      action     s3:GetObject
      resource   arn:aws:s3:::reports/2026/
      with       aws:SourceIp = 203.0.113.7

      - allows: old.json:4:5, statement 1 `Reports`
      - allows: new.json:4:5, statement 1
    exit 1
    ");
    insta::assert_snapshot!(check(&["--action", "GetObject"]), @"
    error: `GetObject` is no action
    hint: an action has a service before it, such as s3:GetObject or s3:Delete*
    exit 2
    ");
}

#[test]
fn what_has_to_be_left_out_is_not_proven_about() {
    let folder = folder(&[
        ("old.json", OLD),
        (
            "new.json",
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":7}}"#,
        ),
    ]);
    insta::assert_snapshot!(run_in(folder.path(), &["iam", "compare", "old.json", "new.json"]), @r#"
    error[wrong-type]

      × Condition is an object of operators, not a number
       ╭─[new.json:1:95]
     1 │ {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":7}}
       ·                                                                                               ─
       ╰────
    error: `new.json` is not a policy
    hint: a policy is a JSON object with Version and Statement
    exit 2
    "#);
    insta::assert_snapshot!(run_in(folder.path(), &["iam", "compare", "-", "-"]), @"
    error: both policies cannot be standard input
    hint: name a file for one of them
    exit 2
    ");
}
