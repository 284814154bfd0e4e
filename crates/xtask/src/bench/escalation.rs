//! Paths to administrators: the benchmark of `crates/iam/benches/paths.rs`, run and read.

use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;

use super::measure::Row;
use super::{at_most, megabytes};
use crate::{paths, process};

/// Runs it.
///
/// # Errors
/// When it does not build or end, or its figures cannot be read.
pub(crate) fn run() -> anyhow::Result<Vec<Row>> {
    let said = process::output(
        Command::new(paths::cargo())
            .args(["bench", "--package", "bartizan-iam", "--bench", "paths"])
            .current_dir(paths::root()),
    )?;
    let Some(line) = said.lines().find(|line| line.starts_with('{')) else {
        // The managed policies stand beside the repository and may be absent.
        return Ok(vec![Row::plain("paths to administrators", "not measured")]);
    };
    let figures: Value = serde_json::from_str(line)?;
    let number = |name: &str| {
        let figure = figures.get(name).and_then(Value::as_f64);
        figure.with_context(|| format!("the benchmark told no {name}"))
    };
    let seconds = number("index_seconds")? + number("search_seconds")?;
    Ok(vec![
        at_most(
            "every path to an administrator, of 8,000 users and 2,000 roles".to_owned(),
            seconds,
            5.0,
            |value| format!("{value:.2} s"),
        ),
        Row::plain(
            "the peak memory of that",
            megabytes(number("peak_bytes")? as u64),
        ),
    ])
}
