//! What is new since an earlier audit, said beside the report of this one.

use std::io;

use bartizan_finding::Audit;
use bartizan_report::diff::{Diff, Format, Side};
use bartizan_report::text::Options;

use crate::args::ReportArgs;
use crate::exit::Exit;
use crate::fault::{Fault, say, warn};
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
    warn_of_strangers(old.audit, new.audit);
    let diff = Diff::of(old, new, None).map_err(cannot_compare)?;
    let mut text = Vec::new();
    diff.write(Format::Text, &Options::default(), &mut text)
        .map_err(cannot_compare)?;
    // The text is safe for a terminal already.
    for line in String::from_utf8_lossy(&text).lines() {
        say(line);
    }
    Ok(match args.baseline.fail_on_new {
        Some(level) => Exit::of_difference(&diff, level.severity()),
        None => exit,
    })
}

/// Says when all is new because somebody took the wrong file.
pub(crate) fn warn_of_strangers(old: &Audit, new: &Audit) {
    let [old, new] = [old, new].map(|it| &it.audited.accounts);
    let shared = old
        .iter()
        .any(|it| new.iter().any(|other| other.id == it.id));
    if !shared && !old.is_empty() && !new.is_empty() {
        warn(
            "the two have no account in common: everything is new, and nothing of before is seen",
            Some("compare two looks at the same account"),
        );
    }
}

pub(crate) fn cannot_compare(fault: io::Error) -> Fault {
    Fault::unusable(format_args!("cannot compare what was found: {fault}"))
        .hint("free some space in the temporary folder (TMPDIR)")
}
