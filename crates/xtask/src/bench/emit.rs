//! Saying a million findings, format by format.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{bail, ensure};

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
        let (bytes, pace) = figures(&said, "wrote")?;
        rows.push(Row {
            what: format!(
                "{count} findings to {format}: MB a second of CPU, {}",
                megabytes(bytes)
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
    let folder = tempfile::tempdir()?;
    let mut memory = |count: usize| {
        let saved = folder.path().join(format!("{count}.json"));
        process::output(
            Command::new(&program)
                .args(["json", &count.to_string()])
                .arg(&saved),
        )?;
        let mut convert = Command::new(&program);
        convert.arg("ocsf").arg(&saved);
        let (bytes, pace) = figures(&process::output(&mut convert)?, "read")?;
        rows.push(Row::plain(
            format!(
                "reading a saved report of {count} findings: MB a second of CPU, {}",
                megabytes(bytes)
            ),
            format!("{pace:.0}"),
        ));
        anyhow::Ok(measure(&mut convert, &[0])?.rss)
    };
    let (less, more) = (memory(count / 10)?, memory(count)?);
    rows.push(Row {
        what: format!(
            "peak memory of {count} findings from a saved report to ocsf; of {} {}",
            count / 10,
            megabytes(less)
        ),
        measured: megabytes(more),
        goal: "does not grow".to_owned(),
        met: Some(more as f64 <= GROWTH * less as f64),
    });
    Ok(rows)
}

/// How many bytes the example handled, and how many megabytes of them a second, in what it says of one `step`.
fn figures(said: &str, step: &str) -> anyhow::Result<(u64, f64)> {
    let mut lines = said.lines().map(|line| line.split(' '));
    let line = lines.find_map(|mut words| (words.next() == Some(step)).then_some(words));
    let words: Vec<_> = line.into_iter().flatten().collect();
    let [bytes, seconds] = words.as_slice() else {
        bail!("`emit` told no figures of what it {step}");
    };
    let bytes = bytes.parse()?;
    Ok((bytes, bytes as f64 / 1e6 / seconds.parse::<f64>()?))
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
