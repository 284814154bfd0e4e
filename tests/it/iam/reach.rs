//! `bartizan iam who-can` and `bartizan iam what-can`: everybody and everything at once.

use std::collections::BTreeSet;

use bartizan_iam::PolicyDocument;
use bartizan_model::aws::account::Account;
use bartizan_model::aws::iam::{AttachedPolicy, InlinePolicy, Policy, Role, User};
use bartizan_model::aws::kms::Key;
use bartizan_model::aws::s3::{Bucket, Encryption};
use bartizan_model::{Observed, Resource, ResourceType};
use serde_json::Value;

use crate::support::{ACCOUNT, denied, folder, run_in, snapshot};

const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/k";

fn arn(kind: &str, name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:{kind}/{name}")
}

fn document(statements: &str) -> Observed<PolicyDocument> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    Observed::Known(PolicyDocument::parse(&text).unwrap())
}

fn user(name: &str, statements: &str) -> User {
    User {
        inline_policies: vec![InlinePolicy {
            name: "own".to_owned(),
            document: document(statements),
        }],
        ..User::at(arn("user", name), name, ACCOUNT, None)
    }
}

fn bucket(name: &str, statements: &str) -> Bucket {
    Bucket {
        ownership: Observed::Known("BucketOwnerEnforced".to_owned()),
        public_access_block: Observed::Absent,
        policy: document(statements),
        ..Bucket::at(
            format!("arn:aws:s3:::{name}"),
            name,
            ACCOUNT,
            Some("us-east-1"),
        )
    }
}

/// Ana may read everything, Ben from the office, of Cem one policy was not read; reports are for another account
/// and a service too, and encrypted with a key that is Ana's alone.
fn account() -> String {
    let everything = r#"{"Effect":"Allow","Action":"s3:Get*","Resource":"*"},{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::secret/*"}"#;
    let office = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#;
    let unread = arn("policy", "unread");
    let shared = r#"{"Sid":"Partner","Effect":"Allow","Principal":{"AWS":"444455556666","Service":"logs.amazonaws.com"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/*"}"#;
    let resources: Vec<Resource> = vec![
        Account {
            organization: Observed::Absent,
            s3_public_access_block: Observed::Absent,
            ..Account::at(format!("arn:aws:iam::{ACCOUNT}:root"), ACCOUNT, ACCOUNT, None)
        }
        .into(),
        user("ana", everything).into(),
        user("ben", office).into(),
        User {
            attached_policies: vec![AttachedPolicy {
                arn: unread.clone(),
                name: "unread".to_owned(),
            }],
            ..User::at(arn("user", "cem"), "cem", ACCOUNT, None)
        }
        .into(),
        Policy {
            document: Observed::Unknown(denied("iam:GetPolicyVersion")),
            ..Policy::at(&unread, "unread", ACCOUNT, None)
        }
        .into(),
        Role {
            trust_policy: document(
                r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/ana"},"Action":"sts:AssumeRole"}"#,
            ),
            ..Role::at(arn("role", "deploy"), "deploy", ACCOUNT, None)
        }
        .into(),
        bucket("reports", shared).into(),
        bucket("secret", "").into(),
        Bucket {
            encryption: Observed::Known(Encryption {
                algorithm: "aws:kms".to_owned(),
                kms_key: Some(KEY.to_owned()),
                bucket_key: false,
            }),
            ..bucket("sealed", "")
        }
        .into(),
        Key {
            policy: document(
                r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/ana"},"Action":"kms:Decrypt","Resource":"*"}"#,
            ),
            grants: Observed::Known(Vec::new()),
            ..Key::at(KEY, "k", ACCOUNT, Some("us-east-1"))
        }
        .into(),
    ];
    snapshot(&resources, &[])
}

fn asked(question: &[&str]) -> crate::support::Ran {
    let folder = folder(&[("a.jsonl", &account())]);
    run_in(folder.path(), &[&["iam"], question].concat())
}

