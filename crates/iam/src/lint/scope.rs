//! What the actions of a statement are, by the dictionary.

use crate::dictionary::{Action, Dictionary};
use crate::glob::matches_ignoring_case;
use crate::{Statement, glob_matches};

use super::budget::Budget;

/// What an action in memory costs against a comparison.
const COST: usize = 4;

/// What one element of an Action list stands for.
#[derive(Debug)]
pub(super) enum Named<'a> {
    /// Everything.
    All,
    /// No action that the dictionary knows: nothing can be said about it.
    Unknown,
    /// One action, written out.
    One(Action<'a>),
    /// The actions that a pattern matches.
    Many(Vec<Action<'a>>),
}

impl<'a> Named<'a> {
    fn of(text: &str, dictionary: &'a Dictionary, budget: &mut Budget) -> Self {
        if text == "*" {
            return Self::All;
        }
        if text.contains(['*', '?']) {
            let prefix = text.split(':').next().unwrap_or_default();
            let size = dictionary
                .service(prefix)
                .map_or(0, |it| it.actions().len());
            if !budget.take(size * COST) {
                return Self::Unknown;
            }
            let many: Vec<_> = dictionary.actions_matching(text).collect();
            return match many.is_empty() {
                true => Self::Unknown,
                false => Self::Many(many),
            };
        }
        dictionary.action(text).map_or(Self::Unknown, Self::One)
    }

    /// The actions, as far as they are known.
    pub(super) fn actions(&self) -> &[Action<'a>] {
        match self {
            Self::All | Self::Unknown => &[],
            Self::One(action) => std::slice::from_ref(action),
            Self::Many(actions) => actions,
        }
    }
}

/// What the Action list of a statement stands for, element by element.
#[derive(Debug)]
pub(super) struct Actions<'a> {
    pub(super) named: Vec<Named<'a>>,
    /// Whether these are all actions of the statement: no NotAction, no `*`, none unknown.
    pub(super) complete: bool,
}

impl<'a> Actions<'a> {
    pub(super) fn of(
        statement: &Statement,
        dictionary: &'a Dictionary,
        budget: &mut Budget,
    ) -> Self {
        let actions = statement.action.iter();
        let named: Vec<_> = actions
            .map(|it| Named::of(it, dictionary, budget))
            .collect();
        let known = |it: &Named<'_>| matches!(it, Named::One(_) | Named::Many(_));
        Self {
            complete: !named.is_empty() && named.iter().all(known),
            named,
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Action<'a>> {
        self.named.iter().flat_map(Named::actions)
    }
}

/// Whether every text that `inner` matches, `outer` matches too. It may say no where yes is true.
pub(super) fn covers(outer: &str, inner: &str) -> bool {
    safe(outer, inner) && glob_matches(outer, inner)
}

/// As [`covers`], for actions in lower case.
pub(super) fn action_covers(outer: &str, inner: &str) -> bool {
    safe(outer, inner) && matches_ignoring_case(outer.as_bytes(), inner.as_bytes())
}

/// A `?` of the outer pattern must not stand for a `*` of the inner one.
fn safe(outer: &str, inner: &str) -> bool {
    !(outer.contains('?') && inner.contains('*'))
}
