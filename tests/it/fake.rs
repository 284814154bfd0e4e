//! The product against testkit's endpoint: whole, in small pages, and with everything going wrong.

use std::collections::BTreeMap;
use std::thread;

use bartizan_testkit::{FakeAws, Fault, Faults, Scenario};
use serde_json::Value;

use crate::support::{Ran, command};

/// Runs the product against an endpoint.
fn against(url: &str, args: &[&str]) -> Ran {
    let output = command()
        .envs([
            ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_REGION", "us-east-1"),
        ])
        .args(args)
        .args(["--endpoint-url", url])
        .output()
        .unwrap();
    Ran {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code(),
    }
}

/// Every region is served by the same code, so that one will do where many runs are compared.
fn serve_region(faults: Faults) -> FakeAws {
    FakeAws::start(Scenario {
        faults,
        regions: vec!["us-east-1".to_owned()],
        ..Scenario::default()
    })
    .unwrap()
}

fn serve(faults: Faults) -> FakeAws {
    FakeAws::start(Scenario {
        faults,
        ..Scenario::default()
    })
    .unwrap()
}

/// The lines of a snapshot after its header.
fn collect(fake: &FakeAws) -> (Ran, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.jsonl");
    let ran = against(
        &fake.url(),
        &["collect", "aws", "-o", file.to_str().unwrap()],
    );
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    (ran, text.lines().skip(1).map(str::to_owned).collect())
}

/// Finding id → rule and outcome.
type Findings = BTreeMap<String, (String, String)>;

fn findings(fake: &FakeAws) -> (Value, Findings) {
    // One region, named: where the enabled ones cannot be asked for, more of them would be looked at.
    let args = ["audit", "aws", "--region", "us-east-1", "--format", "json"];
    let ran = against(&fake.url(), &args);
    let report = ran.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap().iter();
    let findings = findings
        .map(|it| (text(&it["id"]), (text(&it["rule"]), text(&it["outcome"]))))
        .collect();
    (report, findings)
}

/// What changed that may not: an outcome that turned, or a finding that went without a word.
fn turned(undisturbed: &Findings, disturbed: &Findings) -> Vec<String> {
    let speaks = |rule: &str| {
        disturbed
            .values()
            .any(|(other, outcome)| other == rule && outcome == "unknown")
    };
    let mut turned: Vec<_> = undisturbed
        .iter()
        .filter(|(id, (rule, before))| match disturbed.get(*id) {
            Some((_, after)) => after != before && after != "unknown",
            None => !speaks(rule),
        })
        .map(|(id, (rule, before))| format!("{rule} {id} was {before}"))
        .collect();
    turned.extend(
        disturbed
            .iter()
            .filter(|(id, (_, after))| after != "unknown" && !undisturbed.contains_key(*id))
            .map(|(id, (rule, after))| format!("{rule} {id} is new: {after}")),
    );
    turned
}

#[test]
fn an_account_is_read_whole_with_hardly_a_call_more_than_needed() {
    let fake = serve(Faults::none());
    let (ran, lines) = collect(&fake);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(lines.len() > 60, "{}", lines.len());
    let stats = fake.stats();
    assert_eq!((stats.strange, stats.repeats.clone()), (0, Vec::new()));
    let least = fake.least_calls();
    // The account is too small for percents: what is counted are the calls beyond.
    let more: Vec<_> = stats
        .calls
        .iter()
        .map(|(name, calls)| (name, *calls, least.get(name).copied().unwrap_or(0)))
        .filter(|(_, calls, least)| calls > &(least + 1))
        .collect();
    assert_eq!(more, []);
}

#[test]
fn small_pages_and_refusals_change_nothing() {
    let (_, whole) = collect(&serve(Faults::none()));
    let small = Scenario {
        page_size: Some(1),
        ..Scenario::default()
    };
    let (ran, paged) = collect(&FakeAws::start(small).unwrap());
    assert_eq!((ran.code, &paged), (Some(0), &whole));
    let fake = serve(Faults::none().all(Fault::Throttle(0.35)));
    let (ran, throttled) = collect(&fake);
    assert!(fake.stats().throttled > 20);
    assert_eq!((ran.code, &throttled), (Some(0), &whole));
}

