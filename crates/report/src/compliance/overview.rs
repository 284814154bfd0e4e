//! Many standards at once, a line each: which of them to look at first.

use std::io;

use super::{Compliance, Status};
use crate::plain::plain;
use crate::table::table;
use crate::text::{self, Options};

/// Ids up to this width are not broken.
const LONGEST_ID: usize = 24;

/// Writes how many requirements of each standard have each status, for a person.
///
/// # Errors
/// When `out` fails.
pub fn overview(
    standards: &[Compliance<'_>],
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let Some(first) = standards.first() else {
        return Ok(());
    };
    for line in textwrap::wrap(&plain(&text::looked_at(first.audited)), options.width) {
        writeln!(out, "{line}")?;
    }
    writeln!(out)?;
    let mut header = vec!["framework"];
    header.extend(Status::ALL);
    header.push("all");
    let rows = standards.iter().map(row).collect();
    for line in table(&header, rows, options.width, LONGEST_ID) {
        writeln!(out, "{line}")?;
    }
    writeln!(out)
}

fn row(standard: &Compliance<'_>) -> Vec<String> {
    let tally = standard.tally();
    let all: u64 = tally.iter().map(|(_, count)| count).sum();
    let counts = tally.iter().map(|(_, count)| count).chain([&all]);
    let mut row = vec![plain(&standard.framework.id).into_owned()];
    row.extend(counts.map(u64::to_string));
    row
}
