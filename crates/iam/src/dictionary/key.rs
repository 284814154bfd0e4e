//! Condition keys.

/// What the values of a condition key are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataType {
    /// Text.
    Text,
    /// An ARN.
    Arn,
    /// True or false.
    Bool,
    /// A number.
    Number,
    /// A moment.
    Date,
    /// An IP address.
    Address,
    /// Bytes, in base64.
    Binary,
}

/// A condition key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConditionKey<'a> {
    /// Its name; where a part differs from use to use, a placeholder stands, as in `aws:RequestTag/${TagKey}`.
    pub name: &'a str,
    /// What its values are.
    pub data_type: DataType,
    /// Whether a request has several values of it, which `ForAllValues` and `ForAnyValue` are for.
    pub multivalued: bool,
}

/// As [`ConditionKey`], with its name taken apart.
#[derive(Debug)]
pub(super) struct Key {
    name: &'static str,
    data_type: DataType,
    multivalued: bool,
    /// What is before the first placeholder, and what is after the last.
    ends: Option<(&'static str, &'static str)>,
}

impl Key {
    /// A key from its name and the letter of its type.
    pub(super) fn read(name: &'static str, letter: &str) -> Option<Self> {
        let (data_type, multivalued) = match letter {
            "s" => (DataType::Text, false),
            "S" => (DataType::Text, true),
            "a" => (DataType::Arn, false),
            "A" => (DataType::Arn, true),
            "b" => (DataType::Bool, false),
            "B" => (DataType::Bool, true),
            "n" => (DataType::Number, false),
            "d" => (DataType::Date, false),
            "i" => (DataType::Address, false),
            "y" => (DataType::Binary, false),
            _ => return None,
        };
        Some(Self {
            name,
            data_type,
            multivalued,
            ends: ends(name),
        })
    }

    pub(super) fn public(&self) -> ConditionKey<'_> {
        ConditionKey {
            name: self.name,
            data_type: self.data_type,
            multivalued: self.multivalued,
        }
    }

    /// Whether `name` is this key, something standing where the placeholder does.
    pub(super) fn is(&self, name: &str) -> bool {
        let Some((start, end)) = self.ends else {
            return self.name.eq_ignore_ascii_case(name);
        };
        let cut = |from: usize, to: usize| name.get(from..to).unwrap_or_default();
        let tail = name.len().saturating_sub(end.len());
        tail > start.len()
            && cut(0, start.len()).eq_ignore_ascii_case(start)
            && cut(tail, name.len()).eq_ignore_ascii_case(end)
    }
}

/// What is around the placeholders of a name: `${TagKey}`, `<key>`, or the `tag-key` of old pages.
fn ends(name: &'static str) -> Option<(&'static str, &'static str)> {
    if let Some(start) = name.strip_suffix("/tag-key") {
        return name.get(..start.len() + 1).map(|start| (start, ""));
    }
    let start = name.find("${").or_else(|| name.find('<'))?;
    let end = name.rfind(['}', '>'])?;
    Some((name.get(..start)?, name.get(end + 1..)?))
}