#[test]
fn a_denied_call_turns_no_finding() {
    let fake = serve_region(Faults::none());
    let (_, undisturbed) = findings(&fake);
    let operations: Vec<_> = fake.stats().calls.into_keys().collect();
    let operations: Vec<_> = operations
        .iter()
        .filter_map(|name| name.split_once('.'))
        .filter(|(service, _)| *service != "STS")
        .collect();
    assert!(operations.len() > 40, "{operations:?}");
    for chunk in operations.chunks(4) {
        thread::scope(|scope| {
            for (service, operation) in chunk {
                let undisturbed = &undisturbed;
                scope.spawn(move || {
                    let fake = serve_region(Faults::none().on(service, operation, Fault::Deny));
                    let (report, disturbed) = findings(&fake);
                    assert_eq!(
                        turned(undisturbed, &disturbed),
                        Vec::<String>::new(),
                        "{service}.{operation}"
                    );
                    let denied = |gap: &Value| gap["reason"] == "access-denied";
                    // The regions are named by hand too, and what IAM denies may be known from elsewhere.
                    let said = report["gaps"].as_array().unwrap().iter().any(denied);
                    assert!(
                        said || *operation == "ListRegions",
                        "{service}.{operation} leaves no gap"
                    );
                });
            }
        });
    }
}

#[test]
fn an_answer_that_cannot_be_used_is_a_gap_with_its_reason() {
    let (_, undisturbed) = findings(&serve_region(Faults::none()));
    for (fault, reason) in [
        (Fault::Cut, "malformed"),
        (Fault::Garbage, "malformed"),
        (Fault::RepeatToken, "malformed"),
        (Fault::Status(500), "failed"),
        (Fault::Truncate, "malformed"),
    ] {
        for (service, operation) in [
            ("KMS", "ListKeys"),
            ("IAM", "GetAccountAuthorizationDetails"),
        ] {
            let fake = serve_region(Faults::none().on(service, operation, fault));
            let (report, disturbed) = findings(&fake);
            assert_eq!(
                turned(&undisturbed, &disturbed),
                Vec::<String>::new(),
                "{fault:?}"
            );
            let gaps = report["gaps"].as_array().unwrap();
            let reasons: Vec<_> = gaps
                .iter()
                .filter(|gap| gap["action"].as_str().unwrap().ends_with(operation))
                .map(|gap| gap["reason"].as_str().unwrap())
                .collect();
            assert!(
                reasons.contains(&reason),
                "{fault:?} {service}.{operation}: {reasons:?}"
            );
        }
    }
}

#[test]
fn nothing_can_be_read_from_what_is_not_aws_or_with_an_expired_session() {
    for fault in [Fault::Garbage, Fault::ExpiredToken, Fault::Status(404)] {
        let fake = serve(Faults::none().all(fault));
        let ran = against(&fake.url(), &["audit", "aws"]);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (Some(4), ""),
            "{fault:?}: {ran}"
        );
        assert!(ran.stderr.starts_with("error: "), "{ran}");
        assert!(
            fake.stats().total() < 10,
            "{fault:?}: {} calls",
            fake.stats().total()
        );
    }
}

#[test]
fn roles_are_assumed_one_for_each_account() {
    let fake = serve(Faults::none());
    let ran = against(
        &fake.url(),
        &[
            "audit",
            "aws",
            "--format",
            "json",
            "--service",
            "kms",
            "--role-arn",
            "arn:aws:iam::222222222222:role/external-audit",
            "--role-arn",
            "arn:aws:iam::333333333333:role/external-audit",
            "--external-id",
            "bartizan",
        ],
    );
    let report = ran.json();
    let accounts: Vec<_> = report["audited"]["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|account| account["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(accounts, ["222222222222", "333333333333"], "{}", ran.stderr);
    assert_eq!(fake.stats().count("KMS", "DescribeKey"), 24);
}
