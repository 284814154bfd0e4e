//! The search for a request that the new statements allow and the old ones do not.
//!
//! A box is a set of atoms that hold or do not. Each is solved dimension by dimension (action, resource, principal,
//! each condition key), which gives a request inside it, or shows that there is none. If that request is not yet one that is
//! looked for, some statement is in the way, and the box is split by which part of that statement does not apply.

use std::collections::HashMap;

use super::action::{self, Patterns};
use super::key::{Asked, Given, arn_shape};
use super::model::{Held, Model, Values};
use super::pattern::Wish;
use super::problem::{Atom, Clause, Literal, Problem};
use super::text::{Budget, Found};

/// How many boxes one question may take.
const MOST_BOXES: usize = 4_000;

const TOO_MANY_BOXES: &str = "its statements have too many combinations";
const VARIABLES: &str = "it hangs on policy variables";
const TOO_MANY_PRINCIPALS: &str = "the policies name too many principals";

/// Which atoms hold, do not, or are open.
pub(super) type Known = Vec<Option<bool>>;

/// What is done with a request that is found, and whether to go on.
pub(super) trait Take {
    /// `None` goes on.
    fn take(&mut self, model: &Model, known: &Known) -> Option<()>;
}

pub(super) struct Search<'p> {
    pub(super) problem: &'p Problem,
    pub(super) budget: &'p Budget,
    patterns: Vec<Patterns>,
    boxes: usize,
    /// Solved before, by what was asked.
    texts: HashMap<Vec<Literal>, Found<String>>,
    held: HashMap<(usize, Vec<Literal>), Found<Held>>,
    actions: HashMap<Vec<Literal>, Found<action::Action>>,
    /// Why some box was left without an answer.
    pub(super) doubt: Option<String>,
}

impl<'p> Search<'p> {
    pub(super) fn new(problem: &'p Problem, budget: &'p Budget) -> Self {
        let mut search = Self {
            problem,
            budget,
            patterns: problem.atoms.iter().map(|_| Patterns::default()).collect(),
            boxes: 0,
            texts: HashMap::new(),
            held: HashMap::new(),
            actions: HashMap::new(),
            doubt: None,
        };
        if problem.subjects.too_many {
            search.doubt(TOO_MANY_PRINCIPALS);
        }
        search
    }

    pub(super) fn doubt(&mut self, why: &str) {
        if self.doubt.is_none() {
            self.doubt = Some(why.to_owned());
        }
    }

    /// Goes through the boxes until `take` has what it wants.
    pub(super) fn run(&mut self, take: &mut impl Take) {
        let mut open: Vec<Known> = Vec::new();
        for allow in self.problem.new.allows.iter().rev() {
            let start: Known = vec![None; self.problem.atoms.len()];
            let all: Clause = allow.iter().chain(&self.problem.asked).copied().collect();
            open.extend(with(&start, &all));
        }
        while let Some(known) = open.pop() {
            self.boxes += 1;
            if self.boxes > MOST_BOXES || !self.budget.spend(self.problem.size) {
                self.doubt(TOO_MANY_BOXES);
                return;
            }
            let model = match self.solve(&known) {
                Found::One(model) => model,
                Found::Nothing => continue,
                Found::GaveUp(why) => {
                    self.doubt(why);
                    continue;
                }
            };
            match self.split(&model, &known) {
                Some(boxes) => open.extend(boxes),
                None => {
                    if take.take(&model, &known).is_some() {
                        return;
                    }
                }
            }
        }
    }

    /// The smaller boxes, if something is in the way of the request; the most promising last.
    fn split(&self, model: &Model, known: &Known) -> Option<Vec<Known>> {
        let applies = |clause: &&Clause| {
            clause
                .iter()
                .all(|it| model.agrees(self.problem, known, *it))
        };
        let open = |clause: &&Clause| {
            clause
                .iter()
                .filter(|it| known.get(it.atom).is_some_and(Option::is_none))
                .count()
        };
        let Problem { old, new, .. } = self.problem;
        if let Some(deny) = new.denies.iter().filter(applies).min_by_key(open) {
            return Some(without(known, deny));
        }
        if old.denies.iter().any(|it| applies(&it)) {
            return None;
        }
        let allow = old.allows.iter().filter(applies).min_by_key(open)?;
        let mut boxes: Vec<Known> = old.denies.iter().filter_map(|it| with(known, it)).collect();
        boxes.extend(without(known, allow));
        Some(boxes)
    }

