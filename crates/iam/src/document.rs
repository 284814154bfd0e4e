//! Policy documents as AWS accepts them, normalized to one shape.

use std::collections::BTreeMap;
use std::fmt;

use percent_encoding::percent_decode_str;
use schemars::JsonSchema;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

/// The largest document that is parsed, in bytes. The largest that AWS stores is a
/// 32 KiB KMS key policy; IAM's are smaller.
/// <https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html>
pub(crate) const LARGEST_DOCUMENT: usize = 256 * 1024;

/// A policy as its service stores it: identity, resource, trust or key policy.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct PolicyDocument {
    /// The version of the language. A document without one is read as 2008-10-17,
    /// in which policy variables are plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// A name that some services add; it has no effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The statements, in the order written. Order has no effect.
    #[serde(default, deserialize_with = "one_or_many")]
    #[schemars(with = "Vec<Statement>")]
    pub statement: Vec<Statement>,
}

/// One statement of a policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Statement {
    /// The author's label for the statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// Whom it names, in a resource, trust or key policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<Principals>,
    /// Everyone but these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_principal: Option<Principals>,
    /// Actions, with `*` and `?` as wildcards; case does not count.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "texts"
    )]
    #[schemars(with = "Vec<String>")]
    pub action: Vec<String>,
    /// Every action but these.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "texts"
    )]
    #[schemars(with = "Vec<String>")]
    pub not_action: Vec<String>,
    /// Resources by ARN, with wildcards.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "texts"
    )]
    #[schemars(with = "Vec<String>")]
    pub resource: Vec<String>,
    /// Every resource but these.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "texts"
    )]
    #[schemars(with = "Vec<String>")]
    pub not_resource: Vec<String>,
    /// Operator → condition key → values. All must hold.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "conditions"
    )]
    #[schemars(with = "BTreeMap<String, BTreeMap<String, Vec<String>>>")]
    pub condition: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// Whether a statement allows or denies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Effect {
    /// Grants, unless something denies.
    Allow,
    /// Refuses, whatever else grants.
    #[default]
    Deny,
}

/// Principals by kind: `AWS`, `Service`, `Federated`, `CanonicalUser`.
///
/// The bare `"Principal": "*"` is kept as `{"AWS": ["*"]}`, which AWS documents as its equal.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Principals(pub BTreeMap<String, Vec<String>>);

/// Why a text is not a policy document.
#[derive(Debug, thiserror::Error)]
pub enum InvalidPolicy {
    /// Longer than any document that AWS stores.
    #[error("the document is {0} bytes long, more than any policy that aws stores")]
    TooLong(usize),
    /// Percent-encoding that does not decode to UTF-8.
    #[error("the document is not utf-8 after url-decoding")]
    Encoding,
    /// Text that does not begin an object.
    #[error("not a policy document: it is no json object")]
    NotAnObject,
    /// JSON that is not a policy.
    #[error("not a policy document: {0}")]
    Json(#[from] serde_json::Error),
}

impl PolicyDocument {
    /// Reads a document from JSON text.
    ///
    /// # Errors
    /// When the text is not JSON, is not shaped like a policy, or is longer than any policy that AWS stores.
    pub fn parse(text: &str) -> Result<Self, InvalidPolicy> {
        if text.len() > LARGEST_DOCUMENT {
            return Err(InvalidPolicy::TooLong(text.len()));
        }
        // A list would be read as the fields in order, which no policy is.
        if !text.trim_start().starts_with('{') {
            return Err(InvalidPolicy::NotAnObject);
        }
        Ok(serde_json::from_str(text)?)
    }

    /// Reads a document from the URL-encoded JSON (RFC 3986) that IAM answers with.
    ///
    /// Plain JSON is accepted too, since some endpoints do not encode.
    ///
    /// # Errors
    /// As [`PolicyDocument::parse`], and when the decoded bytes are not UTF-8.
    pub fn parse_encoded(text: &str) -> Result<Self, InvalidPolicy> {
        if text.trim_start().starts_with('{') {
            return Self::parse(text);
        }
        let decoded = percent_decode_str(text)
            .decode_utf8()
            .map_err(|_| InvalidPolicy::Encoding)?;
        Self::parse(&decoded)
    }
}

/// Accepts a single value where a list is meant, as AWS does.
fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct OneOrMany<T>(std::marker::PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a value or a list of values")
        }

        fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
            T::deserialize(de::value::StrDeserializer::new(value)).map(|one| vec![one])
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            T::deserialize(de::value::MapAccessDeserializer::new(map)).map(|one| vec![one])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut many = Vec::new();
            while let Some(one) = seq.next_element()? {
                many.push(one);
            }
            Ok(many)
        }
    }

    deserializer.deserialize_any(OneOrMany(std::marker::PhantomData))
}

