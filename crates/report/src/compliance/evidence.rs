//! What the rules of a standard found: counted, and the first findings of each kept.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use bartizan_finding::{Audit, Finding, Outcome, ResourceRef, Severity};
use jiff::civil::Date;

use super::Counts;

/// How many findings of each rule and outcome are kept: some hundred rules times these fit in memory.
pub(super) const KEPT: usize = 100;

/// How many passes of each rule are kept: they show that somebody looked.
pub(super) const KEPT_PASSES: usize = 10;

/// The longest text that is kept of a finding, in characters.
const LONGEST: usize = 1_000;

/// What a finding concluded, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conclusion {
    /// Something is wrong.
    Fail,
    /// Something is wrong, and somebody accepted it for a time.
    Waived,
    /// It could not be concluded.
    Unknown,
    /// Nothing is wrong.
    Pass,
}

impl Conclusion {
    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Waived => "waived",
            Self::Unknown => "unknown",
            Self::Pass => "pass",
        }
    }

    fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Fail(_) => Self::Fail,
            Outcome::Waived { .. } => Self::Waived,
            Outcome::Unknown(_) => Self::Unknown,
            Outcome::Pass => Self::Pass,
        }
    }
}

/// A finding that shows whether a requirement is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The finding's fingerprint.
    pub finding: String,
    /// The rule's id.
    pub rule: String,
    /// The rule's severity.
    pub severity: Severity,
    /// What was concluded.
    pub conclusion: Conclusion,
    /// The resource, without its tags.
    pub resource: ResourceRef,
    /// What is wrong, or what could not be read; empty for a pass.
    pub says: String,
}

impl Evidence {
    fn of(finding: Finding) -> Self {
        let conclusion = Conclusion::of(&finding.outcome);
        let says: String = says(&finding.outcome).chars().take(LONGEST).collect();
        Self {
            finding: finding.id,
            rule: finding.rule,
            severity: finding.severity,
            conclusion,
            resource: ResourceRef {
                tags: BTreeMap::new(),
                ..finding.resource
            },
            says,
        }
    }
}

fn says(outcome: &Outcome) -> String {
    let messages = outcome.violations().iter().map(|it| it.message.as_str());
    let messages = messages.collect::<Vec<_>>().join("; ");
    match outcome {
        Outcome::Pass | Outcome::Fail(_) => messages,
        Outcome::Waived { until, reason, .. } => {
            format!("{messages} (waived until {until}: {reason})")
        }
        Outcome::Unknown(gaps) => {
            let gaps = gaps.iter().map(|gap| {
                let (action, reason) = (&gap.action, gap.reason.words());
                format!("{action}: {reason}")
            });
            gaps.collect::<Vec<_>>().join("; ")
        }
    }
}

/// What one rule found.
#[derive(Debug, Default)]
pub(super) struct RuleTally {
    pub(super) counts: Counts,
    /// The first day on which one of its waivers ends.
    pub(super) until: Option<Date>,
    kept: BTreeMap<Conclusion, Vec<Arc<Evidence>>>,
}

impl RuleTally {
    fn note(&mut self, finding: Finding) {
        let counts = &mut self.counts;
        match &finding.outcome {
            Outcome::Pass => counts.pass += 1,
            Outcome::Fail(_) => counts.fail += 1,
            Outcome::Unknown(_) => counts.unknown += 1,
            Outcome::Waived { until, .. } => {
                counts.waived += 1;
                self.until = self.until.into_iter().chain([*until]).min();
            }
        }
        let conclusion = Conclusion::of(&finding.outcome);
        let most = match conclusion {
            Conclusion::Pass => KEPT_PASSES,
            _ => KEPT,
        };
        let kept = self.kept.entry(conclusion).or_default();
        if kept.len() < most {
            kept.push(Arc::new(Evidence::of(finding)));
        }
    }

    /// The findings that were kept, worst first.
    pub(super) fn shown(&self) -> impl Iterator<Item = Arc<Evidence>> {
        self.kept.values().flatten().cloned()
    }
}

/// What every rule of a standard found.
#[derive(Debug)]
pub(super) struct Ledger<'a> {
    rules: BTreeMap<&'a str, RuleTally>,
}

impl<'a> Ledger<'a> {
    /// Goes through the findings of an audit once; those of other rules are passed over.
    pub(super) fn of(audit: &Audit, asked: impl Iterator<Item = &'a String>) -> io::Result<Self> {
        let mut rules: BTreeMap<&str, RuleTally> = asked
            .map(|id| (id.as_str(), RuleTally::default()))
            .collect();
        audit.findings.each(|finding| {
            if let Some(tally) = rules.get_mut(finding.rule.as_str()) {
                tally.note(finding);
            }
            Ok(())
        })?;
        Ok(Self { rules })
    }

    pub(super) fn of_rule(&self, id: &str) -> Option<&RuleTally> {
        self.rules.get(id)
    }
}
