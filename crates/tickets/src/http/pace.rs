//! How long to wait, and for what.

use std::time::Duration;

use crate::fault::Fault;

/// How patient a client is.
#[derive(Debug, Clone)]
pub struct Patience {
    /// How often one call is made at most.
    pub attempts: u32,
    /// The pause before the second attempt; it doubles from there.
    pub first: Duration,
    /// The longest pause, also when a server asks for a longer one.
    pub longest: Duration,
    /// The pause between changes.
    pub between: Duration,
    /// How long a connection may take.
    pub connect: Duration,
    /// How long a whole call may take.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 6,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(120),
            between: Duration::ZERO,
            connect: Duration::from_secs(10),
            answer: super::ANSWER,
        }
    }
}

impl Patience {
    /// How long to wait before a call is made again; none when it is not.
    pub(crate) fn wait(&self, fault: &Fault, attempt: u32, repeatable: bool) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let asked = match fault {
            // Who asks to wait has done nothing yet.
            Fault::Busy { wait, .. } => *wait,
            Fault::Silent { sent: false, .. } => None,
            Fault::Silent { .. } if repeatable => None,
            Fault::Status { status: 500.., .. } if repeatable => None,
            _ => return None,
        };
        if asked.is_some_and(|asked| asked > self.longest) {
            return None;
        }
        let doubled = self
            .first
            .saturating_mul(1 << attempt.saturating_sub(1).min(16));
        // Up to half as long again, so that several who were refused together do not come back together.
        let own = doubled
            .min(self.longest)
            .mul_f64(1.0 + fastrand::f64() / 2.0);
        Some(asked.map_or(own, |asked| asked.max(self.first)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busy(wait: Option<u64>) -> Fault {
        Fault::Busy {
            host: String::new(),
            status: 429,
            wait: wait.map(Duration::from_secs),
            said: String::new(),
        }
    }

    fn broken(sent: bool) -> Fault {
        Fault::Silent {
            host: String::new(),
            why: String::new(),
            sent,
        }
    }

    #[test]
    fn what_may_have_happened_is_not_done_again() {
        let patience = Patience::default();
        assert!(patience.wait(&broken(true), 1, false).is_none());
        assert!(patience.wait(&broken(true), 1, true).is_some());
        assert!(patience.wait(&broken(false), 1, false).is_some());
        assert!(patience.wait(&busy(None), 1, false).is_some());
        assert!(patience.wait(&busy(None), 6, false).is_none());
    }

    #[test]
    fn a_server_is_obeyed_up_to_a_limit() {
        let patience = Patience::default();
        assert_eq!(
            patience.wait(&busy(Some(7)), 1, false),
            Some(Duration::from_secs(7))
        );
        assert_eq!(patience.wait(&busy(Some(3600)), 1, false), None);
    }
}
