//! What became of a call that did not answer.

use std::time::Duration;

use bartizan_model::{Gap, Reason};

use crate::action::Action;

/// Why a call gave no answer, without the SDK's types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What became of it.
    pub reason: Reason,
    /// The error code that the service answered with.
    pub code: Option<String>,
    /// Whether the same call may succeed if it is made again soon.
    pub transient: bool,
    /// Whether no call with these credentials can succeed any more.
    pub fatal: bool,
    /// How long the service asks us to wait.
    pub retry_after: Option<Duration>,
}

impl Fault {
    /// A fault that is final for this call and says nothing about others.
    #[must_use]
    pub fn new(reason: Reason, code: Option<&str>) -> Self {
        Self {
            reason,
            code: code.map(str::to_owned),
            transient: matches!(
                reason,
                Reason::Throttled | Reason::Timeout | Reason::Unreachable | Reason::Malformed
            ),
            fatal: false,
            retry_after: None,
        }
    }

    /// The gap that it leaves behind.
    #[must_use]
    pub fn gap(&self, action: &Action) -> Gap {
        Gap {
            action: action.permission.into(),
            reason: self.reason,
            code: self.code.clone(),
        }
    }
}
