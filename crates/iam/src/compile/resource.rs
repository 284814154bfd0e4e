//! The resources of a statement.

use std::sync::Arc;

use crate::arn::resource_pattern;
use crate::document::{Effect, Statement};
use crate::glob::{Match, NoVariables, Pattern};
use crate::residual::{Atom, Residual};
use crate::template::Lookup;

/// `Resource` or `NotResource`.
#[derive(Debug, Clone)]
pub(super) struct Resources {
    patterns: Box<[Pattern]>,
    /// Everything but these.
    not: bool,
    /// For people, where the answer can hang on a variable.
    text: Option<Arc<str>>,
}

impl Resources {
    pub(super) fn new(statement: &Statement, variables: bool) -> Self {
        let (list, not) = if !statement.resource.is_empty() {
            (&statement.resource, false)
        } else {
            (&statement.not_resource, true)
        };
        // Trust policies and some resource policies leave the element out and mean their own resource. Elsewhere AWS
        // does not store such a statement; then it denies what it may have meant to and allows nothing.
        let own = statement.principal.is_some() || statement.effect == Effect::Deny;
        let patterns: Box<[Pattern]> = list
            .iter()
            .map(|text| resource_pattern(text, variables))
            .collect();
        let hangs = patterns
            .iter()
            .any(|pattern| matches!(pattern, Pattern::Template(_)));
        Self {
            not: if list.is_empty() { own } else { not },
            text: hangs.then(|| list.join(" or ").into()),
            patterns,
        }
    }

    /// The patterns, and whether everything but what they match is meant.
    pub(super) fn patterns(&self) -> (&[Pattern], bool) {
        (&self.patterns, self.not)
    }

    /// Whether the resource is meant and no variable has a say in it.
    pub(super) fn surely_mean(&self, resource: &str) -> bool {
        let mut patterns = self.patterns.iter();
        // Where a text is kept, a pattern hangs on a variable.
        self.text.is_none()
            && self.not != patterns.any(|it| it.matches(resource, &NoVariables) == Match::Yes)
    }

    /// What has to be so for the resource to be meant: not constant when it hangs on a variable.
    pub(super) fn meant(&self, resource: &str, lookup: &impl Lookup) -> Residual {
        let mut found = Match::No;
        for pattern in &self.patterns {
            match pattern.matches(resource, lookup) {
                Match::Yes => {
                    found = Match::Yes;
                    break;
                }
                Match::Unknown => found = Match::Unknown,
                Match::No => {}
            }
        }
        let named = match found {
            Match::Yes => Residual::Always,
            Match::No => Residual::Never,
            Match::Unknown => {
                let text = self.text.clone().unwrap_or_default();
                Residual::atom(Atom::Resource(text), true)
            }
        };
        if self.not { named.not() } else { named }
    }
}
