//! Throttling costs time and nothing else.

use std::time::{Duration, Instant};

use bartizan_testkit::{FakeAws, Fault, Faults};

use crate::live::{Audited, emulator, fake, proxy};

#[test]
fn a_third_of_all_calls_throttled_changes_no_finding_of_the_flawed_account() {
    let Some(moto) = emulator("moto") else { return };
    let calm = proxy(&moto, Faults::none());
    let undisturbed = Audited::seeded(&calm.url());
    for seed in [1, 2] {
        let busy = proxy(&moto, Faults::seeded(seed).all(Fault::Throttle(0.35)));
        let throttled = Audited::seeded(&busy.url());
        let refused = busy.stats().throttled;
        assert!(refused > 80, "{refused}");
        assert_eq!(throttled.findings, undisturbed.findings);
        assert_eq!(throttled.report["gaps"], undisturbed.report["gaps"]);
        assert_eq!(throttled.ran.code, undisturbed.ran.code);
    }
}

#[test]
fn throttling_leaves_no_gap_at_all_where_everything_is_served() {
    let calm = fake(Faults::none());
    let undisturbed = Audited::new(&calm.url(), &[]);
    assert_eq!(undisturbed.report["gaps"], serde_json::json!([]));
    let busy = fake(Faults::seeded(3).all(Fault::Throttle(0.35)));
    let throttled = Audited::new(&busy.url(), &[]);
    let refused = busy.stats().throttled;
    assert!(refused > 80, "{refused}");
    assert_eq!(throttled.findings, undisturbed.findings);
    assert_eq!(throttled.report["gaps"], serde_json::json!([]));
    // A refused call is made once more for each refusal, and no answered one is made again. Only how often IAM is
    // asked whether its report is ready depends on the time that passes.
    let let_through = |fake: &FakeAws| {
        let mut calls = fake.stats().let_through();
        assert!(calls.remove("IAM.GenerateCredentialReport").is_some());
        calls
    };
    assert_eq!(let_through(&busy), let_through(&calm));
}

#[test]
fn a_service_that_throttles_for_ever_is_a_gap_and_the_rest_is_read() {
    let only = [
        "--region",
        "us-east-1",
        "--service",
        "kms",
        "--service",
        "s3",
    ];
    let undisturbed = Audited::new(&fake(Faults::none()).url(), &only);
    let deaf = fake(Faults::none().service("KMS", Fault::Throttle(1.0)));
    let began = Instant::now();
    let audited = Audited::new(&deaf.url(), &only);
    assert!(
        began.elapsed() < Duration::from_secs(120),
        "{:?}",
        began.elapsed()
    );
    let refused = deaf.stats().throttled;
    assert!((10..=60).contains(&refused), "{refused} calls");
    // Without keys nobody misses their aliases.
    assert_eq!(audited.gaps("throttled"), ["kms:ListKeys"]);
    assert_eq!(
        undisturbed.findings.turned(&audited.findings),
        Vec::<String>::new()
    );
    let buckets = |it: &Audited| {
        it.tally()
            .lines()
            .filter(|line| line.contains("s3"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(buckets(&audited), buckets(&undisturbed));
}
