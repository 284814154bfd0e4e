//! What an audit looked at: without this, what was left out would look solved.

use std::collections::BTreeSet;

use bartizan_finding::{Audit, Finding};

use crate::marker::Marker;

/// Where an audit looked, and by which rules.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    accounts: BTreeSet<String>,
    regions: BTreeSet<String>,
    rules: BTreeSet<String>,
    off: BTreeSet<String>,
    /// Account, region and resource type of listings that failed.
    hidden: Vec<(String, Option<String>, String)>,
    /// The services that were looked at in every account; empty when an old report does not say so.
    services: BTreeSet<String>,
    /// Account and service of everything that was judged.
    seen: BTreeSet<(String, String)>,
}

/// What an audit can say of something that it has no finding about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// It looked there, and it is gone.
    Gone,
    /// It tried to look there and could not.
    Hidden,
    /// It did not look there.
    Elsewhere,
    /// The rule is switched off.
    SwitchedOff,
}

impl Scope {
    /// The scope of an audit, before its findings are gone through.
    pub(crate) fn of(audit: &Audit) -> Self {
        let hidden = audit.gaps.iter().flat_map(|gap| {
            let place =
                move |kind: &String| (gap.account.clone(), gap.region.clone(), kind.clone());
            gap.hides.iter().map(place)
        });
        Self {
            accounts: audit
                .audited
                .accounts
                .iter()
                .map(|it| it.id.clone())
                .collect(),
            regions: audit.audited.regions.iter().cloned().collect(),
            rules: audit.rules.iter().map(|it| it.id.clone()).collect(),
            off: audit.switched_off.iter().cloned().collect(),
            hidden: hidden.collect(),
            services: audit.audited.services.iter().cloned().collect(),
            seen: BTreeSet::new(),
        }
    }

    /// Notes that something of a service was judged.
    pub(crate) fn saw(&mut self, finding: &Finding) {
        let place = (
            finding.resource.account.as_str(),
            service(&finding.resource.kind),
        );
        // Most findings are of a service that was noted already.
        let known = self
            .seen
            .iter()
            .any(|(account, service)| (account.as_str(), service.as_str()) == place);
        if !known {
            self.seen.insert((place.0.to_owned(), place.1.to_owned()));
        }
    }

    /// Whether all that a ticket is about was looked at.
    pub(crate) fn covers(&self, marker: &Marker) -> bool {
        self.accounts.contains(&marker.account)
            && marker.regions.iter().all(|it| self.regions.contains(it))
    }

    /// What it means that there is no finding about what a ticket is about.
    pub(crate) fn sight(&self, marker: &Marker) -> Sight {
        if !self.covers(marker) {
            return Sight::Elsewhere;
        }
        if self.off.contains(&marker.rule) {
            return Sight::SwitchedOff;
        }
        if self.hides(marker) {
            return Sight::Hidden;
        }
        let service = service(&marker.kind);
        // Where the report does not say it, a service of which something was judged was looked at.
        let looked = self.services.contains(service)
            || self
                .seen
                .contains(&(marker.account.clone(), service.to_owned()));
        if self.rules.contains(&marker.rule) && looked {
            Sight::Gone
        } else {
            Sight::Elsewhere
        }
    }

    /// Whether a listing that failed may hide what a ticket is about.
    pub(crate) fn hides(&self, marker: &Marker) -> bool {
        self.hidden.iter().any(|(account, region, kind)| {
            let there = match region {
                Some(region) => marker.regions.is_empty() || marker.regions.contains(region),
                None => true,
            };
            *account == marker.account && *kind == marker.kind && there
        })
    }
}

/// `s3` of `aws.s3.bucket`.
fn service(kind: &str) -> &str {
    kind.split('.').nth(1).unwrap_or(kind)
}
