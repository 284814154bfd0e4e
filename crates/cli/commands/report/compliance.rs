//! `bartizan report compliance`: whether a standard is met, requirement by requirement.

use std::io;

use bartizan_finding::Audit;
use bartizan_report::compliance::{Compliance, Verdict, assess, assess_all, overview, write};

use crate::args::report::{ComplianceArgs, ComplianceFormat};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::subject::{self, Subject};
use crate::target::Target;
use crate::{frameworks, interrupt, judging, ruleset};

/// Judges or reads, and says how far the standard is met; of all that ship when none is named.
pub(crate) fn run(args: &ComplianceArgs) -> Result<Exit, Fault> {
    interrupt::listen();
    let Some(name) = &args.framework else {
        return all(args);
    };
    let framework = frameworks::pick(name, &args.rules)?;
    let target = Target::of(args.format, args.output.as_deref(), ComplianceFormat::Text)?;
    target.not_on_a_terminal(ComplianceFormat::Xlsx)?;
    let audit = audit(args)?;
    let mut compliance = assess(&framework, &audit).map_err(unreadable)?;
    if !args.status.is_empty() {
        let only: Vec<_> = args.status.iter().map(|it| it.name()).collect();
        compliance.keep_only(&only);
    }
    target.write(|options, out| write(target.format.into(), &compliance, options, out))?;
    Ok(exit([compliance.verdict()]))
}

/// Every standard that ships, a line each.
fn all(args: &ComplianceArgs) -> Result<Exit, Fault> {
    let target = Target::of(args.format, args.output.as_deref(), ComplianceFormat::Text)?;
    if target.format != ComplianceFormat::Text {
        let message = "an overview of every standard is text, and a file is of one standard";
        let hint = "say which: --framework FRAMEWORK; `bartizan frameworks` lists them";
        return Err(Fault::unusable(message).hint(hint));
    }
    let builtin = frameworks::builtin()?;
    let audit = audit(args)?;
    let standards = assess_all(builtin.list(), &audit).map_err(unreadable)?;
    target.write(|options, out| {
        overview(&standards, options, out)?;
        let next = "`--framework FRAMEWORK` lists the requirements of one, with what shows them";
        writeln!(out, "{next}")
    })?;
    Ok(exit(standards.iter().map(Compliance::verdict)))
}

fn unreadable(fault: io::Error) -> Fault {
    Fault::unusable(format_args!("cannot read the findings: {fault}"))
        .hint("free some space in the temporary folder")
}

/// The worst of some verdicts.
fn exit(verdicts: impl IntoIterator<Item = Verdict>) -> Exit {
    let verdicts: Vec<_> = verdicts.into_iter().collect();
    if verdicts.contains(&Verdict::NotMet) {
        Exit::Findings
    } else if verdicts.contains(&Verdict::InPart) {
        Exit::Gaps
    } else {
        Exit::Clean
    }
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
