//! One small audit that every format's tests write.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use bartizan_finding::{
    Answer, Audit, Audited, AuditedAccount, Finding, Framework, GapEntry, Outcome, Pattern,
    Requirement, ResourceRef, RuleProse, Severity, Spool, Summary, Violation, Waiver, WaiverId,
    WaiverState, WaiverUse, fingerprint,
};
use bartizan_model::{Gap, Reason};

pub(crate) const ACCOUNT: &str = "111122223333";

/// A bit of everything: two rules that fail, one that only passes, and what could not be read.
pub(crate) fn audit() -> Audit {
    let denied = gap("kms:GetKeyRotationStatus", Reason::AccessDenied);
    let mut audit = of(&[
        finding(
            "iam",
            "user",
            "ana",
            None,
            Outcome::Fail(vec![violation("has a console password and no MFA device")]),
        ),
        finding("iam", "user", "ben", None, Outcome::Pass),
        finding(
            "iam",
            "user",
            "evil\u{1b}[2J\u{202e}",
            None,
            Outcome::Unknown(vec![gap("iam:ListMFADevices", Reason::Throttled)]),
        ),
        finding(
            "iam",
            "user",
            "break-glass",
            None,
            Outcome::Waived {
                by: WaiverId(format!("aws-iam-* user/break-glass {ACCOUNT}")),
                until: jiff::civil::date(2027, 1, 31),
                reason: "kept in a sealed envelope".to_owned(),
                violations: vec![violation("has a console password and no MFA device")],
            },
        ),
        finding(
            "kms",
            "key",
            "alias/payments",
            Some("eu-central-1"),
            Outcome::Unknown(vec![denied.clone()]),
        ),
        finding(
            "s3",
            "bucket",
            "analytics-exports-for-partners-eu-central-1",
            Some("eu-central-1"),
            Outcome::Fail(vec![
                violation("grants READ to everyone on the internet"),
                violation("grants WRITE to every AWS account"),
            ]),
        ),
    ]);
    audit.gaps = vec![
        GapEntry {
            resources: 3,
            ..GapEntry::new(ACCOUNT, Some("eu-central-1"), &denied)
        },
        GapEntry {
            resources: 1,
            ..GapEntry::new(ACCOUNT, Some("us-east-1"), &denied)
        },
        GapEntry {
            hides: vec!["aws.wafv2.web_acl".to_owned()],
            ..GapEntry::new(
                ACCOUNT,
                Some("eu-central-1"),
                &gap("wafv2:ListWebACLs", Reason::Timeout),
            )
        },
    ];
    audit.switched_off = vec!["aws-wafv2-web-acl-without-logging".to_owned()];
    audit.waivers = vec![
        waiver_use("user/break-glass", WaiverState::Holds, 1),
        waiver_use("user/evil*", WaiverState::Expired, 0),
    ];
    audit
}

/// Names, tags, messages and reasons of people who wish a reader ill, with every outcome.
pub(crate) fn hostile() -> Audit {
    let long = "long ".repeat(20_000);
    let names = [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1:A9)",
        "\t=1",
        "\r\n=1",
        "'=1",
        "＝1",
        "<script>alert(1)</script>",
        "</testcase><x a=\"1\"/>&amp; ]]> <![CDATA[",
        "a | b | `c` **d** [e](https://evil.example) <img src=x onerror=alert(1)> @octocat #1",
        "``` \n# heading\n| x |\n|---|\n",
        "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m",
        "\u{202e}nimda\u{2066}\u{200b}\u{feff}",
        "\u{0}\u{ffff}\u{fffe}\u{85}\u{2028}\u{2029}",
        "{{7*7}} ${7*7} %s %n $(id)",
        "..",
        "../../etc/passwd",
        "",
        " ",
        "決済 ä 💳",
        long.as_str(),
    ];
    let mut findings = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let outcome = match place % 4 {
            0 => Outcome::Fail(vec![violation(name), violation("says = too")]),
            1 => Outcome::Pass,
            2 => Outcome::Unknown(vec![Gap {
                code: Some((*name).to_owned()),
                ..gap("iam:ListMFADevices", Reason::Throttled)
            }]),
            _ => Outcome::Waived {
                by: WaiverId((*name).to_owned()),
                until: jiff::civil::date(2027, 1, 31),
                reason: (*name).to_owned(),
                violations: vec![violation(name)],
            },
        };
        // Each name with another outcome too.
        let shifted = match place % 4 {
            1 => Outcome::Fail(vec![violation(name)]),
            _ => Outcome::Pass,
        };
        for (service, outcome) in [("iam", outcome), ("s3", shifted)] {
            let mut finding = finding(service, "user", name, Some("eu-central-1"), outcome);
            finding.resource.tags = [((*name).to_owned(), (*name).to_owned())].into();
            findings.push(finding);
        }
    }
    let mut audit = of(&findings);
    audit.gaps = names
        .map(|name| GapEntry {
            hides: vec![name.to_owned()],
            code: Some(name.to_owned()),
            ..GapEntry::new(
                ACCOUNT,
                Some(name),
                &gap("iam:ListMFADevices", Reason::Failed),
            )
        })
        .into();
    audit
}

