//! A token bucket, as AWS limits its callers.

use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

/// Lets through `rate` calls a second and as many at once.
pub(crate) struct TokenBucket {
    rate: f64,
    state: Mutex<(f64, Option<Instant>)>,
}

impl TokenBucket {
    pub(crate) fn new(rate: f64) -> Self {
        Self {
            rate,
            state: Mutex::new((rate, None)),
        }
    }

    /// Takes a token, when there is one.
    pub(crate) fn take(&self) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (tokens, last) = &mut *state;
        let now = Instant::now();
        if let Some(last) = *last {
            *tokens = (*tokens + (now - last).as_secs_f64() * self.rate).min(self.rate);
        }
        *last = Some(now);
        let some = *tokens >= 1.0;
        if some {
            *tokens -= 1.0;
        }
        some
    }
}
