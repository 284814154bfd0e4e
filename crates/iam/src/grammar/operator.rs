//! Condition operators.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

/// What an operator compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Text,
    Number,
    Date,
    Bool,
    Binary,
    Address,
    Arn,
    Null,
}

/// How an operator treats a key with several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantifier {
    All,
    Any,
}

/// An operator, taken apart. Case does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operator {
    pub(crate) family: Family,
    pub(crate) quantifier: Option<Quantifier>,
    pub(crate) negated: bool,
    /// Wildcards count in its values.
    pub(crate) like: bool,
    pub(crate) if_exists: bool,
}

/// Every operator: name, what it compares, whether it is negated, whether wildcards count.
const OPERATORS: [(&str, Family, bool, bool); 28] = [
    ("stringequals", Family::Text, false, false),
    ("stringnotequals", Family::Text, true, false),
    ("stringequalsignorecase", Family::Text, false, false),
    ("stringnotequalsignorecase", Family::Text, true, false),
    ("stringlike", Family::Text, false, true),
    ("stringnotlike", Family::Text, true, true),
    ("numericequals", Family::Number, false, false),
    ("numericnotequals", Family::Number, true, false),
    ("numericlessthan", Family::Number, false, false),
    ("numericlessthanequals", Family::Number, false, false),
    ("numericgreaterthan", Family::Number, false, false),
    ("numericgreaterthanequals", Family::Number, false, false),
    ("dateequals", Family::Date, false, false),
    ("datenotequals", Family::Date, true, false),
    ("datelessthan", Family::Date, false, false),
    ("datelessthanequals", Family::Date, false, false),
    ("dategreaterthan", Family::Date, false, false),
    ("dategreaterthanequals", Family::Date, false, false),
    ("bool", Family::Bool, false, false),
    ("binaryequals", Family::Binary, false, false),
    ("ipaddress", Family::Address, false, false),
    ("notipaddress", Family::Address, true, false),
    ("arnequals", Family::Arn, false, true),
    ("arnlike", Family::Arn, false, true),
    ("arnnotequals", Family::Arn, true, true),
    ("arnnotlike", Family::Arn, true, true),
    ("null", Family::Null, false, false),
    // Undocumented, but taken: the negation of Binary's only operator.
    ("binarynotequals", Family::Binary, true, false),
];

impl Operator {
    /// The operator of this name; none when AWS has none.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let (quantifier, rest) = if let Some(rest) = lower.strip_prefix("forallvalues:") {
            (Some(Quantifier::All), rest)
        } else if let Some(rest) = lower.strip_prefix("foranyvalue:") {
            (Some(Quantifier::Any), rest)
        } else {
            (None, lower.as_str())
        };
        let (base, if_exists) = match rest.strip_suffix("ifexists") {
            Some(base) => (base, true),
            None => (rest, false),
        };
        let &(_, family, negated, like) = OPERATORS.iter().find(|(name, ..)| *name == base)?;
        // Null asks whether the key exists, so neither makes sense of it.
        if family == Family::Null && (if_exists || quantifier.is_some()) {
            return None;
        }
        Some(Self {
            family,
            quantifier,
            negated,
            like,
            if_exists,
        })
    }
}