#[test]
fn certain_conditional_and_unknown_are_kept_apart_and_strangers_are_told() {
    insta::assert_snapshot!(asked(&["who-can", "s3:GetObject", "arn:aws:s3:::reports/q3.pdf", "a.jsonl"]), @r"
    Who can s3:GetObject on arn:aws:s3:::reports/q3.pdf

    For certain
      arn:aws:iam::111122223333:root
          needs no policy
      arn:aws:iam::111122223333:user/ana
          allows: identity policies, own, statement 1
      arn:aws:iam::444455556666:root, and whom that account lets
          allows: identity policies, whatever its account allows, statement 1
          allows: resource policy, bucket policy, statement 1 `Partner`
      logs.amazonaws.com
          allows: resource policy, bucket policy, statement 1 `Partner`

    If
      arn:aws:iam::111122223333:user/ben
          if aws:SourceIp IpAddress `203.0.113.0/24`
          may allow: identity policies, own, statement 1

    Perhaps
      arn:aws:iam::111122223333:user/cem
          unknown: `arn:aws:iam::111122223333:policy/unread` was not read:
            iam:GetPolicyVersion: access denied
          may allow: identity policies, arn:aws:iam::111122223333:policy/unread, not
            read

    Taken for granted
      - account 444455556666 is in no organization whose policies deny it: not
        collected
      - no policies and no tags were passed when the session began
    exit 0
    ");
}

#[test]
fn what_is_given_settles_it() {
    let ran = asked(&[
        "who-can",
        "s3:GetObject",
        "arn:aws:s3:::reports/*",
        "a.jsonl",
        "--context",
        "aws:SourceIp=203.0.113.7",
        "--format",
        "json",
    ])
    .json();
    let ben = arn("user", "ben");
    let all = ran["resources"][0]["principals"].as_array().unwrap();
    let its = all.iter().find(|it| it["principal"] == ben).unwrap();
    assert_eq!(its["verdict"], "certain", "{its}");
}

#[test]
fn a_key_is_asked_about_too() {
    insta::assert_snapshot!(asked(&["who-can", "s3:GetObject", "arn:aws:s3:::sealed/a", "a.jsonl"]), @r"
    Who can s3:GetObject on arn:aws:s3:::sealed/a

    For certain
      arn:aws:iam::111122223333:user/ana
          allows: identity policies, own, statement 1

    Not without kms:Decrypt on the key
      - arn:aws:iam::111122223333:user/cem
      - arn:aws:iam::111122223333:root

    New objects of the bucket are encrypted with the key
      arn:aws:kms:us-east-1:111122223333:key/k, so kms:Decrypt was asked about too.

    Taken for granted
      - no policies and no tags were passed when the session began
    exit 0
    ");
}

#[test]
fn who_assumes_a_role_is_the_trust_policys_to_say() {
    insta::assert_snapshot!(asked(&["who-can", "sts:AssumeRole", "arn:aws:iam::*:role/*", "a.jsonl"]), @r"
    Who can sts:AssumeRole on arn:aws:iam::111122223333:role/deploy

    For certain
      arn:aws:iam::111122223333:user/ana
          allows: resource policy, trust policy, statement 1

    Taken for granted
      - no policies and no tags were passed when the session began
    exit 0
    ");
}

#[test]
fn everything_that_one_can_do() {
    insta::assert_snapshot!(asked(&["what-can", "arn:aws:iam::111122223333:user/ana", "a.jsonl", "--action", "s3:GetObject*", "--action", "kms:*", "--action", "sts:Assume*"]), @r"
    What arn:aws:iam::111122223333:user/ana can do

    For certain
      s3:GetObject* on anything
          allows: identity policies, own, statement 1
      sts:AssumeRole on arn:aws:iam::111122223333:role/deploy
          allows: resource policy, trust policy, statement 1
      kms:Decrypt on arn:aws:kms:us-east-1:111122223333:key/k
          allows: resource policy, key policy, statement 1

    But not
      s3:GetObject* on arn:aws:s3:::secret/*
          denies: identity policies, own, statement 2

    Taken for granted
      - no policy of a resource that is in no snapshot denies what is allowed on a
        pattern that matches it
    exit 0
    ");
    insta::assert_snapshot!(asked(&["what-can", "arn:aws:iam::111122223333:user/ben", "a.jsonl", "--action", "s3:*"]), @r"
    What arn:aws:iam::111122223333:user/ben can do

    If
      s3:GetObject on arn:aws:s3:::reports/*
          if aws:SourceIp IpAddress `203.0.113.0/24`
          may allow: identity policies, own, statement 1

    Taken for granted
      - no policy of a resource that is in no snapshot denies what is allowed on a
        pattern that matches it
    exit 3
    ");
}

#[test]
fn the_answers_as_json_have_their_own_shape() {
    let folder = folder(&[("a.jsonl", &account())]);
    let run = |args: &[&str]| run_in(folder.path(), args).json();
    let schema = run(&["schema", "reach"]);
    let names = |value: &Value| -> BTreeSet<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    let who = run(&[
        "iam",
        "who-can",
        "s3:GetObject",
        "arn:aws:s3:::s*",
        "a.jsonl",
        "--format",
        "json",
    ]);
    assert_eq!(names(&who), names(&schema["properties"]));
    let resources: Vec<&Value> = who["resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["resource"])
        .collect();
    assert_eq!(
        resources,
        ["arn:aws:s3:::sealed/*", "arn:aws:s3:::secret/*"]
    );
    let can = &who["resources"][0]["principals"][0];
    assert_eq!(names(can), names(&schema["$defs"]["Can"]["properties"]));
    let what = run(&[
        "iam",
        "what-can",
        "arn:aws:iam::111122223333:user/ana",
        "a.jsonl",
        "--format",
        "json",
    ]);
    assert_eq!(
        names(&what["abilities"][0]),
        names(&schema["$defs"]["Ability"]["properties"])
    );
    // Nothing is both allowed and refused.
    for it in what["abilities"].as_array().unwrap() {
        let secret = it["resource"].as_str().unwrap().contains("secret");
        assert!(!secret || it["refused"] == true, "{it}");
    }
}

#[test]
fn questions_that_cannot_be_asked_are_refused() {
    let patterns = asked(&["who-can", "s3:*", "*", "a.jsonl"]);
    assert_eq!(patterns.code, Some(2));
    assert!(
        patterns.stderr.contains("`s3:*` is no action"),
        "{patterns}"
    );
    let nothing = asked(&[
        "who-can",
        "s3:GetObject",
        "arn:aws:sqs:us-east-1:111122223333:*",
        "a.jsonl",
    ]);
    assert!(
        nothing
            .stderr
            .contains("no resource of the snapshots matches"),
        "{nothing}"
    );
    let typo = asked(&["what-can", "arn:aws:iam::111122223333:user/anna", "a.jsonl"]);
    assert!(
        typo.stderr
            .contains("did you mean `arn:aws:iam::111122223333:user/ana`?"),
        "{typo}"
    );
}

/// The one question and the question about all agree on the demo, principal by principal.
#[test]
fn who_can_says_what_can_says() {
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/localstack/demo.jsonl.zst");
    let folder = folder(&[]);
    let run = |args: &[&str]| run_in(folder.path(), args);
    let resource = "arn:aws:s3:::kestrel-status-page";
    let who = run(&[
        "iam",
        "who-can",
        "s3:ListBucket",
        resource,
        demo,
        "--format",
        "json",
    ])
    .json();
    let all = who["resources"][0]["principals"]
        .as_array()
        .unwrap()
        .clone();
    assert!(all.len() > 5);
    let verdict = |principal: &str| {
        let its = all.iter().find(|it| it["principal"] == principal);
        its.map_or("denied", |it| it["verdict"].as_str().unwrap())
            .to_owned()
    };
    for name in ["ana", "carla", "hana", "ben"] {
        let principal = format!("arn:aws:iam::111122223333:user/people/{name}");
        let one = run(&[
            "iam",
            "can",
            "--principal",
            &principal,
            "--action",
            "s3:ListBucket",
            "--resource",
            resource,
            demo,
            "--format",
            "json",
        ])
        .json();
        let decision = one["decision"].as_str().unwrap();
        let expected = match decision {
            "allowed" => "certain",
            "conditional" | "unknown" => decision,
            _ => "denied",
        };
        assert_eq!(verdict(&principal), expected, "{name}");
    }
}
