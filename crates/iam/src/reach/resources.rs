//! The resources that a caller's own policies speak of.

use std::collections::BTreeSet;

use crate::compile::{Asked, Rule};
use crate::condition::Facts;
use crate::context::{Context, Value};
use crate::decide::{Caller, Mode, follows};
use crate::dictionary::Dictionary;
use crate::document::Effect;
use crate::glob::Pattern;
use crate::patterns::meet;
use crate::principal::PrincipalKind;
use crate::template::Token;

/// What is known of one caller's requests.
struct Own<'a>(&'a Caller, &'a Context);

impl Facts for Own<'_> {
    fn value(&self, key: &crate::context::Key) -> Value<'_> {
        let derived = |derived| follows(derived, self.0, None, Mode::Discovery);
        let given = self.1.get(key);
        given.unwrap_or_else(|| key.derived.map_or(Value::Unknown, derived))
    }
}

impl Caller {
    /// Patterns of the resources for which some policy of the caller (its own, its groups', its boundary, …) allows the
    /// action, as far as AWS has such resources for it: to be asked about, since what one policy allows another may not.
    /// An action without a resource gives `*` alone. Policies that were not read give nothing.
    #[must_use]
    pub fn resources(&self, action: &str, context: &Context) -> BTreeSet<String> {
        let asked = Asked::new(action);
        let facts = Own(self, context);
        let mut found = BTreeSet::new();
        let policies = [&self.identity, &self.groups].into_iter().flatten();
        let limits = [&self.boundary, &self.session]
            .into_iter()
            .flatten()
            .flatten();
        let scps = self.scps.iter().flatten();
        for attached in policies.chain(limits).chain(scps) {
            let rules = attached.policy().into_iter();
            for (_, rule) in rules.flat_map(|policy| policy.rules_for(&asked)) {
                if rule.effect == Effect::Allow {
                    named(rule, &facts, &mut found);
                }
            }
        }
        if self.principal.kind() == PrincipalKind::Root {
            found.insert("*".to_owned());
        }
        if let Some(listed) = Dictionary::get().action(action) {
            let forms: Vec<&str> = listed
                .resources()
                .map(|it| it.resource_type.arn_pattern())
                .collect();
            let has = |form: &&str, pattern: &str| meet(form.as_bytes(), pattern.as_bytes());
            match forms.as_slice() {
                [] => {
                    let any = found.contains("*");
                    found.clear();
                    found.extend(any.then(|| "*".to_owned()));
                }
                forms => {
                    found.retain(|it| it == "*" || forms.iter().any(|form| has(form, it)));
                }
            }
        }
        found
    }
}

fn named(rule: &Rule, facts: &impl Facts, found: &mut BTreeSet<String>) {
    match rule.resources() {
        (_, true) => {
            found.insert("*".to_owned());
        }
        (patterns, false) => found.extend(patterns.iter().map(|it| text(it, facts))),
    }
}

/// The pattern as text, with the values of variables where they are known.
fn text(pattern: &Pattern, facts: &impl Facts) -> String {
    let piece = |token: Token| match token {
        Token::Text(text) => text.to_string(),
        Token::Any => "*".to_owned(),
        Token::One => "?".to_owned(),
        Token::Var(variable) => match facts.value(&variable.key) {
            Value::One(value) => value.to_owned(),
            _ => "*".to_owned(),
        },
    };
    let whole: String = pattern.tokens().into_iter().map(piece).collect();
    whole.replace("**", "*")
}
