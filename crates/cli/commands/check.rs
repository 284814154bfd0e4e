//! `bartizan check`: judge snapshots, offline.

use crate::args::CheckArgs;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::{interrupt, judging, output, ruleset};

/// Judges one or many snapshots and reports.
pub(crate) fn run(args: &CheckArgs, quiet: bool) -> Result<Exit, Fault> {
    interrupt::listen();
    let judges = ruleset::load(&args.report.rules)?;
    if let Some(path) = &args.report.output {
        output::check_writable(path)?;
    }
    let audit = judging::judge_files(&judges, &args.files)?;
    judging::say(&audit, &args.report, quiet)
}
