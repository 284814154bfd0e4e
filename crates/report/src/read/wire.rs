//! The shape of `bartizan.report/1` as it is read: members that a later version added are passed over.

use std::collections::BTreeMap;

use bartizan_finding as internal;
use bartizan_model::{Gap, Reason, Timestamp};
use internal::{Outcome, Pattern, Severity, WaiverId, WaiverState};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Audited {
    provider: String,
    accounts: Vec<Account>,
    regions: Vec<String>,
    /// Reports of the first days did not have it.
    #[serde(default)]
    services: Vec<String>,
    started_at: Timestamp,
    finished_at: Timestamp,
}

#[derive(Deserialize)]
struct Account {
    id: String,
    alias: Option<String>,
}

impl From<Audited> for internal::Audited {
    fn from(it: Audited) -> Self {
        let accounts = it.accounts.into_iter();
        Self {
            provider: it.provider,
            accounts: accounts
                .map(|Account { id, alias }| internal::AuditedAccount { id, alias })
                .collect(),
            regions: it.regions,
            services: it.services,
            started_at: it.started_at,
            finished_at: it.finished_at,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Summary {
    resources: u64,
    by_outcome: ByOutcome,
    by_severity: BTreeMap<Severity, u64>,
}

#[derive(Deserialize)]
struct ByOutcome {
    fail: u64,
    pass: u64,
    unknown: u64,
    waived: u64,
}

impl From<Summary> for internal::Summary {
    fn from(it: Summary) -> Self {
        let mut summary = Self::new();
        summary.resources = it.resources;
        summary.fail = it.by_outcome.fail;
        summary.pass = it.by_outcome.pass;
        summary.unknown = it.by_outcome.unknown;
        summary.waived = it.by_outcome.waived;
        summary.fail_by_severity.extend(it.by_severity);
        summary
    }
}

#[derive(Deserialize)]
pub(super) struct Rule {
    id: String,
    title: String,
    severity: Severity,
    service: String,
    resource: String,
    #[serde(default)]
    reads: Vec<String>,
    why: String,
    remediation: String,
    references: Vec<String>,
}

impl From<Rule> for internal::RuleProse {
    fn from(it: Rule) -> Self {
        Self {
            id: it.id,
            title: it.title,
            severity: it.severity,
            service: it.service,
            resource: it.resource,
            reads: it.reads,
            why: it.why,
            remediation: it.remediation,
            references: it.references,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct GapEntry {
    action: String,
    account: String,
    region: Option<String>,
    reason: Reason,
    code: Option<String>,
    resources: u64,
    hides: Vec<String>,
}

impl From<GapEntry> for internal::GapEntry {
    fn from(it: GapEntry) -> Self {
        Self {
            action: it.action,
            account: it.account,
            region: it.region,
            reason: it.reason,
            code: it.code,
            resources: it.resources,
            hides: it.hides,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct WaiverUse {
    rule: String,
    resource: String,
    account: Option<String>,
    reason: String,
    until: jiff::civil::Date,
    state: State,
    findings: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Holds,
    Expired,
    Unused,
}

impl From<WaiverUse> for internal::WaiverUse {
    fn from(it: WaiverUse) -> Self {
        Self {
            waiver: internal::Waiver {
                rule: Pattern::new(&it.rule),
                resource: Pattern::new(&it.resource),
                account: it.account,
                reason: it.reason,
                until: it.until,
            },
            state: match it.state {
                State::Holds => WaiverState::Holds,
                State::Expired => WaiverState::Expired,
                State::Unused => WaiverState::Unused,
            },
            findings: it.findings,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Finding {
    id: String,
    rule: String,
    severity: Severity,
    outcome: Conclusion,
    resource: Resource,
    violations: Vec<Violation>,
    gaps: Vec<WireGap>,
    waiver: Option<Waiver>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Conclusion {
    Fail,
    Pass,
    Unknown,
    Waived,
}

#[derive(Deserialize)]
struct Resource {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    name: String,
    account: String,
    region: Option<String>,
    tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Violation {
    message: String,
    evidence: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct WireGap {
    action: String,
    reason: Reason,
    code: Option<String>,
}

#[derive(Deserialize)]
struct Waiver {
    id: String,
    until: jiff::civil::Date,
    reason: String,
}

impl TryFrom<Finding> for internal::Finding {
    /// What does not go together.
    type Error = &'static str;

    fn try_from(it: Finding) -> Result<Self, Self::Error> {
        if it.id.len() != 32 || !it.id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err("the `id` of a finding is 32 hexadecimal digits");
        }
        // What no outcome of this kind can carry would be lost on the way, and nobody would know.
        if it.outcome != Conclusion::Unknown && !it.gaps.is_empty() {
            return Err("only an unknown finding has `gaps`");
        }
        if matches!(it.outcome, Conclusion::Pass | Conclusion::Unknown) && !it.violations.is_empty()
        {
            return Err("only a failed or waived finding has `violations`");
        }
        let violations = it.violations.into_iter().map(|it| internal::Violation {
            message: it.message,
            evidence: it.evidence,
        });
        let violations = violations.collect();
        let gaps = it.gaps.into_iter().map(|it| Gap {
            action: it.action.into(),
            reason: it.reason,
            code: it.code,
        });
        let outcome = match (it.outcome, it.waiver) {
            (Conclusion::Waived, None) => return Err("a waived finding has a `waiver`"),
            (Conclusion::Waived, Some(waiver)) => Outcome::Waived {
                by: WaiverId(waiver.id),
                until: waiver.until,
                reason: waiver.reason,
                violations,
            },
            (_, Some(_)) => return Err("only a waived finding has a `waiver`"),
            (Conclusion::Fail, None) => Outcome::Fail(violations),
            (Conclusion::Pass, None) => Outcome::Pass,
            (Conclusion::Unknown, None) => Outcome::Unknown(gaps.collect()),
        };
        Ok(Self {
            id: it.id,
            rule: it.rule,
            severity: it.severity,
            outcome,
            resource: internal::ResourceRef {
                id: it.resource.id,
                kind: it.resource.kind,
                name: it.resource.name,
                account: it.resource.account,
                region: it.resource.region,
                tags: it.resource.tags,
            },
        })
    }
}
