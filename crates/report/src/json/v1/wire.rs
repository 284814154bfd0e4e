//! The shape of `bartizan.report/1`.

use std::collections::BTreeMap;

use bartizan_finding as internal;
use bartizan_model::Reason;
use internal::{Audit, Outcome, Severity, WaiverState};
use schemars::JsonSchema;
use serde::Serialize;

use super::REPORT_FORMAT;
use crate::json::wire::{Audited, Tool};

/// What an audit looked at, by which rules it judged, and what it found.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "bartizan.report/1")]
pub(in crate::json) struct Report<'a> {
    /// Always `bartizan.report/1`.
    #[schemars(extend("const" = "bartizan.report/1"))]
    format: &'a str,
    /// The program that judged.
    tool: Tool<'a>,
    /// What was looked at, and when.
    audited: Audited<'a>,
    /// Counts over the findings.
    summary: Summary<'a>,
    /// The rules that judged, each once, by id.
    rules: Vec<Rule<'a>>,
    /// The rules that were switched off and did not judge, by id.
    switched_off: &'a [String],
    /// Failures that somebody accepted, and what became of each such waiver.
    waivers: Vec<WaiverUse<'a>>,
    /// Everything that could not be read, once for each call, place and reason.
    gaps: Vec<GapEntry<'a>>,
    /// One rule's conclusion about one resource each, passes included; by resource, then by rule.
    // The last member: it is written as a stream.
    findings: Vec<Finding<'a>>,
}

impl<'a> Report<'a> {
    /// Everything but the findings.
    pub(in crate::json) fn without_findings(audit: &'a Audit) -> Self {
        Self {
            format: REPORT_FORMAT,
            tool: Tool::this(),
            audited: (&audit.audited).into(),
            summary: (&audit.summary).into(),
            rules: audit.rules.iter().map(Rule::from).collect(),
            switched_off: &audit.switched_off,
            waivers: audit.waivers.iter().map(WaiverUse::from).collect(),
            gaps: audit.gaps.iter().map(GapEntry::from).collect(),
            findings: Vec::new(),
        }
    }
}

/// A report without what it holds many of: what NDJSON begins with.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Head<'a> {
    /// Always `bartizan.report/1`.
    #[schemars(extend("const" = "bartizan.report/1"))]
    format: &'a str,
    /// The program that judged.
    tool: Tool<'a>,
    /// What was looked at, and when.
    audited: Audited<'a>,
    /// Counts over the findings.
    summary: Summary<'a>,
    /// The rules that were switched off and did not judge, by id.
    switched_off: &'a [String],
    /// Failures that somebody accepted, and what became of each such waiver.
    waivers: Vec<WaiverUse<'a>>,
}

impl<'a> From<&'a Audit> for Head<'a> {
    fn from(audit: &'a Audit) -> Self {
        let Report {
            format,
            tool,
            audited,
            summary,
            switched_off,
            waivers,
            ..
        } = Report::without_findings(audit);
        Self {
            format,
            tool,
            audited,
            summary,
            switched_off,
            waivers,
        }
    }
}

/// Counts over the findings.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Summary<'a> {
    /// Resources that at least one rule judged.
    resources: u64,
    /// Findings by outcome.
    by_outcome: ByOutcome,
    /// Findings that failed, by severity; every severity is there.
    by_severity: &'a BTreeMap<Severity, u64>,
}

/// Findings by outcome.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ByOutcome {
    /// Something is wrong.
    fail: u64,
    /// Nothing is wrong.
    pass: u64,
    /// What the rule reads could not be read.
    unknown: u64,
    /// Something is wrong, and somebody accepted it for a time.
    waived: u64,
}

impl<'a> From<&'a internal::Summary> for Summary<'a> {
    fn from(it: &'a internal::Summary) -> Self {
        let by_outcome = ByOutcome {
            fail: it.fail,
            pass: it.pass,
            unknown: it.unknown,
            waived: it.waived,
        };
        Self {
            resources: it.resources,
            by_outcome,
            by_severity: &it.fail_by_severity,
        }
    }
}

