//! What became of each finding.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

use bartizan_finding::{Audit, Finding, Outcome, Severity};
use schemars::JsonSchema;
use serde::Serialize;

use super::scope::{Place, Scope};
use crate::words::cut;

/// Of how many changed failures it is kept what they said before.
const KEPT: usize = 10_000;

/// How much of that is kept, in bytes.
const LONGEST: usize = 2_000;

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It fails, and did not before.
    New,
    /// It failed before and fails now, with another severity or for another reason.
    Changed,
    /// It failed before and fails now, just the same.
    Open,
    /// It failed before, and whether it still does cannot be told. It is not gone.
    Unseen,
    /// It failed before, and somebody accepted that.
    Waived,
    /// It failed before and passes now.
    Repaired,
    /// It failed before, and its resource is no longer there.
    Deleted,
    /// It failed before, and its rule did not judge this time.
    NotJudged,
    /// It did not fail before, and whether it does now cannot be told.
    NowUnknown,
}

impl Change {
    /// Every change, those that need somebody first.
    pub const ALL: [Self; 9] = [
        Self::New,
        Self::Changed,
        Self::Unseen,
        Self::NowUnknown,
        Self::NotJudged,
        Self::Waived,
        Self::Repaired,
        Self::Deleted,
        Self::Open,
    ];
}

/// Why a failure is new, or cannot be seen any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// It passed before.
    Passed,
    /// The resource was not there before.
    ResourceIsNew,
    /// The rule did not judge before.
    RuleIsNew,
    /// It could not be told before.
    WasUnknown,
    /// It was waived before.
    WaiverEnded,
    /// An attribute that the rule reads could not be read.
    NotRead,
    /// Its account, region or service was not looked at.
    NotLookedAt,
    /// The listing that would have shown it failed.
    ListingFailed,
}

impl Because {
    /// In words, as the end of "new, since …" or "cannot be told, since …".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Passed => "it passed before",
            Self::ResourceIsNew => "the resource is new",
            Self::RuleIsNew => "the rule is new",
            Self::WasUnknown => "it was unknown before",
            Self::WaiverEnded => "it was waived before",
            Self::NotRead => "it could not be read",
            Self::NotLookedAt => "it was not looked at",
            Self::ListingFailed => "it could not be listed",
        }
    }
}

/// Counts of what became of findings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingsSummary {
    /// Fail now, and did not before.
    pub new: u64,
    /// Of these, by severity; every severity is there.
    pub new_by_severity: BTreeMap<Severity, u64>,
    /// Fail otherwise than before.
    pub changed: u64,
    /// Fail as before.
    pub open: u64,
    /// Failed before, and cannot be told now.
    pub unseen: u64,
    /// Failed before, and are waived now.
    pub waived: u64,
    /// Failed before, and pass now.
    pub repaired: u64,
    /// Failed before, and their resources are no longer there.
    pub deleted: u64,
    /// Failed before, and their rules did not judge.
    pub not_judged: u64,
    /// Did not fail before, and cannot be told now.
    pub now_unknown: u64,
}

impl FindingsSummary {
    /// How many findings this became of.
    #[must_use]
    pub fn of(&self, change: Change) -> u64 {
        match change {
            Change::New => self.new,
            Change::Changed => self.changed,
            Change::Open => self.open,
            Change::Unseen => self.unseen,
            Change::Waived => self.waived,
            Change::Repaired => self.repaired,
            Change::Deleted => self.deleted,
            Change::NotJudged => self.not_judged,
            Change::NowUnknown => self.now_unknown,
        }
    }

    fn count(&mut self, change: Change, severity: Severity) {
        let count = match change {
            Change::New => {
                *self.new_by_severity.entry(severity).or_default() += 1;
                &mut self.new
            }
            Change::Changed => &mut self.changed,
            Change::Open => &mut self.open,
            Change::Unseen => &mut self.unseen,
            Change::Waived => &mut self.waived,
            Change::Repaired => &mut self.repaired,
            Change::Deleted => &mut self.deleted,
            Change::NotJudged => &mut self.not_judged,
            Change::NowUnknown => &mut self.now_unknown,
        };
        *count += 1;
    }
}

/// A finding, and what became of it.
pub(super) struct Became<'a> {
    pub(super) change: Change,
    pub(super) because: Option<Because>,
    /// What was concluded before; none when nothing was.
    pub(super) before: Option<&'static str>,
    /// What is concluded now; none when nothing is.
    pub(super) now: Option<&'static str>,
    /// As it is now; as it was, when nothing is concluded now.
    pub(super) finding: &'a Finding,
    /// Of a changed failure, what it said before.
    pub(super) was: Option<&'a str>,
}

