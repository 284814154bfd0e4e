//! The shape of an event.

use std::collections::{BTreeMap, HashMap};

use bartizan_finding::{Audit, Finding, Framework, Outcome, RuleProse, Severity};
use serde::Serialize;

use super::{Class, VERSION};
use crate::asked::Asked;
use crate::words::{Rules, could_not, one_line, sentence, what};

/// What all events of an audit have in common.
pub(super) struct Context<'a> {
    class: Class,
    rules: Rules<'a>,
    /// Each rule's prose on one line: why it matters, and how to fix it.
    prose: HashMap<&'a str, (String, String)>,
    asked: Asked<'a>,
    aliases: HashMap<&'a str, &'a str>,
    /// Milliseconds since 1970.
    seen: i64,
    provider: String,
}

impl<'a> Context<'a> {
    pub(super) fn new(class: Class, audit: &'a Audit, frameworks: &'a [Framework]) -> Self {
        let aliases = audit.audited.accounts.iter();
        let aliases = aliases.filter_map(|it| Some((it.id.as_str(), it.alias.as_deref()?)));
        let prose = audit.rules.iter();
        let prose = prose.map(|it| {
            (
                it.id.as_str(),
                (one_line(&it.why), one_line(&it.remediation)),
            )
        });
        Self {
            class,
            rules: Rules::of(audit),
            prose: prose.collect(),
            asked: Asked::of(frameworks),
            aliases: aliases.collect(),
            seen: audit.audited.finished_at.as_millisecond(),
            provider: audit.audited.provider.to_uppercase(),
        }
    }
}

/// One event.
#[derive(Serialize)]
pub(super) struct Event<'a> {
    activity_id: u8,
    activity_name: &'static str,
    category_name: &'static str,
    category_uid: u8,
    class_name: &'static str,
    class_uid: u16,
    type_uid: u32,
    time: i64,
    severity_id: u8,
    severity: &'static str,
    status_id: u8,
    status: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_alert: Option<bool>,
    metadata: Metadata<'a>,
    cloud: Cloud<'a>,
    finding_info: FindingInfo<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compliance: Option<Compliance<'a>>,
    resources: [Resource<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidences: Vec<Evidence<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remediation: Option<Remediation<'a>>,
}

impl<'a> Event<'a> {
    pub(super) fn new(finding: &'a Finding, context: &'a Context<'a>) -> Self {
        let rule = context.rules.get(&finding.rule);
        let prose = context.prose.get(finding.rule.as_str());
        let detection = context.class == Class::Detection;
        let (class_name, class_uid) = match context.class {
            Class::Compliance => ("Compliance Finding", 2003),
            Class::Detection => ("Detection Finding", 2004),
        };
        let (severity_id, severity) = severity(finding);
        let (status_id, status) = match finding.outcome {
            Outcome::Pass => (4, "Resolved"),
            Outcome::Waived { .. } => (3, "Suppressed"),
            Outcome::Fail(_) | Outcome::Unknown(_) => (1, "New"),
        };
        Self {
            activity_id: 1,
            activity_name: "Create",
            category_name: "Findings",
            category_uid: 2,
            class_name,
            class_uid,
            type_uid: u32::from(class_uid) * 100 + 1,
            time: context.seen,
            severity_id,
            severity,
            status_id,
            status,
            message: sentence(finding),
            comment: comment(&finding.outcome),
            is_alert: detection.then_some(matches!(finding.outcome, Outcome::Fail(_))),
            metadata: Metadata::of(finding),
            cloud: Cloud::of(finding, context),
            finding_info: FindingInfo::of(finding, context, prose.map(|it| it.0.as_str())),
            compliance: (!detection).then(|| Compliance::of(finding, &context.asked)),
            resources: [Resource::of(finding, &context.provider)],
            evidences: evidences(finding),
            remediation: rule
                .zip(prose)
                .map(|(rule, prose)| Remediation::of(rule, &prose.1)),
        }
    }
}

/// What passed informs; what is unknown may be as bad as its rule.
fn severity(finding: &Finding) -> (u8, &'static str) {
    if finding.outcome == Outcome::Pass {
        return (1, "Informational");
    }
    match finding.severity {
        Severity::Low => (2, "Low"),
        Severity::Medium => (3, "Medium"),
        Severity::High => (4, "High"),
        Severity::Critical => (5, "Critical"),
    }
}

fn comment(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Waived { until, reason, .. } => Some(format!("accepted until {until}: {reason}")),
        _ => None,
    }
}