/// A rule's prose.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule<'a> {
    /// The rule's id, as findings name it.
    id: &'a str,
    /// The problem, in a few words.
    title: &'a str,
    /// How bad it is.
    severity: Severity,
    /// The service, as in `iam`.
    service: &'a str,
    /// The type of resource that it judges.
    resource: &'a str,
    /// The attributes that its conclusions rest on; empty when that is not known.
    reads: &'a [String],
    /// Why it matters.
    why: &'a str,
    /// How to fix it.
    remediation: &'a str,
    /// The vendor's documentation.
    references: &'a [String],
}

impl<'a> From<&'a internal::RuleProse> for Rule<'a> {
    fn from(it: &'a internal::RuleProse) -> Self {
        Self {
            id: &it.id,
            title: &it.title,
            severity: it.severity,
            service: &it.service,
            resource: &it.resource,
            reads: &it.reads,
            why: &it.why,
            remediation: &it.remediation,
            references: &it.references,
        }
    }
}

/// Something that could not be read.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GapEntry<'a> {
    /// The permission that the call needs: `kms:GetKeyPolicy`.
    action: &'a str,
    /// The audited account.
    account: &'a str,
    /// The region; null for what belongs to the whole account.
    region: Option<&'a str>,
    /// What became of the call.
    reason: Reason,
    /// The error code that the service answered with; null when there was none.
    code: Option<&'a str>,
    /// How many resources lack an attribute because of it.
    resources: u64,
    /// Resource types of which some or all may be missing because of it.
    hides: &'a [String],
}

impl<'a> From<&'a internal::GapEntry> for GapEntry<'a> {
    fn from(it: &'a internal::GapEntry) -> Self {
        Self {
            action: &it.action,
            account: &it.account,
            region: it.region.as_deref(),
            reason: it.reason,
            code: it.code.as_deref(),
            resources: it.resources,
            hides: &it.hides,
        }
    }
}

/// One rule's conclusion about one resource.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Finding<'a> {
    /// A fingerprint of rule and resource: unique in a report, the same from run to run and after
    /// the rule's prose, severity or code changes.
    id: &'a str,
    /// The rule's id.
    rule: &'a str,
    /// The rule's severity.
    severity: Severity,
    /// What was concluded.
    outcome: Conclusion,
    /// The resource.
    resource: Resource<'a>,
    /// What is wrong; empty unless the outcome is `fail` or `waived`.
    violations: Vec<Violation<'a>>,
    /// What could not be read; empty unless the outcome is `unknown`.
    gaps: Vec<Gap<'a>>,
    /// The waiver; only there when the outcome is `waived`.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<Waiver<'a>>,
}

impl<'a> From<&'a internal::Finding> for Finding<'a> {
    fn from(it: &'a internal::Finding) -> Self {
        let waiver = match &it.outcome {
            Outcome::Waived {
                by, until, reason, ..
            } => Some(Waiver {
                id: &by.0,
                until: *until,
                reason,
            }),
            Outcome::Pass | Outcome::Fail(_) | Outcome::Unknown(_) => None,
        };
        Self {
            id: &it.id,
            rule: &it.rule,
            severity: it.severity,
            outcome: (&it.outcome).into(),
            resource: (&it.resource).into(),
            violations: it
                .outcome
                .violations()
                .iter()
                .map(Violation::from)
                .collect(),
            gaps: it.outcome.gaps().iter().map(Gap::from).collect(),
            waiver,
        }
    }
}

/// What a rule concluded.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Conclusion {
    /// Something is wrong.
    Fail,
    /// Nothing is wrong.
    Pass,
    /// What the rule reads could not be read.
    Unknown,
    /// Something is wrong, and somebody accepted it for a time.
    Waived,
}

