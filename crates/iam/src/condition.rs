//! Conditions: an operator, a key, and values, typed and parsed once.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::context::{Context, Key, Value};
use crate::decide::Mode;
use crate::glob::Match;
use crate::residual::{Atom, Residual, Wanted};
use crate::template::{Lookup, Resolved, Variable};

mod date;
mod operator;
mod shape;
mod value;

use operator::{Operator, Quantifier};
pub(crate) use shape::Shape;
use value::Values;

/// Where a condition finds the values of its keys.
pub(crate) trait Facts {
    /// What the request holds under the key.
    fn value(&self, key: &Key) -> Value<'_>;
}

/// Facts as the source of policy variables.
pub(crate) struct Variables<'f, F>(pub(crate) &'f F);

impl<F: Facts> Lookup for Variables<'_, F> {
    fn variable<'v>(&'v self, variable: &'v Variable) -> Resolved<'v> {
        let default = variable
            .default
            .as_deref()
            .map_or(Resolved::Missing, Resolved::Text);
        if variable.key.multivalued {
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-infotouse
            return Resolved::Missing;
        }
        match self.0.value(&variable.key) {
            Value::One(text) => Resolved::Text(text),
            Value::Many([one]) => Resolved::Text(one),
            Value::Many(_) => Resolved::Missing,
            Value::Missing => default,
            Value::Unknown => Resolved::Unknown,
        }
    }
}

/// A statement's conditions by themselves, without a request around them: for tools and tests.
///
/// ```
/// use bartizan_iam::{Conditions, Context, Mode, PolicyDocument, Residual};
/// let document = PolicyDocument::parse(
///     r#"{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*",
///         "Condition": {"Bool": {"aws:SecureTransport": "false"}}}}"#,
/// )?;
/// let conditions = Conditions::new(&document.statement[0].condition, false);
/// let plain = Context::from_iter([("aws:SecureTransport", "false")]);
/// assert_eq!(conditions.hold(&plain, Mode::Strict), Residual::Always);
/// assert_eq!(conditions.hold(&Context::new(), Mode::Strict), Residual::Never);
/// # Ok::<(), bartizan_iam::InvalidPolicy>(())
/// ```
#[derive(Debug, Clone)]
pub struct Conditions {
    tests: Box<[Test]>,
}

impl Conditions {
    /// Makes conditions ready, as [`Statement::condition`](crate::Statement::condition) has them.
    ///
    /// `variables`: whether `${…}` is a variable, as in documents of version 2012-10-17.
    #[must_use]
    pub fn new(
        conditions: &BTreeMap<String, BTreeMap<String, Vec<String>>>,
        variables: bool,
    ) -> Self {
        let tests = conditions.iter().flat_map(|(operator, keys)| {
            keys.iter()
                .map(move |(key, values)| Test::new(operator, key, values, variables))
        });
        Self {
            tests: tests.collect(),
        }
    }

    /// Whether all of them hold: `Always`, `Never`, or what it depends on.
    #[must_use]
    pub fn hold(&self, context: &Context, mode: Mode) -> Residual {
        self.all(&Given { context, mode }).simplify()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.tests.is_empty()
    }

    pub(crate) fn all(&self, facts: &impl Facts) -> Residual {
        let mut all = Residual::Always;
        for test in &self.tests {
            match test.holds(facts) {
                Residual::Always => {}
                Residual::Never => return Residual::Never,
                other => all = all.and(other),
            }
        }
        all
    }
}

/// A context alone as the source of facts.
struct Given<'c> {
    context: &'c Context,
    mode: Mode,
}

impl Facts for Given<'_> {
    fn value(&self, key: &Key) -> Value<'_> {
        match (self.context.get(key), self.mode) {
            (Some(value), _) => value,
            (None, Mode::Strict) => Value::Missing,
            (None, Mode::Discovery) => Value::Unknown,
        }
    }
}

/// One operator with one key: all of a statement's have to hold.
#[derive(Debug, Clone)]
pub(crate) struct Test {
    key: Key,
    operator: Operator,
    values: Values,
    wanted: Arc<Wanted>,
    /// Whether the atom that stands for this test when it is not known stands for its opposite.
    opposite: bool,
}

impl Test {
    pub(crate) fn new(operator: &str, key: &str, values: &[String], variables: bool) -> Self {
        let parsed = Operator::parse(operator);
        let typed = Values::new(parsed.base, values, variables);
        let mut texts: Vec<Box<str>> = values.iter().map(|v| v.as_str().into()).collect();
        texts.sort();
        texts.dedup();
        let literal = !variables && texts.iter().any(|text| text.contains("${"));
        let (name, inverse, opposite) = parsed.names(operator, &typed);
        if let Values::Null { .. } = typed {
            texts = vec!["true".into()];
        }
        Self {
            key: Key::new(key),
            operator: parsed,
            values: typed,
            wanted: Arc::new(Wanted {
                operator: name.into(),
                inverse: inverse.into(),
                key: key.into(),
                values: texts.into(),
                literal,
            }),
            opposite,
        }
    }

    /// Whether the test holds: a constant, or what would have to be so.
    pub(crate) fn holds(&self, facts: &impl Facts) -> Residual {
        if matches!(self.values, Values::Unsupported) {
            return Residual::atom(Atom::Unsupported(Arc::clone(&self.wanted)), true);
        }
        match self.evaluate(facts) {
            Match::Yes => Residual::Always,
            Match::No => Residual::Never,
            Match::Unknown => {
                Residual::atom(Atom::Condition(Arc::clone(&self.wanted)), !self.opposite)
            }
        }
    }

    fn evaluate(&self, facts: &impl Facts) -> Match {
        let found = facts.value(&self.key);
        if let Values::Null { or } = self.values {
            return match found {
                Value::Unknown => match or {
                    (true, true) => Match::Yes,
                    (false, false) => Match::No,
                    _ => Match::Unknown,
                },
                Value::Missing => or.0.into(),
                Value::One(_) | Value::Many(_) => or.1.into(),
            };
        }
        match found {
            Value::Unknown => Match::Unknown,
            Value::Missing => self.operator.when_missing().into(),
            // A set of nothing but an empty text counts as no set at all.
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
            Value::One("") if self.operator.quantifier != Quantifier::Plain => {
                self.operator.when_missing().into()
            }
            Value::One(one) => self.combine(std::iter::once(one), facts),
            Value::Many(many) => self.combine(many.iter().map(|v| &**v), facts),
        }
    }

    /// The quantifier over the request's values.
    fn combine<'v>(&self, values: impl Iterator<Item = &'v str>, facts: &impl Facts) -> Match {
        let Operator {
            quantifier,
            negated,
            ..
        } = self.operator;
        // A negated operator without a quantifier: none of the request's values matches.
        let each_negated = negated && quantifier != Quantifier::Plain;
        let all = quantifier == Quantifier::All;
        let mut result = Match::from(all);
        for value in values {
            let one = self.values.matches(value, &Variables(facts));
            match if each_negated { opposite(one) } else { one } {
                Match::Unknown => result = Match::Unknown,
                Match::Yes if !all => return finish(Match::Yes, negated && !each_negated),
                Match::No if all => return finish(Match::No, negated && !each_negated),
                _ => {}
            }
        }
        finish(result, negated && !each_negated)
    }
}

fn finish(result: Match, negate: bool) -> Match {
    if negate { opposite(result) } else { result }
}

const fn opposite(result: Match) -> Match {
    match result {
        Match::Yes => Match::No,
        Match::No => Match::Yes,
        Match::Unknown => Match::Unknown,
    }
}

#[cfg(test)]
#[path = "condition/tests.rs"]
mod tests;
