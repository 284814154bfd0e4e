//! The account that the fake endpoint serves, and its counts.

use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use bartizan_testkit::{FakeAws, Scenario};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::client::Ask;

fn small() -> FakeAws {
    FakeAws::start(Scenario::default()).unwrap()
}

#[test]
fn the_credential_report_is_made_first_and_has_a_root_row() {
    let fake = small();
    let state = || Ask::query("GenerateCredentialReport", &[]).send(fake.address());
    assert_eq!(state().element("State"), Some("STARTED"));
    assert_eq!(
        Ask::query("GetCredentialReport", &[])
            .send(fake.address())
            .element("Code"),
        Some("ReportInProgress")
    );
    assert_eq!(state().element("State"), Some("COMPLETE"));
    let report = Ask::query("GetCredentialReport", &[]).send(fake.address());
    let csv =
        String::from_utf8(STANDARD.decode(report.element("Content").unwrap()).unwrap()).unwrap();
    let columns: Vec<_> = csv.lines().map(|line| line.split(',').count()).collect();
    assert_eq!(columns, [22; 10]);
    assert!(
        csv.lines()
            .nth(1)
            .unwrap()
            .starts_with("<root_account>,arn:aws:iam::111122223333:root,")
    );
}

#[test]
fn the_report_and_the_listings_say_the_same_of_every_user() {
    let fake = FakeAws::start(Scenario {
        users: 40,
        report_polls: 0,
        ..Scenario::default()
    })
    .unwrap();
    Ask::query("GenerateCredentialReport", &[]).send(fake.address());
    let report = Ask::query("GetCredentialReport", &[]).send(fake.address());
    let csv =
        String::from_utf8(STANDARD.decode(report.element("Content").unwrap()).unwrap()).unwrap();
    for line in csv.lines().skip(2) {
        let row: Vec<_> = line.split(',').collect();
        let ask = |action| Ask::query(action, &[("UserName", row[0])]).send(fake.address());
        assert_eq!(
            ask("GetLoginProfile").status == 200,
            row[3] == "true",
            "{line}"
        );
        assert_eq!(
            ask("ListMFADevices").body.contains("<SerialNumber>"),
            row[7] == "true",
            "{line}"
        );
        let keys = ask("ListAccessKeys").body.matches("<AccessKeyId>").count();
        assert_eq!(
            keys,
            [row[9], row[14]]
                .iter()
                .filter(|rotated| **rotated != "N/A")
                .count(),
            "{line}"
        );
    }
}

#[test]
fn a_bucket_answers_only_in_its_own_region() {
    let fake = small();
    let plain = Ask::s3("/", "us-east-1").send(fake.address());
    assert_eq!(plain.element("BucketRegion"), None);
    let list = Ask::s3("/?max-buckets=10000", "us-east-1").send(fake.address());
    assert_eq!(
        (list.element("Name"), list.element("BucketRegion")),
        (Some("payments-111122223333-00000"), Some("eu-west-1"))
    );
    let ask =
        |region| Ask::s3("/payments-111122223333-00000?versioning", region).send(fake.address());
    assert_eq!(
        (
            ask("us-east-1").status,
            ask("us-east-1").header("x-amz-bucket-region")
        ),
        (301, Some("eu-west-1"))
    );
    assert_eq!(
        (ask("eu-west-1").status, ask("eu-west-1").element("Status")),
        (200, Some("Enabled"))
    );
}

#[test]
fn what_is_not_configured_has_its_own_code() {
    let fake = FakeAws::start(Scenario {
        buckets: 60,
        ..Scenario::default()
    })
    .unwrap();
    let code = |path: &str, region| {
        Ask::s3(path, region)
            .send(fake.address())
            .element("Code")
            .map(str::to_owned)
    };
    for (path, region, expected) in [
        (
            "/payments-111122223333-00000?policy",
            "eu-west-1",
            "NoSuchBucketPolicy",
        ),
        (
            "/payments-111122223333-00000?object-lock",
            "eu-west-1",
            "ObjectLockConfigurationNotFoundError",
        ),
        (
            "/analytics-111122223333-00003?tagging",
            "eu-west-1",
            "NoSuchTagSet",
        ),
        (
            "/onboarding-111122223333-00005?publicAccessBlock",
            "us-west-2",
            "NoSuchPublicAccessBlockConfiguration",
        ),
        (
            "/audit-log-111122223333-00014?ownershipControls",
            "us-west-2",
            "OwnershipControlsNotFoundError",
        ),
        ("/nobody-0?acl", "us-east-1", "NoSuchBucket"),
    ] {
        assert_eq!(code(path, region).as_deref(), Some(expected), "{path}");
    }
}

