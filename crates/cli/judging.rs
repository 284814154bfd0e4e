//! Judging snapshots and saying what was found.

use std::path::PathBuf;

use bartizan_finding::{Audit, WaiverState, WaiverUse};
use bartizan_model::{SnapshotFault, Snapshots};
use bartizan_report::shorten;
use bartizan_rules::{JudgeFault, Limits, judge};

use crate::args::FailOn;
use crate::exit::Exit;
use crate::fault::{Fault, warn};
use crate::outputs::Outputs;
use crate::ruleset::Judges;
use crate::subject;

/// How many waivers are warned of, one by one.
const WARNINGS: usize = 20;

/// The longest pattern that is said in whole, in characters.
const LONGEST: usize = 200;

/// Reads something out of snapshots, whose lines may be in any order.
pub(crate) fn read_snapshots<T>(
    files: &[PathBuf],
    read: impl Fn(Snapshots) -> Result<T, SnapshotFault>,
) -> Result<T, Fault> {
    let opened = match Snapshots::open(files).and_then(&read) {
        // Somebody edited it: sorting first costs time and disk, so only then.
        Err(SnapshotFault::OutOfOrder { .. }) => Snapshots::open_unordered(files).and_then(&read),
        other => other,
    };
    opened.map_err(unreadable)
}

/// Judges files, in any order of their lines.
pub(crate) fn judge_files(judges: &Judges, files: &[PathBuf]) -> Result<Audit, Fault> {
    let judge = |mut snapshots| {
        judge(
            &judges.rules,
            &mut snapshots,
            &Limits::default(),
            &judges.waivers,
        )
    };
    match judge(Snapshots::open(files).map_err(unreadable)?) {
        // Somebody edited it: sorting first costs time and disk, so only then.
        Err(JudgeFault::Snapshot(SnapshotFault::OutOfOrder { .. })) => {
            judge(Snapshots::open_unordered(files).map_err(unreadable)?).map_err(failed)
        }
        other => other.map_err(failed),
    }
}

/// Judges a snapshot that is open already and in order.
pub(crate) fn judge_open(judges: &Judges, mut snapshots: Snapshots) -> Result<Audit, Fault> {
    let Judges { rules, waivers } = judges;
    judge(rules, &mut snapshots, &Limits::default(), waivers).map_err(failed)
}

pub(crate) fn unreadable(fault: SnapshotFault) -> Fault {
    let hint = match &fault {
        SnapshotFault::NotASnapshot { path, .. } if subject::is_report(path) => {
            "it is a report, which was judged already: `bartizan report convert FILE` says it in other formats"
        }
        other => other.hint(),
    };
    Fault::unusable(fault).hint(hint)
}

fn failed(fault: JudgeFault) -> Fault {
    let hint = fault.hint();
    Fault::unusable(fault).hint(hint)
}

/// Says what was found where and how it was asked for; then, unless `quiet`, which waivers somebody should look at.
pub(crate) fn say(
    audit: &Audit,
    outputs: &Outputs,
    fail_on: FailOn,
    quiet: bool,
) -> Result<Exit, Fault> {
    outputs.write(audit)?;
    if !quiet {
        outputs.sum_up(audit);
        warn_of_waivers(&audit.waivers);
    }
    Ok(Exit::of(audit, fail_on.severity()))
}

fn warn_of_waivers(waivers: &[WaiverUse]) {
    let mut warnings = waivers.iter().filter_map(warning);
    for (message, hint) in warnings.by_ref().take(WARNINGS) {
        warn(message, Some(hint));
    }
    let more = warnings.count();
    if more > 0 {
        warn(format_args!("{more} more waivers like these"), None);
    }
}

/// What to say of a waiver, and what to do about it.
fn warning(it: &WaiverUse) -> Option<(String, &'static str)> {
    let (waiver, findings) = (&it.waiver, it.findings);
    let rule = shorten(waiver.rule.text(), LONGEST);
    let resource = shorten(waiver.resource.text(), LONGEST);
    let what = match &waiver.account {
        Some(account) => format!("`{rule}` on `{resource}` in {account}"),
        None => format!("`{rule}` on `{resource}`"),
    };
    match it.state {
        WaiverState::Holds => None,
        WaiverState::Expired if findings == 0 => Some((
            format!(
                "the waiver of {what} ended on {}, and nothing fails there",
                waiver.until
            ),
            "remove it",
        )),
        WaiverState::Expired => Some((
            format!(
                "the waiver of {what} ended on {}: {findings} failed again",
                waiver.until
            ),
            "solve them, or decide anew and set another `until`",
        )),
        WaiverState::Unused => Some((
            format!("the waiver of {what} fits nothing that failed"),
            "remove it, or correct its `rule`, `resource` or `account`",
        )),
    }
}
