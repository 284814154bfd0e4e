//! Which findings a page has when it cannot have all.

use bartizan_finding::{Finding, Outcome, Severity, Summary};

/// How many bytes of JSON leave no room for what passed.
const PASSES: u64 = 32 << 20;

/// How many bytes of JSON leave no room for anything: what browsers read in a few seconds.
const ALL: u64 = 96 << 20;

/// How many findings of each kind still fit; what matters more comes first.
#[derive(Debug)]
pub(super) struct Room {
    left: [u64; KINDS],
    bytes: u64,
}

/// Failures by severity, worst first, then unknown, waived, passed.
const KINDS: usize = 7;

fn kind(finding: &Finding) -> usize {
    match (&finding.outcome, finding.severity) {
        (Outcome::Fail(_), Severity::Critical) => 0,
        (Outcome::Fail(_), Severity::High) => 1,
        (Outcome::Fail(_), Severity::Medium) => 2,
        (Outcome::Fail(_), Severity::Low) => 3,
        (Outcome::Unknown(_), _) => 4,
        (Outcome::Waived { .. }, _) => 5,
        (Outcome::Pass, _) => 6,
    }
}

impl Room {
    /// Room for `most` findings of an audit of which the counts are known.
    pub(super) fn new(summary: &Summary, most: u64) -> Self {
        let failed = |severity| {
            let count = summary.fail_by_severity.get(&severity);
            count.copied().unwrap_or_default()
        };
        let [critical, high, medium, low] = Severity::WORST_FIRST.map(failed);
        let mut left = most;
        let counts = [
            critical,
            high,
            medium,
            low,
            summary.unknown,
            summary.waived,
            summary.pass,
        ];
        let left = counts.map(|count| {
            let fits = count.min(left);
            left -= fits;
            fits
        });
        Self { left, bytes: 0 }
    }

    /// Whether a finding fits; when it does, it is in.
    pub(super) fn take(&mut self, finding: &Finding) -> bool {
        let most = match finding.outcome {
            Outcome::Pass => PASSES,
            _ => ALL,
        };
        match self.left.get_mut(kind(finding)) {
            Some(left) if *left > 0 && self.bytes < most => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    /// Counts the bytes of what was taken.
    pub(super) fn count(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }
}
