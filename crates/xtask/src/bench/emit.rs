//! Saying a million findings, format by format.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, ensure};

use super::measure::{Row, run as measure};
use super::megabytes;
use crate::{paths, process};

/// The goal, in megabytes a second and core.
const GOAL: f64 = 200.0;
/// How much more memory ten times the findings may take before it counts as growing.
const GROWTH: f64 = 1.25;
/// The formats that have the goal; SARIF leaves out the sixth of the findings that passed.
const FORMATS: &[&str] = &["json", "csv", "ocsf", "sarif", "ndjson", "asff", "junit"];

/// Measures the emitters alone: the findings lie ready, and what is written is counted and thrown away.
///
/// # Errors
/// When the example does not build or run.
pub(crate) fn run(dev: bool) -> anyhow::Result<Vec<Row>> {
    let program = build()?;
    let count = if dev { 20_000 } else { 1_000_000 };
    let mut rows = Vec::new();
    for (place, format) in FORMATS.iter().enumerate() {
        let said = process::output(Command::new(&program).args([*format, &count.to_string()]))?;
        let (bytes, seconds) = said
            .trim()
            .split_once(' ')
            .context("`emit` told no figures")?;
        let pace = bytes.parse::<f64>()? / 1e6 / seconds.parse::<f64>()?;
        rows.push(Row {
            what: format!(
                "{count} findings to {format}: MB a second of CPU, {}",
                megabytes(bytes.parse()?)
            ),
            measured: format!("{pace:.0}"),
            goal: if place < 4 {
                format!("≥ {GOAL:.0}")
            } else {
                String::new()
            },
            met: (place < 4).then_some(pace >= GOAL),
        });
    }
    let memory = |count: usize| {
        let cost = measure(
            Command::new(&program).args(["ocsf", &count.to_string()]),
            &[0],
        )?;
        anyhow::Ok(cost.rss)
    };
    let (less, more) = (memory(count / 10)?, memory(count)?);
    rows.push(Row {
        what: format!(
            "peak memory of {count} findings to ocsf; of {} {}",
            count / 10,
            megabytes(less)
        ),
        measured: megabytes(more),
        goal: "does not grow".to_owned(),
        met: Some(more as f64 <= GROWTH * less as f64),
    });
    Ok(rows)
}

/// The example, optimized also when the benchmark is only tried: without, it tells nothing.
fn build() -> anyhow::Result<PathBuf> {
    let status = process::run(
        Command::new(paths::cargo())
            .args([
                "build",
                "--release",
                "--package",
                "bartizan-report",
                "--example",
                "emit",
            ])
            .current_dir(paths::root()),
    )?;
    ensure!(status.success(), "the build failed ({status})");
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| paths::root().join("target"), PathBuf::from);
    Ok(target.join("release/examples/emit"))
}
