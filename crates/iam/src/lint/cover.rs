//! Statements that say nothing new: said by another, or taken back by a Deny.

use crate::Span;
use crate::parse::{Spans, StatementSpans};
use crate::{Code, Effect, PolicyDocument, Problem, Statement};

use super::budget::Budget;
use super::scope::{action_covers, covers};

/// What comparing two resources costs against comparing two actions.
const COST: usize = 8;

pub(super) fn check(
    document: &PolicyDocument,
    spans: &Spans,
    budget: &mut Budget,
    problems: &mut Vec<Problem>,
) {
    // What is covered is compared in lower case again and again.
    let lower = |statement: &Statement| -> Vec<String> {
        statement
            .action
            .iter()
            .map(|it| it.to_ascii_lowercase())
            .collect()
    };
    let actions: Vec<Vec<String>> = document.statement.iter().map(lower).collect();
    let all = || document.statement.iter().zip(&actions).enumerate();
    for ((index, (inner, inner_actions)), places) in all().zip(&spans.statements) {
        for (by, (outer, outer_actions)) in all() {
            if by == index || !worth(inner, outer) {
                continue;
            }
            if !budget.take(1) {
                return;
            }
            if !covered(budget, inner, inner_actions, outer, outer_actions) {
                continue;
            }
            let denied = inner.effect == Effect::Allow && outer.effect == Effect::Deny;
            let same = inner.effect == outer.effect;
            // Of two that say the same, the later one is too many.
            let both = same && covered(budget, outer, outer_actions, inner, inner_actions);
            let problem = match (denied, same) {
                (true, _) => Problem::new(
                    Code::UnreachableStatement,
                    point(places),
                    format_args!("statement {} denies all that this one allows", by + 1),
                ),
                (_, true) if !both || by < index => Problem::new(
                    Code::RedundantStatement,
                    point(places),
                    format_args!("statement {} says all that this one does", by + 1),
                ),
                _ => continue,
            };
            problems.push(problem.at(index));
            break;
        }
    }
}

fn point(places: &StatementSpans) -> Span {
    Span::new(places.whole.start, places.whole.start + 1)
}

/// Whether it may be that one statement says nothing beside the other.
fn worth(inner: &Statement, outer: &Statement) -> bool {
    let lists = |it: &Statement| !it.action.is_empty() && it.not_resource.is_empty();
    // An Allow does not make a Deny needless.
    (inner.effect == outer.effect || outer.effect == Effect::Deny)
        && lists(inner)
        && lists(outer)
        // With the same condition, the one holds where the other does.
        && (outer.condition.is_empty() || outer.condition == inner.condition)
}

fn covered(
    budget: &mut Budget,
    inner: &Statement,
    inner_actions: &[String],
    outer: &Statement,
    outer_actions: &[String],
) -> bool {
    let mut named = outer.principal.iter().filter_map(|it| it.0.get("AWS"));
    let everybody = named.any(|ids| ids.iter().any(|it| it == "*"));
    let accounts = |it: &Statement| {
        it.principal
            .iter()
            .all(|it| it.0.keys().all(|it| it == "AWS"))
    };
    let same_principals =
        inner.principal == outer.principal && inner.not_principal == outer.not_principal;
    if !(same_principals || everybody && accounts(inner) && inner.not_principal.is_none()) {
        return false;
    }
    if inner.resource.is_empty() != outer.resource.is_empty() {
        return false;
    }
    // Most statements have a first action that the other does not.
    let actions = inner_actions.iter().all(|it| {
        let possible = budget.take(outer_actions.len());
        possible && outer_actions.iter().any(|outer| action_covers(outer, it))
    });
    actions
        && inner.resource.iter().all(|it| {
            let possible = budget.take(outer.resource.len() * COST);
            possible && outer.resource.iter().any(|outer| covers(outer, it))
        })
}
