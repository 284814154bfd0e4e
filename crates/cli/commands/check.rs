//! `bartizan check`: judge snapshots, offline.

use crate::args::CheckArgs;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::outputs::Outputs;
use crate::{baseline, interrupt, judging, ruleset};

/// Judges one or many snapshots and reports.
pub(crate) fn run(args: &CheckArgs, quiet: bool) -> Result<Exit, Fault> {
    interrupt::listen();
    let judges = ruleset::load(&args.report.rules)?;
    let outputs = Outputs::of(&args.report.outputs, &args.files)?;
    let baseline = baseline::load(&args.report)?;
    let audit = judging::judge_files(&judges, &args.files)?;
    let exit = judging::say(&audit, &outputs, args.report.fail_on, quiet)?;
    baseline::tell(baseline.as_ref(), &audit, &args.report, exit)
}