    /// A request inside the box.
    fn solve(&mut self, known: &Known) -> Found<Model> {
        let mut model = Model::default();
        match self.subject(known) {
            Some(subject) => model.subject = subject,
            None => return Found::Nothing,
        }
        let mut by_dimension = Dimensions::of(self.problem, known);
        match self.action(&by_dimension.actions) {
            Found::One((action, known)) => (model.action, model.known) = (action, known),
            Found::Nothing => return Found::Nothing,
            Found::GaveUp(why) => return Found::GaveUp(why),
        }
        match self.resource(&by_dimension.resources, None) {
            Found::One(resource) => model.resource = resource,
            Found::Nothing => return Found::Nothing,
            Found::GaveUp(why) => return Found::GaveUp(why),
        }
        let mut hanging = Vec::new();
        for (key, literals) in std::mem::take(&mut by_dimension.keys) {
            if self.hangs(&literals) {
                hanging.push((key, literals.clone()));
            }
            match self.key(key, &literals) {
                Found::One(held) => self.hold(&mut model, key, held),
                Found::Nothing => return Found::Nothing,
                Found::GaveUp(why) => return Found::GaveUp(why),
            }
        }
        self.settle(model, known, &by_dimension.resources, hanging)
    }

    /// Gives variables values, and what hangs on them once they have some.
    pub(super) fn settle(
        &mut self,
        mut model: Model,
        known: &Known,
        resources: &[Literal],
        hanging: Vec<(usize, Vec<Literal>)>,
    ) -> Found<Model> {
        for of_key in self.problem.keys.iter().filter(|it| it.variable) {
            let name = of_key.key.name.to_string();
            let value = || Held::One(stand_in(&name).into());
            model.values.0.entry(name.clone()).or_insert_with(value);
        }
        for (key, literals) in hanging {
            let asked = self.asked(key, &literals);
            match asked.map(|it| it.solve(&Given::All(&model.values))) {
                Some(Found::One(held)) => self.hold(&mut model, key, held),
                _ => return Found::GaveUp(VARIABLES),
            }
        }
        if self.hangs(resources) {
            match self.resource(resources, Some(&model.values)) {
                Found::One(resource) => model.resource = resource,
                _ => return Found::GaveUp(VARIABLES),
            }
        }
        let so = (0..).zip(known).all(|(atom, holds)| {
            holds.is_none_or(|holds| model.agrees(self.problem, known, Literal { atom, holds }))
        });
        if so {
            Found::One(model)
        } else {
            Found::GaveUp(VARIABLES)
        }
    }

    pub(super) fn hold(&self, model: &mut Model, key: usize, held: Held) {
        if let Some(of_key) = self.problem.keys.get(key) {
            model.values.0.insert(of_key.key.name.to_string(), held);
        }
    }

    pub(super) fn hangs(&self, literals: &[Literal]) -> bool {
        literals
            .iter()
            .any(|it| match self.problem.atoms.get(it.atom) {
                Some(Atom::Resource(texts)) => texts
                    .iter()
                    .any(|(text, _)| text.variables().next().is_some()),
                Some(Atom::Test(condition)) => {
                    let mut texts = condition.texts.iter();
                    texts.any(|text| text.variables().next().is_some())
                }
                _ => false,
            })
    }

    fn subject(&self, known: &Known) -> Option<usize> {
        let all = self.problem.subjects.all.len().max(1);
        (0..all).find(|subject| {
            self.problem
                .atoms
                .iter()
                .zip(known)
                .all(|(atom, holds)| match (atom, holds) {
                    (Atom::Subject { meant, .. }, Some(holds)) => {
                        meant.get(*subject) == Some(holds)
                    }
                    _ => true,
                })
        })
    }

    pub(super) fn action(&mut self, literals: &[Literal]) -> Found<action::Action> {
        if let Some(found) = self.actions.get(literals) {
            return found.clone();
        }
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        for literal in literals {
            if let (Some(Atom::Action(patterns)), Some(index)) = (
                self.problem.atoms.get(literal.atom),
                self.patterns.get(literal.atom),
            ) {
                let list = if literal.holds {
                    &mut wanted
                } else {
                    &mut unwanted
                };
                list.push((patterns.as_slice(), index));
            }
        }
        let found = action::solve(&wanted, &unwanted, self.budget);
        self.actions.insert(literals.to_vec(), found.clone());
        found
    }

