//! What a look looked at, so that what is missing from it can be told from what it did not see.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_finding::Audit;
use bartizan_model::{Header, ScopeGap};

use super::Because;

/// Where a look looked, and what it could not list.
#[derive(Debug, Default)]
pub(super) struct Scope {
    accounts: BTreeSet<String>,
    regions: BTreeSet<String>,
    services: BTreeSet<String>,
    /// By type and account, the regions of which some or all resources may be missing; none for all of them.
    hidden: BTreeMap<String, BTreeMap<String, BTreeSet<Option<String>>>>,
}

/// Where a resource is, and what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) account: &'a str,
    pub(super) region: Option<&'a str>,
    pub(super) kind: &'a str,
}

impl Scope {
    pub(super) fn of_audit(audit: &Audit) -> Self {
        let audited = &audit.audited;
        let mut scope = Self {
            accounts: audited.accounts.iter().map(|it| it.id.clone()).collect(),
            regions: audited.regions.iter().cloned().collect(),
            services: audited.services.iter().cloned().collect(),
            hidden: BTreeMap::new(),
        };
        for gap in &audit.gaps {
            scope.hide(&gap.account, gap.region.as_deref(), &gap.hides);
        }
        scope
    }

    pub(super) fn of_headers<'h>(headers: impl Iterator<Item = &'h Header>) -> Self {
        let mut scope = Self::default();
        for header in headers {
            let accounts = header.accounts.iter().map(|it| it.id.clone());
            scope.accounts.extend(accounts);
            scope.regions.extend(header.regions.iter().cloned());
            scope.services.extend(header.services.iter().cloned());
        }
        scope
    }

    pub(super) fn note(&mut self, gap: &ScopeGap) {
        self.hide(&gap.account, gap.region.as_deref(), &gap.hides);
    }

    fn hide(&mut self, account: &str, region: Option<&str>, kinds: &[String]) {
        for kind in kinds {
            let accounts = self.hidden.entry(kind.clone()).or_default();
            let regions = accounts.entry(account.to_owned()).or_default();
            regions.insert(region.map(str::to_owned));
        }
    }

    /// Why this look may not have seen a resource that the `other` saw; none when it would have.
    pub(super) fn blind_to(&self, place: &Place<'_>, other: &Self) -> Option<Because> {
        let service = place.kind.split('.').nth(1).unwrap_or_default();
        // A service that neither names is one that goes by another name than its types.
        let only_there = |ours: &BTreeSet<String>, theirs: &BTreeSet<String>, name: &str| {
            !ours.is_empty() && !ours.contains(name) && theirs.contains(name)
        };
        let elsewhere = |region| only_there(&self.regions, &other.regions, region);
        if !self.accounts.contains(place.account)
            || only_there(&self.services, &other.services, service)
            || place.region.is_some_and(elsewhere)
        {
            return Some(Because::NotLookedAt);
        }
        let regions = self.hidden.get(place.kind)?.get(place.account)?;
        let here = place.region.map(str::to_owned);
        (regions.contains(&None) || regions.contains(&here)).then_some(Because::ListingFailed)
    }
}
