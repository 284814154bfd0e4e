//! Resource types.

use super::key::{ConditionKey, Key};
use super::service::Service;

/// A type of resource.
#[derive(Debug, Clone, Copy)]
pub struct ResourceType<'a> {
    pub(super) service: &'a Service,
    pub(super) entry: &'a ResourceEntry,
}

/// As the dictionary keeps it.
#[derive(Debug)]
pub(super) struct ResourceEntry {
    pub(super) name: &'static str,
    pub(super) arn: &'static str,
    /// The ARN with `*` where a placeholder is.
    pub(super) pattern: String,
    pub(super) set: Option<u16>,
}

impl<'a> ResourceType<'a> {
    /// Its name, such as `bucket`.
    pub fn name(&self) -> &'a str {
        self.entry.name
    }

    /// The form of its ARNs, such as `arn:${Partition}:s3:::${BucketName}`.
    pub fn arn(&self) -> &'a str {
        self.entry.arn
    }

    /// The form of its ARNs with `*` for each part that differs.
    pub fn arn_pattern(&self) -> &'a str {
        &self.entry.pattern
    }

    /// Condition keys about resources of this type.
    pub fn condition_keys(&self) -> impl Iterator<Item = ConditionKey<'a>> + use<'a> {
        self.service.set(self.entry.set).map(Key::public)
    }
}

/// An ARN's form with `*` for every `${…}`; one form of AWS's lacks the dollar sign.
pub(super) fn pattern(arn: &str) -> String {
    let mut pattern = String::with_capacity(arn.len());
    let mut rest = arn;
    while let Some((before, after)) = rest.split_once('{') {
        pattern.push_str(before.trim_end_matches('$'));
        pattern.push('*');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    pattern.push_str(rest);
    pattern
}
