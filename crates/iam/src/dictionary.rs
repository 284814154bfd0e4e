//! The actions, resource types and condition keys that AWS has.
//!
//! A snapshot of AWS's service reference (<https://servicereference.us-east-1.amazonaws.com>), embedded; see
//! [`Dictionary::source`] for its date. AWS adds actions every week, so what is not in it is unknown, not wrong.

mod access;
mod action;
mod key;
mod read;
mod resource;
mod service;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::OnceLock;

pub use access::AccessLevel;
pub use action::{Action, ActionResource};
pub use key::{ConditionKey, DataType};
pub use resource::ResourceType;
pub use service::Service;

use crate::glob::matches_ignoring_case;
use key::Key;
use service::Slot;

/// Made by `cargo xtask dictionary`, which says what is in it.
const DATA: &[u8] = include_bytes!("../data/dictionary.zst");

/// Where a dictionary is from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Source {
    /// The package it is made from.
    pub package: &'static str,
    /// The package's version.
    pub version: &'static str,
    /// When the package was brought up to date, in RFC 3339.
    pub updated: &'static str,
    /// The SHA-256 of the package file, in hexadecimal.
    pub sha256: &'static str,
    /// The licence of the package, and whose it is.
    pub license: &'static str,
}

/// What AWS has. Case counts nowhere in it, as AWS has it for actions and condition keys.
#[derive(Debug, Default)]
pub struct Dictionary {
    source: Source,
    /// In the order of their prefixes.
    services: Vec<Slot>,
    by_prefix: HashMap<&'static str, usize>,
    /// Condition keys that every service has.
    global: Vec<Key>,
    /// First parts of condition keys that are no prefix of a service, such as `saml`, with the services' prefixes.
    strangers: HashMap<&'static str, Vec<&'static str>>,
}

impl Dictionary {
    /// The embedded dictionary. The first call unpacks it, which takes milliseconds; a service is read when it is
    /// first asked for.
    pub fn get() -> &'static Self {
        static DICTIONARY: OnceLock<Dictionary> = OnceLock::new();
        DICTIONARY.get_or_init(|| read::unpack(DATA).unwrap_or_default())
    }

    /// Where it is from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Every service, in the order of their prefixes.
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.services.iter().map(Slot::service)
    }

    /// The service with this prefix, such as `s3`.
    pub fn service(&self, prefix: &str) -> Option<&Service> {
        let at = match self.by_prefix.get(prefix) {
            Some(&at) => at,
            None => *self.by_prefix.get(prefix.to_ascii_lowercase().as_str())?,
        };
        self.services.get(at).map(Slot::service)
    }

    /// The action of this name, such as `s3:GetObject`.
    pub fn action(&self, name: &str) -> Option<Action<'_>> {
        let (prefix, name) = name.split_once(':')?;
        self.service(prefix)?.action(name)
    }

    /// The actions that a pattern such as `s3:Get*` matches, `*` and `?` being wildcards.
    pub fn actions_matching(&self, pattern: &str) -> impl Iterator<Item = Action<'_>> + use<'_> {
        let (prefix, name) = pattern.split_once(':').unwrap_or(("", ""));
        let all = pattern == "*";
        let services = match all {
            true => self.services.as_slice(),
            false => &[],
        };
        let one = if all { None } else { self.service(prefix) };
        let name = if all { "*" } else { name }.to_ascii_lowercase();
        services
            .iter()
            .map(Slot::service)
            .chain(one)
            .flat_map(Service::actions)
            .filter(move |action| matches_ignoring_case(name.as_bytes(), action.name().as_bytes()))
    }

    /// The condition key of this name, such as `s3:prefix` or `aws:RequestTag/Owner`.
    pub fn condition_key(&self, name: &str) -> Option<ConditionKey<'_>> {
        let (first, _) = name.split_once(':')?;
        let first = first.to_ascii_lowercase();
        if let Some(global) = self.global.iter().find(|key| key.is(name)) {
            return Some(global.public());
        }
        let of_service = self.service(&first).and_then(|it| it.condition_key(name));
        of_service.or_else(|| {
            let services = self.strangers.get(first.as_str())?.iter();
            services
                .filter_map(|prefix| self.service(prefix))
                .find_map(|it| it.condition_key(name))
        })
    }

    /// Condition keys that every service has.
    pub fn global_condition_keys(&self) -> impl Iterator<Item = ConditionKey<'_>> {
        self.global.iter().map(Key::public)
    }
}