fn evidences(finding: &Finding) -> Vec<Evidence<'_>> {
    let violations = finding.outcome.violations().iter();
    violations
        .filter(|it| !it.evidence.is_empty())
        .map(|it| Evidence { data: &it.evidence })
        .collect()
}

#[derive(Serialize)]
struct Metadata<'a> {
    version: &'static str,
    profiles: [&'static str; 1],
    product: Product,
    event_code: &'a str,
    uid: &'a str,
}

impl<'a> Metadata<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            version: VERSION,
            profiles: ["cloud"],
            product: Product {
                name: "Bartizan",
                vendor_name: "Bartizan",
                version: env!("CARGO_PKG_VERSION"),
            },
            event_code: &finding.rule,
            uid: &finding.id,
        }
    }
}

#[derive(Serialize)]
struct Product {
    name: &'static str,
    vendor_name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Cloud<'a> {
    provider: &'a str,
    account: Account<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
}

impl<'a> Cloud<'a> {
    fn of(finding: &'a Finding, context: &'a Context<'a>) -> Self {
        let account = finding.resource.account.as_str();
        Self {
            provider: &context.provider,
            account: Account {
                uid: account,
                name: context.aliases.get(account).copied(),
                type_id: (context.provider == "AWS").then_some(10),
            },
            region: finding.resource.region.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct Account<'a> {
    uid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    type_id: Option<u8>,
}

#[derive(Serialize)]
struct FindingInfo<'a> {
    uid: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    desc: Option<&'a str>,
    analytic: Analytic<'a>,
}

impl<'a> FindingInfo<'a> {
    fn of(finding: &'a Finding, context: &'a Context<'a>, why: Option<&'a str>) -> Self {
        let title = context.rules.title(&finding.rule);
        Self {
            uid: &finding.id,
            title,
            desc: why,
            analytic: Analytic {
                uid: &finding.rule,
                name: title,
                type_id: 1,
                kind: "Rule",
            },
        }
    }
}

#[derive(Serialize)]
struct Analytic<'a> {
    uid: &'a str,
    name: &'a str,
    type_id: u8,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
struct Compliance<'a> {
    control: &'a str,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    standards: &'a [&'a str],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    requirements: &'a [String],
    status_id: u8,
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    status_details: Vec<String>,
}

impl<'a> Compliance<'a> {
    fn of(finding: &'a Finding, asked: &'a Asked<'a>) -> Self {
        let asking = asked.get(&finding.rule);
        let (status_id, status) = match finding.outcome {
            Outcome::Pass => (1, "Pass"),
            Outcome::Unknown(_) => (2, "Warning"),
            Outcome::Fail(_) | Outcome::Waived { .. } => (3, "Fail"),
        };
        Self {
            control: &finding.rule,
            standards: asking.map_or(&[], |it| &it.standards),
            requirements: asking.map_or(&[], |it| &it.requirements),
            status_id,
            status,
            status_details: details(&finding.outcome),
        }
    }
}

fn details(outcome: &Outcome) -> Vec<String> {
    match outcome {
        Outcome::Pass => Vec::new(),
        Outcome::Unknown(gaps) if gaps.is_empty() => vec![what(outcome)],
        Outcome::Unknown(gaps) => gaps.iter().map(could_not).collect(),
        _ => {
            let violations = outcome.violations().iter();
            violations.map(|it| it.message.clone()).collect()
        }
    }
}

#[derive(Serialize)]
struct Resource<'a> {
    uid: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    provider: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cloud_partition: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag<'a>>,
}

impl<'a> Resource<'a> {
    fn of(finding: &'a Finding, provider: &'a str) -> Self {
        let it = &finding.resource;
        let tags = it.tags.iter();
        Self {
            uid: &it.id,
            name: &it.name,
            kind: &it.kind,
            provider,
            region: it.region.as_deref(),
            cloud_partition: it
                .id
                .strip_prefix("arn:")
                .and_then(|rest| rest.split(':').next()),
            tags: tags.map(|(name, value)| Tag { name, value }).collect(),
        }
    }
}

#[derive(Serialize)]
struct Tag<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Evidence<'a> {
    data: &'a BTreeMap<String, serde_json::Value>,
}

#[derive(Serialize)]
struct Remediation<'a> {
    desc: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    references: &'a [String],
}

impl<'a> Remediation<'a> {
    fn of(rule: &'a RuleProse, desc: &'a str) -> Self {
        Self {
            desc,
            references: &rule.references,
        }
    }
}
