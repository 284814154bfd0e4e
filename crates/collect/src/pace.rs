//! How fast to call: one pacer for each account, region and service.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The slowest pace, in calls a second. Services that allow less are met by patience of the single call.
const SLOWEST: f64 = 20.0;
/// How often the pace is reconsidered while the service keeps asking us to slow down.
const REVIEW: Duration = Duration::from_millis(500);
/// How much above the rate that got through the next pace lies. Staying a little above it keeps
/// the service's own bucket empty, which is what makes the audit end as early as it can.
const OVERSHOOT: f64 = 1.15;
/// How much the pace grows each second in which nothing was throttled.
const GROWTH: f64 = 2.0;
/// How long a service may refuse everything before calls to it are given up at once.
const PATIENCE: Duration = Duration::from_secs(90);
/// Retries that may be under way at the expense of a service that fails, and what a success gives back.
const BUDGET: f64 = 50.0;
const REFUND: f64 = 0.1;

/// Paces the calls to one service of one account in one region.
///
/// Unlimited until the service first asks to slow down; from then on it follows the rate that got through.
pub(crate) struct Pacer {
    state: Mutex<State>,
}

struct State {
    /// Calls a second; none while unlimited.
    pace: Option<f64>,
    /// When the next call may start.
    next: Instant,
    window: Instant,
    succeeded: u32,
    throttled: u32,
    last_success: Instant,
    retries_left: f64,
}

impl Pacer {
    pub(crate) fn new() -> Self {
        let now = Instant::now();
        let state = State {
            pace: None,
            next: now,
            window: now,
            succeeded: 0,
            throttled: 0,
            last_success: now,
            retries_left: BUDGET,
        };
        Self {
            state: Mutex::new(state),
        }
    }

    /// Waits for its turn.
    pub(crate) async fn turn(&self) {
        let at = {
            let mut state = self.lock();
            let Some(pace) = state.pace else { return };
            let now = Instant::now();
            let at = state.next.max(now);
            state.next = at + Duration::from_secs_f64(1.0 / pace);
            at
        };
        tokio::time::sleep_until(at).await;
    }

    /// Takes note of an answer, good or not, that was no request to slow down.
    pub(crate) fn answered(&self) {
        let mut state = self.lock();
        state.succeeded += 1;
        state.last_success = Instant::now();
        state.retries_left = (state.retries_left + REFUND).min(BUDGET);
        state.review();
    }

    /// Takes note of a request to slow down.
    pub(crate) fn slowed(&self) {
        let mut state = self.lock();
        state.throttled += 1;
        if state.pace.is_none() {
            // The first request tells nothing of the rate yet: start the window here.
            state.pace = Some(f64::from(u16::MAX));
            state.window = Instant::now();
            state.succeeded = 0;
            state.throttled = 1;
        }
        state.review();
    }

    /// Whether a call may be made again after a failure that was no request to slow down.
    pub(crate) fn may_retry(&self) -> bool {
        let mut state = self.lock();
        let may = state.retries_left >= 1.0;
        if may {
            state.retries_left -= 1.0;
        }
        may
    }

    /// Whether the service has let nothing through for so long that waiting is no use.
    pub(crate) fn hopeless(&self) -> bool {
        let state = self.lock();
        state.pace.is_some() && state.last_success.elapsed() > PATIENCE
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn review(&mut self) {
        let Some(pace) = self.pace else { return };
        let elapsed = self.window.elapsed();
        if elapsed < REVIEW {
            return;
        }
        let through = f64::from(self.succeeded) / elapsed.as_secs_f64();
        let next = if self.throttled == 0 {
            pace * GROWTH.powf(elapsed.as_secs_f64().min(5.0))
        } else {
            pace.min(through * OVERSHOOT)
        };
        self.pace = Some(next.clamp(SLOWEST, f64::from(u16::MAX)));
        self.window = Instant::now();
        self.succeeded = 0;
        self.throttled = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs one caller against a service that lets `allowed` calls a second through;
    /// returns how many got through in ten seconds.
    async fn through(allowed: f64) -> f64 {
        let pacer = Pacer::new();
        let start = Instant::now();
        let (mut tokens, mut refilled, mut served) = (0.0, start, 0.0);
        while start.elapsed() < Duration::from_secs(10) {
            pacer.turn().await;
            tokio::time::sleep(Duration::from_millis(1)).await;
            tokens = f64::min(tokens + refilled.elapsed().as_secs_f64() * allowed, allowed);
            refilled = Instant::now();
            if tokens >= 1.0 {
                tokens -= 1.0;
                served += 1.0;
                pacer.answered();
            } else {
                pacer.slowed();
            }
        }
        served
    }

    #[tokio::test(start_paused = true)]
    async fn the_pace_follows_what_the_service_lets_through() {
        for allowed in [50.0, 100.0, 300.0] {
            let served = through(allowed).await;
            assert!(
                served > 0.9 * allowed * 10.0,
                "{served} of {} at {allowed}/s",
                allowed * 10.0
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_never_throttles_is_never_paced() {
        let pacer = Pacer::new();
        for _ in 0..1000 {
            pacer.turn().await;
            pacer.answered();
        }
        assert!(pacer.lock().pace.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn failures_use_up_the_retry_budget_and_successes_refill_it() {
        let pacer = Pacer::new();
        let granted = (0..1000).filter(|_| pacer.may_retry()).count();
        assert!(granted < 100, "{granted}");
        for _ in 0..20 {
            pacer.answered();
        }
        assert!(pacer.may_retry());
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_lets_nothing_through_is_given_up() {
        let pacer = Pacer::new();
        pacer.slowed();
        assert!(!pacer.hopeless());
        tokio::time::sleep(PATIENCE + Duration::from_secs(1)).await;
        assert!(pacer.hopeless());
    }
}
