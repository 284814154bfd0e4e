//! What every finding of an audit has in common.

use std::collections::BTreeMap;

use bartizan_model::{Gap, Reason, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Outcome, Severity};
use crate::spool::Findings;
use crate::waiver::WaiverUse;

/// A whole audit: what was looked at, by which rules, and what was concluded.
pub struct Audit {
    /// What was looked at, and when.
    pub audited: Audited,
    /// The rules that judged, each once, by id.
    pub rules: Vec<RuleProse>,
    /// The rules that were switched off, by id.
    pub switched_off: Vec<String>,
    /// The waivers, and what became of each.
    pub waivers: Vec<WaiverUse>,
    /// Counts over the findings.
    pub summary: Summary,
    /// Everything that could not be read.
    pub gaps: Vec<GapEntry>,
    /// The findings, in the order of resources, then rules. They may not fit in memory.
    pub findings: Findings,
}

/// What was looked at, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Audited {
    /// `aws`.
    pub provider: String,
    /// The accounts, in order.
    pub accounts: Vec<AuditedAccount>,
    /// The regions, in order.
    pub regions: Vec<String>,
    /// The services that were looked at in every one of the accounts, in order; empty when that is not known.
    #[serde(default)]
    pub services: Vec<String>,
    /// When the first call was made, over all snapshots.
    pub started_at: Timestamp,
    /// When the last answer came, over all snapshots.
    pub finished_at: Timestamp,
}

/// An audited account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct AuditedAccount {
    /// Twelve digits.
    pub id: String,
    /// Its alias, when it has one and it could be read.
    pub alias: Option<String>,
}

/// A rule's prose, said once a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleProse {
    /// The rule's id, as in `aws-iam-user-console-without-mfa`.
    pub id: String,
    /// The problem, in a few words.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// The service, as in `iam`.
    pub service: String,
    /// The type of resource that it judges.
    pub resource: String,
    /// The attributes that its conclusions rest on, those of its facts included; empty when that is not known.
    #[serde(default)]
    pub reads: Vec<String>,
    /// Why it matters.
    pub why: String,
    /// How to fix it.
    pub remediation: String,
    /// The vendor's documentation.
    pub references: Vec<String>,
}

/// Something that could not be read, once for each call, place and reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct GapEntry {
    /// The permission that the call needs: `kms:GetKeyPolicy`.
    pub action: String,
    /// The audited account.
    pub account: String,
    /// The region; null for what belongs to the whole account.
    pub region: Option<String>,
    /// What became of the call.
    pub reason: Reason,
    /// The error code that the service answered with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// How many resources lack an attribute because of it.
    pub resources: u64,
    /// Resource types of which some or all may be missing because of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hides: Vec<String>,
}

impl GapEntry {
    /// An entry for a gap, with no resources counted yet.
    #[must_use]
    pub fn new(account: &str, region: Option<&str>, gap: &Gap) -> Self {
        Self {
            action: gap.action.clone().into_owned(),
            account: account.to_owned(),
            region: region.map(str::to_owned),
            reason: gap.reason,
            code: gap.code.clone(),
            resources: 0,
            hides: Vec::new(),
        }
    }
}

/// Counts over the findings of an audit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Resources that were judged by at least one rule.
    pub resources: u64,
    /// Findings that failed.
    pub fail: u64,
    /// Findings that passed.
    pub pass: u64,
    /// Findings that could not be concluded.
    pub unknown: u64,
    /// Findings that failed and were accepted.
    pub waived: u64,
    /// Failed findings by severity; every severity is there.
    pub fail_by_severity: BTreeMap<Severity, u64>,
}

impl Summary {
    /// A summary of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self {
            fail_by_severity: Severity::WORST_FIRST.map(|severity| (severity, 0)).into(),
            ..Self::default()
        }
    }

    /// Counts one finding.
    pub fn count(&mut self, finding: &Finding) {
        match finding.outcome {
            Outcome::Pass => self.pass += 1,
            Outcome::Unknown(_) => self.unknown += 1,
            Outcome::Waived { .. } => self.waived += 1,
            Outcome::Fail(_) => {
                self.fail += 1;
                *self.fail_by_severity.entry(finding.severity).or_default() += 1;
            }
        }
    }

    /// Adds the counts of another summary.
    pub fn add(&mut self, other: &Self) {
        self.resources += other.resources;
        self.fail += other.fail;
        self.pass += other.pass;
        self.unknown += other.unknown;
        self.waived += other.waived;
        for (severity, count) in &other.fail_by_severity {
            *self.fail_by_severity.entry(*severity).or_default() += count;
        }
    }

    /// How many failed at this severity or above.
    #[must_use]
    pub fn failed_from(&self, severity: Severity) -> u64 {
        self.fail_by_severity
            .range(severity..)
            .map(|(_, count)| count)
            .sum()
    }
}
