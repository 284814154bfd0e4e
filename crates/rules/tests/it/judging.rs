//! Whole snapshots, judged.

use std::io::Write as _;

use bartizan_finding::{Outcome, Waivers};
use bartizan_model::aws::iam::{AccessKey, User};
use bartizan_model::aws::s3::PublicAccessBlock;
use bartizan_model::{Gap, Observed, Reason, Resource, SnapshotFault, Snapshots};
use bartizan_rules::{JudgeFault, Limits, judge};

use crate::support::{
    ACCOUNT, account, bucket, denied, findings, header, judged, open_to_everyone, outcome_of,
    some_rules, told, user,
};
use crate::{compiled, rule_of};

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
