//! The flawed account on moto, with testkit's machines in front: every rule has something to say.

use std::collections::BTreeSet;
use std::path::Path;

use bartizan_testkit::Faults;
use serde_json::Value;

use crate::flawed;
use crate::live::{Audited, Key, REGIONS, against, collect, emulator, lines, proxy, signed_in_as};
use crate::support::Ran;

/// What moto makes up for each call: by type, where it is.
const INVENTED: [(&str, &str); 2] = [
    ("aws.cloudtrail.trail", "/status/delivered_at"),
    ("aws.account", "/root_user/password_last_used"),
];

#[test]
fn the_flawed_account_is_judged_as_it_was_seeded() {
    let Some(moto) = emulator("moto") else { return };
    let audited = Audited::seeded(&proxy(&moto, Faults::none()).url());
    flawed::check(&audited, flawed::EVERYWHERE);
    flawed::check(&audited, flawed::ON_MOTO);
    assert_eq!(audited.ran.code, Some(1));
}

#[test]
fn every_rule_has_something_to_fail_and_something_to_pass() {
    let Some(moto) = emulator("moto") else { return };
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("1.jsonl"), folder.path().join("2.jsonl"));
    collect(&proxy(&moto, Faults::none()).url(), &first, &REGIONS);
    let key: Key = ("222222222222".to_owned(), "test".to_owned());
    let output = signed_in_as(&moto, &key)
        .args(["collect", "aws", "--region", "us-east-1", "-o"])
        .arg(&second)
        .output();
    assert!(second.exists(), "{}", Ran::of(output.unwrap()));
    let files = [first.to_str().unwrap(), second.to_str().unwrap()];
    let checked = check(&files);
    assert_eq!(checked.accounts(), ["111122223333", "222222222222"]);
    insta::assert_snapshot!(checked.tally(), @"
    aws-account-root-without-mfa fail=1 pass=1
    aws-cloudtrail-trail-not-logging fail=1 pass=2
    aws-iam-policy-grants-everything fail=2 pass=7
    aws-iam-role-trusted-by-anyone fail=1 pass=10
    aws-iam-user-access-key-not-rotated fail=3 pass=7
    aws-iam-user-console-without-mfa fail=2 pass=8
    aws-kms-key-without-rotation fail=3 pass=8
    aws-s3-bucket-open-by-acl fail=2 pass=11
    aws-s3-bucket-without-customer-key fail=8 pass=5
    aws-ssm-instance-missing-patches fail=3 pass=2 unknown=1
    aws-ssm-parameter-secret-in-plain-text fail=3 pass=5
    aws-wafv2-web-acl-without-logging fail=2 pass=1
    ");
    let rules = checked.report["rules"].as_array().unwrap().len();
    assert!(rules >= 12, "{rules}");
    for (rule, outcomes) in checked.findings.by_rule() {
        for outcome in ["fail", "pass"] {
            assert!(
                outcomes.contains_key(outcome),
                "{rule} has nothing to {outcome}"
            );
        }
    }
}

/// Judges snapshots, offline.
fn check(files: &[&str]) -> Audited {
    let args = [&["check", "--format", "json"], files].concat();
    Audited::of(against("http://127.0.0.1:9", &args))
}

#[test]
fn two_looks_give_the_same_bytes() {
    let Some(moto) = emulator("moto") else { return };
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("1.jsonl"), folder.path().join("2.jsonl"));
    for file in [&first, &second] {
        collect(&proxy(&moto, Faults::none()).url(), file, &REGIONS);
    }
    let (first, second) = (scrubbed(&first), scrubbed(&second));
    assert!(first.len() > 80, "{}", first.len());
    assert_eq!(first, second);
}

/// The lines of a snapshot, byte by byte but for what moto invents.
fn scrubbed(file: &Path) -> Vec<String> {
    let scrub = |line: String| {
        let mut value: Value = serde_json::from_str(&line).unwrap();
        let invented = INVENTED.iter().find(|(kind, _)| value["type"] == *kind);
        let place = invented.and_then(|(_, place)| value.pointer_mut(place));
        match place.map(Value::take) {
            Some(Value::String(said)) => line.replacen(&said, "SCRUBBED", 1),
            _ => line,
        }
    };
    lines(file).into_iter().map(scrub).collect()
}

#[test]
fn looking_and_judging_apart_says_the_same_as_an_audit() {
    let Some(moto) = emulator("moto") else { return };
    let proxy = proxy(&moto, Faults::none());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.jsonl.zst");
    let collected = collect(&proxy.url(), &file, &REGIONS);
    // What moto lacks makes gaps, and the exit code says so.
    assert_eq!(
        (collected.stdout.as_str(), collected.code),
        ("", Some(3)),
        "{collected}"
    );
    assert_eq!(
        std::fs::read(&file).unwrap()[..4],
        [0x28, 0xb5, 0x2f, 0xfd],
        "zstd's magic number"
    );
    let audited = Audited::seeded(&proxy.url());
    let checked = check(&[file.to_str().unwrap()]);
    assert_eq!(checked.findings, audited.findings);
    for part in ["summary", "gaps", "rules"] {
        assert_eq!(checked.report[part], audited.report[part], "{part}");
    }
    assert_eq!(checked.ran.code, audited.ran.code);
}

#[test]
fn one_service_makes_the_calls_of_that_service_and_of_the_account() {
    let Some(moto) = emulator("moto") else { return };
    let proxy = proxy(&moto, Faults::none());
    let audited = Audited::new(&proxy.url(), &[&["--service", "s3"], &REGIONS[..]].concat());
    let allowed: BTreeSet<String> = bartizan_aws::declared_actions()
        .into_iter()
        .filter(|(name, _)| ["session", "account", "s3"].contains(name))
        .flat_map(|(_, actions)| actions)
        .map(|action| format!("{}.{}", action.service, action.operation).to_lowercase())
        .collect();
    let stats = proxy.stats();
    let calls = stats.calls.keys().map(|name| name.to_lowercase());
    let strange: Vec<_> = calls.filter(|name| !allowed.contains(name)).collect();
    assert_eq!((strange, stats.strange), (Vec::new(), 0));
    for operation in ["GetBucketLocation", "GetBucketAcl"] {
        assert_eq!(stats.count("S3", operation), 12, "{operation}");
    }
    let judged: Vec<_> = audited.findings.by_rule().into_keys().collect();
    assert_eq!(
        judged,
        [
            "aws-account-root-without-mfa",
            "aws-s3-bucket-open-by-acl",
            "aws-s3-bucket-without-customer-key"
        ]
    );
}
