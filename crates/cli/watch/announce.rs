//! Telling the channels of `[watch]` what changed since they were told last.

use std::time::Duration;

use bartizan_finding::{Audit, Severity};
use bartizan_report::read;
use bartizan_tickets::{Patience, announce, prepare};

use super::message::Message;
use super::store::{REPORT, Run};
use crate::commands::tickets::carry_out;
use crate::config::tickets::{Wanted, refused};
use crate::fault::{Fault, say};
use crate::subject;

/// Who is told.
#[derive(Default)]
pub(crate) struct Channels {
    pub(crate) floor: Option<Severity>,
    /// The address of an incoming webhook of Slack.
    pub(crate) slack: Option<String>,
    /// The address of a webhook for programs.
    pub(crate) webhook: Option<String>,
    /// The trackers, by name.
    pub(crate) tickets: Vec<(&'static str, Wanted)>,
}

impl Channels {
    /// Tells everybody who was not told of the newest run yet. Who cannot be told now is told at the next run, then of
    /// everything since; one who does not hear keeps no other from hearing.
    pub(crate) async fn tell(&self, runs: &[Run]) -> Result<(), Fault> {
        let Some((run, before)) = runs.split_last() else {
            return Ok(());
        };
        let mut trouble = Ok(());
        let mut note = |result: Result<(), Fault>| {
            if result.is_err() && trouble.is_ok() {
                trouble = result;
            } else if let Err(fault) = result {
                fault.tell();
            }
        };
        let mut audit = None;
        for (channel, url) in [("slack", &self.slack), ("webhook", &self.webhook)] {
            let Some(url) = url.as_ref().filter(|_| !run.told(channel)) else {
                continue;
            };
            note(self.post(channel, url, run, before, &mut audit).await);
        }
        for (name, wanted) in &self.tickets {
            let channel = format!("tickets-{name}");
            if !run.told(&channel) {
                note(keep(wanted, &channel, run, &mut audit).await);
            }
        }
        trouble
    }

    async fn post(
        &self,
        channel: &str,
        url: &str,
        run: &Run,
        before: &[Run],
        audit: &mut Option<Audit>,
    ) -> Result<(), Fault> {
        let new = report(run, audit)?;
        let last = before.iter().rev().find(|it| it.told(channel));
        let message = match last {
            None => Message::first(run.name(), new),
            Some(last) => {
                let old = read::read(&last.folder.join(REPORT)).map_err(subject::refuse)?;
                let floor = self.floor.unwrap_or(Severity::Low);
                Message::between(run.name(), (&last.name(), &old), new, floor).map_err(|fault| {
                    Fault::unusable(format_args!("cannot compare runs: {fault}"))
                })?
            }
        };
        if last.is_none() || !message.is_empty() {
            let body = if channel == "slack" {
                message.slack()
            } else {
                message.json()
            };
            let patience = Patience {
                answer: ANSWER,
                ..Patience::default()
            };
            announce(url, body, patience)
                .await
                .map_err(|fault| deaf(channel, fault))?;
            say(&format!("told {channel} of {}", run.name()));
        }
        run.tell(channel)
    }
}

/// How long a webhook may take to answer: those who hear it wait with their work until they have stored it, no longer.
const ANSWER: Duration = Duration::from_secs(20);

/// What is said of a webhook that did not hear: the library's own words and hints are about trackers and their tokens.
fn deaf(channel: &str, fault: bartizan_tickets::Fault) -> Fault {
    let what = match fault {
        bartizan_tickets::Fault::Unauthorized { host, status } => {
            format!("{host} answers {status}")
        }
        bartizan_tickets::Fault::Redirect {
            host, to, status, ..
        } => format!("{host} redirects to {to} ({status}), where nobody is told"),
        other => other.to_string(),
    };
    Fault::unusable(format_args!("cannot tell {channel}: {what}")).hint(
        "check the address that its variable holds; the next run tells it, with everything since",
    )
}

/// Keeps a tracker's tickets in step.
async fn keep(
    wanted: &Wanted,
    channel: &str,
    run: &Run,
    audit: &mut Option<Audit>,
) -> Result<(), Fault> {
    let audit = report(run, audit)?;
    let plan = prepare(wanted.tracker.as_ref(), audit, wanted.group, &wanted.policy)
        .await
        .map_err(refused)?;
    let failed = carry_out(wanted, &plan, &mut |line| {
        say(line);
        Ok(())
    })
    .await?;
    if failed > 0 {
        return Err(Fault::unusable(format_args!(
            "{failed} of {} tickets were not changed",
            plan.steps.len()
        ))
        .hint("they are at the next run"));
    }
    run.tell(channel)
}

/// The report of a run, read once.
fn report<'a>(run: &Run, audit: &'a mut Option<Audit>) -> Result<&'a Audit, Fault> {
    if audit.is_none() {
        *audit = Some(read::read(&run.folder.join(REPORT)).map_err(subject::refuse)?);
    }
    audit
        .as_ref()
        .ok_or_else(|| Fault::unusable("the report of a run is not there"))
}