/// Accepts a string where a list of them is meant. A null in a list names nothing, and AWS takes it.
fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Texts;

    impl<'de> Visitor<'de> for Texts {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string or a list of strings")
        }

        fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok(vec![value.to_owned()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut many = Vec::new();
            while let Some(one) = seq.next_element::<Option<String>>()? {
                many.extend(one);
            }
            Ok(many)
        }
    }

    deserializer.deserialize_any(Texts)
}

/// A condition value: AWS takes strings, booleans and numbers and compares their text.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Scalar {
    Text(String),
    Bool(bool),
    Integer(i64),
    Natural(u64),
    Real(f64),
}

impl Scalar {
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Bool(value) => value.to_string(),
            Self::Integer(value) => value.to_string(),
            Self::Natural(value) => value.to_string(),
            Self::Real(value) => value.to_string(),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Scalars {
    One(Scalar),
    Many(Vec<Option<Scalar>>),
}

impl Scalars {
    fn into_texts(self) -> Vec<String> {
        match self {
            Self::One(value) => vec![value.into_text()],
            Self::Many(values) => values
                .into_iter()
                .flatten()
                .map(Scalar::into_text)
                .collect(),
        }
    }
}

type Conditions = BTreeMap<String, BTreeMap<String, Vec<String>>>;

fn conditions<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Conditions, D::Error> {
    let raw = Distinct::<Distinct<Scalars>>::deserialize(deserializer)?;
    Ok(raw
        .0
        .into_iter()
        .map(|(operator, keys)| {
            let keys = keys
                .0
                .into_iter()
                .map(|(key, values)| (key, values.into_texts()));
            (operator, keys.collect())
        })
        .collect())
}

/// A map in which no key stands twice: the first would be lost, and with it a condition.
struct Distinct<V>(BTreeMap<String, V>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Distinct<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<V>(std::marker::PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
            type Value = Distinct<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = BTreeMap::new();
                while let Some((key, value)) = map.next_entry::<String, V>()? {
                    if entries.insert(key, value).is_some() {
                        return Err(de::Error::custom("a key stands twice"));
                    }
                }
                Ok(Distinct(entries))
            }
        }

        deserializer.deserialize_map(Entries(std::marker::PhantomData))
    }
}

impl<'de> Deserialize<'de> for Principals {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ByKind;

        impl<'de> Visitor<'de> for ByKind {
            type Value = Principals;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"*\" or principals by kind")
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Principals, E> {
                if value != "*" {
                    return Err(E::invalid_value(de::Unexpected::Str(value), &self));
                }
                Ok(Principals(
                    [("AWS".to_owned(), vec!["*".to_owned()])].into(),
                ))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Principals, A::Error> {
                let mut kinds = BTreeMap::new();
                while let Some((kind, ids)) = map.next_entry::<String, Scalars>()? {
                    if kinds.insert(kind, ids.into_texts()).is_some() {
                        return Err(de::Error::custom("a kind of principal stands twice"));
                    }
                }
                Ok(Principals(kinds))
            }
        }

        deserializer.deserialize_any(ByKind)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    #[test]
    fn single_values_become_lists() {
        let policy = PolicyDocument::parse(
            r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": true}}}}"#,
        )
        .unwrap();
        let statement = &policy.statement[0];
        assert_eq!(statement.action, ["s3:GetObject"]);
        assert_eq!(statement.principal.as_ref().unwrap().0["AWS"], ["*"]);
        assert_eq!(statement.condition["Bool"]["aws:SecureTransport"], ["true"]);
    }

    #[test]
    fn url_encoded_documents_are_decoded_once() {
        let text = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3A%2A%22%2C%22Resource%22%3A%22arn%3Aaws%3As3%3A%3A%3Aa%252Fb%22%7D%5D%7D";
        let policy = PolicyDocument::parse_encoded(text).unwrap();
        assert_eq!(policy.statement[0].resource, ["arn:aws:s3:::a%2Fb"]);
    }

    #[test]
    fn normalized_documents_read_back_the_same() {
        let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":["1"],"Service":["s"]},"Action":["a:b"],"Resource":["*"],"Condition":{"Null":{"k":["true"]}}}]}"#;
        let policy = PolicyDocument::parse(text).unwrap();
        assert_eq!(serde_json::to_string(&policy).unwrap(), text);
    }

    #[test]
    fn what_is_not_a_policy_is_refused() {
        for text in [
            "",
            "[]",
            "{\"Statement\": 3}",
            "{\"Nope\": 1}",
            "{\"Statement\":{\"Effect\":\"allow\"}}",
            // Whoever reads the last of two drops a condition.
            r#"{"Statement":{"Effect":"Allow","Condition":{"Bool":{"a":"1"},"Bool":{"b":"1"}}}}"#,
            r#"{"Statement":{"Effect":"Allow","Condition":{"Bool":{"a":"1","a":"2"}}}}"#,
            r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"1","AWS":"2"}}}"#,
        ] {
            assert!(PolicyDocument::parse(text).is_err(), "{text}");
        }
        assert!(PolicyDocument::parse(&" ".repeat(LARGEST_DOCUMENT + 1)).is_err());
    }
}
