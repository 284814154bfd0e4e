//! Comparing policies: the spread over many pairs, on one core.

use std::process::Command;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::at_most;
use super::iam::time;
use super::measure::Row;
use crate::paths;

/// For p50 and p99, in nanoseconds.
type Goals = Option<(f64, f64)>;

/// What is asked, with the goals for p50 and p99 in nanoseconds; none where there is no goal.
const ASKED: &[(&str, &str, Goals)] = &[
    (
        "managed",
        "AWS's managed read-only policies within their full-access twins",
        Some((200e3, 15e6)),
    ),
    (
        "quacky",
        "every pair of Quacky's policies",
        Some((200e3, 15e6)),
    ),
    ("outside", "who is let in by a policy of Quacky's", None),
];

/// Runs `crates/iam/benches/prove.rs` and reads what it prints.
///
/// # Errors
/// When it does not build or end, or prints something else.
pub(crate) fn run() -> anyhow::Result<Vec<Row>> {
    let ran = Command::new(paths::cargo())
        .args([
            "bench",
            "--quiet",
            "--package",
            "bartizan-iam",
            "--bench",
            "prove",
        ])
        .current_dir(paths::root())
        .output()?;
    ensure!(
        ran.status.success(),
        "cargo bench ended with {}",
        ran.status
    );
    let said: Value = serde_json::from_slice(&ran.stdout)?;
    let mut rows = Vec::new();
    for (name, what, goals) in ASKED {
        let Some(found) = said.get(name) else {
            // They stand beside the repository and may be absent.
            rows.push(Row::plain(*what, "not measured"));
            continue;
        };
        let at = |share: &str| {
            let time = found.get(share).and_then(Value::as_f64);
            time.with_context(|| format!("{name} has no {share}"))
        };
        let asked = at("asked")?;
        let (p50, p99, max) = (at("p50")?, at("p99")?, at("max")?);
        let row = |share: &str, value, goal: Option<f64>| {
            let what = format!("{what} ({asked} questions), {share}");
            match goal {
                Some(goal) => at_most(what, value, goal, time),
                None => Row::plain(what, time(value)),
            }
        };
        rows.push(row("p50", p50, goals.map(|it| it.0)));
        rows.push(row("p99", p99, goals.map(|it| it.1)));
        rows.push(row("longest", max, None));
    }
    Ok(rows)
}
