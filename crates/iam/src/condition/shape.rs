//! What a test compares, for readers that look for values instead of judging one.

use ipnet::IpNet;

use super::operator::{Base, Operator, Quantifier};
use super::value::Values;
use super::{Facts, Test, Variables};
use crate::glob::Match;
use crate::template::{Syntax, Token, tokens};

/// The values of a test, by what they are.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// Texts or patterns; one of them has to match.
    Text(Vec<Vec<Token>>),
    /// Texts whose case does not count.
    IgnoringCase(Vec<Vec<Token>>),
    /// Patterns of which each of the six parts is matched by itself.
    Arn(Vec<Vec<Token>>),
    Number(Vec<f64>),
    /// Seconds and nanoseconds since 1970.
    Date(Vec<(i64, u32)>),
    Bool,
    /// In base64.
    Binary(Vec<Vec<u8>>),
    Ip(Vec<IpNet>),
    Null,
    Unsupported,
}

/// What a test asks of the values that a key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Demand {
    /// Some value is enough; otherwise every value has to be so.
    pub(crate) some: bool,
    /// Values that match; otherwise values that do not.
    pub(crate) matches: bool,
}

impl Test {
    /// What the test compares with. `values` and `variables` as it was made from.
    pub(crate) fn shape(&self, values: &[String], variables: bool) -> Shape {
        let read = |wildcards| {
            let syntax = Syntax {
                wildcards,
                variables,
            };
            values.iter().map(|text| tokens(text, syntax)).collect()
        };
        match &self.values {
            Values::Text(_) => Shape::Text(read(self.operator.base == Base::StringLike)),
            Values::IgnoringCase(_) => Shape::IgnoringCase(read(false)),
            Values::Arn(_) => Shape::Arn(read(true)),
            Values::Number(_, numbers) => Shape::Number(numbers.to_vec()),
            Values::Date(_, dates) => Shape::Date(dates.to_vec()),
            Values::Bool { .. } => Shape::Bool,
            Values::Binary(all) => Shape::Binary(all.to_vec()),
            Values::Ip(networks) => Shape::Ip(networks.to_vec()),
            Values::Null { .. } => Shape::Null,
            Values::Unsupported => Shape::Unsupported,
        }
    }

    /// What the key's values, of which there is at least one, have to be for the test to be `wanted`.
    /// Not for `Null`.
    pub(crate) const fn demand(&self, wanted: bool) -> Demand {
        let Operator {
            negated,
            quantifier,
            ..
        } = self.operator;
        // Without a quantifier the negation is of the whole: no value matches.
        let some = match quantifier {
            Quantifier::Plain => !negated,
            Quantifier::All => false,
            Quantifier::Any => true,
        };
        Demand {
            some: some == wanted,
            matches: negated != wanted,
        }
    }

    /// Whether it is for keys with several values.
    pub(crate) fn is_quantified(&self) -> bool {
        self.operator.quantifier != Quantifier::Plain
    }

    /// Whether one value matches, negation and quantifier aside.
    pub(crate) fn value_matches(&self, value: &str, facts: &impl Facts) -> Match {
        self.values.matches(value, &Variables(facts))
    }

    /// The key that is tested, in lower case.
    pub(crate) fn key(&self) -> &str {
        &self.key.name
    }
}