#[test]
fn an_assumed_role_sees_the_account_of_its_arn() {
    let fake = small();
    let assume = |arn: &str, external: &str| {
        let form = [
            ("RoleArn", arn),
            ("RoleSessionName", "it"),
            ("ExternalId", external),
        ];
        Ask::query("AssumeRole", &form).send(fake.address())
    };
    let assumed = assume("arn:aws:iam::222222222222:role/audit", "");
    assert_eq!(assumed.element("AccessKeyId"), Some("ASIA222222222222"));
    let vendor = "arn:aws:iam::222222222222:role/external-audit";
    assert_eq!(
        (
            assume(vendor, "wrong").status,
            assume(vendor, "bartizan").status
        ),
        (403, 200)
    );
}

#[test]
fn a_call_that_is_not_served_is_said_to_be_so() {
    let seen = Ask::json("TrentService.ScheduleKeyDeletion", "us-east-1", &json!({}))
        .send(small().address());
    assert_eq!(
        (seen.status, seen.json()["__type"].as_str()),
        (501, Some("NotImplemented"))
    );
}

#[test]
fn machines_are_in_every_state_and_the_one_never_scanned_is_left_out() {
    let fake = FakeAws::start(Scenario::machines("111122223333", "us-east-1", 5)).unwrap();
    let ask = |target, body| {
        Ask::json(target, "us-east-1", &body)
            .send(fake.address())
            .json()
    };
    let list = ask("AmazonSSM.DescribeInstanceInformation", json!({}));
    let ids: Vec<_> = list["InstanceInformationList"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["InstanceId"].clone())
        .collect();
    let states = ask(
        "AmazonSSM.DescribeInstancePatchStates",
        json!({ "InstanceIds": ids }),
    );
    let critical: Vec<_> = states["InstancePatchStates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|state| {
            (
                state["CriticalNonCompliantCount"].as_i64().unwrap(),
                state["InstalledPendingRebootCount"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        (ids.len(), critical),
        (5, vec![(0, 0), (3, 0), (0, 4), (0, 0)])
    );
    let elsewhere = Ask::json(
        "AmazonSSM.DescribeInstanceInformation",
        "eu-west-1",
        &json!({}),
    )
    .send(fake.address());
    assert_eq!(elsewhere.json()["InstanceInformationList"], json!([]));
}

#[test]
fn a_token_bucket_lets_its_rate_through() {
    let fake = FakeAws::start(Scenario {
        rate: Some(20.0),
        ..Scenario::default()
    })
    .unwrap();
    let start = Instant::now();
    let seen: Vec<_> = (0..60)
        .map(|_| {
            Ask::query("GetCallerIdentity", &[])
                .send(fake.address())
                .status
        })
        .collect();
    let most = 20.0 + 20.0 * start.elapsed().as_secs_f64();
    let through = seen.iter().filter(|&&status| status == 200).count();
    assert!(
        through >= 20 && through as f64 <= most + 1.0,
        "{through} of {most}"
    );
    assert_eq!(fake.stats().throttled as usize, 60 - through);
}

#[test]
fn counts_know_what_was_under_way_and_what_was_asked_twice() {
    let fake = FakeAws::start(Scenario {
        latency: Duration::from_millis(150),
        ..Scenario::default()
    })
    .unwrap();
    let address = fake.address();
    let threads: Vec<_> = (0..5)
        .map(|_| thread::spawn(move || Ask::query("GetCallerIdentity", &[]).send(address).status))
        .collect();
    for one in threads {
        assert_eq!(one.join().unwrap(), 200);
    }
    let stats = fake.stats();
    assert_eq!(
        (
            stats.high_water,
            stats.repeated,
            stats.count("STS", "GetCallerIdentity")
        ),
        (5, 4, 5)
    );
    let over_http = Ask::s3("/_fake/stats", "us-east-1").send(address).json();
    assert_eq!(
        (&over_http["total"], &over_http["least"]["S3.GetBucketAcl"]),
        (&json!(5), &json!(6))
    );
}

#[test]
fn dropping_it_stops_it() {
    let fake = small();
    let address = fake.address();
    drop(fake);
    assert!(TcpStream::connect(address).is_err());
}
