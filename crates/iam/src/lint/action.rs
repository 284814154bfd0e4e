//! Actions: unknown, said twice, or too many.

use std::collections::HashMap;

use crate::dictionary::{AccessLevel, Service};
use crate::parse::{ListSpans, shorten};
use crate::{Code, Dictionary, Kind, Problem};

use super::budget::Budget;
use super::resource::Everywhere;
use super::scope::action_covers;
use super::{Cx, key_span};

pub(super) fn check(cx: &mut Cx<'_>) {
    let (statement, spans) = (cx.statement, cx.spans);
    for (actions, places) in [
        (&statement.action, &spans.action),
        (&statement.not_action, &spans.not_action),
    ] {
        if let Some(places) = places {
            unknown(cx, actions, places);
            redundant(cx, actions, places);
        }
    }
    if cx.grants() {
        wide(cx);
    }
}

fn unknown(cx: &mut Cx<'_>, actions: &[String], places: &ListSpans) {
    for (action, &span) in actions.iter().zip(&places.items) {
        let Some((prefix, name)) = action.split_once(':') else {
            continue;
        };
        let Some(service) = cx.dictionary.service(prefix) else {
            let message = format_args!("there is no service `{}`", shorten(prefix));
            let problem = Problem::new(Code::UnknownService, span, message);
            cx.problem(problem.help(as_of(cx.dictionary)));
            continue;
        };
        let pattern = name.contains(['*', '?']);
        let size = service.actions().len();
        let message = if pattern
            && cx.budget.take(size)
            && cx.dictionary.actions_matching(action).next().is_none()
        {
            format!("`{}` matches no action", shorten(action))
        } else if !pattern && service.action(name).is_none() {
            format!("{} has no action `{}`", service.prefix(), shorten(name))
        } else {
            continue;
        };
        let near = match pattern {
            true => None,
            false => nearest(cx.budget, service, name),
        };
        let problem = Problem::new(Code::UnknownAction, span, message);
        cx.problem(match near {
            Some(near) => problem.help(format!("did you mean `{prefix}:{near}`?")),
            None => problem.help(as_of(cx.dictionary)),
        });
    }
}

/// How old the knowledge is: AWS adds every week.
pub(super) fn as_of(dictionary: &Dictionary) -> String {
    let updated = dictionary.source().updated;
    let (day, _) = updated.split_once('T').unwrap_or((updated, ""));
    format!("not in the dictionary of {day}; what is newer is not known")
}

/// The action whose name differs by a slip of the pen, which is seldom in its first letter.
fn nearest<'a>(budget: &mut Budget, service: &'a Service, name: &str) -> Option<&'a str> {
    let lower = name.to_ascii_lowercase();
    let slips = name.len() / 4;
    let near = |it: &&str| {
        let first = it.bytes().next().map(|it| it.to_ascii_lowercase());
        it.len().abs_diff(name.len()) <= slips && first == lower.bytes().next()
    };
    let names = service.actions().map(|it| it.name()).filter(near);
    let distances = names.map_while(|it| {
        let possible = budget.take(it.len() * name.len());
        possible.then(|| (strsim::osa_distance(&it.to_ascii_lowercase(), &lower), it))
    });
    let (distance, name) = distances.min()?;
    (distance <= slips).then_some(name)
}

fn redundant(cx: &mut Cx<'_>, actions: &[String], places: &ListSpans) {
    let lower: Vec<String> = actions.iter().map(|it| it.to_ascii_lowercase()).collect();
    super::value::repeated(cx, (actions, &lower), places, "action");
    let mut patterns: HashMap<&str, Vec<&str>> = HashMap::new();
    for action in &lower {
        if action.contains(['*', '?']) {
            patterns.entry(prefix(action)).or_default().push(action);
        }
    }
    for ((action, shown), &span) in lower.iter().zip(actions).zip(&places.items) {
        // Only patterns of the same service, and `*`, can have it.
        let near = [prefix(action), "*"]
            .into_iter()
            .filter_map(|it| patterns.get(it));
        let near: Vec<_> = near.flatten().copied().collect();
        if !cx.budget.take(near.len()) {
            return;
        }
        let by = near
            .iter()
            .find(|it| **it != action && action_covers(it, action));
        if let Some(by) = by {
            let message = format_args!("`{}` is in `{}` already", shorten(shown), shorten(by));
            cx.problem(Problem::new(Code::Redundant, span, message));
        }
    }
}

fn prefix(action: &str) -> &str {
    action.split(':').next().unwrap_or_default()
}

/// Whole services, everything, everything but.
fn wide(cx: &mut Cx<'_>) {
    let (statement, spans) = (cx.statement, cx.spans);
    if let Some(places) = &spans.not_action {
        let message = "Allow with NotAction allows whatever AWS adds";
        let problem = Problem::new(Code::AllowNotAction, places.key, message);
        cx.problem(problem.help("list what is allowed, or use Deny with NotAction"));
    }
    if let Some(places) = &spans.not_resource {
        let message = "Allow with NotResource allows whatever is created";
        let problem = Problem::new(Code::AllowNotResource, places.key, message);
        cx.problem(problem.help("list what is allowed, or use Deny with NotResource"));
    }
    if matches!(cx.kind, Kind::Trust) {
        return;
    }
    let everywhere = statement.resource.iter().any(|it| it == "*");
    let items = spans.action.as_ref().map_or(&[][..], |it| &it.items);
    for (action, &span) in statement.action.iter().zip(items) {
        if action == "*" {
            let message = "every action of every service is allowed";
            cx.problem(Problem::new(Code::AllActions, span, message));
        } else if everywhere && cx.kind != Kind::Resource && action.ends_with(":*") {
            let service = action.trim_end_matches(":*");
            let message = format_args!(
                "every action of {} is allowed on every resource",
                shorten(service)
            );
            cx.problem(Problem::new(Code::WholeService, span, message));
        }
    }
    permissions(cx);
}

/// Actions that change things or permissions, on everything and without a condition.
fn permissions(cx: &mut Cx<'_>) {
    // In a resource-based policy `*` is the resource that it is attached to.
    if cx.kind == Kind::Resource || !cx.statement.condition.is_empty() {
        return;
    }
    let resources = &cx.statement.resource;
    if resources.is_empty() {
        return;
    }
    let mut everywhere = Everywhere::new(resources);
    let (mut permission, mut change, mut count) = (None, None, 0_usize);
    for action in cx.actions.all() {
        let changes = action.access() >= AccessLevel::Tagging;
        let limitable = action.resources().next().is_some();
        if !changes || !limitable || !everywhere.of(cx.budget, action) {
            continue;
        }
        if action.access() == AccessLevel::PermissionsManagement {
            permission = permission.or(Some(*action));
        } else {
            change = change.or(Some(*action));
            count += 1;
        }
    }
    let (permission, change) = (
        permission.map(|it| it.to_string()),
        change.map(|it| it.to_string()),
    );
    let span = key_span(cx.spans.resource.as_ref().map(|it| it.whole), cx.spans);
    if let Some(name) = permission {
        let message =
            format_args!("`{name}` changes permissions, and is allowed on every resource");
        let problem = Problem::new(Code::PermissionsStar, span, message);
        cx.problem(
            problem.help("name the resources: whoever may change permissions can take them"),
        );
    }
    if let Some(name) = change {
        let more = match count {
            1 => String::new(),
            _ => format!(" and {} more", count - 1),
        };
        let message = format_args!("`{name}`{more} could be limited to resources");
        cx.problem(Problem::new(Code::ResourceStar, span, message));
    }
}
