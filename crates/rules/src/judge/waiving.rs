//! Waivers, held against failures while judging.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use bartizan_finding::{
    Audited, Finding, Outcome, ResourceRef, Waiver, WaiverState, WaiverUse, Waivers,
};

use crate::rule::Rule;
use crate::set::RuleSet;

/// The waivers of an audit, found by rule, with a tally of what each met.
pub(super) struct Waiving<'a> {
    waivers: &'a Waivers,
    /// By the rule's place in its set; empty when there are no waivers.
    by_rule: Vec<About>,
    /// By the waiver's place.
    met: Vec<Met>,
}

/// The waivers about one rule.
struct About {
    /// By their place in the list.
    places: Vec<usize>,
    /// Whether the rule judged anything at all.
    judged: AtomicBool,
}

/// What one waiver met.
#[derive(Default)]
struct Met {
    /// Failures that it is about.
    failed: AtomicU64,
    /// Whether something that it is about could not be judged, so that nobody can tell if it is still needed.
    unsure: AtomicBool,
}

impl<'a> Waiving<'a> {
    pub(super) fn new(rules: &RuleSet, waivers: &'a Waivers) -> Self {
        let about = |rule: &Rule| {
            let list = waivers.list.iter().enumerate();
            let places = list.filter(|(_, waiver)| waiver.rule.matches(&rule.id));
            About {
                places: places.map(|(place, _)| place).collect(),
                judged: AtomicBool::new(false),
            }
        };
        Self {
            waivers,
            // Most audits have no waivers, and then nothing is looked up at all.
            by_rule: if waivers.list.is_empty() {
                Vec::new()
            } else {
                rules.rules().iter().map(about).collect()
            },
            met: waivers.list.iter().map(|_| Met::default()).collect(),
        }
    }

    /// Turns a failure that somebody accepted into that. Nothing else is turned: an unknown outcome stays unknown.
    pub(super) fn apply(&self, rule: usize, outcome: Outcome, resource: &ResourceRef) -> Outcome {
        let Some(about) = self.by_rule.get(rule) else {
            return outcome;
        };
        // Most findings pass: they cost a look at this flag, however many waivers there are.
        if !about.judged.load(Relaxed) {
            about.judged.store(true, Relaxed);
        }
        if matches!(outcome, Outcome::Pass) {
            return outcome;
        }
        let mut holding: Option<&Waiver> = None;
        for &place in &about.places {
            let (Some(waiver), Some(met)) = (self.waivers.list.get(place), self.met.get(place))
            else {
                continue;
            };
            if !waiver.is_about(resource) {
                continue;
            }
            if let Outcome::Fail(_) = outcome {
                met.failed.fetch_add(1, Relaxed);
                if holding.is_none() && self.waivers.holds(waiver) {
                    holding = Some(waiver);
                }
            } else {
                met.unsure.store(true, Relaxed);
            }
        }
        match (outcome, holding) {
            (Outcome::Fail(violations), Some(waiver)) => Outcome::Waived {
                by: waiver.id(),
                until: waiver.until,
                reason: waiver.reason.clone(),
                violations,
            },
            (outcome, _) => outcome,
        }
    }

    /// Takes note of a listing that is missing: what a waiver is about may be hidden there.
    pub(super) fn missing(&self, finding: &Finding) {
        for (waiver, met) in self.waivers.list.iter().zip(&self.met) {
            if waiver.rule.matches(&finding.rule) {
                met.unsure.store(true, Relaxed);
            }
        }
    }

    /// What became of each waiver.
    pub(super) fn uses(self, audited: &Audited) -> Vec<WaiverUse> {
        let elsewhere = |waiver: &Waiver| {
            let account = waiver.account.as_ref();
            account.is_some_and(|id| audited.accounts.iter().all(|it| it.id != *id))
        };
        let mut judged = vec![false; self.met.len()];
        for about in self.by_rule.iter().filter(|it| it.judged.load(Relaxed)) {
            for &place in &about.places {
                if let Some(judged) = judged.get_mut(place) {
                    *judged = true;
                }
            }
        }
        let list = self.waivers.list.iter().zip(&self.met).zip(judged);
        list.map(|((waiver, met), judged)| {
            let findings = met.failed.load(Relaxed);
            let needless =
                findings == 0 && judged && !met.unsure.load(Relaxed) && !elsewhere(waiver);
            WaiverUse {
                waiver: waiver.clone(),
                state: if !self.waivers.holds(waiver) {
                    WaiverState::Expired
                } else if needless {
                    WaiverState::Unused
                } else {
                    WaiverState::Holds
                },
                findings,
            }
        })
        .collect()
    }
}
