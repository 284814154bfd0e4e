//! Starting, and the program's size.

use std::fs;
use std::process::Command;

use super::measure::{Row, run as measure};
use super::programs::Programs;
use super::{at_most, megabytes};

/// How often it is started; the median counts, since the first start reads the program from disk.
const STARTS: usize = 21;

/// Measures `bartizan --version`.
///
/// # Errors
/// When it cannot be started.
pub(crate) fn run(programs: &Programs) -> anyhow::Result<Vec<Row>> {
    let program = programs.path("bartizan");
    let mut costs = Vec::new();
    for _ in 0..STARTS {
        costs.push(measure(Command::new(&program).arg("--version"), &[0])?);
    }
    costs.sort_by_key(|cost| cost.wall);
    let wall = costs
        .get(STARTS / 2)
        .map(|cost| cost.wall.as_secs_f64() * 1000.0)
        .unwrap_or_default();
    let rss = costs.iter().map(|cost| cost.rss).max().unwrap_or_default();
    Ok(vec![
        at_most(
            format!("`bartizan --version`: median of {STARTS}"),
            wall,
            10.0,
            |wall| format!("{wall:.1} ms"),
        ),
        at_most("its peak memory".to_owned(), rss as f64, 15e6, |rss| {
            megabytes(rss as u64)
        }),
        Row::plain(
            "the program's size",
            megabytes(fs::metadata(&program)?.len()),
        ),
    ])
}
