//! Conditions that never hold, always hold, or compare what cannot be compared.

use std::collections::HashMap;

use crate::Span;
use crate::dictionary::{ConditionKey, DataType};
use crate::grammar::operator::{Family, Operator, Quantifier};
use crate::parse::{OperatorSpans, shorten};
use crate::{Code, Effect, Problem};

use super::Cx;

pub(super) fn check(cx: &mut Cx<'_>) {
    let (statement, spans) = (cx.statement, cx.spans);
    let Some(places) = &spans.condition else {
        return;
    };
    for ((name, keys), places) in statement.condition.iter().zip(places.operators.values()) {
        let Some(operator) = Operator::parse(name) else {
            continue;
        };
        if keys.is_empty() {
            let message = format_args!("`{}` has no keys, and says nothing", shorten(name));
            cx.problem(Problem::new(Code::EmptyCondition, places.key, message));
        }
        same_key(cx, places);
        for ((key, values), list) in keys.iter().zip(places.keys.values()) {
            if values.is_empty() {
                let message =
                    format_args!("`{}` has no values, and nothing equals none", shorten(key));
                cx.problem(Problem::new(Code::EmptyCondition, list.whole, message));
            }
            one_key(cx, operator, name, key, list.key);
            mfa(cx, operator, key, values, list.key);
            super::value::repeated(cx, (values, values), list, "value");
            for (value, &span) in values.iter().zip(&list.items) {
                super::value::check(cx, operator, key, value, span);
            }
        }
    }
}

/// Keys that are one key, since case does not count.
fn same_key(cx: &mut Cx<'_>, places: &OperatorSpans) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for (key, list) in &places.keys {
        if let Some(other) = seen.insert(key.to_ascii_lowercase(), key) {
            let (one, other) = (shorten(key), shorten(other));
            let message = format_args!("`{one}` and `{other}` are the same key");
            cx.problem(Problem::new(Code::KeyCase, list.key, message));
        }
    }
}

fn one_key(cx: &mut Cx<'_>, operator: Operator, name: &str, key: &str, span: Span) {
    let Some(known) = known(cx, key, span) else {
        return;
    };
    taken(cx, key, span);
    types(cx, operator, name, key, known, span);
    quantifier(cx, operator, key, known, span);
}