impl From<&Outcome> for Conclusion {
    fn from(it: &Outcome) -> Self {
        match it {
            Outcome::Fail(_) => Self::Fail,
            Outcome::Pass => Self::Pass,
            Outcome::Unknown(_) => Self::Unknown,
            Outcome::Waived { .. } => Self::Waived,
        }
    }
}

/// The resource that a finding is about.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Resource<'a> {
    /// Its ARN, or what stands for one where AWS has none; when a listing could not be read, the
    /// pattern that stands for everything it would have listed.
    id: &'a str,
    /// Its type, as in `aws.iam.user`.
    #[serde(rename = "type")]
    kind: &'a str,
    /// The name that a person would call it by.
    name: &'a str,
    /// The audited account, twelve digits.
    account: &'a str,
    /// Its region; null for what belongs to the whole account.
    region: Option<&'a str>,
    /// Its tags; empty when it has none or they could not be read.
    tags: &'a BTreeMap<String, String>,
}

impl<'a> From<&'a internal::ResourceRef> for Resource<'a> {
    fn from(it: &'a internal::ResourceRef) -> Self {
        Self {
            id: &it.id,
            kind: &it.kind,
            name: &it.name,
            account: &it.account,
            region: it.region.as_deref(),
            tags: &it.tags,
        }
    }
}

/// One thing that is wrong with a resource.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Violation<'a> {
    /// What is wrong, as the end of a sentence about the resource.
    message: &'a str,
    /// The values that show it, by name.
    evidence: &'a BTreeMap<String, serde_json::Value>,
}

impl<'a> From<&'a internal::Violation> for Violation<'a> {
    fn from(it: &'a internal::Violation) -> Self {
        Self {
            message: &it.message,
            evidence: &it.evidence,
        }
    }
}

/// A call that did not tell.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Gap<'a> {
    /// The permission that the call needs.
    action: &'a str,
    /// What became of it.
    reason: Reason,
    /// The error code that the service answered with; null when there was none.
    code: Option<&'a str>,
}

impl<'a> From<&'a bartizan_model::Gap> for Gap<'a> {
    fn from(it: &'a bartizan_model::Gap) -> Self {
        Self {
            action: &it.action,
            reason: it.reason,
            code: it.code.as_deref(),
        }
    }
}

/// Who accepted a failure.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Waiver<'a> {
    /// The waiver's name, as in `waivers`.
    id: &'a str,
    /// The last day on which it holds.
    until: jiff::civil::Date,
    /// Why it was accepted.
    reason: &'a str,
}

/// A waiver, and what became of it.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WaiverUse<'a> {
    /// Its name: what it is about.
    id: String,
    /// The rules that it is about: an id, or a pattern with `*`.
    rule: &'a str,
    /// The resources that it is about: a pattern over their id or their name.
    resource: &'a str,
    /// The account that it is about; null for all.
    account: Option<&'a str>,
    /// Why it was accepted.
    reason: &'a str,
    /// The last day on which it holds.
    until: jiff::civil::Date,
    /// Whether it holds, has expired, or is about nothing that failed.
    state: State,
    /// How many failures it is about; when it has expired, they are findings that failed.
    findings: u64,
}

/// The state of a waiver.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum State {
    /// It holds.
    Holds,
    /// Its last day is over.
    Expired,
    /// It holds, and nothing failed that it is about.
    Unused,
}

impl<'a> From<&'a internal::WaiverUse> for WaiverUse<'a> {
    fn from(it: &'a internal::WaiverUse) -> Self {
        let waiver = &it.waiver;
        Self {
            id: waiver.id().0,
            rule: waiver.rule.text(),
            resource: waiver.resource.text(),
            account: waiver.account.as_deref(),
            reason: &waiver.reason,
            until: waiver.until,
            state: match it.state {
                WaiverState::Holds => State::Holds,
                WaiverState::Expired => State::Expired,
                WaiverState::Unused => State::Unused,
            },
            findings: it.findings,
        }
    }
}
