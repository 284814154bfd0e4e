//! Resources that the statement's actions do not work on.

use std::collections::{BTreeMap, HashMap};

use crate::dictionary::{Action, ResourceType};
use crate::parse::{ListSpans, shorten};
use crate::{Code, Problem, patterns};

use super::Cx;
use super::budget::Budget;
use super::scope::covers;

/// What a comparison costs beside its cells.
const COST: usize = 5;

/// The longest resource that is compared; AWS's ARNs have 2,048 bytes at most.
const LONGEST: usize = 2048;

pub(super) fn check(cx: &mut Cx<'_>) {
    let (statement, spans) = (cx.statement, cx.spans);
    for (resources, places) in [
        (&statement.resource, &spans.resource),
        (&statement.not_resource, &spans.not_resource),
    ] {
        if let Some(places) = places {
            super::value::repeated(cx, (resources, resources), places, "resource");
        }
    }
    let Some(places) = &spans.resource else {
        return;
    };
    // How many actions there are says what finding their resource types costs.
    if !cx.actions.complete || !cx.budget.take(cx.actions.all().count() * 8) {
        return;
    }
    unmatched_resources(cx, &statement.resource, places);
    unmatched_actions(cx, &statement.resource);
}

fn unmatched_resources(cx: &mut Cx<'_>, resources: &[String], places: &ListSpans) {
    let mut types: BTreeMap<&str, ResourceType<'_>> = BTreeMap::new();
    for action in cx.actions.all() {
        for resource in action.resources() {
            types.insert(resource.resource_type.arn(), resource.resource_type);
        }
    }
    let mut found = Vec::new();
    for (resource, &span) in resources.iter().zip(&places.items) {
        let fits = resource == "*" || types.values().any(|it| fits(cx.budget, resource, it));
        if !fits && resource.starts_with("arn:") {
            let message = format!(
                "no action of the statement works on `{}`",
                shorten(resource)
            );
            found.push(Problem::new(Code::ResourceMismatch, span, message));
        }
    }
    for problem in found {
        cx.problem(problem);
    }
}

/// Actions written out that none of the resources allows. A pattern is expected to match some that do not fit.
fn unmatched_actions(cx: &mut Cx<'_>, resources: &[String]) {
    use super::scope::Named;
    let items = cx.spans.action.as_ref().map_or(&[][..], |it| &it.items);
    // `*` allows them all, and what is no ARN has been told.
    if resources.is_empty() || !resources.iter().all(|it| it.starts_with("arn:")) {
        return;
    }
    let mut found = Vec::new();
    for (named, &span) in cx.actions.named.iter().zip(items) {
        let Named::One(action) = named else {
            continue;
        };
        let mut types = action.resources().map(|it| it.resource_type).peekable();
        let problem = |message: String| Problem::new(Code::ActionMismatch, span, message);
        if types.peek().is_none() {
            let message = format!("`{action}` works on no resource");
            found.push(problem(message).help("only `\"Resource\": \"*\"` allows it"));
        } else if !types.any(|it| {
            resources
                .iter()
                .any(|resource| fits(cx.budget, resource, &it))
        }) {
            let forms: Vec<_> = action
                .resources()
                .map(|it| it.resource_type.arn())
                .take(3)
                .collect();
            let message = format!("`{action}` works on none of the statement's resources");
            found.push(problem(message).help(format!("it works on `{}`", forms.join("`, `"))));
        }
    }
    for problem in found {
        cx.problem(problem);
    }
}

/// Whether a resource element can stand for a resource of a type; yes where that is not found out.
fn fits(budget: &mut Budget, resource: &str, kind: &ResourceType<'_>) -> bool {
    if resource.len() > LONGEST {
        return true;
    }
    let resource = relaxed(resource);
    // A bucket's name has no slash, which the pattern `*` cannot say.
    if kind.arn_pattern() == "arn:*:s3:::*" && kind.name() == "bucket" && resource.contains('/') {
        return false;
    }
    // Part by part: an ARN of the type has no colon where its form has `*`, except in the last. Where the account
    // is none, a `*` before it is meant to reach over the colons, as in `arn:aws:logs:*:log-group:x:*`.
    let account = resource.split(':').nth(4).unwrap_or_default();
    let plain = |it: char| it.is_ascii_digit() || matches!(it, '*' | '?');
    let most = match account == "aws" || account.chars().all(plain) {
        true => 6,
        false => 1,
    };
    let parts = resource.splitn(most, ':');
    let parts = parts.zip(kind.arn_pattern().splitn(most, ':'));
    for (one, other) in parts {
        let (one, other) = (one.as_bytes(), other.as_bytes());
        let Some(common) = common(one, other) else {
            return false;
        };
        if !budget.take((one.len() - common) * (other.len() - common) + COST) {
            return true;
        }
        if !overlap(one, other) {
            return false;
        }
    }
    true
}

/// Resources of a statement, and whether they stand for every resource of a type.
#[derive(Debug)]
pub(super) struct Everywhere<'a> {
    resources: &'a [String],
    all: bool,
    /// The answer for each form of ARN that was asked for.
    known: HashMap<&'a str, bool>,
}

impl<'a> Everywhere<'a> {
    pub(super) fn new(resources: &'a [String]) -> Self {
        Self {
            resources,
            all: resources.iter().any(|it| it == "*"),
            known: HashMap::new(),
        }
    }

    /// Whether they stand for every resource that the action works on, of each type.
    pub(super) fn of(&mut self, budget: &mut Budget, action: &Action<'a>) -> bool {
        self.all
            || action
                .resources()
                .all(|it| self.of_type(budget, it.resource_type.arn_pattern()))
    }

    fn of_type(&mut self, budget: &mut Budget, form: &'a str) -> bool {
        if let Some(&known) = self.known.get(form) {
            return known;
        }
        let every = |resource: &String| {
            // Of one partition: an account is in one only.
            let partition = resource.split(':').nth(1).unwrap_or_default();
            let form = form.replacen("arn:*:", &format!("arn:{partition}:"), 1);
            covers(resource, &form)
        };
        let length: usize = self.resources.iter().map(|it| it.len().min(LONGEST)).sum();
        let mut short = self.resources.iter().filter(|it| it.len() <= LONGEST);
        let answer = budget.take(length) && short.any(every);
        self.known.insert(form, answer);
        answer
    }
}

/// The pattern with `*` for every variable, and with the parts that AWS adds to a short ARN.
fn relaxed(resource: &str) -> String {
    let mut pattern = String::with_capacity(resource.len());
    let mut rest = resource;
    while let Some((before, after)) = rest.split_once("${") {
        pattern.push_str(before);
        pattern.push('*');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    pattern.push_str(rest);
    let parts = pattern.split(':').count();
    for _ in parts..6 {
        pattern.push_str(":*");
    }
    pattern
}

/// How many bytes two patterns have before the first wildcard of either; none if they differ there.
fn common(one: &[u8], other: &[u8]) -> Option<usize> {
    let wild = |byte: &u8| matches!(byte, b'*' | b'?');
    let literal = |text: &[u8]| text.iter().position(wild).unwrap_or(text.len());
    let start = literal(one).min(literal(other));
    (one.get(..start) == other.get(..start)).then_some(start)
}

/// Whether some text matches both patterns.
pub(super) fn overlap(one: &[u8], other: &[u8]) -> bool {
    let Some(start) = common(one, other) else {
        return false;
    };
    let (one, other) = (
        one.get(start..).unwrap_or_default(),
        other.get(start..).unwrap_or_default(),
    );
    if one == b"*" || other == b"*" {
        return true;
    }
    patterns::meet(one, other)
}
