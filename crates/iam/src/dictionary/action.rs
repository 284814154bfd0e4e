//! Actions.

use std::fmt;

use super::AccessLevel;
use super::key::{ConditionKey, Key};
use super::resource::ResourceType;
use super::service::Service;

/// An action.
#[derive(Debug, Clone, Copy)]
pub struct Action<'a> {
    pub(super) service: &'a Service,
    pub(super) entry: &'a ActionEntry,
}

/// As the dictionary keeps it.
#[derive(Debug)]
pub(super) struct ActionEntry {
    pub(super) name: &'static str,
    pub(super) access: AccessLevel,
    pub(super) set: Option<u16>,
    pub(super) resources: Vec<Reference>,
}

/// A resource type that an action works on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference {
    pub(super) resource: u16,
    pub(super) required: bool,
    pub(super) set: Option<u16>,
}

/// A resource type that an action works on, and how.
#[derive(Debug, Clone, Copy)]
pub struct ActionResource<'a> {
    /// The type.
    pub resource_type: ResourceType<'a>,
    /// Whether the action always needs one of it.
    pub required: bool,
}

impl<'a> Action<'a> {
    /// Its service.
    pub fn service(&self) -> &'a Service {
        self.service
    }

    /// Its name without the service, such as `GetObject`.
    pub fn name(&self) -> &'a str {
        self.entry.name
    }

    /// How AWS classes it.
    pub fn access(&self) -> AccessLevel {
        self.entry.access
    }

    /// The resource types that it works on; none for an action that only `"Resource": "*"` allows.
    pub fn resources(&self) -> impl Iterator<Item = ActionResource<'a>> + use<'a> {
        let service = self.service;
        self.entry.resources.iter().filter_map(move |reference| {
            Some(ActionResource {
                resource_type: service.resource_at(reference.resource)?,
                required: reference.required,
            })
        })
    }

    /// The condition keys that it takes: its own and those of its resource types; keys of every service aside. A
    /// key may come more than once.
    pub fn condition_keys(&self) -> impl Iterator<Item = ConditionKey<'a>> + use<'a> {
        self.keys().map(Key::public)
    }

    /// Whether it takes a condition key, such as `s3:prefix` or `aws:RequestTag/Owner`; keys of every service aside.
    pub fn takes(&self, key: &str) -> bool {
        self.keys().any(|it| it.is(key))
    }

    fn keys(&self) -> impl Iterator<Item = &'a Key> + use<'a> {
        let service = self.service;
        let of_resources = self.entry.resources.iter().flat_map(move |reference| {
            let of_type = service
                .resource_at(reference.resource)
                .and_then(|it| it.entry.set);
            service.set(reference.set).chain(service.set(of_type))
        });
        service.set(self.entry.set).chain(of_resources)
    }
}

impl fmt::Display for Action<'_> {
    /// `s3:GetObject`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service.prefix(), self.entry.name)
    }
}
