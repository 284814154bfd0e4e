//! The shape of `bartizan.compliance/1`.

use bartizan_finding as internal;
use internal::Severity;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::COMPLIANCE_FORMAT;
use crate::compliance as said;
use crate::json::wire::{Audited, Tool};
use said::{Assessed, Compliance, Counts, Status};

/// What an audit says about a standard.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "bartizan.compliance/1")]
pub(super) struct Whole<'a> {
    /// Always `bartizan.compliance/1`.
    #[schemars(extend("const" = "bartizan.compliance/1"))]
    format: &'a str,
    /// The program that wrote it.
    tool: Tool<'a>,
    /// The standard.
    framework: Framework<'a>,
    /// What was looked at, and when.
    audited: Audited<'a>,
    /// How many requirements have each status, listed here or not.
    summary: Summary,
    /// The statuses that requirements are listed of; empty for all of them.
    only: Vec<WireStatus>,
    /// Every requirement of the standard, in its order, apart from those of other statuses where `only` names some.
    requirements: Vec<Requirement<'a>>,
}

impl<'a> Whole<'a> {
    pub(super) fn without_requirements(compliance: &'a Compliance<'_>) -> Self {
        Self {
            format: COMPLIANCE_FORMAT,
            tool: Tool::this(),
            framework: compliance.framework.into(),
            audited: compliance.audited.into(),
            summary: Summary::of(compliance),
            only: compliance
                .only
                .iter()
                .filter_map(|it| WireStatus::named(it))
                .collect(),
            requirements: Vec::new(),
        }
    }
}

/// A standard.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Framework<'a> {
    /// Its name on the command line.
    id: &'a str,
    /// Its name.
    title: &'a str,
    /// Its edition.
    version: &'a str,
    /// Who publishes it.
    publisher: &'a str,
    /// When the edition was published: a year, a month or a day.
    published: &'a str,
    /// Where it stands.
    source: &'a str,
}

impl<'a> From<&'a internal::Framework> for Framework<'a> {
    fn from(it: &'a internal::Framework) -> Self {
        Self {
            id: &it.id,
            title: &it.title,
            version: &it.version,
            publisher: &it.publisher,
            published: &it.published,
            source: &it.source,
        }
    }
}

/// How many requirements have each status.
#[derive(Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Summary {
    /// Something failed.
    not_met: u64,
    /// Something failed, and all of it is accepted for a time.
    waived: u64,
    /// Nothing failed of what was seen, and not all of it was seen.
    partly_seen: u64,
    /// Everything was looked at, and nothing failed.
    met: u64,
    /// Looked at, and there is nothing of what it is about.
    nothing_to_judge: u64,
    /// Nothing of it was looked at.
    not_assessed: u64,
}

impl Summary {
    fn of(compliance: &Compliance<'_>) -> Self {
        let mut summary = Self::default();
        for it in compliance.every() {
            *match it.status {
                Status::NotMet => &mut summary.not_met,
                Status::Waived { .. } => &mut summary.waived,
                Status::PartlySeen => &mut summary.partly_seen,
                Status::Met => &mut summary.met,
                Status::NothingToJudge => &mut summary.nothing_to_judge,
                Status::NotAssessed => &mut summary.not_assessed,
            } += 1;
        }
        summary
    }
}

/// A requirement, and what the audit says about it.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Requirement<'a> {
    /// Its id in the standard.
    id: &'a str,
    /// Its section; null when the standard has none.
    section: Option<Section<'a>>,
    /// What it asks for, in our words.
    subject: &'a str,
    /// Whether it is met.
    status: WireStatus,
    /// The first day on which an exception ends; null unless the status is `waived`.
    waived_until: Option<Date>,
    /// The findings of its rules.
    counts: WireCounts,
    /// Its rules that judged, by id.
    rules: Vec<&'a str>,
    /// The attributes that their conclusions rest on.
    attributes: Vec<&'a str>,
    /// What of it was not looked at, and why.
    unseen: Vec<Unseen<'a>>,
    /// Findings that show it, worst first; at most a hundred.
    evidence: Vec<Evidence<'a>>,
}

