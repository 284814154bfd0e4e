//! Boxes as people read them.

use super::boxes::Region;
use super::somebody::Outsiders;
use super::{Opening, Witness};
use crate::condition::Facts;
use crate::context::{Key, Value};
use crate::patterns::{self, Patterns};
use crate::prove::problem::{Atom, Problem};
use crate::residual::{self, Residual};

/// Nothing is known of a request, so that a condition says itself.
struct Nothing;

impl Facts for Nothing {
    fn value(&self, _: &Key) -> Value<'_> {
        Value::Unknown
    }
}

/// Keys that say where a request comes from.
const PLACES: [&str; 4] = [
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpcsourceip",
];

/// Whether a condition is on where the request comes from.
pub(super) fn is_place(condition: &Residual) -> bool {
    match condition {
        Residual::Requirement {
            atom: residual::Atom::Condition(wanted),
            ..
        } => PLACES.contains(&&*wanted.key().to_ascii_lowercase()),
        _ => false,
    }
}

/// What a region is.
pub(super) fn opening(
    problem: &Problem,
    outsiders: &Outsiders,
    region: &Region,
    witness: Witness,
) -> Opening {
    let who = outsiders.classes.get(region.class);
    let mut out = Opening {
        who: who.into_iter().map(|it| it.who.clone()).collect(),
        except: Vec::new(),
        actions: Vec::new(),
        not_actions: Vec::new(),
        resources: Vec::new(),
        not_resources: Vec::new(),
        conditions: Vec::new(),
        statement: problem
            .new
            .allowing
            .get(region.allow)
            .copied()
            .unwrap_or_default(),
        witness,
    };
    let allow = problem.new.allows.get(region.allow);
    for literal in &region.literals {
        let own = allow.is_some_and(|it| it.contains(literal));
        match (problem.atoms.get(literal.atom), literal.holds) {
            (Some(Atom::Action(patterns)), true) => {
                let written = patterns.iter().map(|it| problem.written(it));
                out.actions.push(largest(written.collect()));
            }
            (Some(Atom::Action(patterns)), false) => {
                out.not_actions
                    .extend(patterns.iter().map(|it| problem.written(it)));
            }
            (Some(Atom::Resource(texts)), holds) => {
                let written = texts.iter().map(|(text, _)| text.to_string());
                if holds {
                    out.resources.push(largest(written.collect()));
                } else {
                    out.not_resources.extend(written);
                }
            }
            (Some(Atom::Subject { written, .. }), _) if !own => {
                out.except.extend(written.iter().cloned());
            }
            (Some(Atom::Subject { .. }) | None, _) => {}
            (Some(Atom::Test(condition)), holds) => {
                let said = condition.test.holds(&Nothing);
                out.conditions.push(if holds { said } else { said.not() });
            }
        }
    }
    out.tidy();
    out
}

impl Opening {
    /// Without exceptions that are none, and lists that say nothing beside others.
    fn tidy(&mut self) {
        let patterns = Patterns::new();
        let meets = |lists: &[Vec<String>], not: &String| {
            let not = not.to_ascii_lowercase();
            lists.iter().all(|list| {
                let mut list = list.iter();
                list.any(|it| patterns.meet(&it.to_ascii_lowercase(), &not))
            })
        };
        for (lists, not) in [
            (&mut self.actions, &mut self.not_actions),
            (&mut self.resources, &mut self.not_resources),
        ] {
            if lists.len() > 1 {
                lists.retain(|list| !list.iter().any(|it| it == "*"));
                if lists.is_empty() {
                    lists.push(vec!["*".to_owned()]);
                }
            }
            not.retain(|it| meets(lists, it));
            let all = std::mem::take(not);
            *not = largest(all);
        }
        self.conditions.sort();
        self.conditions.dedup();
        self.except.sort();
        self.except.dedup();
    }
}

/// Without patterns that others have.
fn largest(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list.dedup();
    let covered = |at: usize, it: &String| {
        let mut others = list.iter().enumerate();
        others.any(|(other, wide)| other != at && patterns::matches_any_case(wide, it))
    };
    let covered: Vec<bool> = list
        .iter()
        .enumerate()
        .map(|(at, it)| covered(at, it))
        .collect();
    list.iter()
        .zip(covered)
        .filter(|(_, covered)| !covered)
        .map(|(it, _)| it.clone())
        .collect()
}
