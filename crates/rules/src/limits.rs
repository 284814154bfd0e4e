//! How much a rule may use up.

use std::num::{NonZeroU32, NonZeroU64};
use std::time::Duration;

/// What one evaluation may use up, and what it may answer. A rule that wants more is in error: never a pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Instructions of the virtual machine.
    pub instructions: usize,
    /// Bytes allocated.
    pub memory: NonZeroU64,
    /// Time; it catches a single instruction that takes long.
    pub time: Duration,
    /// Violations of one resource.
    pub violations: usize,
    /// Bytes of a violation's message.
    pub message: usize,
    /// Bytes of a violation's evidence as JSON.
    pub evidence: usize,
}

impl Default for Limits {
    /// A hundred times what the heaviest rule needs on the largest resource that AWS allows.
    fn default() -> Self {
        Self {
            instructions: 10_000_000,
            memory: NonZeroU64::MIN.saturating_add((128 << 20) - 1),
            time: Duration::from_secs(10),
            violations: 1000,
            message: 2048,
            evidence: 64 * 1024,
        }
    }
}

/// How many instructions pass between two looks at the clock.
pub(crate) const CLOCK_EVERY: NonZeroU32 = NonZeroU32::MIN.saturating_add(4095);
