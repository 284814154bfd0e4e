//! The request context: what is known about a request beside who, what and on what.

use std::collections::BTreeMap;

use crate::dictionary::Dictionary;

/// The values of context keys, by lower-case name.
///
/// What is not here is *missing* in [`Mode::Strict`](crate::Mode::Strict) and *not known* in
/// [`Mode::Discovery`](crate::Mode::Discovery), unless it was said to be [absent](Context::absent).
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
///
/// ```
/// use bartizan_iam::Context;
/// let mut context = Context::from_iter([("aws:SourceIp", "203.0.113.7")]);
/// context.set_many("aws:TagKeys", ["team", "stage"]);
/// context.absent("aws:MultiFactorAuthPresent");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    values: BTreeMap<Box<str>, Given>,
    /// Beginnings of keys of which there are no others than those given.
    whole: Vec<Box<str>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Given {
    One(Box<str>),
    Many(Box<[Box<str>]>),
    Absent,
}

impl Context {
    /// A context in which nothing is said.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            values: BTreeMap::new(),
            whole: Vec::new(),
        }
    }

    /// Gives a key one value.
    pub fn set(&mut self, key: &str, value: impl Into<Box<str>>) {
        self.values.insert(lower(key), Given::One(value.into()));
    }

    /// Gives a multivalued key its values; none is the same as absent.
    pub fn set_many<V: Into<Box<str>>>(&mut self, key: &str, values: impl IntoIterator<Item = V>) {
        let values = values.into_iter().map(Into::into).collect();
        self.values.insert(lower(key), Given::Many(values));
    }

    /// Says that the request does not carry the key, also where keys not given count as not known.
    pub fn absent(&mut self, key: &str) {
        self.values.insert(lower(key), Given::Absent);
    }

    /// Says that of the keys that begin like this, such as `aws:PrincipalTag/`, the request carries only those given.
    pub fn no_other(&mut self, prefix: &str) {
        self.whole.push(lower(prefix));
    }

    /// Adds what another context says. Where both give a key, the other counts.
    pub fn add(&mut self, other: &Self) {
        for (key, given) in &other.values {
            self.values.insert(key.clone(), given.clone());
        }
        self.whole.extend(other.whole.iter().cloned());
    }

    pub(crate) fn get(&self, key: &Key) -> Option<Value<'_>> {
        if self.is_empty() {
            return None;
        }
        self.given(key)
            .or_else(|| self.lacks(key).then_some(Value::Missing))
    }

    /// Whether nothing is said.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.whole.is_empty()
    }

    /// Whether the request is said to carry no keys like this but those given.
    pub(crate) fn lacks(&self, key: &Key) -> bool {
        let mut whole = self.whole.iter();
        whole.any(|prefix| key.name.starts_with(&**prefix))
    }

    /// The keys that are given and the beginnings of those of which there are no others, in lower case.
    pub(crate) fn said(&self) -> (impl Iterator<Item = &str>, impl Iterator<Item = &str>) {
        let keys = self.values.keys().map(|key| &**key);
        (keys, self.whole.iter().map(|prefix| &**prefix))
    }

    /// What is said about this very key.
    pub(crate) fn given(&self, key: &Key) -> Option<Value<'_>> {
        Some(match self.values.get(&*key.name)? {
            Given::One(value) => Value::One(value),
            Given::Many(values) if values.is_empty() => Value::Missing,
            Given::Many(values) => Value::Many(values),
            Given::Absent => Value::Missing,
        })
    }
}

impl<K: AsRef<str>, V: Into<Box<str>>> FromIterator<(K, V)> for Context {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut context = Self::new();
        for (key, value) in pairs {
            context.set(key.as_ref(), value);
        }
        context
    }
}

fn lower(key: &str) -> Box<str> {
    key.to_ascii_lowercase().into()
}

/// What a key holds in one request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'c> {
    /// The request does not carry the key.
    Missing,
    /// Whether it does is not known.
    Unknown,
    One(&'c str),
    Many(&'c [Box<str>]),
}

/// A context key as a policy names it. Case does not count, in tag keys neither.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>
#[derive(Debug, Clone)]
pub(crate) struct Key {
    /// Lower case.
    pub(crate) name: Box<str>,
    /// What the request itself says about it.
    pub(crate) derived: Option<Derived>,
    /// Holds a list, so it cannot be a policy variable.
    pub(crate) multivalued: bool,
}

impl Key {
    pub(crate) fn new(written: &str) -> Self {
        let name = lower(written);
        Self {
            derived: Derived::of(&name),
            multivalued: MULTIVALUED.contains(&&*name),
            name,
        }
    }

    /// A key that stands for its value, which keys of services that hold lists cannot.
    ///
    /// The dictionary is asked here alone: other uses of a key do not need to know.
    pub(crate) fn of_variable(written: &str) -> Self {
        let mut key = Self::new(written);
        if !key.name.starts_with("aws:") {
            let known = Dictionary::get().condition_key(&key.name);
            key.multivalued |= known.is_some_and(|known| known.multivalued);
        }
        key
    }
}

/// Global keys that hold lists. They cannot be used as policy variables.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
const MULTIVALUED: &[&str] = &[
    "aws:calledvia",
    "aws:principalorgpaths",
    "aws:principalservicenameslist",
    "aws:resourceorgpaths",
    "aws:sourceorgpaths",
    "aws:tagkeys",
];

/// Keys whose value follows from who asks and on what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derived {
    PrincipalArn,
    PrincipalAccount,
    PrincipalType,
    PrincipalIsAwsService,
    PrincipalServiceName,
    PrincipalOrgId,
    Username,
    UserId,
    ResourceAccount,
    /// A key that only requests carry which an AWS service makes by itself.
    ServiceOnly,
    /// A tag of the principal.
    PrincipalTag,
}

impl Derived {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "aws:principalarn" => Self::PrincipalArn,
            "aws:principalaccount" => Self::PrincipalAccount,
            "aws:principaltype" => Self::PrincipalType,
            "aws:principalisawsservice" => Self::PrincipalIsAwsService,
            "aws:principalservicename" => Self::PrincipalServiceName,
            "aws:principalorgid" | "aws:principalorgpaths" => Self::PrincipalOrgId,
            "aws:username" => Self::Username,
            "aws:userid" => Self::UserId,
            "aws:resourceaccount" => Self::ResourceAccount,
            // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn>
            "aws:principalservicenameslist"
            | "aws:sourceaccount"
            | "aws:sourcearn"
            | "aws:sourceorgid"
            | "aws:sourceorgpaths" => Self::ServiceOnly,
            name if name.starts_with("aws:principaltag/") => Self::PrincipalTag,
            _ => return None,
        })
    }
}
