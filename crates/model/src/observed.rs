//! What an audit can honestly say about one attribute.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

/// The key that marks a value as unknown in JSON.
pub const UNKNOWN: &str = "$unknown";

/// One attribute: its value, the fact that there is none, or the reason why we do not know.
///
/// `Absent` is a fact about the cloud. `Unknown` is a fact about us.
///
/// In JSON: the value itself, `null`, or `{"$unknown": {"action": …, "reason": …}}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Observed<T> {
    /// Read, and this is what it said.
    Known(T),
    /// Read, and the cloud says that nothing is configured.
    #[default]
    Absent,
    /// Not read.
    Unknown(Gap),
}

/// Why something is unknown: the call that would have told, and what became of it.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// The permission that the call needs, as in a policy: `kms:GetKeyPolicy`.
    #[serde(default)]
    pub action: Cow<'static, str>,
    /// What became of the call.
    pub reason: Reason,
    /// The error code that the service answered with, when there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What became of a call that told us nothing.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The service refused: the credentials lack the permission.
    AccessDenied,
    /// The service kept asking us to slow down until our patience ended.
    Throttled,
    /// The endpoint does not implement the call.
    Unsupported,
    /// The answer could not be understood.
    Malformed,
    /// No answer in time.
    Timeout,
    /// No connection.
    Unreachable,
    /// The credentials are missing, expired or invalid.
    Credentials,
    /// The resource went away between listing it and asking about it.
    Gone,
    /// The service failed.
    #[default]
    Failed,
    /// The call was not made: what it needs was itself unknown, or its service was left out.
    NotCollected,
    /// Refused by Bartizan itself: the collector had not declared the call.
    Undeclared,
}

impl Reason {
    /// The reason in words for a person.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::AccessDenied => "access denied",
            Self::Throttled => "throttled",
            Self::Unsupported => "not supported by the endpoint",
            Self::Malformed => "malformed answer",
            Self::Timeout => "no answer in time",
            Self::Unreachable => "no connection",
            Self::Credentials => "credentials not accepted",
            Self::Gone => "went away during the audit",
            Self::Failed => "the service failed",
            Self::NotCollected => "not collected",
            Self::Undeclared => "not declared by its collector",
        }
    }
}

impl<T> Observed<T> {
    /// What a snapshot says of an attribute that was not asked for when it was made: the default of every attribute
    /// that came after the first version, so that old snapshots load and pass nothing that they did not see.
    #[must_use]
    pub fn not_collected() -> Self {
        Self::Unknown(Gap {
            reason: Reason::NotCollected,
            ..Gap::default()
        })
    }

    /// The value, when it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Absent | Self::Unknown(_) => None,
        }
    }

    /// The gap, when it is unknown.
    pub fn gap(&self) -> Option<&Gap> {
        match self {
            Self::Unknown(gap) => Some(gap),
            Self::Known(_) | Self::Absent => None,
        }
    }

    /// The same observation, borrowed.
    pub fn as_ref(&self) -> Observed<&T> {
        match self {
            Self::Known(value) => Observed::Known(value),
            Self::Absent => Observed::Absent,
            Self::Unknown(gap) => Observed::Unknown(gap.clone()),
        }
    }

    /// Changes a known value and leaves the rest.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Observed<U> {
        self.and_then(|value| Observed::Known(f(value)))
    }

    /// Looks further into a known value and leaves the rest.
    pub fn and_then<U>(self, f: impl FnOnce(T) -> Observed<U>) -> Observed<U> {
        match self {
            Self::Known(value) => f(value),
            Self::Absent => Observed::Absent,
            Self::Unknown(gap) => Observed::Unknown(gap),
        }
    }

    /// Takes a known part that may be missing: `None` is a fact about the cloud.
    pub fn part<U>(&self, f: impl FnOnce(&T) -> Option<U>) -> Observed<U> {
        self.as_ref().and_then(|value| f(value).into())
    }

    /// The value where nothing is configured.
    pub fn or_when_absent(self, value: T) -> Self {
        match self {
            Self::Absent => Self::Known(value),
            other => other,
        }
    }
}

impl<T> From<Option<T>> for Observed<T> {
    /// `None` becomes `Absent`: use it only on an answer that was read.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Known)
    }
}

impl<T> From<Result<T, Gap>> for Observed<T> {
    fn from(value: Result<T, Gap>) -> Self {
        value.map_or_else(Self::Unknown, Self::Known)
    }
}

