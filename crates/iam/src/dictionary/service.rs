//! Services.

use std::sync::OnceLock;

use super::action::{Action, ActionEntry};
use super::key::{ConditionKey, Key};
use super::read;
use super::resource::{ResourceEntry, ResourceType};

/// A service, with what it has.
#[derive(Debug, Default)]
pub struct Service {
    pub(super) prefix: &'static str,
    pub(super) name: &'static str,
    pub(super) keys: Vec<Key>,
    /// Sets of keys, by number.
    pub(super) sets: Vec<Vec<u16>>,
    pub(super) resources: Vec<ResourceEntry>,
    /// In the order of their names in lower case.
    pub(super) actions: Vec<ActionEntry>,
}

/// A service that is read when it is first asked for.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) prefix: &'static str,
    /// Its lines, its own first.
    pub(super) text: &'static str,
    pub(super) service: OnceLock<Service>,
}

impl Slot {
    pub(super) fn service(&self) -> &Service {
        self.service
            .get_or_init(|| read::service(self.prefix, self.text))
    }
}

impl Service {
    /// What its actions begin with, such as `s3`.
    pub fn prefix(&self) -> &str {
        self.prefix
    }

    /// Its name, such as `Amazon S3`.
    pub fn name(&self) -> &str {
        self.name
    }

    /// Its actions, in the order of their names.
    pub fn actions(&self) -> impl ExactSizeIterator<Item = Action<'_>> {
        self.actions.iter().map(|entry| Action {
            service: self,
            entry,
        })
    }

    /// The action of this name, such as `GetObject`.
    pub fn action(&self, name: &str) -> Option<Action<'_>> {
        let lower =
            |text: &str| -> Vec<u8> { text.bytes().map(|it| it.to_ascii_lowercase()).collect() };
        let wanted = lower(name);
        let order = |entry: &ActionEntry| {
            entry
                .name
                .bytes()
                .map(|it| it.to_ascii_lowercase())
                .cmp(wanted.iter().copied())
        };
        let at = self.actions.binary_search_by(order).ok()?;
        let entry = self.actions.get(at)?;
        Some(Action {
            service: self,
            entry,
        })
    }

    /// Its resource types.
    pub fn resource_types(&self) -> impl ExactSizeIterator<Item = ResourceType<'_>> {
        self.resources.iter().map(|entry| ResourceType {
            service: self,
            entry,
        })
    }

    /// Its condition keys.
    pub fn condition_keys(&self) -> impl ExactSizeIterator<Item = ConditionKey<'_>> {
        self.keys.iter().map(Key::public)
    }

    /// Its condition key of this name, such as `s3:prefix`.
    pub fn condition_key(&self, name: &str) -> Option<ConditionKey<'_>> {
        // Text before placeholders: a key of its own is closer than one that a placeholder makes.
        self.keys.iter().find(|key| key.is(name)).map(Key::public)
    }

    pub(super) fn resource_at(&self, number: u16) -> Option<ResourceType<'_>> {
        let entry = self.resources.get(usize::from(number))?;
        Some(ResourceType {
            service: self,
            entry,
        })
    }

    /// The keys of a set.
    pub(super) fn set(&self, number: Option<u16>) -> impl Iterator<Item = &Key> {
        let set = number.and_then(|it| self.sets.get(usize::from(it)));
        let numbers = set.map_or(&[][..], Vec::as_slice);
        numbers
            .iter()
            .filter_map(|&it| self.keys.get(usize::from(it)))
    }
}
