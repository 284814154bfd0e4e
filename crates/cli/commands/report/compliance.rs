//! `bartizan report compliance`: whether a standard is met, requirement by requirement.

use bartizan_finding::Audit;
use bartizan_report::compliance::{Verdict, assess, write};

use crate::args::report::{ComplianceArgs, ComplianceFormat};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::subject::{self, Subject};
use crate::target::Target;
use crate::{frameworks, interrupt, judging, ruleset};

/// Judges or reads, and says how far the standard is met.
pub(crate) fn run(args: &ComplianceArgs) -> Result<Exit, Fault> {
    interrupt::listen();
    let framework = frameworks::pick(&args.framework, &args.rules)?;
    let target = Target::of(args.format, args.output.as_deref(), ComplianceFormat::Text)?;
    target.not_on_a_terminal(ComplianceFormat::Xlsx)?;
    let audit = audit(args)?;
    let compliance = assess(&framework, &audit).map_err(|fault| {
        Fault::unusable(format_args!("cannot read the findings: {fault}"))
            .hint("free some space in the temporary folder")
    })?;
    target.write(|options, out| write(target.format.into(), &compliance, options, out))?;
    Ok(match compliance.verdict() {
        Verdict::Met => Exit::Clean,
        Verdict::NotMet => Exit::Findings,
        Verdict::InPart => Exit::Gaps,
    })
}

/// One snapshot or report, or many snapshots judged together.
fn audit(args: &ComplianceArgs) -> Result<Audit, Fault> {
    if let [only] = args.files.as_slice() {
        return subject::audit(only, &args.rules);
    }
    for file in &args.files {
        if let Subject::Report(place) = subject::open(file)? {
            let name = place.path.display();
            let message = format!("`{name}` is a report, and reports are read one at a time");
            let hint = "give the snapshots that the reports were made from";
            return Err(Fault::unusable(message).hint(hint));
        }
    }
    judging::judge_files(&ruleset::load(&args.rules)?, &args.files)
}
