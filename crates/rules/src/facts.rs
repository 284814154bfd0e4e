//! What a rule needs that Rego cannot compute, computed here and handed over as data.

mod account_public_access_block;
mod key_ages;
mod key_idleness;
mod now;

use std::borrow::Cow;
use std::collections::BTreeMap;

use bartizan_model::aws::account::Account;
use bartizan_model::aws::s3::PublicAccessBlock;
use bartizan_model::{Gap, Observed, Reason, Resource, Timestamp};
use serde_json::Value;

/// Something that is computed about a resource, for the rules that ask for it.
#[derive(Debug)]
pub struct Fact {
    /// Its name in `input.facts` and in `facts`.
    pub name: &'static str,
    /// The resource types that have it; empty for every type.
    pub types: &'static [&'static str],
    /// The attributes of the resource that it is computed from.
    pub reads: &'static [&'static str],
    /// What it is, for rule authors.
    pub doc: &'static str,
    compute: fn(&Resource, &Around) -> Observed<Value>,
}

/// Every fact, in the order that the documentation lists them.
pub const FACTS: &[Fact] = &[
    now::FACT,
    key_ages::FACT,
    key_idleness::FACT,
    account_public_access_block::FACT,
];

impl Fact {
    /// Whether resources of a type have it.
    #[must_use]
    pub fn is_of(&self, kind: &str) -> bool {
        self.types.is_empty() || self.types.contains(&kind)
    }

    /// Computes it.
    #[must_use]
    pub fn compute(&self, resource: &Resource, around: &Around) -> Observed<Value> {
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

/// What is known around a resource: the time of the audit, and the settings of its account.
#[derive(Debug, Clone)]
pub struct Around {
    /// When the newest snapshot was finished. Judging the same snapshot tomorrow gives the same answer.
    pub now: Timestamp,
    /// By account, the account-wide S3 block.
    pub blocks: BTreeMap<String, Observed<PublicAccessBlock>>,
}

impl Around {
    /// Nothing but a time.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self {
            now,
            blocks: BTreeMap::new(),
        }
    }

    /// Takes note of an account: it comes before what lives in it.
    pub fn note(&mut self, account: &Account) {
        self.blocks.insert(
            account.account.clone(),
            account.s3_public_access_block.clone(),
        );
    }
}

/// A gap for a fact whose ground was not collected.
fn not_collected(action: &'static str) -> Gap {
    Gap {
        action: Cow::Borrowed(action),
        reason: Reason::NotCollected,
        code: None,
    }
}

/// Whole days from one time to a later one; zero when it is not later.
fn days(from: Timestamp, to: Timestamp) -> i64 {
    ((to.as_second() - from.as_second()) / 86_400).max(0)
}
