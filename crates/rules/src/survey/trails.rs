//! Trails and event data stores.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_model::Observed;
use bartizan_model::aws::cloudtrail::{EventDataStore, EventSelectors, Trail};

use super::keys::Reference;
use super::selectors::Recorded;

/// Trails and event data stores, by the account that they were seen from.
#[derive(Debug, Default)]
pub(crate) struct Trails {
    by_account: BTreeMap<String, Vec<TrailNote>>,
    stores: BTreeMap<String, Vec<StoreNote>>,
    /// Of each bucket that a trail writes to: the names of the trails, in order.
    by_bucket: BTreeMap<String, BTreeSet<String>>,
}

/// What facts tell of a trail.
#[derive(Debug, Clone)]
pub(crate) struct TrailNote {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The audited account that it was seen from.
    pub(crate) seen_from: String,
    pub(crate) region: Option<String>,
    pub(crate) multi_region: bool,
    pub(crate) organization: bool,
    pub(crate) global_events: bool,
    pub(crate) logging: Observed<bool>,
    pub(crate) validation: bool,
    pub(crate) recorded: Observed<Recorded>,
    pub(crate) insights: Observed<Vec<String>>,
    pub(crate) log_group: bool,
    pub(crate) kms_key: Option<String>,
    bucket: Option<String>,
}

impl TrailNote {
    /// The account that it belongs to: of an organization's trail, another one than it is seen from in members.
    pub(crate) fn owner(&self) -> &str {
        let owner = self.id.split(':').nth(4).filter(|it| !it.is_empty());
        owner.unwrap_or(&self.seen_from)
    }

    pub(super) fn key_reference(&self) -> Option<Reference> {
        Some(Reference {
            key: self.kms_key.clone().map(Observed::Known)?,
            account: self.seen_from.clone(),
            region: self.region.clone(),
            kind: "aws.cloudtrail.trail",
            name: self.name.clone(),
        })
    }
}

/// What facts tell of an event data store.
#[derive(Debug, Clone)]
pub(crate) struct StoreNote {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) status: Observed<String>,
    pub(crate) multi_region: Observed<bool>,
    pub(crate) organization: Observed<bool>,
    pub(crate) recorded: Observed<Recorded>,
    account: String,
    region: Option<String>,
    kms_key: Observed<String>,
}

impl StoreNote {
    pub(super) fn key_reference(&self) -> Option<Reference> {
        (self.kms_key != Observed::Absent).then(|| Reference {
            key: self.kms_key.clone(),
            account: self.account.clone(),
            region: self.region.clone(),
            kind: "aws.cloudtrail.event_data_store",
            name: self.name.clone(),
        })
    }
}

pub(super) fn trail(text: &str) -> serde_json::Result<Box<TrailNote>> {
    let trail: Trail = serde_json::from_str(text)?;
    Ok(Box::new(TrailNote {
        id: trail.id,
        name: trail.name,
        seen_from: trail.account,
        region: trail.region,
        multi_region: trail.multi_region,
        organization: trail.organization,
        global_events: trail.global_events,
        logging: trail.status.map(|status| status.logging),
        validation: trail.log_file_validation,
        recorded: trail
            .event_selectors
            .map(|selectors| Recorded::of(&selectors))
            .or_when_absent(Recorded::default()),
        insights: trail.insights.or_when_absent(Vec::new()),
        log_group: trail.log_group.is_some(),
        kms_key: trail.kms_key,
        bucket: trail.bucket,
    }))
}

pub(super) fn store(text: &str) -> serde_json::Result<Box<StoreNote>> {
    let store: EventDataStore = serde_json::from_str(text)?;
    Ok(Box::new(StoreNote {
        id: store.id,
        name: store.name,
        status: store.status,
        multi_region: store.multi_region,
        organization: store.organization,
        recorded: store
            .event_selectors
            .map(|advanced| {
                Recorded::of(&EventSelectors {
                    classic: Vec::new(),
                    advanced,
                })
            })
            .or_when_absent(Recorded::default()),
        account: store.account,
        region: store.region,
        kms_key: store.kms_key,
    }))
}

impl Trails {
    pub(super) fn keep(&mut self, note: TrailNote) -> usize {
        let bytes = 512 + 2 * (note.id.len() + note.name.len());
        if let Some(bucket) = &note.bucket {
            let names = self.by_bucket.entry(bucket.clone()).or_default();
            names.insert(note.name.clone());
        }
        let seen = self.by_account.entry(note.seen_from.clone()).or_default();
        seen.push(note);
        bytes
    }

    pub(super) fn keep_store(&mut self, note: StoreNote) -> usize {
        let bytes = 512 + note.id.len() + note.name.len();
        let stores = self.stores.entry(note.account.clone()).or_default();
        stores.push(note);
        bytes
    }

    /// Whether a trail writes to a bucket.
    pub(super) fn write_to(&self, bucket: &str) -> bool {
        self.by_bucket.contains_key(bucket)
    }

    /// The names of the trails that write to a bucket, in order.
    pub(crate) fn names_at(&self, bucket: &str) -> impl Iterator<Item = &str> {
        let names = self.by_bucket.get(bucket).into_iter().flatten();
        names.map(String::as_str)
    }

    /// The trails that an account sees.
    pub(crate) fn seen_from(&self, account: &str) -> &[TrailNote] {
        self.by_account
            .get(account)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Trails of organizations, where their owner was audited, with the account.
    pub(crate) fn of_organizations(&self) -> impl Iterator<Item = &TrailNote> {
        let all = self.by_account.values().flatten();
        all.filter(|it| it.organization && it.owner() == it.seen_from)
    }

    /// The event data stores of an account.
    pub(crate) fn stores_of(&self, account: &str) -> &[StoreNote] {
        self.stores
            .get(account)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Event data stores that may be an organization's, with their accounts.
    pub(crate) fn stores_of_organizations(&self) -> impl Iterator<Item = (&str, &StoreNote)> {
        let all = self.stores.iter();
        all.flat_map(|(account, stores)| stores.iter().map(|it| (account.as_str(), it)))
            .filter(|(_, it)| it.organization != Observed::Known(false))
    }
}
