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

/// The median wall time of some starts, in milliseconds.
fn median(program: &Path, args: &[&str], expected: &[i32]) -> anyhow::Result<f64> {
    let mut walls = Vec::new();
    for _ in 0..STARTS {
        walls.push(measure(Command::new(program).args(args), expected)?.wall);
    }
    walls.sort_unstable();
    let middle = walls.get(STARTS / 2).context("nothing was started")?;
    Ok(middle.as_secs_f64() * 1000.0)
}

/// Measures starts that do nothing, compile every rule, and audit the bundled account.
///
/// # Errors
/// When it cannot be started.
pub(crate) fn run(programs: &Programs) -> anyhow::Result<Vec<Row>> {
    let program = programs.path("bartizan");
    let milliseconds = |wall: f64| format!("{wall:.1} ms");
    let rss = peak_memory(&program)?;
    Ok(vec![
        at_most(
            format!("`bartizan --version`: median of {STARTS}"),
            median(&program, &["--version"], &[0])?,
            10.0,
            milliseconds,
        ),
        at_most("its peak memory".to_owned(), rss as f64, 15e6, |rss| {
            megabytes(rss as u64)
        }),
        Row::plain(
            "`bartizan rules`, which compiles every rule: median",
            milliseconds(median(&program, &["rules"], &[0])?),
        ),
        Row::plain(
            "`bartizan audit demo`: median",
            milliseconds(median(&program, &["audit", "demo"], &[1])?),
        ),
        Row::plain(
            "the program's size",
            megabytes(fs::metadata(&program)?.len()),
        ),
    ])
}
