//! What there ought to be tickets about.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use bartizan_finding::{Audit, Finding, Outcome, ResourceRef, RuleProse, Severity};
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::scope::Scope;

/// How many resources one ticket names.
const ROWS: usize = 100;

/// How many tickets may be wanted beyond those that there are; more than anybody reads.
const MOST: usize = 10_000;

/// What one ticket is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// One finding: a rule and a resource.
    Finding,
    /// All failures of a rule in an account.
    Rule,
}

/// Where things stand with what one ticket is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Something fails.
    Failing,
    /// Nothing is seen to fail, but not all of it could be concluded.
    Unknown,
    /// Nothing fails that was not accepted.
    Waived,
    /// All of it passes.
    Passed,
}

/// A resource that fails.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) resource: ResourceRef,
    pub(crate) messages: Vec<String>,
}

/// A waiver that accepted something.
#[derive(Debug, Clone)]
pub(crate) struct Accepted {
    pub(crate) until: Date,
    pub(crate) reason: String,
}

/// What one ticket is to be about.
#[derive(Debug, Clone)]
pub struct Item {
    pub(crate) key: String,
    pub(crate) group: Group,
    pub(crate) rule: String,
    pub(crate) account: String,
    pub(crate) kind: String,
    pub(crate) severity: Severity,
    pub(crate) regions: BTreeSet<String>,
    pub(crate) rows: Vec<Row>,
    pub(crate) failing: u64,
    pub(crate) unknown: u64,
    pub(crate) waived: u64,
    pub(crate) accepted: Option<Accepted>,
    pub(crate) unread: BTreeSet<String>,
}

impl Item {
    fn new(key: String, group: Group, finding: &Finding) -> Self {
        Self {
            key,
            group,
            rule: finding.rule.clone(),
            account: finding.resource.account.clone(),
            kind: finding.resource.kind.clone(),
            severity: finding.severity,
            regions: BTreeSet::new(),
            rows: Vec::new(),
            failing: 0,
            unknown: 0,
            waived: 0,
            accepted: None,
            unread: BTreeSet::new(),
        }
    }

    fn add(&mut self, finding: Finding) {
        self.severity = self.severity.max(finding.severity);
        match finding.outcome {
            Outcome::Pass => {}
            Outcome::Fail(violations) => {
                self.failing += 1;
                self.regions.extend(finding.resource.region.clone());
                if self.rows.len() < ROWS {
                    self.rows.push(Row {
                        resource: finding.resource,
                        messages: violations
                            .into_iter()
                            .take(20)
                            .map(|it| it.message)
                            .collect(),
                    });
                }
            }
            Outcome::Unknown(gaps) => {
                self.unknown += 1;
                let actions = gaps.into_iter().map(|it| it.action.into_owned());
                self.unread.extend(actions.take(5));
            }
            Outcome::Waived { until, reason, .. } => {
                self.waived += 1;
                self.accepted.get_or_insert(Accepted { until, reason });
            }
        }
    }

    /// Where things stand.
    #[must_use]
    pub fn state(&self) -> State {
        if self.failing > 0 {
            State::Failing
        } else if self.unknown > 0 {
            State::Unknown
        } else if self.waived > 0 {
            State::Waived
        } else {
            State::Passed
        }
    }
}

/// What there ought to be tickets about, and what was looked at.
#[derive(Debug, Default)]
pub struct Items {
    pub(crate) list: BTreeMap<String, Item>,
    pub(crate) rules: BTreeMap<String, RuleProse>,
    pub(crate) scope: Scope,
    /// Failures that were counted and not kept: far more than anybody wants tickets about.
    pub(crate) beyond: usize,
}

/// Goes through the findings of an audit once. Of what does not fail only what `known` tickets are about is kept,
/// and of what fails below `floor`, too.
///
/// # Errors
/// When the findings' temporary file cannot be read.
pub fn survey(
    audit: &Audit,
    group: Group,
    floor: Severity,
    known: &BTreeSet<String>,
) -> io::Result<Items> {
    let mut items = Items {
        rules: audit
            .rules
            .iter()
            .map(|it| (it.id.clone(), it.clone()))
            .collect(),
        scope: Scope::of(audit),
        ..Items::default()
    };
    audit.findings.each(|finding| {
        items.scope.saw(&finding);
        let key = match group {
            Group::Finding => finding.id.clone(),
            Group::Rule => key_of_rule(&finding.rule, &finding.resource.account),
        };
        let fails = matches!(finding.outcome, Outcome::Fail(_)) && finding.severity >= floor;
        let grouped = group == Group::Rule && !matches!(finding.outcome, Outcome::Pass);
        if !fails && !grouped && !known.contains(&key) {
            return Ok(());
        }
        if !items.list.contains_key(&key)
            && !known.contains(&key)
            && items.list.len() >= MOST + known.len()
        {
            items.beyond += usize::from(fails);
            return Ok(());
        }
        let item = items.list.entry(key);
        let item = item.or_insert_with_key(|key| Item::new(key.clone(), group, &finding));
        item.add(finding);
        Ok(())
    })?;
    Ok(items)
}

/// What stands for all failures of a rule in an account; as long as a finding's fingerprint.
fn key_of_rule(rule: &str, account: &str) -> String {
    digest(&["ticket of a rule", rule, account], 16)
}

/// The first bytes of a SHA-256 over texts, in hexadecimal.
pub(crate) fn digest(texts: &[&str], bytes: usize) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        // The length keeps ("ab", "c") apart from ("a", "bc").
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    let mut out = String::new();
    for byte in hash.finalize().iter().take(bytes) {
        out.push_str(&format!("{byte:02x}"));
    }
    out
}
