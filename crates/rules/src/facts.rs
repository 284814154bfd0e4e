//! What a rule needs that Rego cannot compute, computed here and handed over as data.

mod account_public_access_block;
mod administrator_by;
mod around;
mod escalation;
mod event_data_stores;
mod key_ages;
mod key_idleness;
mod key_users;
mod now;
mod of_buckets;
mod of_fleets;
mod outside_access;
mod own_organization;
mod policy_powers;
mod reads_everything_by;
mod service_idleness;
mod statement_actions;
mod support_attachments;
mod trail_bucket;
mod trails;
mod unrefused;

use std::borrow::Cow;

use bartizan_model::{Gap, Observed, Reason, Resource, Timestamp};
use serde_json::Value;

pub(crate) use around::Around;

/// Something that is computed about a resource, for the rules that ask for it.
#[derive(Debug)]
pub struct Fact {
    /// Its name in `input.facts` and in `facts`.
    pub name: &'static str,
    /// The resource types that have it; empty for every type.
    pub types: &'static [&'static str],
    /// The attributes of the resource that it is computed from.
    pub reads: &'static [&'static str],
    /// The types of the other resources that it is computed from: they are surveyed before anything is judged.
    pub neighbours: &'static [&'static str],
    /// What it is, for rule authors.
    pub doc: &'static str,
    compute: fn(&Resource, &Around) -> Observed<Value>,
}

/// Every fact, in the order that the documentation lists them.
pub const FACTS: &[Fact] = &[
    now::FACT,
    key_ages::FACT,
    key_idleness::FACT,
    service_idleness::FACT,
    account_public_access_block::FACT,
    outside_access::FACT,
    own_organization::FACT,
    statement_actions::FACT,
    unrefused::FACT,
    policy_powers::FACT,
    administrator_by::FACT,
    reads_everything_by::FACT,
    escalation::FACT,
    escalation::OUTSIDERS,
    support_attachments::FACT,
    trails::FACT,
    trails::INSIGHTS,
    event_data_stores::FACT,
    trail_bucket::FACT,
    of_buckets::TRAILS_HERE,
    of_buckets::LOGS_HERE,
    key_users::FACT,
    of_fleets::REGION_MACHINES,
    of_fleets::REGION_WINDOWS,
    of_fleets::BASELINE_USERS,
];

impl Fact {
    /// Whether resources of a type have it.
    #[must_use]
    pub fn is_of(&self, kind: &str) -> bool {
        self.types.is_empty() || self.types.contains(&kind)
    }

    /// Computes it.
    pub(crate) fn compute(&self, resource: &Resource, around: &Around) -> Observed<Value> {
        (self.compute)(resource, around)
    }
}

/// The facts of a type.
pub(crate) fn of(kind: &str) -> impl Iterator<Item = &'static Fact> {
    FACTS.iter().filter(move |fact| fact.is_of(kind))
}

/// The fact of a type with this name.
pub(crate) fn named(name: &str, kind: &str) -> Option<&'static Fact> {
    of(kind).find(|fact| fact.name == name)
}

/// A gap for a fact whose ground was not collected.
fn not_collected(action: &'static str) -> Gap {
    Gap {
        action: Cow::Borrowed(action),
        reason: Reason::NotCollected,
        code: None,
    }
}

/// A gap for a fact whose ground was read and makes no sense.
fn malformed(action: &'static str) -> Gap {
    Gap {
        reason: Reason::Malformed,
        ..not_collected(action)
    }
}

/// The partition of an ARN.
fn partition(arn: &str) -> &str {
    arn.split(':').nth(1).unwrap_or("aws")
}

/// Whole days from one time to a later one; zero when it is not later.
fn days(from: Timestamp, to: Timestamp) -> i64 {
    ((to.as_second() - from.as_second()) / 86_400).max(0)
}
