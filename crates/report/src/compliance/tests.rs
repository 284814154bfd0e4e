#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod formats;

use super::*;
use crate::sample;

pub(super) const IAM: &str = "aws-iam-user-console-without-mfa";
pub(super) const KMS: &str = "aws-kms-key-without-rotation";
pub(super) const S3: &str = "aws-s3-bucket-open-by-acl";
const OFF: &str = "aws-wafv2-web-acl-without-logging";

pub(super) fn asks(id: &str, subject: &str, rules: &[&str], rest: Option<&str>) -> Requirement {
    Requirement {
        id: id.to_owned(),
        subject: subject.to_owned(),
        answer: Answer::Rules {
            rules: rules.iter().map(|&rule| rule.to_owned()).collect(),
            rest: rest.map(str::to_owned),
        },
    }
}

/// A bit of every status.
pub(super) fn framework() -> Framework {
    let how = |how: &str| how.to_owned();
    Framework {
        id: "acme-1".to_owned(),
        title: "Acme's own standard".to_owned(),
        version: "1".to_owned(),
        publisher: "Acme".to_owned(),
        published: "2026-01".to_owned(),
        source: "https://example.com/acme".to_owned(),
        sections: vec![
            ("1".to_owned(), "Who gets in".to_owned()),
            ("2".to_owned(), "Data".to_owned()),
        ],
        requirements: vec![
            asks("1.1", "Users have MFA", &[IAM], None),
            asks(
                "1.2",
                "Users and buckets are safe",
                &[IAM, S3],
                Some("Machines"),
            ),
            Requirement {
                id: "1.3".to_owned(),
                subject: "Somebody looks after users".to_owned(),
                answer: Answer::People {
                    how: how("interview"),
                },
            },
            asks("2.1", "Keys rotate", &[KMS], None),
            asks("2.2", "Web requests are logged", &[OFF], None),
            Requirement {
                id: "2.3".to_owned(),
                subject: "Databases are closed".to_owned(),
                answer: Answer::Service { how: how("rds") },
            },
        ],
    }
}

fn status_of(requirement: Requirement, audit: &Audit) -> (Status, Vec<String>) {
    let framework = Framework {
        requirements: vec![requirement],
        sections: Vec::new(),
        ..framework()
    };
    let compliance = assess(&framework, audit).unwrap();
    let one = compliance.requirements.first().unwrap();
    let unseen = one.unseen.iter().map(Unseen::words).collect();
    (one.status.clone(), unseen)
}

fn passing(service: &str, name: &str) -> bartizan_finding::Finding {
    let thing = if service == "iam" { "user" } else { "key" };
    sample::finding(service, thing, name, None, bartizan_finding::Outcome::Pass)
}

#[test]
fn requirements_of_some_statuses_are_listed_and_all_are_counted() {
    let (framework, audit) = (framework(), sample::hostile());
    let mut compliance = assess(&framework, &audit).unwrap();
    let (tally, verdict) = (compliance.tally(), compliance.verdict());
    assert_eq!(compliance.listed(), None);
    compliance.keep_only(&["not assessed", "waived"]);
    assert!(compliance.requirements.len() < framework.requirements.len());
    assert!(!compliance.requirements.is_empty());
    for it in &compliance.requirements {
        assert!(["not assessed", "waived"].contains(&it.status.name()));
    }
    assert_eq!((compliance.tally(), compliance.verdict()), (tally, verdict));
    let listed = compliance.listed().unwrap();
    assert!(listed.starts_with("Listed are requirements of the status: not assessed, waived."));

    let mut json = Vec::new();
    json::write(&compliance, &mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["only"], serde_json::json!(["not-assessed", "waived"]));
    let listed = json["requirements"].as_array().unwrap().len();
    assert_eq!(listed, compliance.requirements.len());
    let summary = json["summary"].as_object().unwrap().values();
    let all: u64 = summary.filter_map(serde_json::Value::as_u64).sum();
    assert_eq!(all, framework.requirements.len() as u64);
}

