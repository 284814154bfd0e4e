//! What an endpoint was asked.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use crate::call::Call;

/// How many repeated calls are remembered by name.
const REMEMBERED: usize = 20;

/// Counts of what was asked so far.
#[derive(Debug, Clone, Default)]
pub struct Stats {
    /// Requests by `Service.Operation`, refused ones included.
    pub calls: BTreeMap<String, u64>,
    /// Requests that were answered with data or with "none configured".
    pub answered: u64,
    /// Requests that were refused as too fast.
    pub throttled: u64,
    /// The same by `Service.Operation`.
    pub refused: BTreeMap<String, u64>,
    /// Requests that were no call of a service known here.
    pub strange: u64,
    /// How many requests were under way at once at most.
    pub high_water: u64,
    /// How many calls asked what an earlier one had been told already.
    pub repeated: u64,
    /// Some of these calls.
    pub repeats: Vec<String>,
}

impl Stats {
    /// How many requests came, all told.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.calls.values().sum::<u64>() + self.strange
    }

    /// How often each operation was asked for and not refused as too fast.
    #[must_use]
    pub fn let_through(&self) -> BTreeMap<String, u64> {
        let refused = |name: &String| self.refused.get(name).copied().unwrap_or(0);
        self.calls
            .iter()
            .map(|(name, calls)| (name.clone(), calls.saturating_sub(refused(name))))
            .collect()
    }

    /// How often one operation was asked for: `count("KMS", "ListKeys")`.
    #[must_use]
    pub fn count(&self, service: &str, operation: &str) -> u64 {
        self.calls
            .get(&format!("{service}.{operation}"))
            .copied()
            .unwrap_or(0)
    }
}

#[derive(Default)]
struct Book {
    stats: Stats,
    under_way: u64,
    told: HashSet<u64>,
}

/// Where counts are kept while requests come.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Book>);

/// How a request ended, for the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Answered,
    Throttled,
    Failed,
}

impl Ledger {
    fn with<T>(&self, work: impl FnOnce(&mut Book) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn begin(&self, call: Option<&Call>) -> Started<'_> {
        self.with(|book| {
            book.under_way += 1;
            book.stats.high_water = book.stats.high_water.max(book.under_way);
            match call {
                Some(call) => *book.stats.calls.entry(call.name()).or_default() += 1,
                None => book.stats.strange += 1,
            }
        });
        Started(self)
    }

    pub(crate) fn end(&self, call: &Call, end: End) {
        let key = key(call);
        self.with(|book| match end {
            End::Throttled => {
                book.stats.throttled += 1;
                *book.stats.refused.entry(call.name()).or_default() += 1;
            }
            End::Failed => {}
            End::Answered => {
                book.stats.answered += 1;
                // Whether a report is made yet has to be asked again.
                let reports = ["GenerateCredentialReport", "GetServiceLastAccessedDetails"];
                let asked_again = !reports.contains(&call.operation.as_str());
                if !book.told.insert(key) && asked_again {
                    book.stats.repeated += 1;
                    if book.stats.repeats.len() < REMEMBERED {
                        let region = call.region.as_deref().unwrap_or("?");
                        let params: String =
                            format!("{:?}", call.params).chars().take(200).collect();
                        book.stats
                            .repeats
                            .push(format!("{} {region} {params}", call.name()));
                    }
                }
            }
        });
    }

    /// How often an operation was asked for, this time included.
    pub(crate) fn count(&self, name: &str) -> u64 {
        self.with(|book| book.stats.calls.get(name).copied().unwrap_or(0))
    }

    /// Whether the same call was answered before.
    pub(crate) fn told(&self, call: &Call) -> bool {
        self.with(|book| book.told.contains(&key(call)))
    }

    pub(crate) fn now(&self) -> Stats {
        self.with(|book| book.stats.clone())
    }
}

/// A request under way; dropped when it ends in whatever way.
pub(crate) struct Started<'a>(&'a Ledger);

impl Drop for Started<'_> {
    fn drop(&mut self) {
        self.0.with(|book| book.under_way -= 1);
    }
}

fn key(call: &Call) -> u64 {
    let mut hasher = DefaultHasher::new();
    (call.service, &call.operation, &call.region, &call.account).hash(&mut hasher);
    for (name, value) in &call.params {
        (name, value.to_string()).hash(&mut hasher);
    }
    hasher.finish()
}
