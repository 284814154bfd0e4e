//! Who can do what: the benchmark of `crates/iam/benches/reach.rs`, run and read.

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
            .args(["bench", "--package", "bartizan-iam", "--bench", "reach"])
            .current_dir(paths::root()),
    )?;
    let Some(line) = said.lines().find(|line| line.starts_with('{')) else {
        // The managed policies stand beside the repository and may be absent.
        return Ok(vec![Row::plain("who can do what", "not measured")]);
    };
    let figures: Value = serde_json::from_str(line)?;
    let number = |name: &str| {
        let figure = figures.get(name).and_then(Value::as_f64);
        figure.with_context(|| format!("the benchmark told no {name}"))
    };
    let seconds = |value: f64| format!("{value:.2} s");
    let micro = |value: f64| format!("{:.0} µs", value * 1e6);
    let of = format!(
        "{} principals with boundaries and service control policies, {} distinct statements",
        number("callers")?,
        number("statements")?
    );
    let matrix = format!(
        "each of {} resources, 40 % with policies, by all of them: one action each",
        number("resources")?
    );
    Ok(vec![
        at_most(
            format!("who can: the index of {of}"),
            number("index_seconds")?,
            2.0,
            seconds,
        ),
        at_most(
            "one question about one resource, the 95th of 100".to_owned(),
            number("cold_seconds")?,
            1e-3,
            micro,
        ),
        at_most(matrix, number("matrix_seconds")?, 20.0, seconds),
        at_most(
            "the peak memory".to_owned(),
            number("peak_bytes")?,
            1e9,
            |it| megabytes(it as u64),
        ),
    ])
}
