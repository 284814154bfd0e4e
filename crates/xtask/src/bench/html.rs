//! A page of a million findings.

use std::process::Command;

use anyhow::{Context as _, bail};
use serde_json::Value;

use super::measure::Row;
use super::programs::Programs;
use super::{at_most, megabytes};
use crate::{paths, process};

/// The goal, in seconds.
const GOAL: f64 = 5.0;

/// Writes the page and reads how long that took.
///
/// # Errors
/// When the page cannot be written.
pub(crate) fn run(programs: &Programs) -> anyhow::Result<Vec<Row>> {
    let findings = if programs.dev { 10_000 } else { 1_000_000 };
    let folder = tempfile::tempdir()?;
    let page = folder.path().join("report.html");
    let mut command = Command::new(paths::cargo());
    command.current_dir(paths::root()).args([
        "run",
        "--quiet",
        "--package",
        "bartizan-report",
        "--example",
        "page",
    ]);
    if !programs.dev {
        command.arg("--release");
    }
    command
        .args(["--", "hostile", &findings.to_string()])
        .arg(&page);
    let said: Value = serde_json::from_str(&process::output(&mut command)?)?;
    let seconds = said.get("seconds").and_then(Value::as_f64);
    let seconds = seconds.context("the page was written in no time")?;
    let bytes = page.metadata()?.len();
    if bytes == 0 {
        bail!("the page is empty");
    }
    Ok(vec![
        at_most(
            format!("an HTML page of {findings} findings, of which it holds 100,000 at most"),
            seconds,
            GOAL,
            |seconds| format!("{seconds:.2} s"),
        ),
        Row::plain("its size", megabytes(bytes)),
    ])
}
