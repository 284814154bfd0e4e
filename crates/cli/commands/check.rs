//! `bartizan check`: judge snapshots, offline.

use crate::args::CheckArgs;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::{interrupt, judging, output, ruleset};

/// Judges one or many snapshots and reports.
pub(crate) fn run(args: &CheckArgs) -> Result<Exit, Fault> {
    interrupt::listen();
    let rules = ruleset::load(
        &args.report.rules.rules,
        !args.report.rules.no_builtin_rules,
    )?;
    if let Some(path) = &args.report.output {
        output::check_writable(path)?;
    }
    let audit = judging::judge_files(&rules, &args.files)?;
    judging::say(&audit, &args.report)
}
