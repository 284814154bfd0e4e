//! Collectors × accounts × regions, run together under common limits.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bartizan_model::{Gap, Reason, Resource, ScopeGap, SnapshotBuilder};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::action::Action;
use crate::collector::Collector;
use crate::cx::Cx;
use crate::fault::Fault;
use crate::pace::Pacer;
use crate::stats::Stats;

/// The limits of a sweep.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How many calls may be under way at once, over all accounts, regions and services.
    pub concurrency: usize,
    /// How long one attempt may take.
    pub attempt_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            concurrency: 64,
            attempt_timeout: Duration::from_secs(30),
        }
    }
}

/// A look at one or many accounts.
pub struct Sweep<K: 'static> {
    shared: Arc<Shared>,
    units: Vec<(&'static dyn Collector<K>, Cx<K>)>,
}

impl<K: Send + Sync + 'static> Sweep<K> {
    /// A sweep with nothing to do yet.
    #[must_use]
    pub fn new(settings: Settings, stats: Arc<Stats>) -> Self {
        Self {
            shared: Arc::new(Shared::new(settings, stats)),
            units: Vec::new(),
        }
    }

    /// A view of an account and region for a collector, outside the plan.
    #[must_use]
    pub fn cx(
        &self,
        kit: Arc<K>,
        account: &str,
        region: Option<&str>,
        declared: &'static [Action],
    ) -> Cx<K> {
        Cx::new(kit, account, region, declared, Arc::clone(&self.shared))
    }

    /// Plans a collector's visit to an account and region.
    pub fn plan(
        &mut self,
        collector: &'static dyn Collector<K>,
        kit: Arc<K>,
        account: &str,
        region: Option<&str>,
    ) {
        let cx = self.cx(kit, account, region, collector.actions());
        self.units.push((collector, cx));
    }

    /// Makes every visit that was planned.
    ///
    /// # Errors
    /// When what was found cannot be put aside on disk.
    pub async fn run(&mut self) -> io::Result<()> {
        self.shared.stats.planned(self.units.len() as u64);
        let mut visits = JoinSet::new();
        let mut under_way = HashMap::new();
        for (collector, cx) in self.units.drain(..) {
            let visit = cx.clone();
            let handle = visits.spawn(async move { collector.collect(&visit).await });
            under_way.insert(handle.id(), (collector, cx));
        }
        while let Some(ended) = visits.join_next_with_id().await {
            self.shared.stats.visited();
            // A collector that panicked leaves a gap like any other call that told nothing.
            if let Err(fault) = ended
                && let Some((collector, cx)) = under_way.get(&fault.id())
            {
                tracing::error!(service = collector.name(), %fault, "collector failed");
                let action = format!("{}:*", collector.name()).into();
                cx.hide(
                    Gap {
                        action,
                        reason: Reason::Failed,
                        code: None,
                    },
                    collector.types(),
                );
            }
        }
        match self.shared.lock_found().fault.take() {
            Some(fault) => Err(fault),
            None => Ok(()),
        }
    }

    /// What was found.
    #[must_use]
    pub fn into_builder(self) -> SnapshotBuilder {
        std::mem::take(&mut self.shared.lock_found().builder)
    }
}

/// What all collectors of a sweep share.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) stats: Arc<Stats>,
    places: Semaphore,
    pacers: Mutex<HashMap<PacerKey, Arc<Pacer>>>,
    learned: Mutex<Learned>,
    found: Mutex<Found>,
}

type PacerKey = (Box<str>, Option<Box<str>>, &'static str);
/// Region, service and operation: a region may lack what others have.
type CallKey = (Option<Box<str>>, &'static str, &'static str);

#[derive(Default)]
struct Found {
    builder: SnapshotBuilder,
    /// The first failure to put something aside; it ends the sweep, since a snapshot must not lack resources silently.
    fault: Option<io::Error>,
}

/// What earlier calls taught about later ones.
#[derive(Default)]
struct Learned {
    unsupported: HashMap<CallKey, Fault>,
    dead: HashSet<Box<str>>,
}

impl Shared {
    fn new(settings: Settings, stats: Arc<Stats>) -> Self {
        Self {
            places: Semaphore::new(settings.concurrency),
            settings,
            stats,
            pacers: Mutex::default(),
            learned: Mutex::default(),
            found: Mutex::default(),
        }
    }

    /// Runs one attempt when a place is free.
    pub(crate) async fn place<T>(
        &self,
        attempt: impl Future<Output = Result<T, Fault>>,
    ) -> Result<T, Fault> {
        // The semaphore is never closed, so a failed acquire cannot happen; it would only mean one call more.
        let _place = self.places.acquire().await.ok();
        self.stats.called();
        match tokio::time::timeout(self.settings.attempt_timeout, attempt).await {
            Ok(result) => result,
            Err(_) => Err(Fault::new(Reason::Timeout, None)),
        }
    }

    pub(crate) fn pacer(
        &self,
        account: &str,
        region: Option<&str>,
        service: &'static str,
    ) -> Arc<Pacer> {
        let key = (account.into(), region.map(Into::into), service);
        let mut pacers = self.pacers.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(pacers.entry(key).or_insert_with(|| Arc::new(Pacer::new())))
    }

    /// The fault of a call that need not be made, since an earlier one told how it will end.
    pub(crate) fn foregone(
        &self,
        account: &str,
        region: Option<&str>,
        action: Action,
    ) -> Option<Fault> {
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        if learned.dead.contains(account) {
            return Some(Fault::new(Reason::Credentials, None));
        }
        learned
            .unsupported
            .get(&(region.map(Into::into), action.service, action.operation))
            .cloned()
    }

    /// Remembers a fault that tells how later calls will end.
    pub(crate) fn learn(&self, account: &str, region: Option<&str>, action: Action, fault: &Fault) {
        let mut learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        if fault.fatal {
            learned.dead.insert(account.into());
        }
        if fault.reason == Reason::Unsupported {
            learned.unsupported.insert(
                (region.map(Into::into), action.service, action.operation),
                fault.clone(),
            );
        }
    }

    pub(crate) fn emit(&self, resource: &Resource) {
        self.stats.found();
        self.lock_found().add(|builder| builder.push(resource));
    }

    pub(crate) fn hide(&self, gap: &ScopeGap) {
        self.lock_found().add(|builder| builder.push_gap(gap));
    }

    fn lock_found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Found {
    fn add(&mut self, add: impl FnOnce(&mut SnapshotBuilder) -> io::Result<()>) {
        if self.fault.is_none() {
            self.fault = add(&mut self.builder).err();
        }
    }
}
