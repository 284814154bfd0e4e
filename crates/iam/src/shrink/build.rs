//! New statements from old ones.

use std::collections::{BTreeMap, BTreeSet};

use super::fit::{Old, OldStatement, needed_resources};
use super::{Used, actions, allows};
use crate::document::Statement;
use crate::patterns::Patterns;

/// What is left of each old statement, by its place.
pub(super) fn kept(
    old: &Old<'_>,
    needs: &BTreeMap<usize, Vec<&Used>>,
    shared: &impl Fn(&str) -> bool,
) -> BTreeMap<usize, Statement> {
    let mut kept = BTreeMap::new();
    for (&at, uses) in needs {
        let Some(it) = old.statements.get(at) else {
            continue;
        };
        let made = Statement {
            action: actions::kept(it.statement, uses),
            not_action: Vec::new(),
            resource: needed_resources(old.principal, it, uses),
            ..it.statement.clone()
        };
        if !made.action.is_empty() {
            kept.insert(at, with_variables(it, made));
        }
    }
    pruned(&mut kept);
    let patterns = Patterns::new();
    let granted: Vec<Statement> = kept.values().cloned().collect();
    for (at, it) in old.statements.iter().enumerate() {
        let denies = !allows(it.statement);
        if denies && matters(&patterns, it.statement, &granted, shared) {
            kept.insert(at, with_variables(it, it.statement.clone()));
        }
    }
    kept
}

/// The new policies are of the version that has variables; what looks like one in an older policy is text.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars>
fn with_variables(it: &OldStatement<'_>, mut made: Statement) -> Statement {
    if it.version == Some(super::size::VERSION) {
        return made;
    }
    let conditions = made.condition.values_mut().flat_map(BTreeMap::values_mut);
    let lists = [&mut made.resource, &mut made.not_resource];
    for text in lists.into_iter().chain(conditions).flatten() {
        *text = text.replace("${", "${$}{");
    }
    made
}

/// Whether a Deny may refuse something that is granted, here or by a resource's own policy.
fn matters(
    patterns: &Patterns,
    deny: &Statement,
    granted: &[Statement],
    shared: &impl Fn(&str) -> bool,
) -> bool {
    let by_resources = deny.action.is_empty()
        || deny.action.iter().any(|it| match it.split_once(':') {
            Some((service, _)) => service.contains(['*', '?']) || shared(&low(service)),
            None => true,
        });
    by_resources
        || granted.iter().any(|allow| {
            actions_meet(patterns, deny, allow) && resources_meet(patterns, deny, allow)
        })
}

fn low(text: &str) -> String {
    text.to_ascii_lowercase()
}

fn actions_meet(patterns: &Patterns, deny: &Statement, allow: &Statement) -> bool {
    // What is granted is named by then; what is denied may be all but something.
    let any = |list: &[String], action: &str| list.iter().any(|it| patterns.meet(&low(it), action));
    allow
        .action
        .iter()
        .any(|action| match deny.not_action.is_empty() {
            true => any(&deny.action, &low(action)),
            false => !deny
                .not_action
                .iter()
                .any(|it| patterns.covers(&low(it), &low(action))),
        })
}

fn resources_meet(patterns: &Patterns, deny: &Statement, allow: &Statement) -> bool {
    let plain = |list: &[String]| !list.is_empty() && !list.iter().any(|it| it.contains("${"));
    if !plain(&deny.resource) || !plain(&allow.resource) {
        return true;
    }
    deny.resource
        .iter()
        .any(|one| allow.resource.iter().any(|other| patterns.meet(one, other)))
}

/// The statements in their order; those that differ in nothing but their actions are one.
pub(super) fn merged(kept: BTreeMap<usize, Statement>) -> Vec<Statement> {
    let mut merged: Vec<Statement> = Vec::new();
    for statement in kept.into_values() {
        let alike = |it: &&mut Statement| {
            it.effect == statement.effect
                && it.not_action.is_empty()
                && statement.not_action.is_empty()
                && it.resource == statement.resource
                && it.not_resource == statement.not_resource
                && it.condition == statement.condition
        };
        match merged.iter_mut().find(alike) {
            Some(same) => {
                let all: BTreeSet<String> = same
                    .action
                    .iter()
                    .cloned()
                    .chain(statement.action)
                    .collect();
                same.action = all.into_iter().collect();
                if same.sid != statement.sid {
                    same.sid = None;
                }
            }
            None => merged.push(statement),
        }
    }
    let mut sids = BTreeSet::new();
    for statement in &mut merged {
        // Policies of several files may have used the same one.
        statement.sid = statement.sid.take().filter(|sid| sids.insert(sid.clone()));
    }
    merged
}

/// Takes away what another statement grants anyway.
fn pruned(kept: &mut BTreeMap<usize, Statement>) {
    let patterns = Patterns::new();
    let places: Vec<usize> = kept.keys().copied().collect();
    for at in places {
        let Some(mut narrow) = kept.remove(&at) else {
            continue;
        };
        let wider: Vec<&Statement> = kept
            .values()
            .filter(|wide| grants_there(&patterns, wide, &narrow))
            .collect();
        let granted: Vec<String> = wider
            .into_iter()
            .flat_map(|wide| wide.action.iter().map(|it| low(it)))
            .collect();
        let mine = |action: &String| {
            let action = low(action);
            !granted.iter().any(|it| patterns.covers(it, &action))
        };
        narrow.action.retain(mine);
        // A Deny may have `NotAction` instead.
        if !allows(&narrow) || !narrow.action.is_empty() {
            kept.insert(at, narrow);
        }
    }
}

/// Whether a statement allows its actions wherever the other does.
fn grants_there(patterns: &Patterns, wide: &Statement, narrow: &Statement) -> bool {
    // The length of a variable's value is not that of its name.
    let covers = |wide: &String, narrow: &String| {
        let fixed = wide.contains('?') && narrow.contains("${");
        !fixed && patterns.covers(wide, narrow)
    };
    allows(wide)
        && allows(narrow)
        && !wide.resource.is_empty()
        && !narrow.resource.is_empty()
        && narrow
            .resource
            .iter()
            .all(|it| wide.resource.iter().any(|other| covers(other, it)))
        && (wide.condition.is_empty() || wide.condition == narrow.condition)
}