/// Who is told.
pub(super) type Visit<'v> = &'v mut dyn FnMut(&Became<'_>) -> io::Result<()>;

/// What is kept of a finding of the old side.
struct State {
    outcome: Kind,
    severity: Severity,
    /// Of what a failure says: two that say the same are the same.
    said: u64,
    /// Whether the new side has it too.
    met: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pass,
    Fail,
    Unknown,
    Waived,
}

impl Kind {
    fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Pass => Self::Pass,
            Outcome::Fail(_) => Self::Fail,
            Outcome::Unknown(_) => Self::Unknown,
            Outcome::Waived { .. } => Self::Waived,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Waived => "waived",
        }
    }
}

/// What became of the findings of two audits.
pub struct Findings {
    states: HashMap<u128, State>,
    was: HashMap<u128, String>,
    old: Scope,
    new: Scope,
    /// The rules of the old and of the new side.
    rules: [HashSet<String>; 2],
    summary: FindingsSummary,
}

impl Findings {
    /// Goes through both audits.
    pub(super) fn compare(old: &Audit, new: &Audit) -> io::Result<Self> {
        let mut states = HashMap::new();
        old.findings.each(|finding| {
            let state = State {
                outcome: Kind::of(&finding.outcome),
                severity: finding.severity,
                said: said(&finding.outcome),
                met: false,
            };
            states.insert(key(&finding)?, state);
            Ok(())
        })?;
        let mut it = Self {
            states,
            was: HashMap::new(),
            old: Scope::of_audit(old),
            new: Scope::of_audit(new),
            rules: [old, new].map(|it| it.rules.iter().map(|rule| rule.id.clone()).collect()),
            summary: FindingsSummary {
                new_by_severity: Severity::WORST_FIRST.map(|severity| (severity, 0)).into(),
                ..FindingsSummary::default()
            },
        };
        let mut summary = std::mem::take(&mut it.summary);
        new.findings.each(|finding| {
            let key = key(&finding)?;
            if let Some(state) = it.states.get_mut(&key) {
                state.met = true;
            }
            if let Some((change, _)) = it.of_new(&finding, it.states.get(&key)) {
                summary.count(change, finding.severity);
                if change == Change::Changed && it.was.len() < KEPT {
                    it.was.insert(key, String::new());
                }
            }
            Ok(())
        })?;
        old.findings.each_but_passes(|finding| {
            let key = key(&finding)?;
            if let Some((change, _)) = it.of_old(&finding, key) {
                summary.count(change, finding.severity);
            }
            if let Some(was) = it.was.get_mut(&key) {
                *was = words(&finding);
            }
            Ok(())
        })?;
        it.summary = summary;
        Ok(it)
    }

    pub(super) fn summary(&self) -> &FindingsSummary {
        &self.summary
    }

    /// As [`Diff::each`](super::Diff::each).
    pub(super) fn each(&self, old: &Audit, new: &Audit, visit: Visit<'_>) -> io::Result<()> {
        new.findings.each(|finding| {
            let key = key(&finding)?;
            let state = self.states.get(&key);
            let Some((change, because)) = self.of_new(&finding, state) else {
                return Ok(());
            };
            visit(&Became {
                change,
                because,
                before: state.map(|state| state.outcome.name()),
                now: Some(finding.outcome.name()),
                finding: &finding,
                was: self.was.get(&key).map(String::as_str),
            })
        })?;
        old.findings.each_but_passes(|finding| {
            let Some((change, because)) = self.of_old(&finding, key(&finding)?) else {
                return Ok(());
            };
            visit(&Became {
                change,
                because,
                before: Some(finding.outcome.name()),
                now: None,
                finding: &finding,
                was: None,
            })
        })
    }

