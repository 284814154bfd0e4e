//! The largest boxes of requests that somebody outside may make.

use super::Zone;
use super::somebody::{Class, Outsiders};
use crate::prove::model::Model;
use crate::prove::problem::{Clause, Literal, Problem};
use crate::prove::search::{Known, Search, with};
use crate::prove::text::Found;

/// How many boxes may be open for one statement and one kind of somebody.
const MOST_OPEN: usize = 24;

/// How many boxes are kept in all.
const MOST_KEPT: usize = 200;

/// How many times a request is looked for: real policies need some hundred.
const MOST_LOOKS: usize = 5_000;

const TOO_MANY: &str = "its statements have too many combinations";

/// A box: the literals that hold in it, those of the zone aside, and who is in it.
#[derive(Debug, Clone)]
pub(super) struct Region {
    /// The place of the Allow among those of the problem.
    pub(super) allow: usize,
    /// The place of the class.
    pub(super) class: usize,
    /// What holds beside that the request is not of the zone.
    pub(super) literals: Clause,
    pub(super) model: Model,
}

/// Looks for boxes.
pub(super) struct Boxes<'s, 'p> {
    pub(super) search: Search<'p>,
    problem: &'p Problem,
    outsiders: &'s Outsiders,
    zone: &'s Zone,
    /// A request is not of the zone.
    outside: Known,
    pub(super) doubt: Option<&'static str>,
    looks: usize,
}

impl<'s, 'p> Boxes<'s, 'p> {
    pub(super) fn new(
        search: Search<'p>,
        problem: &'p Problem,
        outsiders: &'s Outsiders,
        zone: &'s Zone,
    ) -> Self {
        let mut outside: Known = vec![None; problem.atoms.len()];
        for clause in &problem.old.allows {
            // Each is a condition, after an action and a resource that are any.
            let tests = clause.iter().filter(|it| problem.is_test(it.atom));
            for literal in tests {
                if let Some(place) = outside.get_mut(literal.atom) {
                    *place = Some(!literal.holds);
                }
            }
        }
        Self {
            search,
            problem,
            outsiders,
            zone,
            outside,
            doubt: None,
            looks: 0,
        }
    }

    /// All of them, none within another.
    pub(super) fn all(&mut self) -> Vec<Region> {
        let outsiders = self.outsiders;
        let mut kept: Vec<Region> = Vec::new();
        for (at, class) in outsiders.classes.iter().enumerate() {
            for (allow, clause) in self.problem.new.allows.iter().enumerate() {
                for literals in self.of_allow(clause, class) {
                    match self.somebody(&literals, class) {
                        Found::One(model) => {
                            let region = Region {
                                allow,
                                class: at,
                                literals: self.without_needless(literals, class),
                                model,
                            };
                            self.keep(&mut kept, region);
                        }
                        Found::Nothing => {}
                        Found::GaveUp(why) => self.doubt = Some(why),
                    }
                    if kept.len() > MOST_KEPT {
                        self.doubt = Some(TOO_MANY);
                        return kept;
                    }
                }
            }
        }
        kept
    }

    /// What an Allow gives to a class, without what the Denies take of it.
    fn of_allow(&mut self, allow: &Clause, class: &Class) -> Vec<Clause> {
        let problem = self.problem;
        let mut open: Vec<Clause> = vec![allow.clone()];
        if self.somebody(allow, class).is_nothing() {
            return Vec::new();
        }
        for deny in &problem.new.denies {
            let mut next: Vec<Clause> = Vec::new();
            for literals in open {
                let mut denied = literals.clone();
                denied.extend(deny);
                if self.somebody(&denied, class).is_nothing() {
                    add(&mut next, literals);
                    continue;
                }
                for literal in deny {
                    let mut left = literals.clone();
                    left.push(Literal {
                        atom: literal.atom,
                        holds: !literal.holds,
                    });
                    left.sort_unstable();
                    left.dedup();
                    if !self.somebody(&left, class).is_nothing() {
                        add(&mut next, left);
                    }
                }
            }
            if next.len() > MOST_OPEN {
                self.doubt = Some(TOO_MANY);
                next.truncate(MOST_OPEN);
            }
            open = next;
        }
        open
    }

    /// A request of somebody of the class in the box.
    fn somebody(&mut self, literals: &[Literal], class: &Class) -> Found<Model> {
        let Some(known) = with(&self.outside, literals) else {
            return Found::Nothing;
        };
        let mut gave_up = None;
        for subject in &class.members {
            self.looks += 1;
            if self.looks > MOST_LOOKS || !self.search.budget.spend(self.problem.size) {
                return Found::GaveUp(TOO_MANY);
            }
            let found = self
                .search
                .solve_for(&known, *subject, self.outsiders, self.zone);
            match found {
                Found::One(model) => return Found::One(model),
                Found::Nothing => {}
                Found::GaveUp(why) => gave_up = Some(why),
            }
        }
        gave_up.map_or(Found::Nothing, Found::GaveUp)
    }

    /// Without the conditions that follow from the others.
    fn without_needless(&mut self, literals: Clause, class: &Class) -> Clause {
        let mut kept = literals.clone();
        for literal in literals {
            if !self.problem.is_test(literal.atom) {
                continue;
            }
            let others: Clause = kept.iter().filter(|it| **it != literal).copied().collect();
            if self.implies(&others, literal, class) {
                kept = others;
            }
        }
        kept
    }

    /// Whether a literal holds for whoever of the class is in the box.
    fn implies(&mut self, literals: &[Literal], literal: Literal, class: &Class) -> bool {
        let mut opposite = literals.to_vec();
        opposite.push(Literal {
            atom: literal.atom,
            holds: !literal.holds,
        });
        self.somebody(&opposite, class).is_nothing()
    }

    /// Whether a box is inside another.
    fn within(&mut self, inner: &Region, outer: &Region) -> bool {
        let classes = &self.outsiders.classes;
        let (Some(class), Some(wide)) = (classes.get(inner.class), classes.get(outer.class)) else {
            return false;
        };
        if !wide.who.has(&class.who) {
            return false;
        }
        let mut literals = outer.literals.iter();
        literals.all(|it| inner.literals.contains(it) || self.implies(&inner.literals, *it, class))
    }

    fn keep(&mut self, kept: &mut Vec<Region>, region: Region) {
        if kept.iter().any(|it| self.within(&region, it)) {
            return;
        }
        kept.retain(|it| !self.within(it, &region));
        kept.push(region);
    }

    /// Everything that is known of a region's requests.
    pub(super) fn known(&self, region: &Region) -> Known {
        with(&self.outside, &region.literals).unwrap_or_else(|| self.outside.clone())
    }
}

/// Adds a box unless one of them has it already, and drops those that it has.
fn add(boxes: &mut Vec<Clause>, one: Clause) {
    let has = |outer: &Clause, inner: &Clause| outer.iter().all(|it| inner.contains(it));
    if boxes.iter().any(|it| has(it, &one)) {
        return;
    }
    boxes.retain(|it| !has(&one, it));
    boxes.push(one);
}
