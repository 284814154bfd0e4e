//! The elements that a statement must have, may have and may not have together.

use crate::Span;
use crate::parse::Kind;
use crate::{Code, Effect, Problem};

use super::Checked;

pub(super) fn check(checked: &mut Checked<'_>) {
    required(checked);
    exclusive(checked);
    match checked.kind {
        Kind::Identity | Kind::Boundary | Kind::Session | Kind::ServiceControl => {
            no_principal(checked);
        }
        Kind::Trust => trust(checked),
        Kind::ResourceControl => resource_control(checked),
        Kind::Resource | Kind::Endpoint => {}
    }
}

fn required(checked: &mut Checked<'_>) {
    let spans = checked.spans;
    let point = Span::new(
        spans.whole.start,
        (spans.whole.start + 1).min(spans.whole.end),
    );
    if spans.effect.is_none() {
        let message = "the statement has no Effect";
        checked.problem(Problem::new(Code::MissingEffect, point, message));
    }
    let statement = checked.statement;
    if statement.action.is_empty() && statement.not_action.is_empty() {
        let present = spans.action.as_ref().or(spans.not_action.as_ref());
        let span = present.map_or(point, |it| it.whole);
        let message = "the statement names no action";
        checked.problem(Problem::new(Code::MissingAction, span, message));
    }
    let none = statement.resource.is_empty() && statement.not_resource.is_empty();
    // A trust policy's resource is its role. A repository policy of ECR has none either, and which service a
    // resource-based policy is of is not known here.
    let implied = matches!(checked.kind, Kind::Trust | Kind::Resource);
    if none && !implied {
        let present = spans.resource.as_ref().or(spans.not_resource.as_ref());
        let span = present.map_or(point, |it| it.whole);
        let message = "the statement names no resource";
        checked.problem(
            Problem::new(Code::MissingResource, span, message).help("name one, or `\"*\"`"),
        );
    }
    let nobody = spans.principal.is_none() && spans.not_principal.is_none();
    if nobody && checked.kind.has_principals() {
        let message = format!(
            "the statement names no principal, as {} must",
            checked.kind.title()
        );
        checked.problem(Problem::new(Code::MissingPrincipal, point, message));
    }
}

fn exclusive(checked: &mut Checked<'_>) {
    let spans = checked.spans;
    let lists = [
        ("Action", &spans.action, &spans.not_action),
        ("Resource", &spans.resource, &spans.not_resource),
    ];
    let mut pairs = Vec::new();
    for (name, one, other) in lists {
        if let (Some(_), Some(other)) = (one, other) {
            pairs.push((name, other.key));
        }
    }
    if let (Some(_), Some(other)) = (&spans.principal, &spans.not_principal) {
        pairs.push(("Principal", other.key));
    }
    for (name, span) in pairs {
        let message = format_args!("{name} and Not{name} exclude each other");
        checked.problem(Problem::new(Code::ExclusiveElements, span, message));
    }
}

fn forbid(checked: &mut Checked<'_>, element: &str, key: Option<Span>, why: &str) {
    if let Some(span) = key {
        let message = format!("{} has no {element}: {why}", checked.kind.title());
        checked.problem(Problem::new(Code::ForbiddenElement, span, message));
    }
}

fn no_principal(checked: &mut Checked<'_>) {
    let spans = checked.spans;
    let why = "it applies to whoever it is attached to";
    forbid(
        checked,
        "Principal",
        spans.principal.as_ref().map(|it| it.key),
        why,
    );
    forbid(
        checked,
        "NotPrincipal",
        spans.not_principal.as_ref().map(|it| it.key),
        why,
    );
}

fn trust(checked: &mut Checked<'_>) {
    let spans = checked.spans;
    let why = "its resource is the role";
    forbid(
        checked,
        "Resource",
        spans.resource.as_ref().map(|it| it.key),
        why,
    );
    forbid(
        checked,
        "NotResource",
        spans.not_resource.as_ref().map(|it| it.key),
        why,
    );
}

/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>
fn resource_control(checked: &mut Checked<'_>) {
    let (spans, statement) = (checked.spans, checked.statement);
    let why = "its principal is everyone, and conditions make exceptions";
    forbid(
        checked,
        "NotPrincipal",
        spans.not_principal.as_ref().map(|it| it.key),
        why,
    );
    let why = "name the actions to deny";
    forbid(
        checked,
        "NotAction",
        spans.not_action.as_ref().map(|it| it.key),
        why,
    );
    // RCPFullAWSAccess, which AWS attaches everywhere, is the one that allows, and it allows everything.
    let everything = statement.effect == Effect::Allow
        && statement.action == ["*"]
        && statement.resource == ["*"]
        && statement.condition.is_empty();
    if statement.effect == Effect::Allow && !everything {
        let span = spans.effect.unwrap_or(spans.whole);
        let message = "a resource control policy only denies";
        checked.problem(Problem::new(Code::InvalidEffect, span, message));
    }
}
