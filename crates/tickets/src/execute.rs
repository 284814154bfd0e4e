//! Taking the steps of a plan through a tracker.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::StreamExt as _;
use tokio::time::sleep;

use crate::fault::Fault;
use crate::plan::{Step, Work};
use crate::tracker::{Draft, Tracker};

/// How often a ticket is made whose making got lost.
const CREATES: u32 = 3;

/// What became of a step.
#[derive(Debug)]
pub struct Done<'a> {
    /// The step.
    pub step: &'a Step,
    /// The ticket's name; none when the step was not tried, since all others failed in the same way.
    pub result: Option<Result<String, Fault>>,
}

/// Does what was planned, several steps at once. A step that fails keeps no other from being done, unless every
/// other would fail in the same way. What is left is done by the next run.
pub async fn execute<'a>(
    tracker: &dyn Tracker,
    steps: &'a [Step],
    pause: Duration,
    mut tell: impl FnMut(&Done<'a>),
) -> Vec<Done<'a>> {
    let over = AtomicBool::new(false);
    let over = &over;
    let mut stream = futures::stream::iter(steps)
        .map(|step| async move {
            if over.load(Ordering::Relaxed) {
                return Done { step, result: None };
            }
            let result = one(tracker, step, pause).await;
            if result.as_ref().is_err_and(Fault::ends_all) {
                over.store(true, Ordering::Relaxed);
            }
            Done {
                step,
                result: Some(result),
            }
        })
        .buffered(tracker.at_once().max(1));
    let mut all = Vec::with_capacity(steps.len());
    while let Some(done) = stream.next().await {
        tell(&done);
        all.push(done);
    }
    all
}

async fn one(tracker: &dyn Tracker, step: &Step, pause: Duration) -> Result<String, Fault> {
    match &step.work {
        Work::Create(draft) => create(tracker, draft, pause).await,
        Work::Change(work) => {
            let (ticket, change) = work.as_ref();
            tracker.change(ticket, change).await?;
            Ok(ticket.name.clone())
        }
    }
}

/// Makes a ticket. When the answer got lost, looks whether it is there before it makes another.
async fn create(tracker: &dyn Tracker, draft: &Draft, pause: Duration) -> Result<String, Fault> {
    let mut attempt = 1;
    loop {
        let fault = match tracker.create(draft).await {
            Err(fault) if fault.may_have_happened() => fault,
            other => return other,
        };
        tracing::info!("{fault}: looking whether the ticket was made");
        sleep(pause * attempt).await;
        // When this fails, too, the next run looks.
        if let Some(ticket) = tracker.find(&draft.marker.key).await? {
            return Ok(ticket.name);
        }
        attempt += 1;
        if attempt > CREATES {
            return Err(fault);
        }
    }
}