/// The key; says so when there is none, as far as that can be known.
fn known(cx: &mut Cx<'_>, key: &str, span: Span) -> Option<ConditionKey<'static>> {
    if let Some(known) = cx.dictionary.condition_key(key) {
        return Some(known);
    }
    let first = key.split_once(':').map(|(first, _)| first);
    let problem = match first {
        None => Problem::new(
            Code::UnknownKey,
            span,
            format_args!("`{}` is no condition key", shorten(key)),
        )
        .help("a key is `aws:…` or begins with its service, as in `s3:prefix`"),
        // Identity providers have keys of their own, after their host's name.
        Some(first) if first.contains(['.', '/']) => return None,
        Some(_) => Problem::new(
            Code::UnknownKey,
            span,
            format_args!("there is no condition key `{}`", shorten(key)),
        )
        .help(super::action::as_of(cx.dictionary)),
    };
    cx.problem(problem);
    None
}

/// Keys of a service that no action of the statement takes.
fn taken(cx: &mut Cx<'_>, key: &str, span: Span) {
    let lower = key.to_ascii_lowercase();
    // Of the keys of every service these come with some requests only, and the dictionary says with which.
    let listed = lower == "aws:tagkeys" || lower.starts_with("aws:requesttag/");
    let global = cx.dictionary.global_condition_keys();
    let mut own = global
        .map(|it| it.name)
        .filter(|it| !it.starts_with("aws:"));
    if !listed && (lower.starts_with("aws:") || own.any(|it| it.eq_ignore_ascii_case(key))) {
        return;
    }
    // Keys of STS about the caller stay with the session that it began.
    let of_session = ["sts:", "saml:", "identitystore:"]
        .iter()
        .any(|it| lower.starts_with(it));
    if of_session || lower.split(':').next().is_some_and(|it| it.contains('.')) {
        return;
    }
    // An action takes a few dozen keys.
    if !cx.actions.complete || !cx.budget.take(cx.actions.all().count() * 30) {
        return;
    }
    if !cx.actions.all().any(|action| action.takes(key)) {
        let message = format_args!("no action of the statement takes `{}`", shorten(key));
        let effect = match cx.statement.effect {
            Effect::Allow => "requests do not have the key, so the condition decides without it",
            Effect::Deny => "requests do not have the key; what should be denied may not be",
        };
        cx.problem(Problem::new(Code::KeyMismatch, span, message).help(effect));
    }
}

fn types(
    cx: &mut Cx<'_>,
    operator: Operator,
    name: &str,
    key: &str,
    known: ConditionKey<'_>,
    span: Span,
) {
    let fits = match (operator.family, known.data_type) {
        (Family::Null, _)
        | (Family::Text, DataType::Text | DataType::Arn)
        | (Family::Number, DataType::Number)
        | (Family::Date, DataType::Date)
        | (Family::Bool, DataType::Bool)
        | (Family::Address, DataType::Address)
        | (Family::Arn, DataType::Arn)
        | (Family::Binary, DataType::Binary) => true,
        // Seconds since 1970 are both.
        (Family::Number, DataType::Date) => key.eq_ignore_ascii_case("aws:EpochTime"),
        // Some keys that hold ARNs are listed as text, and a tag may hold one.
        (Family::Arn, DataType::Text) => {
            let lower = key.to_ascii_lowercase();
            lower.ends_with("arn") || lower.contains("tag/")
        }
        _ => false,
    };
    if fits {
        return;
    }
    let has = match known.data_type {
        DataType::Text => "text",
        DataType::Arn => "an arn",
        DataType::Bool => "true or false",
        DataType::Number => "a number",
        DataType::Date => "a date",
        DataType::Address => "an ip address",
        DataType::Binary => "bytes",
    };
    let message = format_args!(
        "`{}` is {has}, which `{}` does not compare",
        shorten(key),
        shorten(name)
    );
    cx.problem(Problem::new(Code::TypeMismatch, span, message));
}

fn quantifier(cx: &mut Cx<'_>, operator: Operator, key: &str, known: ConditionKey<'_>, span: Span) {
    let short = shorten(key);
    match operator.quantifier {
        Some(_) if !known.multivalued => {
            let message = format_args!(
                "`{short}` has one value; ForAllValues and ForAnyValue are for several"
            );
            cx.problem(Problem::new(Code::NeedlessQuantifier, span, message));
        }
        None if known.multivalued && operator.family != Family::Null => {
            let message = format_args!("`{short}` has several values");
            let problem = Problem::new(Code::MissingQuantifier, span, message);
            cx.problem(problem.help("say ForAnyValue or ForAllValues before the operator"));
        }
        _ => {}
    }
    if !cx.grants() || required(cx, key) {
        return;
    }
    if operator.quantifier == Some(Quantifier::All) {
        let message = format_args!("requests without `{short}` pass");
        let problem = Problem::new(Code::ForAllValuesAllow, span, message);
        cx.problem(problem.help(format!("add `\"Null\": {{\"{short}\": \"false\"}}`")));
    } else if operator.if_exists && !operator.negated {
        let message = format_args!("requests without `{short}` pass");
        let problem = Problem::new(Code::IfExistsAllow, span, message);
        cx.problem(
            problem.help("use the operator without IfExists, unless such requests are meant"),
        );
    }
}

/// Whether the statement says that requests must have the key.
fn required(cx: &Cx<'_>, key: &str) -> bool {
    cx.statement.condition.iter().any(|(name, keys)| {
        let operator = Operator::parse(name);
        let same = |other: &&String| other.eq_ignore_ascii_case(key);
        let Some(values) = keys.keys().find(same).and_then(|it| keys.get(it)) else {
            return false;
        };
        match operator {
            Some(it) if it.family == Family::Null => {
                values.iter().all(|it| it.eq_ignore_ascii_case("false"))
            }
            Some(it) => !it.negated && !it.if_exists && it.quantifier != Some(Quantifier::All),
            None => false,
        }
    })
}

/// Access keys make requests without aws:MultiFactorAuthPresent, so that `false` is no test of theirs.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent>
fn mfa(cx: &mut Cx<'_>, operator: Operator, key: &str, values: &[String], span: Span) {
    if !key.eq_ignore_ascii_case("aws:MultiFactorAuthPresent") {
        return;
    }
    let negative = values.iter().any(|it| it.eq_ignore_ascii_case("false"));
    let allow = cx.statement.effect == Effect::Allow;
    let present = matches!(operator.family, Family::Bool | Family::Text);
    let (message, help) = match (allow, present, negative) {
        (true, true, true) => (
            "requests without mfa are allowed",
            "to ask for mfa, allow with `\"true\"`",
        ),
        (true, true, false) if operator.if_exists => (
            "requests of access keys have no such key, and pass",
            "use Bool without IfExists",
        ),
        (false, true, true) if !operator.if_exists => (
            "requests of access keys have no such key, and are not denied",
            "use BoolIfExists",
        ),
        (true, false, _) if operator.family == Family::Null && negative => (
            "whether the key is there does not say whether mfa was used",
            "use Bool with `\"true\"`",
        ),
        _ => return,
    };
    cx.problem(Problem::new(Code::MfaPattern, span, message).help(help));
}
