//! What a collector looks through.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bartizan_model::{Gap, Observed, Reason, Resource, ScopeGap};
use futures::StreamExt;

use crate::action::Action;
use crate::fault::Fault;
use crate::sweep::Shared;

/// How often a throttled call is made again at most. What ends it before is its pacer, once the service has let nothing
/// through for long: where others share the limit, a single call may be refused dozens of times and still succeed.
const THROTTLED_ATTEMPTS: u32 = 200;
/// How often a call that failed otherwise is made again, budget permitting.
const FAILED_ATTEMPTS: u32 = 3;
/// The first and the longest wait between two attempts.
const FIRST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_secs(3);
/// A listing that has not ended after so many pages does not end.
const MOST_PAGES: usize = 100_000;

/// One collector's view of one account in one region.
///
/// Cheap to clone. Every call goes through it, so that limits, retries, gaps and
/// counts are kept in one place.
pub struct Cx<K> {
    kit: Arc<K>,
    account: Arc<str>,
    region: Option<Arc<str>>,
    declared: &'static [Action],
    shared: Arc<Shared>,
}

impl<K> Clone for Cx<K> {
    fn clone(&self) -> Self {
        Self {
            kit: Arc::clone(&self.kit),
            account: Arc::clone(&self.account),
            region: self.region.clone(),
            declared: self.declared,
            shared: Arc::clone(&self.shared),
        }
    }
}

/// What a listing gave: the items of every page that arrived, and the gap if one did not.
#[derive(Debug)]
pub struct Pages<T> {
    /// The items that arrived.
    pub items: Vec<T>,
    /// Why there may be more.
    pub gap: Option<Gap>,
}

impl<T> Pages<T> {
    /// A list that is known only when all of it arrived.
    pub fn observed(self) -> Observed<Vec<T>> {
        match self.gap {
            None => Observed::Known(self.items),
            Some(gap) => Observed::Unknown(gap),
        }
    }
}

impl<K: Send + Sync> Cx<K> {
    pub(crate) fn new(
        kit: Arc<K>,
        account: &str,
        region: Option<&str>,
        declared: &'static [Action],
        shared: Arc<Shared>,
    ) -> Self {
        Self {
            kit,
            account: account.into(),
            region: region.map(Into::into),
            declared,
            shared,
        }
    }

    /// What clients are made from.
    #[must_use]
    pub fn kit(&self) -> &K {
        &self.kit
    }

    /// The audited account, twelve digits.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The region that is looked at; none for what belongs to the whole account.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The same view of another region, for collectors that find out regions themselves.
    #[must_use]
    pub fn at(&self, region: &str) -> Self {
        Self {
            region: Some(region.into()),
            ..self.clone()
        }
    }

    /// The same view without its region, for what one region tells about the whole account.
    #[must_use]
    pub fn global(&self) -> Self {
        Self {
            region: None,
            ..self.clone()
        }
    }

    /// Hands over a resource.
    pub fn emit(&self, resource: impl Into<Resource>) {
        self.shared.emit(&resource.into());
    }

    /// Records that resources of these types may be missing.
    pub fn hide(&self, gap: Gap, types: &[&str]) {
        self.shared
            .hide(&ScopeGap::new(&self.account, self.region(), gap, types));
    }

    /// Makes one call: its answer, or the fact that nothing is configured, or the gap.
    pub async fn ask<T, Fut>(&self, action: Action, call: impl Fn() -> Fut) -> Observed<T>
    where
        Fut: Future<Output = Result<T, Fault>>,
    {
        match self.call(action, call).await {
            Ok(answer) => Observed::Known(answer),
            Err(fault)
                if fault
                    .code
                    .as_deref()
                    .is_some_and(|code| action.absent.contains(&code)) =>
            {
                Observed::Absent
            }
            Err(fault) => Observed::Unknown(self.missed(action, &fault)),
        }
    }

    /// Drains a listing whose items are resources: keeps what arrived, and records a gap that hides
    /// `types` if a page did not. `fetch` gets the token of the page, `split` takes a page apart.
    pub async fn list<T, P, Fut>(
        &self,
        action: Action,
        types: &[&str],
        fetch: impl Fn(Option<String>) -> Fut,
        split: impl Fn(P) -> (Vec<T>, Option<String>),
    ) -> Vec<T>
    where
        Fut: Future<Output = Result<P, Fault>>,
    {
        let pages = self.pages(action, fetch, split).await;
        if let Some(gap) = pages.gap {
            self.hide(gap, types);
        }
        pages.items
    }

