//! `bartizan audit`: look, judge, report.

use std::path::Path;

use bartizan_model::Snapshots;

use crate::args::{AuditAwsArgs, ReportArgs};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::outputs::Outputs;
use crate::{baseline, interrupt, judging, look, output, ruleset};

/// The seeded account as `collect aws` saw it; see `localstack/`.
const DEMO: &[u8] = include_bytes!("../../../localstack/demo.jsonl.zst");

/// Audits what AWS answers; `still` without progress, `quiet` without warnings about waivers.
pub(crate) fn aws(args: &AuditAwsArgs, still: bool, quiet: bool) -> Result<Exit, Fault> {
    interrupt::listen();
    // Everything that can be wrong is found out before minutes are spent on looking.
    let judges = ruleset::load(&args.report.rules)?;
    if let Some(path) = &args.snapshot {
        output::check_writable(path)?;
    }
    let outputs = Outputs::of(&args.report.outputs, &args.snapshot)?;
    let baseline = baseline::load(&args.report)?;
    let collected = look::aws(&args.look, still)?;
    // What is judged is the file, never what was in memory: the same file gives the same report again.
    let audit = match &args.snapshot {
        Some(path) => {
            output::save(path, |out| collected.builder.finish(&collected.header, out))?;
            judging::judge_files(&judges, std::slice::from_ref(path))?
        }
        None => {
            let file = look::put_aside(collected).map_err(|fault| look::cannot_keep(&fault))?;
            let name = Path::new("the snapshot just made");
            let snapshots = Snapshots::read(name, file).map_err(judging::unreadable)?;
            judging::judge_open(&judges, snapshots)?
        }
    };
    let exit = judging::say(&audit, &outputs, args.report.fail_on, quiet)?;
    baseline::tell(baseline.as_ref(), &audit, &args.report, exit)
}

/// Audits the bundled snapshot.
pub(crate) fn demo(args: &ReportArgs, quiet: bool) -> Result<Exit, Fault> {
    interrupt::listen();
    let judges = ruleset::load(&args.rules)?;
    let outputs = Outputs::of(&args.outputs, [])?;
    let baseline = baseline::load(args)?;
    let snapshots =
        Snapshots::read(Path::new("the bundled demo"), DEMO).map_err(judging::unreadable)?;
    let audit = judging::judge_open(&judges, snapshots)?;
    let exit = judging::say(&audit, &outputs, args.fail_on, quiet)?;
    baseline::tell(baseline.as_ref(), &audit, args, exit)
}
