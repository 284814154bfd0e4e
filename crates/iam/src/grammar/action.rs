//! Actions: `service:Name`, with wildcards in the name.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use crate::Span;
use crate::parse::{Kind, ListSpans, shorten};
use crate::{Code, Effect, Problem};

use super::Checked;

/// What a trust policy can allow.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html>
const TRUST: [&str; 6] = [
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:tagsession",
    "sts:setsourceidentity",
    "sts:setcontext",
];

pub(super) fn check(checked: &mut Checked<'_>) {
    let (statement, spans) = (checked.statement, checked.spans);
    let lists = [
        (&statement.action, &spans.action),
        (&statement.not_action, &spans.not_action),
    ];
    for (actions, places) in lists {
        let items = places.as_ref().map_or(&[][..], |it: &ListSpans| &it.items);
        for (action, &span) in actions.iter().zip(items) {
            one(checked, action, span);
        }
    }
}

fn one(checked: &mut Checked<'_>, action: &str, span: Span) {
    if let Some(problem) = malformed(action, span) {
        checked.problem(problem);
        return;
    }
    match checked.kind {
        // A pattern is judged by its service alone.
        Kind::Trust => {
            let lower = action.to_ascii_lowercase();
            let pattern = lower.contains(['*', '?']);
            let assumes = TRUST.contains(&lower.as_str()) || pattern && lower.starts_with("sts:");
            if !assumes {
                let message = format_args!("`{}` does not assume a role", shorten(action));
                let problem = Problem::new(Code::ForbiddenAction, span, message);
                checked.problem(problem.help("a trust policy takes sts:AssumeRole and its kin"));
            }
        }
        Kind::ResourceControl if action == "*" && checked.statement.effect == Effect::Deny => {
            let message = "a resource control policy names the services whose actions it denies";
            checked.problem(Problem::new(Code::ForbiddenAction, span, message));
        }
        _ => {}
    }
}

fn malformed(action: &str, span: Span) -> Option<Problem> {
    if action == "*" {
        return None;
    }
    let Some((service, name)) = action.split_once(':') else {
        let message = format_args!("`{}` does not say of which service", shorten(action));
        let problem = Problem::new(Code::ActionWithoutService, span, message);
        return Some(problem.help("write `service:Action`, or `*` for every action"));
    };
    if name.contains(':') {
        let message = format_args!("`{}` has more than one colon", shorten(action));
        return Some(Problem::new(Code::ActionColons, span, message));
    }
    let plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '.');
    if service.is_empty() || !service.chars().all(plain) {
        let message = format_args!("there is no service `{}`", shorten(service));
        let problem = Problem::new(Code::ActionService, span, message);
        return Some(match service.contains(['*', '?']) {
            true => problem.help("wildcards may stand after the colon only"),
            false => problem,
        });
    }
    None
}