    /// What became of a finding that the new side has; none when that interests nobody.
    fn of_new(&self, now: &Finding, before: Option<&State>) -> Option<(Change, Option<Because>)> {
        let was = before.map(|state| state.outcome);
        Some(match (Kind::of(&now.outcome), was) {
            (Kind::Fail, Some(Kind::Fail)) => match before {
                Some(state)
                    if state.severity == now.severity && state.said == said(&now.outcome) =>
                {
                    (Change::Open, None)
                }
                _ => (Change::Changed, None),
            },
            (Kind::Fail, Some(Kind::Pass)) => (Change::New, Some(Because::Passed)),
            (Kind::Fail, Some(Kind::Unknown)) => (Change::New, Some(Because::WasUnknown)),
            (Kind::Fail, Some(Kind::Waived)) => (Change::New, Some(Because::WaiverEnded)),
            (Kind::Fail, None) => (Change::New, Some(self.why_new(now))),
            (Kind::Unknown, Some(Kind::Fail)) => (Change::Unseen, Some(Because::NotRead)),
            (Kind::Unknown, Some(Kind::Pass | Kind::Waived)) => {
                (Change::NowUnknown, Some(Because::NotRead))
            }
            (Kind::Waived, Some(Kind::Fail)) => (Change::Waived, None),
            (Kind::Pass, Some(Kind::Fail)) => (Change::Repaired, None),
            _ => return None,
        })
    }

    /// Why nothing was concluded before of what fails now.
    fn why_new(&self, now: &Finding) -> Because {
        let [before, _] = &self.rules;
        if !before.contains(&now.rule) {
            return Because::RuleIsNew;
        }
        match self.old.blind_to(&place(now), &self.new) {
            // Said of the old look, these mean that it might have been there.
            Some(_) => Because::WasUnknown,
            None => Because::ResourceIsNew,
        }
    }

    /// What became of a failure that the new side does not have; none for everything else.
    fn of_old(&self, before: &Finding, key: u128) -> Option<(Change, Option<Because>)> {
        let state = self.states.get(&key)?;
        if state.met || state.outcome != Kind::Fail {
            return None;
        }
        let [_, now] = &self.rules;
        if !now.contains(&before.rule) {
            return Some((Change::NotJudged, None));
        }
        Some(match self.new.blind_to(&place(before), &self.old) {
            Some(because) => (Change::Unseen, Some(because)),
            None => (Change::Deleted, None),
        })
    }
}

fn place(finding: &Finding) -> Place<'_> {
    let resource = &finding.resource;
    Place {
        account: &resource.account,
        region: resource.region.as_deref(),
        kind: &resource.kind,
    }
}

/// The fingerprint as a number.
fn key(finding: &Finding) -> io::Result<u128> {
    u128::from_str_radix(&finding.id, 16).map_err(|_| {
        let what = "the `id` of a finding is 32 hexadecimal digits";
        io::Error::new(io::ErrorKind::InvalidData, what)
    })
}

/// A number for what a failure says: equal for what says the same, and practically never for anything else.
///
/// Ages grow by themselves. What says the same but for a number of days is the same, or every audit
/// would find that every old key has changed.
fn said(outcome: &Outcome) -> u64 {
    let mut hasher = DefaultHasher::new();
    if let Outcome::Fail(violations) = outcome {
        for violation in violations {
            for word in timeless(&violation.message) {
                word.hash(&mut hasher);
            }
            for (name, value) in &violation.evidence {
                name.hash(&mut hasher);
                if !(value.is_number() && is_age(name)) {
                    value.to_string().hash(&mut hasher);
                }
            }
        }
    }
    hasher.finish()
}

/// Whether a piece of evidence is how long ago something was, or how long it still has.
fn is_age(name: &str) -> bool {
    ["age_", "idle_"].iter().any(|it| name.starts_with(it))
        || ["_ago", "_left"].iter().any(|it| name.ends_with(it))
}

/// The words of a message, but for numbers that tell an age: `3 days ago`, `3 days old`, `in 3 days`, `has
/// had it for 3 days`.
/// `every 3 days` and `for 3 days` may be a setting, and stay.
fn timeless(message: &str) -> Vec<&str> {
    let mut words: Vec<_> = message.split_whitespace().collect();
    let mut ages = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let at = |place: usize| words.get(place).copied().unwrap_or_default();
        let unit = ["hour", "day", "month"];
        let counts = unit.iter().any(|unit| at(place + 1).starts_with(unit));
        let passes = ["ago", "old"]
            .iter()
            .any(|it| at(place + 2).starts_with(it))
            || place.checked_sub(1).is_some_and(|before| {
                at(before) == "in" || (at(before) == "for" && words.contains(&"had"))
            });
        if counts && passes && word.bytes().all(|byte| byte.is_ascii_digit()) {
            ages.push(place);
        }
    }
    for place in ages {
        if let Some(word) = words.get_mut(place) {
            *word = "";
        }
    }
    words
}

fn words(finding: &Finding) -> String {
    let severity = finding.severity.name();
    cut(
        &format!("{severity}: {}", crate::words::what(&finding.outcome)),
        LONGEST,
    )
}
