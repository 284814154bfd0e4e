//! What a standard asks for, held against an audit: requirement by requirement, with the evidence.
//!
//! Start at [`assess`], then [`write`], or [`overview`] of many standards. A requirement is met only where everything that it asks for
//! was looked at and nothing failed; what nobody looked at, and what no look at a configuration can
//! tell, is said so and never counts as met.

mod cells;
mod csv;
mod evidence;
mod html;
pub mod json;
mod markdown;
mod overview;
mod status;
mod text;
mod xlsx;

use std::cmp::Reverse;
use std::io;
use std::sync::Arc;

use bartizan_finding::{Answer, Audit, Audited, Framework, Requirement, RuleProse};

pub use evidence::{Conclusion, Evidence};
pub use overview::overview;
pub use status::{Status, Unseen};

/// A way to say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a person.
    Text,
    /// A page to read, filter and print.
    Html,
    /// A table of values.
    Csv,
    /// A workbook.
    Xlsx,
    /// For a program: `bartizan.compliance/1`.
    Json,
    /// A document.
    Markdown,
}

/// Writes what an audit says about a standard. `options` concern the text only.
///
/// # Errors
/// When `out` or a workbook's temporary files fail.
pub fn write(
    format: Format,
    compliance: &Compliance<'_>,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(compliance, options, out),
        Format::Html => html::write(compliance, out),
        Format::Csv => csv::write(compliance, out),
        Format::Xlsx => xlsx::write(compliance, out),
        Format::Json => json::write(compliance, out),
        Format::Markdown => markdown::write(compliance, out),
    }
}

use crate::text::Options;
use evidence::{Ledger, RuleTally};

/// An audit in the words of a standard.
#[derive(Debug)]
pub struct Compliance<'a> {
    /// The standard.
    pub framework: &'a Framework,
    /// What was looked at, and when.
    pub audited: &'a Audited,
    /// Every requirement of the standard, in its order, apart from those that [`Compliance::keep_only`] left out.
    pub requirements: Vec<Assessed<'a>>,
    /// The statuses that requirements are listed of; empty for all of them.
    pub only: Vec<&'static str>,
    /// Requirements of other statuses: not listed, and counted all the same.
    left_out: Vec<Assessed<'a>>,
}

/// A requirement, and what an audit says about it.
#[derive(Debug)]
pub struct Assessed<'a> {
    /// The requirement.
    pub requirement: &'a Requirement,
    /// Its section: id and title.
    pub section: Option<(&'a str, &'a str)>,
    /// Whether it is met.
    pub status: Status,
    /// The findings of its rules.
    pub counts: Counts,
    /// What of it was not looked at, and why.
    pub unseen: Vec<Unseen<'a>>,
    /// Its rules that judged.
    pub rules: Vec<&'a RuleProse>,
    /// Findings that show it: failures first, worst first, then waived, unknown and passed; at most a hundred.
    pub evidence: Vec<Arc<Evidence>>,
}

/// Findings by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Nothing is wrong.
    pub pass: u64,
    /// Something is wrong.
    pub fail: u64,
    /// It could not be concluded.
    pub unknown: u64,
    /// Something is wrong, and somebody accepted it for a time.
    pub waived: u64,
}

impl Counts {
    /// All of them.
    #[must_use]
    pub fn total(self) -> u64 {
        self.pass + self.fail + self.unknown + self.waived
    }

    /// Those that are not zero, the worst first, each as `2 fail`.
    pub(crate) fn words(self) -> Vec<String> {
        let parts = [
            (self.fail, "fail"),
            (self.waived, "waived"),
            (self.unknown, "unknown"),
            (self.pass, "pass"),
        ];
        let some = parts.into_iter().filter(|(count, _)| *count > 0);
        some.map(|(count, name)| format!("{count} {name}"))
            .collect()
    }

    fn add(&mut self, other: Self) {
        self.pass += other.pass;
        self.fail += other.fail;
        self.unknown += other.unknown;
        self.waived += other.waived;
    }
}

impl<'a> Compliance<'a> {
    /// Leaves requirements of other statuses out of what is listed; `only` are of [`Status::ALL`]. What is counted,
    /// and the verdict, stay those of the whole standard.
    pub fn keep_only(&mut self, only: &[&'static str]) {
        self.only = only.to_vec();
        let kept = |it: &Assessed<'_>| only.contains(&it.status.name());
        let (kept, others) = self.requirements.drain(..).partition(kept);
        self.requirements = kept;
        self.left_out.extend(others);
    }

    /// Every requirement, listed or not.
    pub(crate) fn every(&self) -> impl Iterator<Item = &Assessed<'a>> {
        self.requirements.iter().chain(&self.left_out)
    }

    /// How many requirements have each status, in the order of [`Status::ALL`].
    #[must_use]
    pub fn tally(&self) -> [(&'static str, u64); Status::ALL.len()] {
        Status::ALL.map(|name| {
            let of_it = self.every().filter(|it| it.status.name() == name);
            (name, of_it.count() as u64)
        })
    }

    /// What is not listed, in words; none when everything is.
    pub(crate) fn listed(&self) -> Option<String> {
        let left_out = self.left_out.len();
        (!self.only.is_empty()).then(|| {
            let only = self.only.join(", ");
            format!(
                "Listed are requirements of the status: {only}. {left_out} others are left out."
            )
        })
    }

    /// What it means for a pipeline.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.every().any(|it| it.status == Status::NotMet) {
            return Verdict::NotMet;
        }
        let in_part = |it: &Assessed<'_>| match it.status {
            Status::Waived { .. } | Status::PartlySeen => true,
            // What people have to find out is nothing that a better look would change.
            Status::NotAssessed => !it.requirement.rules().is_empty(),
            Status::Met | Status::NothingToJudge | Status::NotMet => false,
        };
        if self.every().any(in_part) {
            Verdict::InPart
        } else {
            Verdict::Met
        }
    }
}

