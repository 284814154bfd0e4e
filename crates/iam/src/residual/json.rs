//! Formulas as JSON: `{"all": […]}`, `{"any": […]}`, and at the leaves
//! `{"key": …, "operator": …, "values": […]}` or what else is not known.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Atom, NOT_NULL, Residual, Wanted};

impl Serialize for Residual {
    /// Constants as `true` and `false`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Always => serializer.serialize_bool(true),
            Self::Never => serializer.serialize_bool(false),
            Self::Requirement { atom, holds } => atom.entries(*holds, serializer),
            Self::All(parts) => single("all", parts, serializer),
            Self::Any(parts) => single("any", parts, serializer),
        }
    }
}

fn single<S: Serializer>(
    name: &str,
    value: &impl Serialize,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(name, value)?;
    map.end()
}

impl Atom {
    fn entries<S: Serializer>(&self, holds: bool, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Condition(wanted) => wanted.entries(holds, &mut map)?,
            Self::Unsupported(wanted) => {
                wanted.entries(true, &mut map)?;
                map.serialize_entry("supported", &false)?;
                map.serialize_entry("holds", &holds)?;
            }
            Self::Resource(pattern) => {
                map.serialize_entry("resource", pattern.as_ref())?;
                map.serialize_entry("holds", &holds)?;
            }
            Self::Session(arn) => {
                map.serialize_entry("session", arn.as_ref())?;
                map.serialize_entry("holds", &holds)?;
            }
            Self::Unread { policy, denies } => {
                map.serialize_entry("unread", &policy.policy)?;
                map.serialize_entry("reason", &policy.reason)?;
                map.serialize_entry("effect", if *denies { "Deny" } else { "Allow" })?;
                map.serialize_entry("holds", &holds)?;
            }
        }
        map.end()
    }
}

impl Wanted {
    fn entries<M: SerializeMap>(&self, holds: bool, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("key", &self.key)?;
        if !holds && *self.inverse == *NOT_NULL {
            map.serialize_entry("operator", "Null")?;
            return map.serialize_entry("values", &["false"]);
        }
        let operator = if holds { &self.operator } else { &self.inverse };
        map.serialize_entry("operator", operator)?;
        map.serialize_entry("values", &self.values)
    }
}
