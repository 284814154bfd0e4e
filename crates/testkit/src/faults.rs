//! What goes wrong, on request.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::answer::{Answer, Refusal};
use crate::call::Call;

/// One way in which a call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// The caller lacks the permission.
    Deny,
    /// The caller is too fast, with this probability.
    Throttle(f64),
    /// The answer is late by this much; the call goes on.
    Slow(Duration),
    /// The connection ends in the middle of the answer.
    Truncate,
    /// The answer is whole for HTTP, but its document ends in the middle.
    Cut,
    /// HTML with status 200, as a captive portal answers.
    Garbage,
    /// A status with no body that AWS would write.
    Status(u16),
    /// The session has ended.
    ExpiredToken,
    /// No answer ever comes.
    Hang,
    /// Every page points at one more page by the same token. Only [`crate::FakeAws`] can do it.
    RepeatToken,
}

/// Which calls go wrong and how. Cheap to clone; clones share one random generator.
#[derive(Debug, Clone)]
pub struct Faults {
    rules: Vec<Rule>,
    dice: Arc<Mutex<fastrand::Rng>>,
}

#[derive(Debug, Clone)]
struct Rule {
    service: Option<String>,
    operation: Option<String>,
    fault: Fault,
}

impl Default for Faults {
    fn default() -> Self {
        Self::seeded(7)
    }
}

impl Faults {
    /// Nothing goes wrong.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Nothing goes wrong yet; what is added later is decided by this seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self {
            rules: Vec::new(),
            dice: Arc::new(Mutex::new(fastrand::Rng::with_seed(seed))),
        }
    }

    /// Every call of every service goes wrong so.
    #[must_use]
    pub fn all(self, fault: Fault) -> Self {
        self.rule(None, None, fault)
    }

    /// Every call of a service goes wrong so. The service's case does not count.
    #[must_use]
    pub fn service(self, service: &str, fault: Fault) -> Self {
        self.rule(Some(service), None, fault)
    }

    /// One operation goes wrong so.
    #[must_use]
    pub fn on(self, service: &str, operation: &str, fault: Fault) -> Self {
        self.rule(Some(service), Some(operation), fault)
    }

    fn rule(mut self, service: Option<&str>, operation: Option<&str>, fault: Fault) -> Self {
        self.rules.push(Rule {
            service: service.map(str::to_owned),
            operation: operation.map(str::to_owned),
            fault,
        });
        self
    }

    /// What happens to a call: the delays that match, added up, and the first fault that strikes.
    pub(crate) fn strike(&self, call: &Call) -> (Duration, Option<Fault>) {
        let mut delay = Duration::ZERO;
        for rule in self.rules.iter().filter(|rule| rule.matches(call)) {
            match rule.fault {
                Fault::Slow(more) => delay += more,
                Fault::Throttle(probability) if !self.roll(probability) => {}
                fault => return (delay, Some(fault)),
            }
        }
        (delay, None)
    }

    fn roll(&self, probability: f64) -> bool {
        self.dice
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .f64()
            < probability
    }
}

impl Rule {
    fn matches(&self, call: &Call) -> bool {
        self.service
            .as_deref()
            .is_none_or(|service| service.eq_ignore_ascii_case(call.service))
            && self
                .operation
                .as_deref()
                .is_none_or(|operation| operation == call.operation)
    }
}

impl Fault {
    /// The answer of a fault that needs none from behind it.
    pub(crate) fn answer(self, call: &Call) -> Option<Answer> {
        let refusal = match self {
            Self::Deny => Refusal::denied(call),
            Self::Throttle(_) => Refusal::throttled(call),
            Self::ExpiredToken => Refusal::expired(call),
            Self::Garbage => {
                return Some(Answer::new(
                    200,
                    "text/html",
                    "<!DOCTYPE html><html><body><h1>It works!</h1></body></html>",
                ));
            }
            Self::Status(status) => return Some(Answer::new(status, "text/plain", "")),
            Self::Slow(_) | Self::Truncate | Self::Cut | Self::Hang | Self::RepeatToken => {
                return None;
            }
        };
        Some(refusal.dress(call))
    }
}
