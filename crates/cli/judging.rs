//! Judging snapshots and saying what was found.

use std::path::PathBuf;

use bartizan_finding::{Audit, Waivers};
use bartizan_model::{SnapshotFault, Snapshots};
use bartizan_report::{Format, text};
use bartizan_rules::{JudgeFault, Limits, RuleSet, judge};

use crate::args::ReportArgs;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::output;

/// Judges files, in any order of their lines.
pub(crate) fn judge_files(rules: &RuleSet, files: &[PathBuf]) -> Result<Audit, Fault> {
    let limits = Limits::default();
    let mut snapshots = Snapshots::open(files).map_err(unreadable)?;
    match judge(rules, &mut snapshots, &limits, &Waivers::none()) {
        // Somebody edited it: sorting first costs time and disk, so only then.
        Err(JudgeFault::Snapshot(SnapshotFault::OutOfOrder { .. })) => {
            let mut sorted = Snapshots::open_unordered(files).map_err(unreadable)?;
            judge(rules, &mut sorted, &limits, &Waivers::none()).map_err(failed)
        }
        other => other.map_err(failed),
    }
}

/// Judges a snapshot that is open already and in order.
pub(crate) fn judge_open(rules: &RuleSet, mut snapshots: Snapshots) -> Result<Audit, Fault> {
    judge(rules, &mut snapshots, &Limits::default(), &Waivers::none()).map_err(failed)
}

pub(crate) fn unreadable(fault: SnapshotFault) -> Fault {
    let hint = fault.hint();
    Fault::unusable(fault).hint(hint)
}

fn failed(fault: JudgeFault) -> Fault {
    let hint = fault.hint();
    Fault::unusable(fault).hint(hint)
}

/// Says what was found where and how it was asked for.
pub(crate) fn say(audit: &Audit, args: &ReportArgs) -> Result<Exit, Fault> {
    let format: Format = args.format.into();
    match &args.output {
        Some(path) => {
            let options = text::Options::default();
            output::save(path, |out| {
                bartizan_report::write(format, audit, &options, out)
            })?;
        }
        None => {
            let options = text::Options {
                width: output::width(),
                colour: output::colour(),
                ..text::Options::default()
            };
            output::print(|out| bartizan_report::write(format, audit, &options, out))?;
        }
    }
    Ok(Exit::of(audit, args.fail_on.into()))
}
