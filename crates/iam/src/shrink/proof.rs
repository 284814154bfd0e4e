//! That the new policies are within the old ones, and allow what was used.

use std::collections::BTreeMap;

use super::fit::{self, Old};
use super::{Held, Used, actions, allows};
use crate::compile::Compiled;
use crate::document::{PolicyDocument, Statement};
use crate::prove::{Disagreement, Verdict, compare};

/// The two sides of it.
pub(super) struct Proof {
    pub(super) within: Verdict,
    pub(super) covers: Verdict,
}

pub(super) fn prove(
    old: &Old<'_>,
    held: &[Held<'_>],
    new: &[PolicyDocument],
    needs: &BTreeMap<usize, Vec<&Used>>,
) -> Result<Proof, Disagreement> {
    let before: Vec<&PolicyDocument> = held.iter().map(|it| it.document).collect();
    let after: Vec<&PolicyDocument> = new.iter().collect();
    let within = compare(&before, &after)?;
    let wanted = restricted(old, needs);
    let covers = match wanted.iter().any(|it| it.statement.iter().any(allows)) {
        true => compare(&after, &wanted.iter().collect::<Vec<_>>())?,
        false => Verdict::Within,
    };
    Ok(Proof { within, covers })
}

/// The old policies with nothing granted but what was used without a known resource.
fn restricted(old: &Old<'_>, needs: &BTreeMap<usize, Vec<&Used>>) -> Vec<PolicyDocument> {
    let mut wanted = Vec::new();
    for (at, it) in old.statements.iter().enumerate() {
        let made = if allows(it.statement) {
            let uses = needs.get(&at).map_or(&[][..], Vec::as_slice);
            let somewhere = uses
                .iter()
                .filter(|used| used.resource.is_none() || used.is_pattern());
            let somewhere: Vec<&Used> = somewhere.copied().collect();
            let action = actions::kept(it.statement, &somewhere);
            if action.is_empty() {
                continue;
            }
            Statement {
                action,
                not_action: Vec::new(),
                ..it.statement.clone()
            }
        } else {
            it.statement.clone()
        };
        wanted.push(fit::alone(it.version, made));
    }
    wanted
}

/// New policies, statement by statement.
pub(super) struct Replacement<'a>(Vec<(&'a Statement, Compiled)>);

impl<'a> Replacement<'a> {
    pub(super) fn of(policies: &'a [PolicyDocument]) -> Self {
        let statements = policies.iter().flat_map(|policy| {
            let version = policy.version.as_deref();
            let alone =
                move |it: &'a Statement| (it, Compiled::new(&fit::alone(version, it.clone())));
            policy.statement.iter().map(alone)
        });
        Self(statements.collect())
    }

    /// Whether they say of something that was used what the old ones do.
    pub(super) fn same(&self, old: &Old<'_>, used: &Used) -> bool {
        let Some(resource) = used.resource.as_deref().filter(|_| !used.is_pattern()) else {
            // That is for the comparison.
            return true;
        };
        let statements = self.0.iter().map(|(it, compiled)| (*it, compiled));
        old.outcome(used, resource) == fit::outcome(old.principal, statements, used, resource)
    }
}
