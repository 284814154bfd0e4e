//! Condition operators, as far as it matters whom they let through.

/// An operator taken apart: `ForAnyValue:StringNotLikeIfExists` and the like.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operator {
    /// How it compares.
    pub(super) compares: Compares,
    /// Whether it holds for the values that are not listed.
    pub(super) negated: bool,
    quantifier: Quantifier,
    if_exists: bool,
}

/// How an operator compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compares {
    /// Text, in which `*` and `?` are characters.
    Text,
    /// Text with `*` and `?` anywhere.
    Like,
    /// ARNs, with `*` and `?` inside each of the parts.
    Arn,
    /// Address ranges.
    Address,
    /// `true` or `false`.
    Bool,
    /// Whether the key is there at all.
    Null,
    /// In a way that names nobody: numbers, dates, bytes.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantifier {
    None,
    All,
    Any,
}

impl Operator {
    /// Reads an operator's name; case does not count.
    pub(super) fn parse(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let (quantifier, name) = match name.split_once(':') {
            Some(("forallvalues", rest)) => (Quantifier::All, rest),
            Some(("foranyvalue", rest)) => (Quantifier::Any, rest),
            _ => (Quantifier::None, name.as_str()),
        };
        let (name, if_exists) = match name.strip_suffix("ifexists") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let (compares, negated) = match name {
            "stringequals" | "stringequalsignorecase" => (Compares::Text, false),
            "stringnotequals" | "stringnotequalsignorecase" => (Compares::Text, true),
            "stringlike" => (Compares::Like, false),
            "stringnotlike" => (Compares::Like, true),
            // ArnEquals and ArnLike behave identically.
            "arnequals" | "arnlike" => (Compares::Arn, false),
            "arnnotequals" | "arnnotlike" => (Compares::Arn, true),
            "ipaddress" => (Compares::Address, false),
            "notipaddress" => (Compares::Address, true),
            "bool" => (Compares::Bool, false),
            "null" => (Compares::Null, false),
            _ => (Compares::Other, false),
        };
        Self {
            compares,
            negated,
            quantifier,
            if_exists,
        }
    }

    /// Whether it holds only when the key is there and has a listed value. `IfExists` and `ForAllValues` hold
    /// when the key is missing, unless a `Null` condition asks for the key.
    pub(super) fn asks_for_listed(self, key_is_there: bool) -> bool {
        let holds_without = self.if_exists || self.quantifier == Quantifier::All;
        !self.negated && (!holds_without || key_is_there)
    }

    /// Whether, in a Deny, only callers with a listed value escape: it must hold when the key is missing, as negated
    /// operators do, except under `ForAnyValue`.
    pub(super) fn spares_only_listed(self) -> bool {
        self.negated && self.quantifier != Quantifier::Any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_key_narrows_nothing() {
        for (name, asks, guarded, spares) in [
            ("StringEquals", true, true, false),
            ("stringequals", true, true, false),
            ("StringEqualsIfExists", false, true, false),
            ("ForAllValues:StringLike", false, true, false),
            ("ForAnyValue:StringLike", true, true, false),
            ("StringNotEquals", false, false, true),
            ("StringNotEqualsIfExists", false, false, true),
            ("ForAllValues:StringNotLike", false, false, true),
            ("ForAnyValue:StringNotLike", false, false, false),
            ("NotIpAddress", false, false, true),
        ] {
            let operator = Operator::parse(name);
            assert_eq!(operator.asks_for_listed(false), asks, "{name}");
            assert_eq!(operator.asks_for_listed(true), guarded, "{name}");
            assert_eq!(operator.spares_only_listed(), spares, "{name}");
        }
    }
}