impl<T: Serialize> Serialize for Observed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => value.serialize(serializer),
            Self::Absent => serializer.serialize_unit(),
            Self::Unknown(gap) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(UNKNOWN, gap)?;
                map.end()
            }
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Observed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObservedVisitor(std::marker::PhantomData))
    }
}

struct ObservedVisitor<T>(std::marker::PhantomData<T>);

/// Forwards a scalar to the inner type.
macro_rules! forward {
    ($($visit:ident: $ty:ty => $via:ident),* $(,)?) => {$(
        fn $visit<E: de::Error>(self, value: $ty) -> Result<Self::Value, E> {
            T::deserialize(de::value::$via::new(value)).map(Observed::Known)
        }
    )*};
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObservedVisitor<T> {
    type Value = Observed<T>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value, null, or {\"$unknown\": {…}}")
    }

    forward! {
        visit_bool: bool => BoolDeserializer,
        visit_i64: i64 => I64Deserializer,
        visit_u64: u64 => U64Deserializer,
        visit_f64: f64 => F64Deserializer,
        visit_str: &str => StrDeserializer,
        visit_string: String => StringDeserializer,
        visit_borrowed_str: &'de str => BorrowedStrDeserializer,
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Observed::Absent)
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Observed::Absent)
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        T::deserialize(de::value::SeqAccessDeserializer::new(seq)).map(Observed::Known)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Some(key) = map.next_key::<Cow<'de, str>>()? else {
            return T::deserialize(de::value::MapAccessDeserializer::new(map)).map(Observed::Known);
        };
        // A tag may be called `$unknown` too; its value is a string, a gap is an object.
        if key == UNKNOWN {
            return match map.next_value::<GapOrText>()? {
                GapOrText::Gap(gap) => Ok(Observed::Unknown(gap)),
                GapOrText::Text(text) => {
                    let rest = Replay {
                        key: Some(key),
                        first: Some(text),
                        rest: map,
                    };
                    T::deserialize(de::value::MapAccessDeserializer::new(rest)).map(Observed::Known)
                }
            };
        }
        let rest = Replay {
            key: Some(key),
            first: None,
            rest: map,
        };
        T::deserialize(de::value::MapAccessDeserializer::new(rest)).map(Observed::Known)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum GapOrText {
    Gap(Gap),
    Text(String),
}

/// A map whose first key, and perhaps its value, was already read.
struct Replay<'de, A> {
    key: Option<Cow<'de, str>>,
    first: Option<String>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Replay<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.key.take() {
            Some(key) => seed
                .deserialize(de::value::CowStrDeserializer::new(key))
                .map(Some),
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: de::DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, A::Error> {
        match self.first.take() {
            Some(text) => seed.deserialize(de::value::StringDeserializer::new(text)),
            None => self.rest.next_value_seed(seed),
        }
    }
}

impl<T: JsonSchema> JsonSchema for Observed<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Observed_{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        let gap = generator.subschema_for::<Gap>();
        json_schema!({
            "anyOf": [
                value,
                { "type": "null" },
                {
                    "type": "object",
                    "properties": { (UNKNOWN): gap },
                    "required": [UNKNOWN],
                    "additionalProperties": false
                }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeMap;

    use super::*;

    type Tags = Observed<BTreeMap<String, String>>;

    #[test]
    fn the_three_states_read_back_as_themselves() {
        let gap = Gap {
            action: "kms:GetKeyPolicy".into(),
            reason: Reason::AccessDenied,
            code: None,
        };
        for value in [
            Observed::Known(true),
            Observed::Absent,
            Observed::Unknown(gap),
        ] {
            let text = serde_json::to_string(&value).unwrap();
            assert_eq!(
                serde_json::from_str::<Observed<bool>>(&text).unwrap(),
                value,
                "{text}"
            );
        }
    }

    #[test]
    fn a_tag_named_like_the_marker_is_still_a_tag() {
        for text in [
            r#"{"$unknown":"x"}"#,
            r#"{"$unknown":"x","b":"c"}"#,
            r#"{"a":"b","c":"d"}"#,
            "{}",
        ] {
            let tags: Tags = serde_json::from_str(text).unwrap();
            assert!(tags.known().is_some(), "{text}");
            assert_eq!(serde_json::to_string(&tags).unwrap(), text);
        }
    }
}
