//! Findings in the short form that the page's script reads: lists instead of objects, each resource
//! once, and numbers for what comes again and again.

use std::collections::HashMap;
use std::io;

use bartizan_finding::{Audit, Finding, Outcome, ResourceRef, Severity, Violation};
use serde::Serialize;
use serde_json::{Value, json};

use super::data;
use super::room::Room;

/// About how many bytes stand in one element: the browser need not parse all of it at once.
const PART: usize = 1 << 20;

/// The longest text of a finding that is shown whole, in bytes; AWS has no name as long.
const LONGEST: usize = 4096;

/// How many tags, violations, gaps or pieces of evidence one finding shows; AWS has no resource with more tags.
const MANY: usize = 50;

/// Writes findings, and keeps count of all of them.
pub(super) struct Parts {
    room: Room,
    json: Vec<u8>,
    /// The resource of the last finding that is in the page.
    open: Option<ResourceRef>,
    rules: Names,
    accounts: Names,
    regions: Names,
    kinds: Names,
    /// By rule: failed, passed, unknown, waived.
    counts: Vec<[u64; 4]>,
    left_out: [u64; 4],
}

/// What stands after the findings.
#[derive(Serialize)]
pub(super) struct Tail {
    /// Rules by number; the first are those of the audit.
    rules: Vec<String>,
    accounts: Vec<String>,
    regions: Vec<String>,
    kinds: Vec<String>,
    /// By rule: how many failed, passed, are unknown, were waived, of all findings.
    counts: Vec<[u64; 4]>,
    /// How many findings of each outcome are not in the page.
    left_out: [u64; 4],
}

/// Texts, each with a number.
#[derive(Default)]
struct Names {
    numbers: HashMap<String, usize>,
    list: Vec<String>,
}

impl Names {
    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.list.len();
        self.numbers.insert(name.to_owned(), number);
        self.list.push(name.to_owned());
        number
    }
}

impl Parts {
    pub(super) fn new(audit: &Audit, room: Room) -> Self {
        let mut rules = Names::default();
        for rule in &audit.rules {
            rules.number(&rule.id);
        }
        Self {
            room,
            json: Vec::with_capacity(PART + PART / 4),
            open: None,
            rules,
            accounts: Names::default(),
            regions: Names::default(),
            kinds: Names::default(),
            counts: Vec::new(),
            left_out: [0; 4],
        }
    }

    /// Counts a finding, and writes it when there is room.
    pub(super) fn push(&mut self, finding: &Finding, out: &mut dyn io::Write) -> io::Result<()> {
        let rule = self.rules.number(&finding.rule);
        let outcome = outcome(&finding.outcome);
        if self.counts.len() <= rule {
            self.counts.resize(rule + 1, [0; 4]);
        }
        if let Some(count) = self.counts.get_mut(rule).and_then(|it| it.get_mut(outcome)) {
            *count += 1;
        }
        if !self.room.take(finding) {
            if let Some(count) = self.left_out.get_mut(outcome) {
                *count += 1;
            }
            return Ok(());
        }
        let before = self.json.len();
        if self.open.as_ref() == Some(&finding.resource) {
            self.json.push(b',');
        } else {
            self.begin(&finding.resource)?;
        }
        data::push(&mut self.json, &short(rule, outcome, finding))?;
        self.room.count(self.json.len() - before);
        if self.json.len() >= PART {
            self.flush(out)?;
        }
        Ok(())
    }

    /// Begins the list of a resource's findings.
    fn begin(&mut self, resource: &ResourceRef) -> io::Result<()> {
        self.json
            .extend_from_slice(if self.open.is_some() { b"]]," } else { b"[" });
        let region = resource.region.as_deref().unwrap_or_default();
        let tags: Vec<_> = resource.tags.iter().take(MANY).collect();
        let head = json!([
            self.kinds.number(&resource.kind),
            self.accounts.number(&resource.account),
            self.regions.number(region),
            cut(&resource.id),
            cut(&resource.name),
            tags.iter()
                .map(|(key, value)| json!([cut(key), cut(value)]))
                .collect::<Value>(),
        ]);
        data::push(&mut self.json, &head)?;
        // The list stays open: the findings are its last element.
        self.json.pop();
        self.json.extend_from_slice(b",[");
        self.open = Some(resource.clone());
        Ok(())
    }

    fn flush(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        if self.open.take().is_some() {
            self.json.extend_from_slice(b"]]]");
            data::block("class=\"part\"", &self.json, out)?;
            self.json.clear();
        }
        Ok(())
    }

    /// Writes what is left, and tells what the numbers mean.
    pub(super) fn finish(mut self, out: &mut dyn io::Write) -> io::Result<Tail> {
        self.flush(out)?;
        self.counts.resize(self.rules.list.len(), [0; 4]);
        Ok(Tail {
            rules: self.rules.list,
            accounts: self.accounts.list,
            regions: self.regions.list,
            kinds: self.kinds.list,
            counts: self.counts,
            left_out: self.left_out,
        })
    }
}

/// The number of an outcome.
fn outcome(outcome: &Outcome) -> usize {
    match outcome {
        Outcome::Fail(_) => 0,
        Outcome::Pass => 1,
        Outcome::Unknown(_) => 2,
        Outcome::Waived { .. } => 3,
    }
}

/// `[rule, outcome]`, and unless it passed `severity, id, details`, and for waivers who, until when and why.
fn short(rule: usize, number: usize, finding: &Finding) -> Value {
    let severity = Severity::WORST_FIRST
        .iter()
        .position(|it| *it == finding.severity);
    match &finding.outcome {
        Outcome::Pass => json!([rule, number]),
        Outcome::Fail(violations) => {
            json!([
                rule,
                number,
                severity,
                cut(&finding.id),
                violated(violations)
            ])
        }
        Outcome::Unknown(gaps) => {
            let gaps = gaps.iter().take(MANY);
            let gaps = gaps.map(|gap| {
                json!([
                    cut(&gap.action),
                    gap.reason.words(),
                    gap.code.as_deref().map(cut)
                ])
            });
            json!([
                rule,
                number,
                severity,
                cut(&finding.id),
                gaps.collect::<Value>()
            ])
        }
        Outcome::Waived {
            by,
            until,
            reason,
            violations,
        } => json!([
            rule,
            number,
            severity,
            cut(&finding.id),
            violated(violations),
            [cut(&by.0), until.to_string(), cut(reason)]
        ]),
    }
}

/// Messages, each with its evidence by name.
fn violated(violations: &[Violation]) -> Value {
    let violations = violations.iter().take(MANY);
    violations
        .map(|it| {
            let evidence = it.evidence.iter().take(MANY).map(|(name, value)| {
                let text = match value {
                    Value::String(text) => cut(text),
                    other => cut(&other.to_string()),
                };
                json!([cut(name), text])
            });
            json!([cut(&it.message), evidence.collect::<Value>()])
        })
        .collect()
}

/// The text, or its beginning and a note of how much there was.
fn cut(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(LONGEST);
    let head = text.get(..end).unwrap_or_default();
    format!("{head}… (cut: {} bytes)", text.len())
}
