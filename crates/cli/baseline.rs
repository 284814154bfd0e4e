//! What is new since an earlier audit, said beside the report of this one.

use std::io;

use bartizan_finding::Audit;
use bartizan_report::diff::{Diff, Format, Side};
use bartizan_report::text::Options;

use crate::args::ReportArgs;
use crate::exit::Exit;
use crate::fault::{Fault, say};
use crate::subject;

/// Reads the baseline, if one was named: before any work that it may turn out to be useless for.
pub(crate) fn load(args: &ReportArgs) -> Result<Option<Audit>, Fault> {
    let path = args.baseline.baseline.as_ref();
    path.map(|path| subject::audit(path, &args.rules))
        .transpose()
}

/// Says what is new since the baseline, and how the program ends when only that counts.
pub(crate) fn tell(
    baseline: Option<&Audit>,
    audit: &Audit,
    args: &ReportArgs,
    exit: Exit,
) -> Result<Exit, Fault> {
    let (Some(old), Some(path)) = (baseline, &args.baseline.baseline) else {
        return Ok(exit);
    };
    let name = path.display().to_string();
    let old = Side {
        name: &name,
        audit: old,
    };
    let new = Side {
        name: "this audit",
        audit,
    };
    let diff = Diff::of(old, new, None).map_err(cannot_compare)?;
    let mut text = Vec::new();
    diff.write(Format::Text, &Options::default(), &mut text)
        .map_err(cannot_compare)?;
    // The text is safe for a terminal already.
    for line in String::from_utf8_lossy(&text).lines() {
        say(line);
    }
    Ok(match args.baseline.fail_on_new {
        Some(level) => Exit::of_difference(&diff, level.into()),
        None => exit,
    })
}

pub(crate) fn cannot_compare(fault: io::Error) -> Fault {
    Fault::unusable(format_args!("cannot compare what was found: {fault}"))
        .hint("free some space in the temporary folder (TMPDIR)")
}
