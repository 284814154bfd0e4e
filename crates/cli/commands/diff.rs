//! `bartizan diff`: what became different between two looks.

use bartizan_model::SnapshotFault;
use bartizan_report::diff::{CompareFault, Diff, Resources, Side};

use crate::args::diff::{DiffArgs, DiffFormat};
use crate::baseline;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::interrupt;
use crate::subject::{self, Auditor, Place, Subject};
use crate::target::Target;

/// Compares two snapshots, two reports, or one of each.
pub(crate) fn run(args: &DiffArgs) -> Result<Exit, Fault> {
    interrupt::listen();
    let target = Target::of(args.format, args.output.as_deref(), DiffFormat::Text)?;
    let (old, new) = (subject::open(&args.old)?, subject::open(&args.new)?);
    let auditor = Auditor::new(&args.rules);
    let audits = [auditor.audit(&old)?, auditor.audit(&new)?];
    let resources = match (&old, &new) {
        (Subject::Snapshot(old), Subject::Snapshot(new)) => Some(resources(old, new)?),
        _ => None,
    };
    let [old, new] = &audits;
    let names = [&args.old, &args.new].map(|path| path.display().to_string());
    let [old_name, new_name] = &names;
    let old = Side {
        name: old_name,
        audit: old,
    };
    let new = Side {
        name: new_name,
        audit: new,
    };
    baseline::warn_of_strangers(old.audit, new.audit);
    let diff = Diff::of(old, new, resources).map_err(baseline::cannot_compare)?;
    target.write(|options, out| diff.write(target.format.into(), options, out))?;
    Ok(match args.fail_on_new {
        Some(level) => Exit::of_difference(&diff, level.severity()),
        None => Exit::Clean,
    })
}

/// Compares what the account has. Lines that somebody reordered are sorted first.
fn resources(old: &Place, new: &Place) -> Result<Resources, Fault> {
    let compare = |sorted: bool| {
        let (mut old, mut new) = (old.snapshots(sorted)?, new.snapshots(sorted)?);
        Resources::compare(&mut old, &mut new)
    };
    let compared = match compare(false) {
        Err(CompareFault::Snapshot(SnapshotFault::OutOfOrder { .. })) => compare(true),
        other => other,
    };
    compared.map_err(|fault| {
        let hint = fault.hint();
        Fault::unusable(fault).hint(hint)
    })
}
