//! Policy variables: `${aws:username}`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use crate::Span;
use crate::grammar::operator::{Family, Operator};
use crate::grammar::resource::parts;
use crate::parse::{ListSpans, shorten};
use crate::{Code, Problem};

use super::Cx;

pub(super) fn check(cx: &mut Cx<'_>) {
    let (statement, spans) = (cx.statement, cx.spans);
    for (texts, places) in [
        (&statement.resource, &spans.resource),
        (&statement.not_resource, &spans.not_resource),
    ] {
        list(cx, texts, places.as_ref(), true);
        early(cx, texts, places.as_ref());
    }
    // Actions take no variables, and are looked at for the `${…}` that a template left.
    for (texts, places) in [
        (&statement.action, &spans.action),
        (&statement.not_action, &spans.not_action),
    ] {
        list(cx, texts, places.as_ref(), false);
    }
    let operators = spans.condition.iter().flat_map(|it| it.operators.values());
    for ((name, keys), places) in statement.condition.iter().zip(operators) {
        let Some(operator) = Operator::parse(name) else {
            continue;
        };
        let variables = matches!(operator.family, Family::Text | Family::Arn);
        for (values, places) in keys.values().zip(places.keys.values()) {
            list(cx, values, Some(places), variables);
        }
    }
}

fn list(cx: &mut Cx<'_>, texts: &[String], places: Option<&ListSpans>, variables: bool) {
    let items = places.map_or(&[][..], |it| &it.items);
    for (text, &span) in texts.iter().zip(items) {
        if text.contains("${") {
            one(cx, text, span, variables);
        }
    }
}

/// Variables stand in the last part of a resource's ARN only.
fn early(cx: &mut Cx<'_>, resources: &[String], places: Option<&ListSpans>) {
    let items = places.map_or(&[][..], |it| &it.items);
    for (resource, &span) in resources.iter().zip(items) {
        let parts = parts(resource);
        let mut before = parts.iter().take(5.min(parts.len().saturating_sub(1)));
        if let Some(part) = before.find(|it| it.contains("${")) {
            let message = format_args!(
                "the variable in `{}` stands before the fifth colon",
                shorten(part)
            );
            let problem = Problem::new(Code::InvalidVariable, span, message);
            cx.problem(
                problem.help("variables stand in the last part of an arn; use `*` and a condition"),
            );
        }
    }
}

fn one(cx: &mut Cx<'_>, text: &str, span: Span, variables: bool) {
    if !variables {
        let message = format_args!("no variable stands here: `{}` is plain text", shorten(text));
        cx.problem(Problem::new(Code::InvalidVariable, span, message));
        return;
    }
    if cx.document.version.as_deref() != Some("2012-10-17") {
        let message = format_args!("`{}` is plain text in this version", shorten(text));
        let problem = Problem::new(Code::VariableInOldVersion, span, message);
        cx.problem(problem.help("write `\"Version\": \"2012-10-17\"`"));
        return;
    }
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("${") {
        let Some((inside, after)) = after.split_once('}') else {
            let message = format_args!("a variable in `{}` does not end", shorten(text));
            cx.problem(Problem::new(Code::InvalidVariable, span, message));
            return;
        };
        rest = after;
        if matches!(inside, "*" | "?" | "$") {
            continue;
        }
        let (key, default) = match inside.split_once(',') {
            Some((key, default)) => (key.trim(), Some(default.trim())),
            None => (inside, None),
        };
        let quoted = |it: &str| it.len() >= 2 && it.starts_with('\'') && it.ends_with('\'');
        let short = shorten(inside);
        let message = if default.is_some_and(|it| !quoted(it)) {
            format!("the default in `${{{short}}}` must stand in single quotes")
        } else if key.is_empty() || key.contains(' ') || !key.contains(':') {
            format!("`${{{short}}}` is no variable")
        } else if cx.dictionary.condition_key(key).is_none() && !key.contains('.') {
            format!("there is no condition key `{}`", shorten(key))
        } else {
            continue;
        };
        let problem = Problem::new(Code::InvalidVariable, span, message);
        // What templates of CloudFormation and CDK leave when nobody fills them in.
        cx.problem(match key.contains("::") {
            true => problem.help("a template has not been filled in"),
            false => problem,
        });
    }
}
