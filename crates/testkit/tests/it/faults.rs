//! What goes wrong on request, in each protocol's own words.

use std::time::{Duration, Instant};

use bartizan_testkit::{FakeAws, Fault, Faults, Scenario};
use serde_json::json;

use crate::client::{Ask, Seen};

fn broken(fault: Fault) -> FakeAws {
    FakeAws::start(Scenario {
        faults: Faults::none().all(fault),
        ..Scenario::default()
    })
    .unwrap()
}

/// One call of each protocol.
fn asks() -> [(&'static str, Ask); 6] {
    [
        ("query", Ask::query("GetAccountSummary", &[])),
        (
            "json",
            Ask::json("TrentService.ListKeys", "us-east-1", &json!({})),
        ),
        ("s3", Ask::s3("/", "us-east-1")),
        (
            "control",
            Ask::new(
                "GET",
                "/v20180820/configuration/publicAccessBlock",
                "s3",
                "us-east-1",
            ),
        ),
        (
            "account",
            Ask::new("POST", "/listRegions", "account", "us-east-1").body("{}"),
        ),
        (
            "cloudfront",
            Ask::new(
                "GET",
                "/2020-05-31/distributionsByWebACLId/x",
                "cloudfront",
                "us-east-1",
            ),
        ),
    ]
}

fn code(seen: &Seen) -> String {
    if let Some(code) = seen.element("Code") {
        return code.to_owned();
    }
    match seen.header("x-amzn-errortype") {
        Some(code) => code.to_owned(),
        None => seen.json()["__type"].as_str().unwrap().to_owned(),
    }
}

fn codes(fault: Fault) -> Vec<(&'static str, u16, String)> {
    let fake = broken(fault);
    asks()
        .iter()
        .map(|(protocol, ask)| {
            let seen = ask.send(fake.address());
            (*protocol, seen.status, code(&seen))
        })
        .collect()
}

#[test]
fn each_protocol_has_its_own_way_to_deny() {
    let expected = [
        ("query", 403, "AccessDenied"),
        ("json", 400, "AccessDeniedException"),
        ("s3", 403, "AccessDenied"),
        ("control", 403, "AccessDenied"),
        ("account", 403, "AccessDeniedException"),
        ("cloudfront", 403, "AccessDenied"),
    ];
    assert_eq!(
        codes(Fault::Deny),
        expected.map(|(protocol, status, code)| (protocol, status, code.to_owned()))
    );
}

#[test]
fn each_protocol_has_its_own_way_to_throttle() {
    let expected = [
        ("query", 400, "Throttling"),
        ("json", 400, "ThrottlingException"),
        ("s3", 503, "SlowDown"),
        ("control", 503, "SlowDown"),
        ("account", 429, "TooManyRequestsException"),
        ("cloudfront", 400, "Throttling"),
    ];
    assert_eq!(
        codes(Fault::Throttle(1.0)),
        expected.map(|(protocol, status, code)| (protocol, status, code.to_owned()))
    );
}

#[test]
fn each_protocol_has_its_own_word_for_an_expired_session() {
    let codes: Vec<_> = codes(Fault::ExpiredToken)
        .into_iter()
        .map(|(_, _, code)| code)
        .collect();
    let (xml, json) = ("ExpiredToken", "ExpiredTokenException");
    assert_eq!(codes, [xml, json, xml, xml, json, xml]);
}

#[test]
fn only_the_calls_that_were_named_go_wrong() {
    let faults = Faults::none()
        .on("kms", "ListKeys", Fault::Deny)
        .service("S3", Fault::Status(500));
    let fake = FakeAws::start(Scenario {
        faults,
        ..Scenario::default()
    })
    .unwrap();
    let statuses: Vec<_> = asks()
        .iter()
        .map(|(_, ask)| ask.send(fake.address()).status)
        .collect();
    assert_eq!(statuses, [200, 400, 500, 200, 200, 200]);
    assert_eq!(
        Ask::json("TrentService.ListAliases", "us-east-1", &json!({}))
            .send(fake.address())
            .status,
        200
    );
    let stats = fake.stats();
    assert_eq!(
        (
            stats.answered,
            stats.total(),
            stats.count("KMS", "ListKeys")
        ),
        (5, 7, 1)
    );
}

#[test]
fn a_third_of_calls_is_throttled_and_the_seed_decides_which() {
    let outcome = |seed| {
        let faults = Faults::seeded(seed).all(Fault::Throttle(0.35));
        let fake = FakeAws::start(Scenario {
            faults,
            ..Scenario::default()
        })
        .unwrap();
        let ask = Ask::query("GetCallerIdentity", &[]);
        let seen: Vec<_> = (0..200).map(|_| ask.send(fake.address()).status).collect();
        (seen, fake.stats().throttled)
    };
    let (first, throttled) = outcome(1);
    assert!((40..100).contains(&throttled), "{throttled}");
    assert_eq!(first, outcome(1).0);
    assert_ne!(first, outcome(2).0);
}

#[test]
fn answers_are_cut_on_the_wire_or_in_the_document() {
    let whole = Ask::query("GetAccountSummary", &[])
        .send(FakeAws::start(Scenario::default()).unwrap().address());
    let ask = Ask::query("GetAccountSummary", &[]);
    let promised = |seen: &Seen| {
        seen.header("content-length")
            .unwrap()
            .parse::<usize>()
            .unwrap()
    };
    let truncated = ask.send(broken(Fault::Truncate).address());
    assert_eq!(
        (promised(&truncated), truncated.body.len()),
        (whole.body.len(), whole.body.len() / 2)
    );
    let cut = ask.send(broken(Fault::Cut).address());
    assert_eq!(
        (promised(&cut), cut.body.len()),
        (whole.body.len() / 2, whole.body.len() / 2)
    );
    assert_eq!((truncated.status, cut.status), (200, 200));
}

#[test]
fn garbage_is_html_and_a_hang_is_silence() {
    let garbage = Ask::s3("/", "us-east-1").send(broken(Fault::Garbage).address());
    assert_eq!(
        (garbage.status, garbage.header("content-type")),
        (200, Some("text/html"))
    );
    assert_eq!(
        Ask::s3("/", "us-east-1").try_send(broken(Fault::Hang).address()),
        None
    );
}

#[test]
fn a_slow_answer_comes_late() {
    let start = Instant::now();
    let fake = broken(Fault::Slow(Duration::from_millis(120)));
    assert_eq!(Ask::s3("/", "us-east-1").send(fake.address()).status, 200);
    assert!(start.elapsed() >= Duration::from_millis(120));
}
