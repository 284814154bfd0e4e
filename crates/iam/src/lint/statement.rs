//! What a statement gives as a whole.

use crate::parse::shorten;
use crate::{Code, Problem};

use super::scope::action_covers;
use super::{Cx, key_span};

pub(super) fn check(cx: &mut Cx<'_>) {
    if cx.grants() {
        pass_role(cx);
    }
}

/// A role that is passed to a service works for whoever passed it.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>
fn pass_role(cx: &mut Cx<'_>) {
    let (statement, spans) = (cx.statement, cx.spans);
    // `*` and NotAction have remarks of their own.
    let passes = |it: &&String| {
        let lower = it.to_ascii_lowercase();
        lower != "*" && action_covers(&lower, "iam:passrole")
    };
    let Some(action) = statement.action.iter().find(passes) else {
        return;
    };
    let limited = statement
        .condition
        .values()
        .flat_map(|keys| keys.keys())
        .any(|key| {
            ["iam:PassedToService", "iam:AssociatedResourceArn"]
                .iter()
                .any(|it| it.eq_ignore_ascii_case(key))
        });
    let every = |it: &str| {
        it == "*" || it.starts_with("arn:") && (it.ends_with(":*") || it.ends_with(":role/*"))
    };
    let list = spans.resource.as_ref();
    let items = list.map_or(&[][..], |it| &it.items);
    let place = statement
        .resource
        .iter()
        .zip(items)
        .find(|(it, _)| every(it));
    let span = match (place, &spans.not_resource) {
        (Some((_, &span)), _) => span,
        (None, Some(list)) => list.key,
        (None, None) => return,
    };
    if limited {
        return;
    }
    let message = format_args!(
        "`{}` on every role: any of them may be passed to any service",
        shorten(action)
    );
    let problem = Problem::new(Code::PassRoleStar, key_span(Some(span), spans), message);
    cx.problem(problem.help("name the roles, and test iam:PassedToService"));
}
