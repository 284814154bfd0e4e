//! Audits as a few lines.

use std::collections::BTreeMap;

use bartizan_finding::{
    Audit, Audited, AuditedAccount, Finding, GapEntry, Outcome, ResourceRef, RuleProse, Severity,
    Spool, Summary, Violation, WaiverId, fingerprint,
};

pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const REGION: &str = "eu-central-1";
pub(crate) const RULE: &str = "aws-s3-bucket-open-by-acl";

/// What becomes of one bucket.
#[derive(Clone)]
pub(crate) enum Bucket {
    Fails(&'static str),
    Passes,
    Unknown,
    Waived,
}

pub(crate) fn finding(name: &str, bucket: &Bucket) -> Finding {
    let violation = |message: &str| Violation {
        message: message.to_owned(),
        evidence: BTreeMap::new(),
    };
    let outcome = match bucket {
        Bucket::Fails(message) => Outcome::Fail(vec![violation(message)]),
        Bucket::Passes => Outcome::Pass,
        Bucket::Unknown => Outcome::Unknown(Vec::new()),
        Bucket::Waived => Outcome::Waived {
            by: WaiverId("w".to_owned()),
            until: jiff::civil::date(2027, 3, 31),
            reason: "public downloads".to_owned(),
            violations: vec![violation("is open")],
        },
    };
    let resource = ResourceRef {
        id: format!("arn:aws:s3:::{name}"),
        kind: "aws.s3.bucket".to_owned(),
        name: name.to_owned(),
        account: ACCOUNT.to_owned(),
        region: Some(REGION.to_owned()),
        tags: [("team".to_owned(), "payments".to_owned())].into(),
    };
    Finding {
        id: fingerprint(RULE, &resource),
        rule: RULE.to_owned(),
        severity: Severity::Critical,
        outcome,
        resource,
    }
}

/// An audit of S3 in one account and region that found this of these buckets.
pub(crate) fn audit(buckets: &[(&str, Bucket)]) -> Audit {
    let mut spool = Spool::default();
    let mut summary = Summary::new();
    for (name, bucket) in buckets {
        let finding = finding(name, bucket);
        summary.count(&finding);
        spool.push(&finding).unwrap();
    }
    Audit {
        audited: Audited {
            provider: "aws".to_owned(),
            accounts: vec![AuditedAccount {
                id: ACCOUNT.to_owned(),
                alias: None,
            }],
            regions: vec![REGION.to_owned()],
            services: vec!["s3".to_owned()],
            started_at: "2026-11-22T16:00:00Z".parse().unwrap(),
            finished_at: "2026-11-22T16:01:30Z".parse().unwrap(),
        },
        rules: vec![RuleProse {
            id: RULE.to_owned(),
            title: "Bucket is open to strangers through its ACL".to_owned(),
            severity: Severity::Critical,
            service: "s3".to_owned(),
            resource: "aws.s3.bucket".to_owned(),
            why: "Anyone can read what is in it.\n\nThat is no good.".to_owned(),
            remediation: "Remove the grant.".to_owned(),
            references: vec!["https://docs.aws.amazon.com/s3/".to_owned()],
            reads: Vec::new(),
        }],
        switched_off: Vec::new(),
        waivers: Vec::new(),
        summary,
        gaps: Vec::new(),
        findings: spool.finish().unwrap(),
    }
}

/// A gap that hides buckets.
pub(crate) fn hidden() -> GapEntry {
    let gap = serde_json::from_str(r#"{"action":"s3:ListAllMyBuckets","reason":"access-denied"}"#);
    GapEntry {
        hides: vec!["aws.s3.bucket".to_owned()],
        ..GapEntry::new(ACCOUNT, None, &gap.unwrap())
    }
}