    /// Drains a listing whose items belong to one attribute.
    pub async fn pages<T, P, Fut>(
        &self,
        action: Action,
        fetch: impl Fn(Option<String>) -> Fut,
        split: impl Fn(P) -> (Vec<T>, Option<String>),
    ) -> Pages<T>
    where
        Fut: Future<Output = Result<P, Fault>>,
    {
        let mut items = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            match self.call(action, || fetch(token.clone())).await {
                Ok(page) => {
                    let (more, next) = split(page);
                    items.extend(more);
                    // An endpoint that repeats its token would be asked for ever.
                    match next.filter(|next| !next.is_empty()) {
                        None => return Pages { items, gap: None },
                        same if same == token => break,
                        next => token = next,
                    }
                }
                Err(fault)
                    if fault
                        .code
                        .as_deref()
                        .is_some_and(|code| action.absent.contains(&code)) =>
                {
                    return Pages { items, gap: None };
                }
                Err(fault) => {
                    return Pages {
                        items,
                        gap: Some(self.missed(action, &fault)),
                    };
                }
            }
        }
        Pages {
            items,
            gap: Some(self.missed(action, &Fault::new(Reason::Malformed, None))),
        }
    }

    /// Counts a question that got no answer, and makes the gap that it leaves behind.
    fn missed(&self, action: Action, fault: &Fault) -> Gap {
        self.shared.stats.missed();
        fault.gap(&action)
    }

    /// Works on many items at once, as many as the sweep has places for calls.
    pub async fn each<T, Fut>(&self, items: impl IntoIterator<Item = T>, work: impl Fn(T) -> Fut)
    where
        Fut: Future<Output = ()>,
    {
        futures::stream::iter(items)
            .for_each_concurrent(self.shared.settings.concurrency, work)
            .await;
    }

    /// Makes one call, as often as patience and budget allow.
    ///
    /// # Errors
    /// The last fault, when no attempt was answered.
    pub async fn call<T, Fut>(&self, action: Action, call: impl Fn() -> Fut) -> Result<T, Fault>
    where
        Fut: Future<Output = Result<T, Fault>>,
    {
        if !self.declared.contains(&action) {
            return Err(Fault::new(Reason::Undeclared, None));
        }
        if let Some(fault) = self.shared.foregone(&self.account, self.region(), action) {
            return Err(fault);
        }
        let pacer = self
            .shared
            .pacer(&self.account, self.region(), action.service);
        let mut attempt = 0;
        loop {
            attempt += 1;
            pacer.turn().await;
            let result = self.shared.place(call()).await;
            let fault = match result {
                Ok(answer) => {
                    pacer.answered();
                    return Ok(answer);
                }
                Err(fault) => fault,
            };
            let again = if fault.reason == Reason::Throttled {
                self.shared.stats.slowed();
                pacer.slowed();
                attempt < THROTTLED_ATTEMPTS && !pacer.hopeless()
            } else {
                if !fault.transient {
                    pacer.answered();
                }
                fault.transient && attempt < FAILED_ATTEMPTS && pacer.may_retry()
            };
            if !again {
                self.shared
                    .learn(&self.account, self.region(), action, &fault);
                tracing::debug!(
                    action = action.permission,
                    reason = fault.reason.words(),
                    code = fault.code,
                    "gap"
                );
                return Err(fault);
            }
            tokio::time::sleep(fault.retry_after.unwrap_or_else(|| wait(attempt))).await;
        }
    }
}

/// How long to wait after an attempt: exponential, with jitter from the clock so that
/// callers who failed together do not return together.
fn wait(attempt: u32) -> Duration {
    let longest = FIRST_WAIT
        .saturating_mul(1 << attempt.min(10))
        .min(LONGEST_WAIT);
    let nanos = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |now| now.subsec_nanos());
    // Scrambled, because neighbours read the clock a few nanoseconds apart.
    let fraction = f64::from(nanos.wrapping_mul(2_654_435_761) >> 8) / f64::from(1 << 24);
    longest.mul_f64(0.5 + fraction / 2.0)
}
