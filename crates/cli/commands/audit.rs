//! `bartizan audit`: look, judge, report.

use std::path::Path;

use bartizan_model::Snapshots;

use crate::args::{AuditAwsArgs, ReportArgs};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::{interrupt, judging, look, output, ruleset};

/// The seeded account as `collect aws` saw it; see `localstack/`.
const DEMO: &[u8] = include_bytes!("../../../localstack/demo.jsonl.zst");

/// Audits what AWS answers.
pub(crate) fn aws(args: &AuditAwsArgs, quiet: bool) -> Result<Exit, Fault> {
    interrupt::listen();
    // Everything that can be wrong is found out before minutes are spent on looking.
    let rules = ruleset::load(
        &args.report.rules.rules,
        !args.report.rules.no_builtin_rules,
    )?;
    for path in args.snapshot.iter().chain(&args.report.output) {
        output::check_writable(path)?;
    }
    let collected = look::aws(&args.look, quiet)?;
    // What is judged is the file, never what was in memory: the same file gives the same report again.
    let audit = match &args.snapshot {
        Some(path) => {
            output::save(path, |out| collected.builder.finish(&collected.header, out))?;
            judging::judge_files(&rules, std::slice::from_ref(path))?
        }
        None => {
            let file = look::put_aside(collected).map_err(|fault| look::cannot_keep(&fault))?;
            let name = Path::new("the snapshot just made");
            let snapshots = Snapshots::read(name, file).map_err(judging::unreadable)?;
            judging::judge_open(&rules, snapshots)?
        }
    };
    judging::say(&audit, &args.report)
}

/// Audits the bundled snapshot.
pub(crate) fn demo(args: &ReportArgs) -> Result<Exit, Fault> {
    interrupt::listen();
    let rules = ruleset::load(&args.rules.rules, !args.rules.no_builtin_rules)?;
    let snapshots =
        Snapshots::read(Path::new("the bundled demo"), DEMO).map_err(judging::unreadable)?;
    let audit = judging::judge_open(&rules, snapshots)?;
    judging::say(&audit, args)
}
