//! What a sweep has done so far, for progress bars and benchmarks.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counters that a sweep keeps and anybody may read while it runs.
#[derive(Debug, Default)]
pub struct Stats {
    calls: AtomicU64,
    throttled: AtomicU64,
    unanswered: AtomicU64,
    resources: AtomicU64,
    units: AtomicU64,
    units_done: AtomicU64,
}

/// The counters at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Calls made, attempts that failed included.
    pub calls: u64,
    /// Answers that asked us to slow down.
    pub throttled: u64,
    /// Questions that got no answer in the end: the gaps of the snapshot.
    pub unanswered: u64,
    /// Resources found.
    pub resources: u64,
    /// Pairs of service and region (or account) to visit.
    pub units: u64,
    /// Pairs visited.
    pub units_done: u64,
}

impl Stats {
    /// The counters now.
    pub fn now(&self) -> Counts {
        Counts {
            calls: self.calls.load(Ordering::Relaxed),
            throttled: self.throttled.load(Ordering::Relaxed),
            unanswered: self.unanswered.load(Ordering::Relaxed),
            resources: self.resources.load(Ordering::Relaxed),
            units: self.units.load(Ordering::Relaxed),
            units_done: self.units_done.load(Ordering::Relaxed),
        }
    }

    pub(crate) fn called(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn slowed(&self) {
        self.throttled.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn missed(&self) {
        self.unanswered.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn found(&self) {
        self.resources.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn planned(&self, units: u64) {
        self.units.fetch_add(units, Ordering::Relaxed);
    }

    pub(crate) fn visited(&self) {
        self.units_done.fetch_add(1, Ordering::Relaxed);
    }
}
