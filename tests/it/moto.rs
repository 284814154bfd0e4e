//! The flawed account on moto, with testkit's machines in front: every rule has something to say.

use std::collections::BTreeSet;
use std::path::Path;

use bartizan_testkit::Faults;
use serde_json::Value;

use crate::flawed;
use crate::live::{
    Audited, Key, REGIONS, against, collect, emulator, lines, proxy, signed_in_as, text,
};
use crate::support::Ran;

/// What moto makes up for each call: by type, where it is.
const INVENTED: [(&str, &str); 2] = [
    ("aws.cloudtrail.trail", "/status/delivered_at"),
    ("aws.account", "/root_user/password_last_used"),
];

/// Rules that no emulator has something for, as localstack/flawed/README.md says: the beginnings of their ids.
const BY_CASES_ALONE: [&str; 18] = [
    "aws-account-organization-without-all-features",
    "aws-account-region-outside-allow-list",
    "aws-account-root-used-recently",
    "aws-account-root-with-access-keys",
    "aws-account-root-without-hardware-mfa",
    "aws-cloudtrail-event-data-store-",
    "aws-cloudtrail-trail-digests-not-delivered",
    "aws-cloudtrail-trail-log-group-not-reached",
    "aws-cloudtrail-trail-not-delivering",
    "aws-iam-role-services-unused",
    "aws-iam-user-services-unused",
    "aws-kms-key-material-expiring",
    "aws-kms-key-never-replaced",
    "aws-ssm-compliance-summary-with-failures",
    "aws-ssm-instance-in-no-patch-group",
    "aws-ssm-instance-operating-system-unsupported",
    "aws-ssm-region-without-patching-window",
    "aws-wafv2-web-acl-protects-nothing",
];

#[test]
fn the_flawed_account_is_judged_as_it_was_seeded() {
    let Some(moto) = emulator("moto") else { return };
    let audited = Audited::seeded(&moto);
    flawed::check(&audited, &[flawed::BOTH, flawed::MOTO]);
    assert_eq!(audited.ran.code, Some(1));
    let audited = Audited::seeded(&proxy(&moto, Faults::none()).url());
    flawed::check(&audited, &[flawed::BOTH, flawed::MOTO, flawed::PROXY]);
    assert_eq!(audited.ran.code, Some(1));
}

#[test]
fn the_second_account_is_the_other_side_of_the_first() {
    let Some(moto) = emulator("moto") else { return };
    let key: Key = ("222222222222".to_owned(), "test".to_owned());
    let mut command = signed_in_as(&moto, &key);
    let args = ["audit", "aws", "--region", "us-east-1", "--format", "json"];
    let audited = Audited::of(Ran::of(command.args(args).output().unwrap()));
    flawed::check_rows(&audited, flawed::SECOND);
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
    let outcomes = checked.findings.by_rule();
    let rules = checked.report["rules"].as_array().unwrap();
    assert!(rules.len() >= 90, "{}", rules.len());
    let without = |outcome| {
        let ids = rules.iter().map(|rule| text(&rule["id"]));
        ids.filter(|id| {
            let found = outcomes.get(id.as_str());
            !found.is_some_and(|found| found.contains_key(outcome))
        })
        .filter(|id| !BY_CASES_ALONE.iter().any(|start| id.starts_with(start)))
        .collect::<Vec<_>>()
    };
    // What one account can show at a time, and LocalStack's rotation.
    insta::assert_snapshot!(without("fail").join("\n"), @"
    aws-cloudtrail-account-global-events-not-recorded
    aws-cloudtrail-account-management-events-left-out
    aws-iam-password-policy-without-lowercase
    aws-iam-password-policy-without-numbers
    aws-kms-key-rotates-slowly
    aws-kms-key-without-material
    ");
    insta::assert_snapshot!(without("pass").join("\n"), @"
    aws-cloudtrail-account-lambda-calls-not-recorded
    aws-cloudtrail-account-s3-reads-not-recorded
    aws-cloudtrail-account-s3-writes-not-recorded
    ");
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
        assert_eq!(stats.count("S3", operation), 37, "{operation}");
    }
    let strange: Vec<_> = audited
        .findings
        .kinds()
        .into_iter()
        .filter(|kind| {
            !["aws.account", "aws.region"].contains(kind) && !kind.starts_with("aws.s3.")
        })
        .collect();
    assert_eq!(strange, Vec::<&str>::new());
}