/// A framework whose requirements rules answer.
pub(crate) fn framework(id: &str, requirements: &[(&str, &[&str])]) -> Framework {
    let requirements = requirements.iter().map(|(id, rules)| Requirement {
        id: (*id).to_owned(),
        subject: "Something is asked for".to_owned(),
        answer: Answer::Rules {
            rules: rules.iter().map(|&rule| rule.to_owned()).collect(),
            rest: None,
        },
    });
    Framework {
        id: id.to_owned(),
        title: id.to_uppercase(),
        version: "1".to_owned(),
        publisher: "Somebody".to_owned(),
        published: "2026".to_owned(),
        source: "https://example.com/".to_owned(),
        sections: Vec::new(),
        requirements: requirements.collect(),
    }
}

/// Two standards that ask for rules of the sample, and one that asks for none.
pub(crate) fn frameworks() -> [Framework; 3] {
    let (user, bucket) = (rule_id("iam"), rule_id("s3"));
    [
        framework("cis", &[("1.4", &[&user]), ("2.1.4", &[&bucket])]),
        framework("fsbp", &[("IAM.5", &[&user]), ("IAM.19", &[&user])]),
        framework("other", &[("7", &["aws-ec2-something"])]),
    ]
}

fn waiver_use(resource: &str, state: WaiverState, findings: u64) -> WaiverUse {
    WaiverUse {
        waiver: Waiver {
            rule: Pattern::new("aws-iam-*"),
            resource: Pattern::new(resource),
            account: Some(ACCOUNT.to_owned()),
            reason: "kept in a sealed envelope".to_owned(),
            until: jiff::civil::date(2027, 1, 31),
        },
        state,
        findings,
    }
}

/// An audit with these findings and the three rules.
pub(crate) fn of(findings: &[Finding]) -> Audit {
    let mut spool = Spool::default();
    let mut summary = Summary::new();
    for finding in findings {
        summary.count(finding);
        spool.push(finding).unwrap();
    }
    summary.resources = findings.len() as u64;
    Audit {
        audited: Audited {
            provider: "aws".to_owned(),
            accounts: vec![AuditedAccount {
                id: ACCOUNT.to_owned(),
                alias: Some("acme-pay".to_owned()),
            }],
            regions: vec!["eu-central-1".to_owned(), "us-east-1".to_owned()],
            services: vec!["iam".to_owned(), "kms".to_owned(), "s3".to_owned()],
            started_at: "2026-11-22T16:00:00Z".parse().unwrap(),
            finished_at: "2026-11-22T16:01:30Z".parse().unwrap(),
        },
        rules: vec![
            rule("iam", "user", "IAM user can sign in with a password alone"),
            rule("kms", "key", "KMS key does not rotate"),
            rule(
                "s3",
                "bucket",
                "Bucket is open to strangers through its ACL",
            ),
        ],
        switched_off: Vec::new(),
        waivers: Vec::new(),
        summary,
        gaps: Vec::new(),
        findings: spool.finish().unwrap(),
    }
}

pub(crate) fn finding(
    service: &str,
    thing: &str,
    name: &str,
    region: Option<&str>,
    outcome: Outcome,
) -> Finding {
    let tail = match (service, thing) {
        ("s3", _) => name.to_owned(),
        ("kms", _) => "key/1234abcd-12ab-34cd-56ef-1234567890ab".to_owned(),
        _ => format!("{thing}/{name}"),
    };
    let place = if service == "s3" {
        ""
    } else {
        region.unwrap_or_default()
    };
    let account = if service == "s3" { "" } else { ACCOUNT };
    let resource = ResourceRef {
        id: format!("arn:aws:{service}:{place}:{account}:{tail}"),
        kind: format!("aws.{service}.{thing}"),
        name: name.to_owned(),
        account: ACCOUNT.to_owned(),
        region: region.map(str::to_owned),
        tags: [("team".to_owned(), "payments".to_owned())].into(),
    };
    let (rule, severity) = (rule_id(service), severity(service));
    Finding {
        id: fingerprint(&rule, &resource),
        rule,
        severity,
        outcome,
        resource,
    }
}

fn rule(service: &str, thing: &str, title: &str) -> RuleProse {
    RuleProse {
        id: rule_id(service),
        title: title.to_owned(),
        severity: severity(service),
        service: service.to_owned(),
        resource: format!("aws.{service}.{thing}"),
        reads: reads(service),
        why: "One mistake is enough to lose the money of customers.".to_owned(),
        remediation: "Open the console, find the resource, and change the one setting that the \
            title names; then run the audit again and see that it passes."
            .to_owned(),
        references: vec!["https://docs.aws.amazon.com/".to_owned()],
    }
}

fn rule_id(service: &str) -> String {
    let problem = match service {
        "iam" => "user-console-without-mfa",
        "kms" => "key-without-rotation",
        _ => "bucket-open-by-acl",
    };
    format!("aws-{service}-{problem}")
}

fn reads(service: &str) -> Vec<String> {
    let names: &[&str] = match service {
        "iam" => &["console_password", "mfa_devices"],
        "kms" => &["rotation"],
        _ => &["acl"],
    };
    names.iter().map(|&name| name.to_owned()).collect()
}

fn severity(service: &str) -> Severity {
    match service {
        "iam" => Severity::High,
        "kms" => Severity::Medium,
        _ => Severity::Critical,
    }
}

pub(crate) fn gap(action: &'static str, reason: Reason) -> Gap {
    Gap {
        action: action.into(),
        reason,
        code: None,
    }
}

pub(crate) fn violation(message: &str) -> Violation {
    Violation {
        message: message.to_owned(),
        evidence: BTreeMap::new(),
    }
}