    /// A resource; with `values` for those values of the variables.
    pub(super) fn resource(
        &mut self,
        literals: &[Literal],
        values: Option<&Values>,
    ) -> Found<String> {
        if values.is_none()
            && let Some(found) = self.texts.get(literals)
        {
            return found.clone();
        }
        let mut wish = Wish::new(self.budget);
        for literal in literals {
            self.problem.ask(&mut wish, *literal);
        }
        let find = |wish: &Wish<'_>| match values {
            None => wish.without(),
            Some(values) => wish.with(values),
        };
        wish.also = vec![arn_shape()];
        let mut found = find(&wish);
        if !matches!(found, Found::One(_)) {
            wish.also.clear();
            found = find(&wish);
        }
        if values.is_none() {
            self.texts.insert(literals.to_vec(), found.clone());
        }
        found
    }

    pub(super) fn asked(&self, key: usize, literals: &[Literal]) -> Option<Asked<'p>> {
        let tests = literals
            .iter()
            .filter_map(|it| match self.problem.atoms.get(it.atom) {
                Some(Atom::Test(condition)) => Some((&**condition, it.holds)),
                _ => None,
            });
        let key = self.problem.keys.get(key)?;
        Some(Asked {
            key,
            tests: tests.collect(),
            present: key.variable || key.of_everybody(),
            budget: self.budget,
        })
    }

    pub(super) fn key(&mut self, key: usize, literals: &[Literal]) -> Found<Held> {
        let name = (key, literals.to_vec());
        if let Some(found) = self.held.get(&name) {
            return found.clone();
        }
        let asked = self.asked(key, literals);
        let found = asked.map_or(Found::Nothing, |it| it.solve(&Given::Nothing));
        self.held.insert(name, found.clone());
        found
    }
}

/// What a box asks of the resource.
pub(super) fn wish<'p>(problem: &'p Problem, known: &Known, budget: &'p Budget) -> Wish<'p> {
    let mut wish = Wish::new(budget);
    for (atom, holds) in (0..).zip(known) {
        if let Some(holds) = *holds {
            problem.ask(&mut wish, Literal { atom, holds });
        }
    }
    wish
}

impl Problem {
    /// Adds what a literal asks of the resource, if it is about the resource.
    fn ask<'p>(&'p self, wish: &mut Wish<'p>, literal: Literal) {
        if let Some(Atom::Resource(texts)) = self.atoms.get(literal.atom) {
            let texts = texts.iter().map(|(text, _)| text);
            if literal.holds {
                wish.wanted.push(texts.collect());
            } else {
                wish.unwanted.extend(texts);
            }
        }
    }
}

/// The value of a variable on which nothing else hangs.
fn stand_in(key: &str) -> String {
    let short = key.rsplit([':', '/']).next().unwrap_or(key);
    format!("some-{short}")
}

/// The literals of a box by what they are about.
#[derive(Default)]
pub(super) struct Dimensions {
    pub(super) actions: Vec<Literal>,
    pub(super) resources: Vec<Literal>,
    pub(super) keys: std::collections::BTreeMap<usize, Vec<Literal>>,
}

impl Dimensions {
    pub(super) fn of(problem: &Problem, known: &Known) -> Self {
        let mut out = Self::default();
        for (at, (atom, holds)) in problem.atoms.iter().zip(known).enumerate() {
            let Some(holds) = *holds else {
                continue;
            };
            let literal = Literal { atom: at, holds };
            match atom {
                Atom::Action(_) => out.actions.push(literal),
                Atom::Resource(_) => out.resources.push(literal),
                Atom::Test(condition) => out.keys.entry(condition.key).or_default().push(literal),
                Atom::Subject { .. } => {}
            }
        }
        out
    }
}

/// The box with all of these; `None` when they contradict it.
pub(super) fn with(known: &Known, literals: &[Literal]) -> Option<Known> {
    let mut known = known.clone();
    for literal in literals {
        let place = known.get_mut(literal.atom)?;
        if place.is_some_and(|holds| holds != literal.holds) {
            return None;
        }
        *place = Some(literal.holds);
    }
    Some(known)
}

/// The boxes in which one of these is not so: the first in one box, the second with the first in the next,
/// so that no request is in two of them.
fn without(known: &Known, literals: &[Literal]) -> Vec<Known> {
    let mut boxes = Vec::new();
    let mut before: Vec<Literal> = Vec::new();
    for literal in literals {
        let opposite = Literal {
            holds: !literal.holds,
            ..*literal
        };
        let mut all = before.clone();
        all.push(opposite);
        boxes.extend(with(known, &all));
        before.push(*literal);
    }
    boxes
}
