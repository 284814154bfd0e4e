//! A table of values: one requirement a row, RFC 4180; no cell is taken for a formula.

use std::io;

use super::Compliance;
use super::cells::{COLUMNS, cells};
use crate::csv::tame;

/// Writes what an audit says about a standard as CSV.
///
/// # Errors
/// When `out` fails.
pub(super) fn write(compliance: &Compliance<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    for requirement in &compliance.requirements {
        let cells = cells(compliance, requirement);
        table.write_record(cells.iter().map(|cell| tame(cell).into_owned()))?;
    }
    table.flush()
}