#[test]
fn every_status_has_its_reason() {
    let audit = sample::audit();
    let framework = framework();
    let compliance = assess(&framework, &audit).unwrap();
    let told: Vec<String> = compliance
        .requirements
        .iter()
        .map(|it| {
            let unseen: Vec<_> = it.unseen.iter().map(Unseen::words).collect();
            let Counts {
                pass,
                fail,
                unknown,
                waived,
            } = it.counts;
            let worst = it.worst().map_or("-", |it| it.resource.name.as_str());
            format!(
                "{} {} {pass}/{fail}/{unknown}/{waived} {worst} {}",
                it.requirement.id,
                it.status.words(),
                unseen.join(", ")
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @"
    1.1 not met 1/1/1/1 ana 1 finding is unknown
    1.2 not met 1/2/1/1 analytics-exports-for-partners-eu-central-1 1 finding is unknown, not seen: Machines
    1.3 not assessed 0/0/0/0 - needs people: interview
    2.1 partly seen 0/0/1/0 - 1 finding is unknown
    2.2 not assessed 0/0/0/0 - aws-wafv2-web-acl-without-logging is switched off
    2.3 not assessed 0/0/0/0 - not looked at yet: rds
    ");
    assert_eq!(compliance.verdict(), Verdict::NotMet);
    assert_eq!(
        compliance.requirements.first().unwrap().attributes(),
        ["console_password", "mfa_devices"]
    );
    let mixed = compliance.requirements.get(1).unwrap();
    assert_eq!(mixed.reads(IAM), ["console_password", "mfa_devices"]);
    assert_ne!(mixed.reads(S3), mixed.reads(IAM));
    assert!(mixed.reads(KMS).is_empty());
}

#[test]
fn what_was_seen_and_is_fine_is_met() {
    let audit = sample::of(&[passing("iam", "ben")]);
    let (status, unseen) = status_of(asks("1", "s", &[IAM], None), &audit);
    assert_eq!((status, unseen), (Status::Met, Vec::new()));
    let (status, _) = status_of(asks("1", "s", &[IAM], Some("more")), &audit);
    assert_eq!(status, Status::PartlySeen);
}

#[test]
fn nothing_there_is_not_the_same_as_nobody_looked() {
    let mut audit = sample::of(&[passing("iam", "ben")]);
    let keys = || asks("1", "s", &[KMS], None);
    assert_eq!(status_of(keys(), &audit).0, Status::NothingToJudge);
    audit.audited.services = vec!["iam".to_owned()];
    let (status, unseen) = status_of(keys(), &audit);
    assert_eq!(status, Status::NotAssessed);
    assert_eq!(unseen, ["kms was not looked at, or not in every account"]);
    let (status, _) = status_of(asks("1", "s", &[KMS, IAM], None), &audit);
    assert_eq!(status, Status::PartlySeen);
    // A report of the first days: what has findings was looked at.
    audit.audited.services.clear();
    assert_eq!(status_of(keys(), &audit).0, Status::NotAssessed);
    let iam = asks("1", "s", &[IAM], None);
    assert_eq!(status_of(iam, &audit).0, Status::Met);
}

#[test]
fn a_rule_that_did_not_judge_never_makes_a_requirement_met() {
    let mut audit = sample::of(&[passing("iam", "ben"), passing("kms", "k")]);
    let both = || asks("1", "s", &[IAM, KMS], None);
    assert_eq!(status_of(both(), &audit).0, Status::Met);
    audit.rules.retain(|rule| rule.id != KMS);
    audit.findings = sample::of(&[passing("iam", "ben")]).findings;
    let (status, unseen) = status_of(both(), &audit);
    assert_eq!(status, Status::PartlySeen);
    assert_eq!(unseen, ["aws-kms-key-without-rotation did not judge"]);
    audit.switched_off.push(KMS.to_owned());
    let (_, unseen) = status_of(both(), &audit);
    assert_eq!(unseen, ["aws-kms-key-without-rotation is switched off"]);
}

#[test]
fn an_exception_is_not_met_and_ends_when_its_first_waiver_ends() {
    let waived = |name: &str, day: i8| {
        let outcome = bartizan_finding::Outcome::Waived {
            by: bartizan_finding::WaiverId("w".to_owned()),
            until: jiff::civil::date(2027, 1, day),
            reason: "agreed".to_owned(),
            violations: vec![sample::violation("has no device")],
        };
        sample::finding("iam", "user", name, None, outcome)
    };
    let audit = sample::of(&[waived("a", 20), waived("b", 7), passing("iam", "c")]);
    let (status, _) = status_of(asks("1", "s", &[IAM], None), &audit);
    assert_eq!(status.words(), "not met (waived until 2027-01-07)");
    let framework = Framework {
        requirements: vec![asks("1", "s", &[IAM], None)],
        ..framework()
    };
    let compliance = assess(&framework, &audit).unwrap();
    assert_eq!(compliance.verdict(), Verdict::InPart);
}

#[test]
fn the_verdict_leaves_out_what_no_look_can_tell() {
    let audit = sample::of(&[passing("iam", "ben")]);
    let mut framework = framework();
    framework
        .requirements
        .retain(|it| ["1.1", "1.3", "2.3"].contains(&it.id.as_str()));
    let verdict = |framework: &Framework| assess(framework, &audit).unwrap().verdict();
    assert_eq!(verdict(&framework), Verdict::Met);
    framework
        .requirements
        .push(asks("3", "s", &["aws-gone"], None));
    assert_eq!(verdict(&framework), Verdict::InPart);
}

#[test]
fn memory_is_bounded_whatever_fails() {
    let failing = |number: usize| {
        let outcome = bartizan_finding::Outcome::Fail(vec![sample::violation(&"x".repeat(9_000))]);
        sample::finding("iam", "user", &format!("u{number}"), None, outcome)
    };
    let findings: Vec<_> = (0..500).map(failing).collect();
    let audit = sample::of(&findings);
    let framework = framework();
    let compliance = assess(&framework, &audit).unwrap();
    let first = compliance.requirements.first().unwrap();
    assert_eq!(first.counts.fail, 500);
    assert_eq!(first.evidence.len(), evidence::KEPT);
    assert!(first.evidence.iter().all(|it| it.says.len() == 1_000));
}
