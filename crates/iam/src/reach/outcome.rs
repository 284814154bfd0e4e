//! For whom a statement applies to a resource.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use smallvec::SmallVec;

use super::classes::Column;
use super::facts::{Asker, Trace, View};
use super::index::Policy;
use super::{Bits, Known, Reach};
use crate::compile::Rule;
use crate::context::Key;
use crate::decide::{Target, account_of};
use crate::residual::Residual;

/// More sets of callers who are alike than this, and each caller is looked at.
const MOST_SETS: usize = 256;

/// For whom something holds.
#[derive(Debug, Default)]
pub(super) enum Outcome {
    #[default]
    Nobody,
    Everybody,
    /// For everybody it depends on the same.
    Open,
    Split(Split),
}

impl Outcome {
    /// How many sets of callers it holds.
    pub(super) fn sets(&self) -> usize {
        match self {
            Self::Nobody | Self::Everybody | Self::Open => 0,
            Self::Split(split) => 1 + split.open.len(),
        }
    }
}

/// For some it holds, for some it depends: for each set on the same.
#[derive(Debug)]
pub(super) struct Split {
    pub(super) certain: Bits,
    pub(super) open: Vec<(Residual, Bits)>,
}

/// For whom a statement for any resource applies, whatever the resource is.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) outcome: Outcome,
    /// As long as nothing is said of these.
    pub(super) unless: Vec<Key>,
}

impl Found {
    /// None where it depends on the resource.
    pub(super) fn new(reach: &Reach, policy: &Policy, rule: &Rule) -> Option<Self> {
        let (target, known) = (Target::new("*"), Known::default());
        let asks = Asks::new(reach, &target, &known);
        let whole = || policy.holders.to_bits(reach.callers.len());
        let (outcome, trace) = asks.rule(rule, whole);
        let mut unless = trace.unsaid;
        unless.extend(trace.of_caller);
        (!trace.of_target).then_some(Self { outcome, unless })
    }
}

/// A question about one resource.
pub(super) struct Asks<'a> {
    pub(super) reach: &'a Reach,
    pub(super) target: &'a Target,
    pub(super) known: &'a Known,
    pub(super) account: Option<&'a str>,
    /// Those of the resource's account, if that is known.
    pub(super) own: Option<&'a Bits>,
}

impl<'a> Asks<'a> {
    pub(super) fn new(reach: &'a Reach, target: &'a Target, known: &'a Known) -> Self {
        let account = account_of(target);
        Self {
            reach,
            target,
            known,
            account,
            own: account.and_then(|it| reach.people.of_account(it)),
        }
    }

    /// For whom of these the statement applies.
    pub(super) fn rule(&self, rule: &Rule, among: impl FnOnce() -> Bits) -> (Outcome, Trace) {
        let (holds, mut trace) = self.holds(rule, None);
        let outcome = match holds {
            Residual::Never => Outcome::Nobody,
            Residual::Always => Outcome::Everybody,
            _ if !trace.depends() => Outcome::Open,
            _ => Outcome::Split(self.split(rule, &mut trace, &among())),
        };
        (outcome, trace)
    }

