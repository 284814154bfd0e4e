//! Judging large snapshots.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::thread::available_parallelism;

use anyhow::{Context as _, bail};
use serde_json::Value;

use super::measure::{self, Cost, Row};
use super::megabytes;
use super::programs::Programs;
use crate::process;

/// The goal, in rule evaluations a second and core.
const GOAL: f64 = 200_000.0;
/// How much more memory ten times the resources may take before it counts as growing.
const GROWTH: f64 = 1.25;

fn run_sizes(programs: &Programs, sizes: [usize; 2]) -> anyhow::Result<Vec<Row>> {
    let [small, large] = sizes;
    let rules = rules_by_type(programs)?;
    let folder = tempfile::tempdir()?;
    let judge = |resources| judge(programs, folder.path(), &rules, resources);
    let (less, _) = judge(small)?;
    let (more, evaluations) = judge(large)?;
    let cores = available_parallelism()?.get() as f64;
    let pace = evaluations as f64 / more.wall.as_secs_f64() / cores;
    Ok(vec![
        Row {
            what: format!(
                "`check` of {large} resources, {evaluations} evaluations: a second and core, by wall time"
            ),
            measured: format!("{pace:.0}"),
            goal: format!("≥ {GOAL:.0}"),
            met: Some(pace >= GOAL),
        },
        Row::plain(
            "the same, by CPU time",
            format!("{:.0}", evaluations as f64 / more.cpu.as_secs_f64()),
        ),
        Row::plain("its wall time", format!("{:.2} s", more.wall.as_secs_f64())),
        Row {
            what: format!(
                "its peak memory; with {small} resources {}",
                megabytes(less.rss)
            ),
            measured: megabytes(more.rss),
            goal: "does not grow".to_owned(),
            met: Some(more.rss as f64 <= GROWTH * less.rss as f64),
        },
    ])
}

/// Judges the sizes of the issue.
///
/// # Errors
/// When the snapshots cannot be made or judged.
pub(crate) fn run(programs: &Programs) -> anyhow::Result<Vec<Row>> {
    run_sizes(
        programs,
        if programs.dev {
            [1_000, 10_000]
        } else {
            [100_000, 1_000_000]
        },
    )
}

/// How many rules judge each type.
fn rules_by_type(programs: &Programs) -> anyhow::Result<BTreeMap<String, u64>> {
    let listed = process::output(
        Command::new(programs.path("bartizan")).args(["rules", "--format", "json"]),
    )?;
    let listed: Vec<Value> =
        serde_json::from_str(&listed).context("`rules --format json` is not a list")?;
    let mut rules = BTreeMap::new();
    for rule in &listed {
        let kind = rule
            .get("resource")
            .and_then(Value::as_str)
            .context("a rule without its `resource`")?;
        *rules.entry(kind.to_owned()).or_default() += 1;
    }
    Ok(rules)
}

fn judge(
    programs: &Programs,
    folder: &Path,
    rules: &BTreeMap<String, u64>,
    resources: usize,
) -> anyhow::Result<(Cost, u64)> {
    let snapshot = folder.join(format!("{resources}.jsonl"));
    let made = process::output(
        Command::new(programs.path("make-snapshot"))
            .arg(resources.to_string())
            .arg(&snapshot),
    )?;
    let made: BTreeMap<String, u64> = serde_json::from_str(&made)?;
    let evaluations = made
        .iter()
        .map(|(kind, count)| count * rules.get(kind).copied().unwrap_or(0))
        .sum();
    if evaluations == 0 {
        bail!("no rule judges what the snapshot has");
    }
    let cost = run_check(programs, &snapshot)?;
    Ok((cost, evaluations))
}

fn run_check(programs: &Programs, snapshot: &Path) -> anyhow::Result<Cost> {
    let mut command = Command::new(programs.path("bartizan"));
    command.args(["check", "--quiet"]).arg(snapshot);
    // Failing findings are what the snapshot is full of, so 1 is as good as 0.
    measure::run(&mut command, &[0, 1, 3])
}