impl<'a> From<&'a Assessed<'_>> for Requirement<'a> {
    fn from(it: &'a Assessed<'_>) -> Self {
        Self {
            id: &it.requirement.id,
            section: it.section.map(|(id, title)| Section { id, title }),
            subject: &it.requirement.subject,
            status: (&it.status).into(),
            waived_until: match it.status {
                Status::Waived { until } => until,
                _ => None,
            },
            counts: it.counts.into(),
            rules: it.rules.iter().map(|rule| rule.id.as_str()).collect(),
            attributes: it.attributes(),
            unseen: it.unseen.iter().map(Unseen::from).collect(),
            evidence: it
                .evidence
                .iter()
                .map(|one| Evidence::of(one, it))
                .collect(),
        }
    }
}

/// A section of the standard.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Section<'a> {
    /// What the ids of its requirements begin with.
    id: &'a str,
    /// What it is about, in our words.
    title: &'a str,
}

/// Whether a requirement is met.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum WireStatus {
    /// Something failed.
    NotMet,
    /// Something failed, and all of it is accepted for a time.
    Waived,
    /// Nothing failed of what was seen, and not all of it was seen.
    PartlySeen,
    /// Everything was looked at, and nothing failed.
    Met,
    /// Looked at, and there is nothing of what it is about.
    NothingToJudge,
    /// Nothing of it was looked at.
    NotAssessed,
}

impl WireStatus {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "not met" => Self::NotMet,
            "waived" => Self::Waived,
            "partly seen" => Self::PartlySeen,
            "met" => Self::Met,
            "nothing to judge" => Self::NothingToJudge,
            "not assessed" => Self::NotAssessed,
            _ => return None,
        })
    }
}

impl From<&Status> for WireStatus {
    fn from(status: &Status) -> Self {
        match status {
            Status::NotMet => Self::NotMet,
            Status::Waived { .. } => Self::Waived,
            Status::PartlySeen => Self::PartlySeen,
            Status::Met => Self::Met,
            Status::NothingToJudge => Self::NothingToJudge,
            Status::NotAssessed => Self::NotAssessed,
        }
    }
}

/// Findings by outcome.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WireCounts {
    /// Something is wrong.
    fail: u64,
    /// Nothing is wrong.
    pass: u64,
    /// It could not be concluded.
    unknown: u64,
    /// Something is wrong, and somebody accepted it for a time.
    waived: u64,
}

impl From<Counts> for WireCounts {
    fn from(it: Counts) -> Self {
        Self {
            fail: it.fail,
            pass: it.pass,
            unknown: it.unknown,
            waived: it.waived,
        }
    }
}

/// What of a requirement was not looked at.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Unseen<'a> {
    /// `people`, `service`, `not-looked-at`, `switched-off`, `not-run`, `unknown` or `rest`.
    kind: &'a str,
    /// The same in words.
    says: String,
}

impl<'a> From<&'a said::Unseen<'_>> for Unseen<'a> {
    fn from(it: &'a said::Unseen<'_>) -> Self {
        Self {
            kind: it.name(),
            says: it.words(),
        }
    }
}

/// A finding that shows whether a requirement is met.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Evidence<'a> {
    /// The finding's id, as in `bartizan.report/1`.
    finding: &'a str,
    /// The rule's id.
    rule: &'a str,
    /// The rule's severity.
    severity: Severity,
    /// `fail`, `waived`, `unknown` or `pass`.
    outcome: &'a str,
    /// The resource.
    resource: Resource<'a>,
    /// What is wrong, or what could not be read; empty for a pass.
    says: &'a str,
    /// The attributes of the resource that it rests on; empty for a rule that rests on facts alone.
    attributes: &'a [String],
}

impl<'a> Evidence<'a> {
    fn of(it: &'a said::Evidence, assessed: &Assessed<'a>) -> Self {
        Self {
            finding: &it.finding,
            rule: &it.rule,
            severity: it.severity,
            outcome: it.conclusion.name(),
            resource: Resource {
                id: &it.resource.id,
                kind: &it.resource.kind,
                name: &it.resource.name,
                account: &it.resource.account,
                region: it.resource.region.as_deref(),
            },
            says: &it.says,
            attributes: assessed.reads(&it.rule),
        }
    }
}

/// The resource that a finding is about.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Resource<'a> {
    /// Its ARN, or what stands for one.
    id: &'a str,
    /// Its type.
    #[serde(rename = "type")]
    kind: &'a str,
    /// The name that a person would call it by.
    name: &'a str,
    /// The audited account.
    account: &'a str,
    /// Its region; null for what belongs to the whole account.
    region: Option<&'a str>,
}
