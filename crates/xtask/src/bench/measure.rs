//! One run of a program, and what it cost.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use wait4::Wait4 as _;

use crate::interrupt;

/// A line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) measured: String,
    pub(crate) goal: String,
    /// Whether the goal was met; none when there is none.
    pub(crate) met: Option<bool>,
}

impl Row {
    /// A figure without a goal.
    pub(crate) fn plain(what: impl Into<String>, measured: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            measured: measured.into(),
            goal: String::new(),
            met: None,
        }
    }
}

/// What a run cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    /// User and system time.
    pub(crate) cpu: Duration,
    /// The peak of resident memory in bytes, as wait4 tells it: never less than the truth, but possibly this
    /// program's own peak, since the kernel counts what a process held before it became another program.
    pub(crate) rss: u64,
}

/// Runs a program to its end. Its output is thrown away, its errors are shown.
///
/// # Errors
/// When it cannot be started, ends with a status that is not `expected`, or somebody interrupts.
pub(crate) fn run(command: &mut Command, expected: &[i32]) -> anyhow::Result<Cost> {
    let name = command.get_program().display().to_string();
    // In this program's own group, so that Ctrl-C reaches it: wait4 cannot be interrupted.
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let began = Instant::now();
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start {name}"))?;
    let ended = child.wait4()?;
    let wall = began.elapsed();
    interrupt::check()?;
    if !ended
        .status
        .code()
        .is_some_and(|code| expected.contains(&code))
    {
        bail!("{name} ended with {}", ended.status);
    }
    let cpu = ended.rusage.utime + ended.rusage.stime;
    Ok(Cost {
        wall,
        cpu,
        rss: ended.rusage.maxrss,
    })
}
