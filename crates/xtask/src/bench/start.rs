//! Starting, and the program's size.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use super::measure::{Row, run as measure};
use super::programs::Programs;
use super::{at_most, megabytes};
use crate::process;

/// How often it is started; the median counts, since the first start reads the program from disk.
const STARTS: usize = 21;

/// Starts a program from a small parent: the kernel counts what a process held before it became the program,
/// and this parent holds less than the program will.
const SMALL_PARENT: &str = "import os, sys
child = os.fork()
if child == 0:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execv(sys.argv[1], sys.argv[1:])
print(os.wait4(child, 0)[2].ru_maxrss)";

/// The peak memory of `--version` in bytes.
fn peak_memory(program: &Path) -> anyhow::Result<u64> {
    let said = process::output(
        Command::new("python3")
            .args(["-S", "-c", SMALL_PARENT])
            .arg(program)
            .arg("--version"),
    )?;
    Ok(said.trim().parse::<u64>().context("python3 told no peak")? * 1024)
}

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
    let rss = peak_memory(&program)?;
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
