//! One concrete request, while it is looked for.

use std::collections::BTreeMap;

use super::problem::{Atom, Literal, Problem};
use crate::condition::{Facts, Variables};
use crate::context::{Key, Value};
use crate::glob::{Match, matches_ignoring_case};
use crate::residual::Residual;

/// What a request holds under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Held {
    Missing,
    One(Box<str>),
    /// Of a key that can hold several.
    List(Vec<Box<str>>),
}

/// The values of a request, by key in lower case. What is not there the request does not carry.
#[derive(Debug, Clone, Default)]
pub(super) struct Values(pub(super) BTreeMap<String, Held>);

/// A request.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    pub(super) action: String,
    /// The action is in the dictionary.
    pub(super) known: bool,
    pub(super) resource: String,
    /// Its place among the subjects.
    pub(super) subject: usize,
    pub(super) values: Values,
}

impl Held {
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Self::Missing => Value::Missing,
            Self::One(one) => Value::One(one),
            Self::List(many) => Value::Many(many),
        }
    }
}

impl Facts for Values {
    fn value(&self, key: &Key) -> Value<'_> {
        self.0.get(&*key.name).map_or(Value::Missing, Held::value)
    }
}

impl Model {
    /// Whether an atom holds of it. `opaque` is what a condition counts for whose operator nobody knows.
    pub(super) fn holds(&self, atom: &Atom, opaque: bool) -> bool {
        match atom {
            Atom::Action(patterns) => {
                let action = self.action.as_bytes();
                let mut patterns = patterns.iter();
                patterns.any(|pattern| matches_ignoring_case(pattern.as_bytes(), action))
            }
            Atom::Resource(patterns) => {
                let lookup = Variables(&self.values);
                let mut patterns = patterns.iter();
                patterns.any(|(_, it)| it.matches(&self.resource, &lookup) == Match::Yes)
            }
            Atom::Subject { meant, .. } => meant.get(self.subject).copied().unwrap_or(false),
            Atom::Test(condition) => match condition.test.holds(&self.values) {
                Residual::Always => true,
                Residual::Never => false,
                _ => opaque,
            },
        }
    }

    /// Whether a literal is so, opaque atoms being what the box says.
    pub(super) fn agrees(&self, problem: &Problem, known: &[Option<bool>], it: Literal) -> bool {
        let opaque = known.get(it.atom).copied().flatten().unwrap_or(false);
        let atom = problem.atoms.get(it.atom);
        atom.is_some_and(|atom| self.holds(atom, opaque) == it.holds)
    }
}
