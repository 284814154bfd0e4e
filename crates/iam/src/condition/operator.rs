//! The names of condition operators, taken apart.

use super::value::Values;
use crate::residual::NOT_NULL;

/// Which comparison an operator makes, its negation, quantifier and `IfExists` aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    NumericEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    BinaryEquals,
    IpAddress,
    ArnEquals,
    ArnLike,
    Null,
    /// No operator that AWS documents.
    Unsupported,
}

/// How an operator goes about several values in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    /// None: for keys with one value.
    Plain,
    /// `ForAllValues:`
    All,
    /// `ForAnyValue:`
    Any,
}

/// An operator's name, taken apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operator {
    pub(super) base: Base,
    pub(super) negated: bool,
    pub(super) quantifier: Quantifier,
    pub(super) if_exists: bool,
}

/// Every comparison with its name and the name of its negation, where there is one.
const NAMES: &[(Base, &str, &str)] = &[
    (Base::StringEquals, "StringEquals", "StringNotEquals"),
    (
        Base::StringEqualsIgnoreCase,
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
    ),
    (Base::StringLike, "StringLike", "StringNotLike"),
    (Base::NumericEquals, "NumericEquals", "NumericNotEquals"),
    (Base::NumericLessThan, "NumericLessThan", ""),
    (Base::NumericLessThanEquals, "NumericLessThanEquals", ""),
    (Base::NumericGreaterThan, "NumericGreaterThan", ""),
    (
        Base::NumericGreaterThanEquals,
        "NumericGreaterThanEquals",
        "",
    ),
    (Base::DateEquals, "DateEquals", "DateNotEquals"),
    (Base::DateLessThan, "DateLessThan", ""),
    (Base::DateLessThanEquals, "DateLessThanEquals", ""),
    (Base::DateGreaterThan, "DateGreaterThan", ""),
    (Base::DateGreaterThanEquals, "DateGreaterThanEquals", ""),
    (Base::Bool, "Bool", ""),
    (Base::BinaryEquals, "BinaryEquals", ""),
    (Base::IpAddress, "IpAddress", "NotIpAddress"),
    (Base::ArnEquals, "ArnEquals", "ArnNotEquals"),
    (Base::ArnLike, "ArnLike", "ArnNotLike"),
    (Base::Null, "Null", ""),
];

impl Operator {
    /// Takes a name apart; case does not count.
    pub(super) fn parse(name: &str) -> Self {
        let (quantifier, rest) = if let Some(rest) = strip_prefix(name, "ForAllValues:") {
            (Quantifier::All, rest)
        } else if let Some(rest) = strip_prefix(name, "ForAnyValue:") {
            (Quantifier::Any, rest)
        } else {
            (Quantifier::Plain, name)
        };
        let (if_exists, rest) = match strip_suffix(rest, "IfExists") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let found = NAMES.iter().find_map(|(base, yes, no)| {
            if rest.eq_ignore_ascii_case(yes) {
                Some((*base, false))
            } else if rest.eq_ignore_ascii_case(no) && !no.is_empty() {
                Some((*base, true))
            } else {
                None
            }
        });
        let (base, negated) = match found {
            // `Null` takes neither a quantifier nor IfExists.
            Some((Base::Null, _)) if if_exists || quantifier != Quantifier::Plain => {
                (Base::Unsupported, false)
            }
            Some(found) => found,
            None => (Base::Unsupported, false),
        };
        Self {
            base,
            negated,
            quantifier,
            if_exists,
        }
    }

    /// What the operator says of a request that does not carry the key.
    pub(super) const fn when_missing(self) -> bool {
        match self.quantifier {
            Quantifier::All => true,
            Quantifier::Any => self.if_exists,
            Quantifier::Plain => self.if_exists || self.negated,
        }
    }

    /// The operator and its opposite as the atom of a formula shows them, and whether the
    /// operator itself is the opposite.
    ///
    /// `StringNotEquals` says exactly what `StringEquals` does not, also of a missing key, and
    /// `ForAllValues` what `ForAnyValue` of the negated comparison does not; one atom for both lets formulas shrink.
    pub(super) fn names(self, written: &str, values: &Values) -> (String, String, bool) {
        let Some((_, yes, no)) = NAMES.iter().find(|(base, ..)| *base == self.base) else {
            return (written.to_owned(), format!("not {written}"), false);
        };
        if let Values::Null { or } = values {
            return ("Null".into(), NOT_NULL.into(), *or == (false, true));
        }
        let negation = |name: &str| {
            if name.is_empty() {
                format!("not {yes}")
            } else {
                name.to_owned()
            }
        };
        let no = negation(no);
        let (own, other) = if self.negated {
            (no.as_str(), *yes)
        } else {
            (*yes, no.as_str())
        };
        let tail = if self.if_exists { "IfExists" } else { "" };
        match self.quantifier {
            // A missing key already satisfies a negated operator.
            Quantifier::Plain if self.negated => ((*yes).to_owned(), no.clone(), true),
            Quantifier::Plain => (
                format!("{own}{tail}"),
                if self.if_exists {
                    format!("present and {other}")
                } else {
                    other.to_owned()
                },
                false,
            ),
            Quantifier::All => (
                format!("ForAnyValue:{other}"),
                format!("ForAllValues:{own}"),
                true,
            ),
            Quantifier::Any if self.if_exists => (
                format!("ForAnyValue:{own}{tail}"),
                format!("not ForAnyValue:{own}{tail}"),
                false,
            ),
            Quantifier::Any => (
                format!("ForAnyValue:{own}"),
                format!("ForAllValues:{other}"),
                false,
            ),
        }
    }
}

fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn strip_suffix<'t>(text: &'t str, suffix: &str) -> Option<&'t str> {
    let (rest, tail) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    tail.eq_ignore_ascii_case(suffix).then_some(rest)
}