    /// What is known of one caller's request.
    pub(super) fn view(&self, caller: Option<usize>) -> View<'a> {
        View {
            known: self.known,
            keys: &self.reach.caller_keys,
            account: self.account,
            caller: caller.and_then(|at| {
                Some(Asker {
                    caller: self.reach.callers.get(at)?,
                    facts: self.reach.facts.get(at)?,
                    own: self.is_own(at),
                })
            }),
            trace: RefCell::default(),
        }
    }

    fn is_own(&self, at: usize) -> bool {
        self.own.is_some_and(|own| own.contains(at))
    }

    fn holds(&self, rule: &Rule, caller: Option<usize>) -> (Residual, Trace) {
        let view = self.view(caller);
        let holds = rule.applies(&self.target.resource, &view);
        (holds, view.trace.into_inner())
    }

    /// Looks at the statement once for all who are alike. By what they have to be alike shows on the way: what one
    /// key holds may lead to another.
    fn split(&self, rule: &Rule, trace: &mut Trace, among: &Bits) -> Split {
        loop {
            let mut seen = Trace::default();
            let split = self.by_what_is_seen(rule, trace, among, &mut seen);
            if !trace.add(seen) {
                return split;
            }
        }
    }

    fn by_what_is_seen(&self, rule: &Rule, trace: &Trace, among: &Bits, seen: &mut Trace) -> Split {
        let reach = self.reach;
        let keys = trace.of_caller.iter();
        let columns: Vec<Arc<Column>> = keys
            .map(|key| reach.columns.of(key, &reach.callers, &reach.facts))
            .collect();
        let mut split = Split {
            certain: Bits::none(reach.callers.len()),
            open: Vec::new(),
        };
        match self.alike(&columns, trace.own, among) {
            Some(sets) => self.by_sets(rule, sets, &mut split, seen),
            None => self.by_callers(rule, (&columns, trace.own), among, &mut split, seen),
        }
        split
    }

    /// Those who are alike in all columns, as sets, if these are few.
    fn alike(&self, columns: &[Arc<Column>], own: bool, among: &Bits) -> Option<Vec<Bits>> {
        let mut sets = vec![among.clone()];
        let halves: Option<[Bits; 2]> = own.then(|| {
            let mut there = self.reach.nobody.clone();
            self.own.into_iter().for_each(|it| there.or(it));
            let mut elsewhere = self.reach.people.everybody.clone();
            elsewhere.and_not(&there);
            [there, elsewhere]
        });
        let halves = halves.iter().map(|it| it.as_slice());
        for column in columns.iter().map(|it| it.sets.as_slice()).chain(halves) {
            if column.is_empty() || sets.len() * column.len() > MOST_SETS {
                return None;
            }
            let finer = sets.iter().flat_map(|set| {
                column.iter().map(move |other| {
                    let mut both = set.clone();
                    both.and(other);
                    both
                })
            });
            sets = finer.filter(|set| !set.is_empty()).collect();
        }
        Some(sets)
    }

    fn by_sets(&self, rule: &Rule, sets: Vec<Bits>, split: &mut Split, seen: &mut Trace) {
        for set in sets {
            let Some(one) = set.iter().next() else {
                continue;
            };
            let (holds, trace) = self.holds(rule, Some(one));
            seen.add(trace);
            match holds {
                Residual::Never => {}
                Residual::Always => split.certain.or(&set),
                open => split.add(open, &set),
            }
        }
    }

    fn by_callers(
        &self,
        rule: &Rule,
        (columns, own): (&[Arc<Column>], bool),
        among: &Bits,
        split: &mut Split,
        seen: &mut Trace,
    ) {
        let bound = self.reach.callers.len();
        // What each class came to: whether it holds, or the place of what it depends on.
        let mut classes: HashMap<SmallVec<[u32; 4]>, Option<Option<usize>>> = HashMap::new();
        for at in among.iter() {
            let class = columns.iter().filter_map(|it| it.class.get(at).copied());
            let mut class: SmallVec<[u32; 4]> = class.collect();
            if own {
                class.push(u32::from(self.is_own(at)));
            }
            let came = *classes.entry(class).or_insert_with(|| {
                let (holds, trace) = self.holds(rule, Some(at));
                seen.add(trace);
                match holds {
                    Residual::Never => None,
                    Residual::Always => Some(None),
                    open => Some(Some(split.place(open, bound))),
                }
            });
            match came {
                None => {}
                Some(None) => split.certain.insert(at),
                Some(Some(place)) => {
                    if let Some((_, set)) = split.open.get_mut(place) {
                        set.insert(at);
                    }
                }
            }
        }
    }
}

impl Split {
    fn place(&mut self, open: Residual, bound: usize) -> usize {
        let known = self.open.iter().position(|(residual, _)| *residual == open);
        known.unwrap_or_else(|| {
            self.open.push((open, Bits::none(bound)));
            self.open.len() - 1
        })
    }

    fn add(&mut self, open: Residual, set: &Bits) {
        match self.open.iter_mut().find(|(residual, _)| *residual == open) {
            Some((_, all)) => all.or(set),
            None => self.open.push((open, set.clone())),
        }
    }
}
