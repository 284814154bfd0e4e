//! The policy engine: its criterion benchmarks, run and read.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::at_most;
use super::measure::Row;
use crate::{paths, process};

/// A benchmark of `crates/iam/benches/decide.rs`, what it measures, and its goal in nanoseconds.
const BENCHES: &[(&str, &str, f64)] = &[
    ("decide_1", "one decision, warm, of one statement", 1e3),
    ("decide_100", "of 100 statements", 1e4),
    (
        "compile_managed",
        "every managed policy of AWS, read and made ready",
        150e6,
    ),
];

/// Runs the benchmarks of the policy engine.
///
/// # Errors
/// When they do not build or end, or criterion's figures cannot be read.
pub(crate) fn run() -> anyhow::Result<Vec<Row>> {
    let status = process::run(
        Command::new(paths::cargo())
            .args(["bench", "--package", "bartizan-iam", "--bench", "decide"])
            .current_dir(paths::root()),
    )?;
    ensure!(status.success(), "cargo bench ended with {status}");
    let mut rows = Vec::new();
    for (name, what, most) in BENCHES {
        let file = target().join(format!("criterion/{name}/new/estimates.json"));
        let Ok(text) = fs::read_to_string(&file) else {
            // The managed policies stand beside the repository and may be absent.
            rows.push(Row::plain(*what, "not measured"));
            continue;
        };
        let estimates: Value = serde_json::from_str(&text)?;
        let median = estimates
            .pointer("/median/point_estimate")
            .and_then(Value::as_f64)
            .with_context(|| format!("{} has no median", file.display()))?;
        rows.push(at_most((*what).to_owned(), median, *most, time));
    }
    Ok(rows)
}

/// Where cargo builds.
fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| paths::root().join("target"), PathBuf::from)
}

/// Nanoseconds as people read them.
pub(super) fn time(nanoseconds: f64) -> String {
    if nanoseconds < 1e3 {
        format!("{nanoseconds:.0} ns")
    } else if nanoseconds < 1e6 {
        format!("{:.1} µs", nanoseconds / 1e3)
    } else {
        format!("{:.1} ms", nanoseconds / 1e6)
    }
}
