//! The values of a condition, typed by its operator.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ipnet::IpNet;
use std::net::IpAddr;

use super::date::{self, Moment};
use super::operator::Base;
use crate::arn::ArnPattern;
use crate::glob::{Match, Pattern};
use crate::template::{Lookup, Resolved, Syntax, Token, tokens};

/// What one value of the request is compared with: it matches when it matches one of these.
///
/// Values that are not of the operator's type match nothing and are dropped.
#[derive(Debug, Clone)]
pub(super) enum Values {
    /// Equality or wildcards; the pattern knows.
    Text(Box<[Pattern]>),
    IgnoringCase(Box<[Box<[Token]>]>),
    Arn(Box<[ArnPattern]>),
    Number(Compare, Box<[f64]>),
    Date(Compare, Box<[Moment]>),
    Bool {
        yes: bool,
        no: bool,
    },
    Binary(Box<[Vec<u8>]>),
    Ip(Box<[IpNet]>),
    /// What `Null` says of a missing and of a present key.
    Null {
        or: (bool, bool),
    },
    Unsupported,
}

/// How a number or date of the request stands to the policy's.
#[derive(Debug, Clone, Copy)]
pub(super) enum Compare {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Compare {
    fn holds<T: PartialOrd>(self, request: &T, policy: &T) -> bool {
        match self {
            Self::Equal => request == policy,
            Self::Less => request < policy,
            Self::LessOrEqual => request <= policy,
            Self::Greater => request > policy,
            Self::GreaterOrEqual => request >= policy,
        }
    }
}

impl Values {
    pub(super) fn new(base: Base, values: &[String], variables: bool) -> Self {
        let text = |wildcards| Syntax {
            wildcards,
            variables,
        };
        match base {
            Base::StringEquals | Base::StringLike => Self::Text(
                values
                    .iter()
                    .map(|value| Pattern::new(value, text(base == Base::StringLike)))
                    .collect(),
            ),
            Base::StringEqualsIgnoreCase => Self::IgnoringCase(
                values
                    .iter()
                    .map(|value| tokens(value, text(false)).into())
                    .collect(),
            ),
            Base::ArnEquals | Base::ArnLike => Self::Arn(
                values
                    .iter()
                    .map(|value| ArnPattern::new(value, variables))
                    .collect(),
            ),
            Base::IpAddress => Self::Ip(values.iter().filter_map(|value| network(value)).collect()),
            Base::BinaryEquals => Self::Binary(
                values
                    .iter()
                    .filter_map(|value| STANDARD.decode(value).ok())
                    .collect(),
            ),
            Base::Bool => {
                let (yes, no) = truths(values);
                Self::Bool { yes, no }
            }
            Base::Null => Self::Null { or: truths(values) },
            Base::Unsupported => Self::Unsupported,
            Base::NumericEquals => Self::numbers(Compare::Equal, values),
            Base::NumericLessThan => Self::numbers(Compare::Less, values),
            Base::NumericLessThanEquals => Self::numbers(Compare::LessOrEqual, values),
            Base::NumericGreaterThan => Self::numbers(Compare::Greater, values),
            Base::NumericGreaterThanEquals => Self::numbers(Compare::GreaterOrEqual, values),
            Base::DateEquals => Self::dates(Compare::Equal, values),
            Base::DateLessThan => Self::dates(Compare::Less, values),
            Base::DateLessThanEquals => Self::dates(Compare::LessOrEqual, values),
            Base::DateGreaterThan => Self::dates(Compare::Greater, values),
            Base::DateGreaterThanEquals => Self::dates(Compare::GreaterOrEqual, values),
        }
    }

    fn numbers(compare: Compare, values: &[String]) -> Self {
        Self::Number(compare, values.iter().filter_map(|v| number(v)).collect())
    }

    fn dates(compare: Compare, values: &[String]) -> Self {
        Self::Date(
            compare,
            values.iter().filter_map(|v| date::parse(v)).collect(),
        )
    }

    /// Whether one value of the request matches one of these.
    pub(super) fn matches(&self, value: &str, lookup: &impl Lookup) -> Match {
        match self {
            Self::Text(patterns) => first(patterns, |pattern| pattern.matches(value, lookup)),
            Self::IgnoringCase(texts) => first(texts, |text| same_text(text, value, lookup)),
            Self::Arn(patterns) => first(patterns, |pattern| pattern.matches(value, lookup)),
            Self::Number(compare, numbers) => number(value)
                .is_some_and(|value| numbers.iter().any(|n| compare.holds(&value, n)))
                .into(),
            Self::Date(compare, dates) => date::parse(value)
                .is_some_and(|value| dates.iter().any(|d| compare.holds(&value, d)))
                .into(),
            Self::Bool { yes, no } => {
                let value = value.trim();
                (*yes && value.eq_ignore_ascii_case("true")
                    || *no && value.eq_ignore_ascii_case("false"))
                .into()
            }
            Self::Binary(wanted) => STANDARD
                .decode(value)
                .is_ok_and(|bytes| wanted.contains(&bytes))
                .into(),
            Self::Ip(networks) => value
                .parse::<IpAddr>()
                .is_ok_and(|ip| networks.iter().any(|network| network.contains(&ip)))
                .into(),
            Self::Null { .. } | Self::Unsupported => Match::Unknown,
        }
    }
}

fn first<T>(items: &[T], matches: impl Fn(&T) -> Match) -> Match {
    let mut result = Match::No;
    for item in items {
        match matches(item) {
            Match::Yes => return Match::Yes,
            Match::Unknown => result = Match::Unknown,
            Match::No => {}
        }
    }
    result
}

/// Equality with case folded, variables put in one after the other.
fn same_text(tokens: &[Token], value: &str, lookup: &impl Lookup) -> Match {
    let mut wanted = String::new();
    for token in tokens {
        match token {
            Token::Text(text) => wanted.push_str(text),
            Token::Var(variable) => match lookup.variable(variable) {
                Resolved::Text(text) => wanted.push_str(text),
                Resolved::Missing => return Match::No,
                Resolved::Unknown => return Match::Unknown,
            },
            Token::Any | Token::One => {}
        }
    }
    let folded = |text: &str| {
        text.chars()
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    (folded(&wanted) == folded(value)).into()
}

/// Whether `true` and whether `false` is among the values.
fn truths(values: &[String]) -> (bool, bool) {
    let has = |wanted: &str| {
        values
            .iter()
            .any(|value| value.trim().eq_ignore_ascii_case(wanted))
    };
    (has("true"), has("false"))
}

/// A decimal number; nothing else that Rust would read as one.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let shaped = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'));
    if shaped { text.parse().ok() } else { None }
}

/// An address or a CIDR range; an address without a length is that address alone.
fn network(text: &str) -> Option<IpNet> {
    let text = text.trim();
    match text.parse::<IpNet>() {
        Ok(network) => Some(network),
        Err(_) => text.parse::<IpAddr>().ok().map(IpNet::from),
    }
}
