//! What could not be read: counted, and turned into findings where a listing is missing.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_finding::{Finding, GapEntry, Outcome, ResourceRef, fingerprint};
use bartizan_model::{Gap, Reason, Resource, ScopeGap};

use super::JudgeFault;
use crate::set::RuleSet;

/// How many entries are kept. Honest snapshots have as many as there are calls, accounts and regions.
const MOST_ENTRIES: usize = 250_000;

/// Gaps by place and cause.
#[derive(Default)]
pub(super) struct Ledger {
    entries: BTreeMap<Cause, GapEntry>,
    /// By place in the canonical order: the listings that are missing there.
    hidden: BTreeMap<Place, BTreeSet<Gap>>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Cause {
    gap: Gap,
    account: String,
    region: Option<String>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// The type's place in the canonical order.
    rank: usize,
    account: String,
    region: Option<String>,
}

impl Ledger {
    /// Takes note of what one resource lacks. What nobody tried to read is left out: it is no failure
    /// of this audit, and a rule that reads it says so itself.
    pub(super) fn note(&mut self, account: &str, region: Option<&str>, gaps: &[Gap]) {
        for gap in gaps.iter().filter(|gap| gap.reason != Reason::NotCollected) {
            self.entry(account, region, gap.clone()).resources += 1;
        }
    }

    /// Takes note of a listing that is missing.
    pub(super) fn note_scope(&mut self, scope: ScopeGap) {
        let ScopeGap {
            account,
            region,
            gap,
            hides,
            ..
        } = scope;
        for kind in &hides {
            let Some(rank) = Resource::TYPES.iter().position(|it| it == kind) else {
                continue;
            };
            let place = Place {
                rank,
                account: account.clone(),
                region: region.clone(),
            };
            self.hidden.entry(place).or_default().insert(gap.clone());
        }
        let entry = self.entry(&account, region.as_deref(), gap);
        entry.hides.extend(hides);
        entry.hides.sort();
        entry.hides.dedup();
    }

    fn entry(&mut self, account: &str, region: Option<&str>, gap: Gap) -> &mut GapEntry {
        let fresh = GapEntry::new(account, region, &gap);
        let cause = Cause {
            gap,
            account: account.to_owned(),
            region: region.map(str::to_owned),
        };
        self.entries.entry(cause).or_insert(fresh)
    }

    /// Adds what another ledger counted.
    pub(super) fn merge(&mut self, other: Self) {
        for (cause, theirs) in other.entries {
            match self.entries.get_mut(&cause) {
                Some(ours) => ours.resources += theirs.resources,
                None => {
                    self.entries.insert(cause, theirs);
                }
            }
        }
    }

    /// Refuses to grow without bound on a snapshot that nobody collected.
    pub(super) fn check(&self) -> Result<(), JudgeFault> {
        if self.entries.len() > MOST_ENTRIES || self.hidden.len() > MOST_ENTRIES {
            return Err(JudgeFault::TooManyGaps { most: MOST_ENTRIES });
        }
        Ok(())
    }

    /// One unknown finding for each rule and place whose resources may be missing, in canonical order.
    pub(super) fn listings(&mut self, rules: &RuleSet) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (place, gaps) in std::mem::take(&mut self.hidden) {
            let Some(kind) = Resource::TYPES.get(place.rank) else {
                continue;
            };
            let everything = everything(kind, &place);
            let gaps: Vec<Gap> = gaps.into_iter().collect();
            for (_, rule) in rules.judging(kind) {
                findings.push(Finding {
                    id: fingerprint(&rule.id, &everything),
                    rule: rule.id.clone(),
                    severity: rule.metadata.custom.severity,
                    outcome: Outcome::Unknown(gaps.clone()),
                    resource: everything.clone(),
                });
            }
        }
        findings
    }

    pub(super) fn into_entries(self) -> Vec<GapEntry> {
        let mut entries: Vec<GapEntry> = self.entries.into_values().collect();
        entries.sort();
        entries
    }
}

/// What stands for all the resources of a type in one place.
fn everything(kind: &str, place: &Place) -> ResourceRef {
    let region = place.region.as_deref().unwrap_or("global");
    ResourceRef {
        id: format!("aws://{}/{region}/{kind}/*", place.account),
        kind: kind.to_owned(),
        name: format!("every {kind}"),
        account: place.account.clone(),
        region: place.region.clone(),
        tags: BTreeMap::new(),
    }
}
