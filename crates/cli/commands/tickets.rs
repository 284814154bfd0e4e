//! `bartizan tickets`: what was found, in the tracker that a team works in.

use std::collections::BTreeMap;
use std::time::Duration;

use bartizan_finding::Audit;
use bartizan_report::plain;
use bartizan_tickets::{Done, Plan, Step, execute, prepare};

use crate::args::tickets::{SyncArgs, TicketsCommand};
use crate::config::Config;
use crate::config::tickets::{Wanted, refused};
use crate::exit::Exit;
use crate::fault::{Fault, say, warn};
use crate::{interrupt, output, subject};

/// The pause before a ticket is looked for whose making was not answered: lists lag behind.
const PAUSE: Duration = Duration::from_secs(2);

/// How many names of tickets are said.
const NAMES: usize = 10;

/// Does what was asked for.
pub(crate) fn run(command: &TicketsCommand) -> Result<Exit, Fault> {
    let TicketsCommand::Sync(args) = command;
    interrupt::listen();
    let wanted = Config::load(&args.rules.config)?
        .ok_or_else(|| {
            Fault::unusable("there is no bartizan.toml, which says where tickets are")
                .hint("`bartizan init` writes one to begin with; add a [tickets.…] section")
        })?
        .tickets(args.to)?;
    let audit = subject::audit(&args.file, &args.rules)?;
    sync(&wanted, &audit, args)
}

fn sync(wanted: &Wanted, audit: &Audit, args: &SyncArgs) -> Result<Exit, Fault> {
    let runtime = runtime()?;
    runtime.block_on(async {
        let plan = prepare(wanted.tracker.as_ref(), audit, wanted.group, &wanted.policy)
            .await
            .map_err(refused)?;
        if args.dry_run {
            let lines: Vec<String> = plan.steps.iter().map(|step| line(step, None)).collect();
            output::print(|out| lines.iter().try_for_each(|it| writeln!(out, "{it}")))?;
            say(&summary(&plan, plan.steps.iter(), "to "));
            return Ok(Exit::Clean);
        }
        let failed = carry_out(wanted, &plan, &mut |line| {
            output::print(|out| writeln!(out, "{line}"))
        })
        .await?;
        if failed == 0 {
            return Ok(Exit::Clean);
        }
        Err(Fault::unusable(format_args!(
            "{failed} of {} changes were not made",
            plan.steps.len()
        ))
        .hint("run it again: what was done is not done twice"))
    })
}

/// Makes a runtime for trackers: they are waited for, one thread is enough.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.map_err(|fault| Fault::unusable(format_args!("cannot start: {fault}")))
}

/// Does what was planned, telling each step by `tell`; gives how many steps were not done.
pub(crate) async fn carry_out(
    wanted: &Wanted,
    plan: &Plan,
    tell: &mut dyn FnMut(&str) -> Result<(), Fault>,
) -> Result<usize, Fault> {
    let mut failed = 0;
    let mut told = Ok(());
    let done = execute(
        wanted.tracker.as_ref(),
        &plan.steps,
        PAUSE,
        |done| match &done.result {
            Some(Ok(name)) if told.is_ok() => told = tell(&line(done.step, Some(name))),
            Some(Ok(_)) | None => {}
            Some(Err(fault)) => {
                let about = plain(&done.step.about).into_owned();
                warn(
                    format_args!("{} {about}: {fault}", done.step.action.name()),
                    Some(fault.hint()),
                );
            }
        },
    )
    .await;
    told?;
    let succeeded = |it: &&Done<'_>| it.result.as_ref().is_some_and(Result::is_ok);
    failed += done.iter().filter(|it| !succeeded(it)).count();
    say(&summary(
        plan,
        done.iter().filter(succeeded).map(|it| it.step),
        "",
    ));
    Ok(failed)
}

fn line(step: &Step, name: Option<&str>) -> String {
    let name = step.ticket.as_deref().or(name).unwrap_or_default();
    let why = step
        .why
        .map(|why| format!(" ({})", why.name()))
        .unwrap_or_default();
    let line = format!("{:<8} {name:<12} {}{why}", step.action.name(), step.about);
    plain(&line).into_owned()
}

/// `2 created, 1 closed; 5 unchanged`.
fn summary<'a>(plan: &Plan, steps: impl Iterator<Item = &'a Step>, to: &str) -> String {
    let mut counts = BTreeMap::new();
    for step in steps {
        *counts.entry(step.action).or_insert(0_usize) += 1;
    }
    let mut parts: Vec<String> = counts
        .into_iter()
        .map(|(action, count)| match (to, action.name()) {
            ("", name @ ("create" | "update" | "close")) => format!("{count} {name}d"),
            ("", name) => format!("{count} {name}ed"),
            (_, name) => format!("{count} {to}{name}"),
        })
        .collect();
    if parts.is_empty() {
        parts.push("nothing to do".to_owned());
    }
    parts.push(format!("{} unchanged", plan.unchanged));
    if !plan.elsewhere.is_empty() {
        let names: Vec<_> = plan
            .elsewhere
            .iter()
            .take(NAMES)
            .map(|it| plain(it))
            .collect();
        let more = if plan.elsewhere.len() > NAMES {
            ", …"
        } else {
            ""
        };
        parts.push(format!(
            "{} left alone, since the audit did not look there ({}{more})",
            plan.elsewhere.len(),
            names.join(", ")
        ));
    }
    parts.join(", ")
}
