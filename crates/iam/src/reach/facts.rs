//! What is known of a request, for all callers at once or for one.

use std::cell::RefCell;
use std::collections::HashSet;

use crate::condition::Facts;
use crate::context::{Context, Derived, Key, Value};
use crate::decide::{Caller, Mode, follows};

use super::Known;

/// The keys that something is known about of some caller, so that what they hold depends on the caller.
#[derive(Debug, Default)]
pub(super) struct CallerKeys {
    names: HashSet<Box<str>>,
    beginnings: HashSet<Box<str>>,
}

impl CallerKeys {
    pub(super) fn new(facts: &[Context]) -> Self {
        let mut keys = Self::default();
        for context in facts {
            let (names, beginnings) = context.said();
            for name in names {
                if !keys.names.contains(name) {
                    keys.names.insert(name.into());
                }
            }
            for beginning in beginnings {
                if !keys.beginnings.contains(beginning) {
                    keys.beginnings.insert(beginning.into());
                }
            }
        }
        keys
    }

    fn cover(&self, key: &Key) -> bool {
        let derived = key.derived.is_some_and(|it| it != Derived::ResourceAccount);
        derived
            || self.names.contains(&key.name)
            || self.beginnings.iter().any(|it| key.name.starts_with(&**it))
    }
}

/// What was looked at on the way.
#[derive(Debug, Default)]
pub(super) struct Trace {
    /// Keys that hold something else for another caller.
    pub(super) of_caller: Vec<Key>,
    /// Something that was said of the resource.
    pub(super) of_target: bool,
    /// Whether it matters if the caller is of the resource's account.
    pub(super) own: bool,
    /// Keys of which nothing was said.
    pub(super) unsaid: Vec<Key>,
}

impl Trace {
    /// Whether another caller may have another answer.
    pub(super) fn depends(&self) -> bool {
        self.own || !self.of_caller.is_empty()
    }

    /// Adds what another saw; whether that was anything new about the caller.
    pub(super) fn add(&mut self, other: Self) -> bool {
        let before = (self.of_caller.len(), self.own);
        self.of_target |= other.of_target;
        self.own |= other.own;
        other
            .of_caller
            .iter()
            .for_each(|key| note(&mut self.of_caller, key));
        other
            .unsaid
            .iter()
            .for_each(|key| note(&mut self.unsaid, key));
        before != (self.of_caller.len(), self.own)
    }
}

fn note(keys: &mut Vec<Key>, key: &Key) {
    if !keys.iter().any(|known| known.name == key.name) {
        keys.push(key.clone());
    }
}

/// What is known of a request, with what was looked at.
pub(super) struct View<'a> {
    pub(super) known: &'a Known,
    pub(super) keys: &'a CallerKeys,
    pub(super) account: Option<&'a str>,
    /// Who asks. Without one, what depends on the caller is unknown.
    pub(super) caller: Option<Asker<'a>>,
    pub(super) trace: RefCell<Trace>,
}

/// Who asks, with what is known of any of their requests.
#[derive(Clone, Copy)]
pub(super) struct Asker<'a> {
    pub(super) caller: &'a Caller,
    pub(super) facts: &'a Context,
    /// Whether of the resource's account.
    pub(super) own: bool,
}

impl Facts for View<'_> {
    /// With a caller this is what [`Reach::context`](super::Reach::context) says, without putting it together.
    fn value(&self, key: &Key) -> Value<'_> {
        let mut trace = self.trace.borrow_mut();
        if let Some(value) = self.known.all.given(key) {
            trace.of_target = true;
            return value;
        }
        let own = self.known.own.get(key).is_some();
        let of_caller = self.keys.cover(key);
        trace.own |= own;
        trace.of_target |= own;
        if of_caller {
            note(&mut trace.of_caller, key);
        }
        if let Some(asker) = self.caller {
            let own = asker.own.then_some(&self.known.own);
            let layers = || own.into_iter().chain([asker.facts]);
            if let Some(value) = layers().find_map(|it| it.given(key)) {
                return value;
            }
            if layers().any(|it| it.lacks(key)) {
                return Value::Missing;
            }
        } else if own || of_caller {
            return Value::Unknown;
        }
        if self.known.all.lacks(key) {
            trace.of_target = true;
            return Value::Missing;
        }
        match (key.derived, self.caller) {
            (Some(derived), Some(asker)) => {
                trace.of_target |= derived == Derived::ResourceAccount;
                follows(derived, asker.caller, self.account, Mode::Discovery)
            }
            // Of what follows, only this does not follow from the caller.
            (Some(_), None) => {
                trace.of_target = true;
                self.account.map_or(Value::Unknown, Value::One)
            }
            (None, _) => {
                note(&mut trace.unsaid, key);
                Value::Unknown
            }
        }
    }
}