impl<'a> Assessed<'a> {
    /// The worst failure, or the first that was waived.
    #[must_use]
    pub fn worst(&self) -> Option<&Evidence> {
        let first = self.evidence.first()?.as_ref();
        matches!(first.conclusion, Conclusion::Fail | Conclusion::Waived).then_some(first)
    }

    /// The attributes that the conclusions of one of its rules rest on.
    pub(crate) fn reads(&self, rule: &str) -> &'a [String] {
        let rule = self.rules.iter().find(|it| it.id == rule);
        rule.map_or(&[], |it| it.reads.as_slice())
    }

    /// The attributes that its rules' conclusions rest on, by name, each once.
    #[must_use]
    pub fn attributes(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .rules
            .iter()
            .flat_map(|rule| rule.reads.iter().map(String::as_str))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// A whole standard, in one word for a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything that rules can tell is met.
    Met,
    /// Something is not met.
    NotMet,
    /// Nothing is known to be amiss, but something was not seen, or is waived.
    InPart,
}

/// Holds a standard against an audit. Goes through the findings once and keeps a bounded number of each rule.
///
/// # Errors
/// When the findings' temporary file cannot be read.
pub fn assess<'a>(framework: &'a Framework, audit: &'a Audit) -> io::Result<Compliance<'a>> {
    let ledger = Ledger::of(audit, asked(framework))?;
    Ok(hold(framework, audit, &ledger))
}

/// Holds many standards against an audit, as [`assess`] does one, and goes through the findings once all the same.
///
/// # Errors
/// As [`assess`].
pub fn assess_all<'a>(
    frameworks: &'a [Framework],
    audit: &'a Audit,
) -> io::Result<Vec<Compliance<'a>>> {
    let ledger = Ledger::of(audit, frameworks.iter().flat_map(asked))?;
    let held = frameworks.iter().map(|it| hold(it, audit, &ledger));
    Ok(held.collect())
}

/// The rules that a standard asks for, some of them many times.
fn asked(framework: &Framework) -> impl Iterator<Item = &String> {
    framework
        .requirements
        .iter()
        .flat_map(|it| it.rules().iter())
}

fn hold<'a>(framework: &'a Framework, audit: &'a Audit, ledger: &Ledger<'_>) -> Compliance<'a> {
    let assessed = framework.requirements.iter();
    let assessed = assessed.map(|requirement| one(framework, requirement, audit, ledger));
    Compliance {
        framework,
        audited: &audit.audited,
        requirements: assessed.collect(),
        only: Vec::new(),
        left_out: Vec::new(),
    }
}

fn one<'a>(
    framework: &'a Framework,
    requirement: &'a Requirement,
    audit: &'a Audit,
    ledger: &Ledger<'_>,
) -> Assessed<'a> {
    let mut counts = Counts::default();
    let (mut rules, mut unseen, mut evidence) = (Vec::new(), Vec::new(), Vec::new());
    let (mut until, mut seen) = (None, false);
    match &requirement.answer {
        Answer::People { how } => unseen.push(Unseen::People(how)),
        Answer::Service { how } => unseen.push(Unseen::Service(how)),
        Answer::Rules { rules: asked, rest } => {
            for id in asked {
                let tally = ledger.of_rule(id);
                let lack = missing(id, audit, tally);
                seen |= lack.is_none();
                unseen.extend(lack.filter(|lack| !unseen.contains(lack)));
                rules.extend(audit.rules.iter().find(|rule| rule.id == *id));
                let Some(tally) = tally else { continue };
                counts.add(tally.counts);
                evidence.extend(tally.shown());
                until = until.into_iter().chain(tally.until).min();
            }
            if counts.unknown > 0 {
                unseen.push(Unseen::Unknown(counts.unknown));
            }
            unseen.extend(rest.as_deref().map(Unseen::Rest));
        }
    }
    evidence.sort_by_key(|it: &Arc<Evidence>| (it.conclusion, Reverse(it.severity)));
    // A requirement may ask for fifty rules, and fifty requirements for one.
    evidence.truncate(evidence::KEPT);
    Assessed {
        requirement,
        section: framework.section_of(&requirement.id),
        status: Status::of(counts, seen, &unseen, until),
        counts,
        unseen,
        rules,
        evidence,
    }
}

/// Why a rule says less than it could.
fn missing<'a>(id: &'a str, audit: &'a Audit, tally: Option<&RuleTally>) -> Option<Unseen<'a>> {
    if audit.switched_off.iter().any(|off| off == id) {
        return Some(Unseen::SwitchedOff(id));
    }
    let Some(rule) = audit.rules.iter().find(|rule| rule.id == id) else {
        return Some(Unseen::NotRun(id));
    };
    let services = &audit.audited.services;
    let service = service(rule);
    let concluded = tally.is_some_and(|tally| tally.counts.total() > 0);
    let looked_at = if services.is_empty() {
        // A report that does not say what was looked at: only a finding shows that something was.
        concluded
    } else {
        services.iter().any(|it| it == service)
    };
    (!looked_at).then_some(Unseen::NotLookedAt(service))
}

/// The service that a rule's resources are collected with: `iam` of `aws.iam.user`, `account` of `aws.region`.
fn service(rule: &RuleProse) -> &str {
    let mut parts = rule.resource.split('.').skip(1);
    match (parts.next(), parts.next()) {
        (Some(service), Some(_)) => service,
        _ => "account",
    }
}

#[cfg(test)]
mod tests;
