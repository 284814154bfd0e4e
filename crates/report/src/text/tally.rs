//! What the text needs of a million findings, in memory that a few hundred rules bound.

use std::collections::BTreeMap;
use std::io;

use bartizan_finding::{Audit, Finding, Outcome, Violation};
use bartizan_model::Gap;

use crate::plain::shorten;

/// The longest message or name that is shown, in characters.
const LONGEST: usize = 400;
/// How many things that are wrong with one resource are shown.
const MESSAGES: usize = 5;

/// Every rule's share of the findings.
pub(crate) struct Tally {
    rules: BTreeMap<String, OfRule>,
}

/// One rule's share of the findings.
#[derive(Default)]
pub(crate) struct OfRule {
    /// How many failed.
    pub(crate) fail: u64,
    /// How many could not be concluded.
    pub(crate) unknown: u64,
    /// How many failed and were accepted.
    pub(crate) waived: u64,
    /// The first that failed.
    pub(crate) failed: Vec<Row>,
    /// The first that could not be concluded.
    pub(crate) unsure: Vec<Row>,
    /// The first that failed and were accepted.
    pub(crate) accepted: Vec<Row>,
}

/// A finding as a table shows it; every text in it is safe to print.
pub(crate) struct Row {
    /// `fail`, `unknown` or `waived`.
    pub(crate) outcome: &'static str,
    /// The resource.
    pub(crate) resource: String,
    /// The audited account.
    pub(crate) account: String,
    /// The region, or `global`.
    pub(crate) region: String,
    /// What is wrong with it, or what could not be read.
    pub(crate) what: String,
}

impl Tally {
    /// Goes through the findings once and keeps at most `rows` of each rule and outcome.
    pub(crate) fn of(audit: &Audit, rows: usize) -> io::Result<Self> {
        let mut rules = BTreeMap::<String, OfRule>::new();
        audit.findings.each_but_passes(|finding| {
            if let Outcome::Pass = finding.outcome {
                return Ok(());
            }
            if !rules.contains_key(&finding.rule) {
                rules.insert(finding.rule.clone(), OfRule::default());
            }
            let Some(of_rule) = rules.get_mut(&finding.rule) else {
                return Ok(());
            };
            let (total, kept) = match finding.outcome {
                Outcome::Pass => return Ok(()),
                Outcome::Fail(_) => (&mut of_rule.fail, &mut of_rule.failed),
                Outcome::Unknown(_) => (&mut of_rule.unknown, &mut of_rule.unsure),
                Outcome::Waived { .. } => (&mut of_rule.waived, &mut of_rule.accepted),
            };
            *total += 1;
            if kept.len() < rows {
                kept.push(row(&finding));
            }
            Ok(())
        })?;
        Ok(Self { rules })
    }

    /// A rule's share; none when all of it passed.
    pub(crate) fn rule(&self, id: &str) -> Option<&OfRule> {
        self.rules.get(id)
    }
}

fn row(finding: &Finding) -> Row {
    Row {
        outcome: finding.outcome.name(),
        resource: label(&finding.resource.id, &finding.resource.name),
        account: shorten(&finding.resource.account, LONGEST),
        region: shorten(
            finding.resource.region.as_deref().unwrap_or("global"),
            LONGEST,
        ),
        what: what(&finding.outcome),
    }
}

fn what(outcome: &Outcome) -> String {
    let messages = |violations: &[Violation]| {
        let messages = violations.iter();
        lines(messages.map(|violation| shorten(&violation.message, LONGEST)))
    };
    match outcome {
        Outcome::Pass => String::new(),
        Outcome::Unknown(gaps) => lines(gaps.iter().map(could_not)),
        Outcome::Fail(violations) => messages(violations),
        Outcome::Waived {
            until,
            reason,
            violations,
            ..
        } => {
            let reason = shorten(reason, LONGEST);
            format!("{}\nuntil {until}: {reason}", messages(violations))
        }
    }
}

/// What to call a resource: the end of its ARN, with its name where that says more.
fn label(id: &str, name: &str) -> String {
    let end = if id.starts_with("arn:") {
        id.splitn(6, ':').nth(5).unwrap_or(id)
    } else {
        id
    };
    let (end, name) = (shorten(end, LONGEST), shorten(name, LONGEST));
    // The pattern of a listing that could not be read says nothing that its name does not.
    if id.ends_with("/*") && !name.is_empty() {
        name
    } else if name.is_empty() || end.ends_with(&name) {
        end
    } else if end.len() > LONGEST {
        name
    } else {
        format!("{name}\n{end}")
    }
}

fn could_not(gap: &Gap) -> String {
    if gap.action.is_empty() {
        return gap.reason.words().to_owned();
    }
    format!("{}: {}", shorten(&gap.action, LONGEST), gap.reason.words())
}

/// The first few of some texts, each on a line of its own.
fn lines(all: impl ExactSizeIterator<Item = String>) -> String {
    let more = all.len().saturating_sub(MESSAGES);
    let mut lines: Vec<_> = all.take(MESSAGES).collect();
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines.join("\n")
}
