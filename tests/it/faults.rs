//! Answers that are late, missing or of somebody else, and what is asked at all.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use bartizan_testkit::{FakeAws, Fault, Faults, Scenario};

use crate::denied::declared;
use crate::live::{Audited, against, collect, fake, lines, signed_in};
use crate::support::Ran;

const KMS: [&str; 4] = ["--region", "us-east-1", "--service", "kms"];

fn calls(fake: &FakeAws) -> BTreeSet<String> {
    fake.stats()
        .calls
        .into_keys()
        .map(|name| name.to_lowercase())
        .collect()
}

#[test]
fn what_is_declared_is_asked_and_nothing_else() {
    let declared: BTreeSet<_> = declared()
        .into_keys()
        .map(|(service, operation)| format!("{service}.{operation}").to_lowercase())
        .collect();
    let whole = fake(Faults::none());
    Audited::new(&whole.url(), &[]);
    // Some is asked only where the credential report is not to be had.
    let without = fake(Faults::none().on("IAM", "GenerateCredentialReport", Fault::Deny));
    Audited::new(&without.url(), &[]);
    // And some only of a management account, or where somebody wants to know what was used.
    let scenario = Scenario {
        manages_organization: true,
        ..Scenario::default()
    };
    let managing = FakeAws::start(scenario).unwrap();
    Audited::new(&managing.url(), &["--last-accessed"]);
    let fakes = [&whole, &without, &managing];
    let asked: BTreeSet<_> = fakes.into_iter().flat_map(calls).collect();
    let never: Vec<_> = declared.difference(&asked).collect();
    let undeclared: Vec<_> = asked.difference(&declared).collect();
    // The listing tells regions already; where it does not, as on moto, each bucket is asked for its own.
    assert_eq!(never, ["s3.getbucketlocation"]);
    assert_eq!(undeclared, Vec::<&String>::new());
    assert_eq!(whole.stats().strange, 0);
}

#[test]
fn the_size_of_pages_is_not_to_be_seen_in_a_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let look = |page_size| {
        let file = folder.path().join(format!("{page_size:?}.jsonl"));
        let scenario = Scenario {
            page_size,
            ..Scenario::default()
        };
        let ran = collect(&FakeAws::start(scenario).unwrap().url(), &file, &[]);
        assert_eq!(ran.code, Some(0), "{ran}");
        lines(&file)
    };
    let whole = look(None);
    for size in [2, 3] {
        assert_eq!(look(Some(size)), whole, "pages of {size}");
    }
}

#[test]
fn late_answers_are_waited_for() {
    let undisturbed = Audited::new(&fake(Faults::none()).url(), &[]);
    let slow = fake(Faults::none().all(Fault::Slow(Duration::from_millis(150))));
    let audited = Audited::new(&slow.url(), &[]);
    assert_eq!(audited.findings, undisturbed.findings);
    assert_eq!(audited.report["gaps"], undisturbed.report["gaps"]);
}

#[test]
fn an_answer_that_never_comes_is_a_gap_after_a_bounded_time() {
    let undisturbed = Audited::new(&fake(Faults::none()).url(), &KMS);
    let stuck = fake(Faults::none().on("KMS", "ListKeys", Fault::Hang));
    let began = Instant::now();
    let audited = Audited::new(&stuck.url(), &KMS);
    assert!(
        began.elapsed() < Duration::from_secs(150),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(audited.gaps("timeout"), ["kms:ListKeys"]);
    assert_eq!(
        undisturbed.findings.turned(&audited.findings),
        Vec::<String>::new()
    );
    assert!(stuck.stats().count("KMS", "ListKeys") <= 3);
}

#[test]
fn a_session_that_ends_midway_turns_nothing_and_is_said() {
    let undisturbed = Audited::new(&fake(Faults::none()).url(), &[]);
    let expired = fake(Faults::none().service("KMS", Fault::ExpiredToken));
    let audited = Audited::new(&expired.url(), &[]);
    assert_eq!(
        undisturbed.findings.turned(&audited.findings),
        Vec::<String>::new()
    );
    assert!(
        audited
            .gaps("credentials")
            .contains(&"kms:ListKeys".to_owned())
    );
    assert!(
        matches!(audited.ran.code, Some(1 | 3)),
        "{:?}",
        audited.ran.code
    );
    // Nobody goes on asking with credentials that have ended.
    assert!(expired.stats().count("KMS", "ListKeys") <= 3);
}

#[test]
fn a_session_that_ended_before_reads_nothing() {
    let fake = fake(Faults::none().all(Fault::ExpiredToken));
    insta::assert_snapshot!(against(&fake.url(), &["audit", "aws"]), @"
    error: aws does not accept the credentials (ExpiredToken)
    hint: sign in again (`aws sso login`), or set --profile or AWS_ACCESS_KEY_ID and its companions
    exit 4
    ");
    assert_eq!(fake.stats().total(), 1);
}

#[test]
fn a_web_server_is_not_taken_for_aws() {
    let fake = fake(Faults::none().all(Fault::Garbage));
    let ran = against(&fake.url(), &["audit", "aws"]);
    insta::assert_snapshot!(ran.to_string().replace(&fake.url(), "URL"), @"
    error: URL does not answer as aws does
    hint: check --endpoint-url; an emulator must be started first
    exit 4
    ");
}

#[test]
fn a_closed_port_is_said_to_be_one() {
    // Bound and let go: nobody listens there now.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let ran = against(&url, &["audit", "aws"]);
    insta::assert_snapshot!(ran.to_string().replace(&url, "URL"), @"
    error: cannot reach URL: no connection
    hint: check --endpoint-url, the network and HTTPS_PROXY
    exit 4
    ");
}

#[test]
fn without_a_region_the_first_one_asked_is_named() {
    let fake = fake(Faults::none());
    let mut command = signed_in(&fake.url());
    command
        .env_remove("AWS_REGION")
        .args(["audit", "aws", "--format", "json"]);
    let ran = Ran::of(command.output().unwrap());
    insta::assert_snapshot!(ran.stderr, @"
    warning: no region is configured: asking us-east-1 first (set AWS_REGION or --region to change that)
    ");
    // Every enabled region is visited nevertheless.
    assert_eq!(
        ran.json()["audited"]["regions"].as_array().unwrap().len(),
        3
    );
}
