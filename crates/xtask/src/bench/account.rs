//! Looking at a large account: against the clock, and against a limit of calls.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::Value;

use super::measure::{Cost, Row, run};
use super::programs::Programs;
use super::{at_most, http, megabytes};

/// How long each answer takes, in milliseconds.
const LATENCY: u64 = 50;
/// How many calls may be under way at once.
const CONCURRENCY: u64 = 64;
/// Calls a second that the limit lets through, and as many at once before it bites.
const RATE: u64 = 100;

/// What the endpoint and the snapshot tell of a run.
struct Look {
    cost: Cost,
    stats: Value,
    gaps: usize,
}

impl Look {
    fn number(&self, name: &str) -> u64 {
        self.stats.get(name).and_then(Value::as_u64).unwrap_or(0)
    }

    /// Calls by operation.
    fn table(&self, name: &str) -> Vec<(&str, u64)> {
        let entries = self.stats.get(name).and_then(Value::as_object);
        entries
            .into_iter()
            .flatten()
            .map(|(key, count)| (key.as_str(), count.as_u64().unwrap_or(0)))
            .collect()
    }

    fn least(&self) -> u64 {
        self.table("least").iter().map(|(_, count)| count).sum()
    }

    /// Where more was asked than the least, or less than that: a reader of a missed goal needs to know.
    fn differences(&self) -> String {
        let (calls, least) = (self.table("calls"), self.table("least"));
        let of = |table: &[(&str, u64)], name: &str| {
            table
                .iter()
                .find(|(key, _)| *key == name)
                .map_or(0, |(_, count)| *count)
        };
        let mut names: Vec<_> = calls.iter().chain(&least).map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        names
            .into_iter()
            .map(|name| (name, of(&calls, name), of(&least, name)))
            .filter(|(_, calls, least)| calls != least)
            .map(|(name, calls, least)| format!("{name} {calls} for {least}"))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

fn look(programs: &Programs, rate: Option<u64>) -> anyhow::Result<Look> {
    let folder = tempfile::tempdir()?;
    let snapshot = folder.path().join("account.jsonl");
    let (latency, rate) = (LATENCY.to_string(), rate.map(|rate| rate.to_string()));
    let mut args = vec!["--large", "--latency", &latency];
    if programs.dev {
        args.extend(["--buckets", "100", "--users", "200", "--keys", "100"]);
    }
    if let Some(rate) = &rate {
        args.extend(["--rate", rate]);
    }
    let fake = programs.fake_aws(&args)?;
    let mut command = programs.bartizan("111122223333");
    command.args([
        "collect",
        "aws",
        "--quiet",
        "--endpoint-url",
        &fake.url,
        "--concurrency",
    ]);
    command
        .arg(CONCURRENCY.to_string())
        .arg("-o")
        .arg(&snapshot);
    let cost = run(&mut command, &[0, 3])?;
    let stats = serde_json::from_str(&http::ask("GET", &fake.url, "/_fake/stats")?)?;
    Ok(Look {
        cost,
        stats,
        gaps: gaps(&snapshot)?,
    })
}

/// Lines of a snapshot that lack something because a call failed. What no call of this audit would tell is no failure.
fn gaps(snapshot: &Path) -> anyhow::Result<usize> {
    let mut lacking = 0;
    for line in BufReader::new(File::open(snapshot).context("no snapshot was written")?).lines() {
        let line = line?;
        if line.contains("\"$unknown\"") || line.contains("\"type\":\"gap\"") {
            lacking += usize::from(failed(&serde_json::from_str(&line)?));
        }
    }
    Ok(lacking)
}

/// Whether a value holds a gap that a failed call left.
fn failed(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().any(failed),
        Value::Object(map) => {
            let gap = map.get("$unknown").or_else(|| map.get("gap"));
            let reason = gap
                .and_then(|gap| gap.get("reason"))
                .and_then(Value::as_str);
            reason.is_some_and(|reason| reason != "not-collected") || map.values().any(failed)
        }
        _ => false,
    }
}

fn seconds(seconds: f64) -> String {
    format!("{seconds:.2} s")
}

fn complete(gaps: usize) -> Row {
    Row {
        what: "its gaps".to_owned(),
        measured: gaps.to_string(),
        goal: "0".to_owned(),
        met: Some(gaps == 0),
    }
}

/// 50 ms a call and nothing else in the way.
///
/// # Errors
/// When the account cannot be served or looked at.
pub(crate) fn unlimited(programs: &Programs) -> anyhow::Result<Vec<Row>> {
    let look = look(programs, None)?;
    let (calls, least) = (look.number("total"), look.least());
    let bound = calls as f64 * Duration::from_millis(LATENCY).as_secs_f64() / CONCURRENCY as f64;
    let mut rows = vec![
        Row::plain(
            "`collect aws`: 2,000 buckets, 5,000 users, 500 roles, 1,000 keys, 17 regions, 50 ms a call",
            format!("{} calls, {} at once", calls, look.number("high_water")),
        ),
        at_most(
            format!(
                "its wall time; {calls} calls × {LATENCY} ms ÷ {CONCURRENCY} = {}",
                seconds(bound)
            ),
            look.cost.wall.as_secs_f64(),
            1.3 * bound,
            seconds,
        ),
        at_most(
            format!("its calls; the least that the APIs allow is {least}"),
            calls as f64,
            (1.02 * least as f64).floor(),
            |calls| format!("{calls:.0}"),
        ),
        at_most(
            "its peak memory".to_owned(),
            look.cost.rss as f64,
            200e6,
            |rss| megabytes(rss as u64),
        ),
        Row::plain("its CPU time", seconds(look.cost.cpu.as_secs_f64())),
        Row::plain(
            "calls that asked again what was known",
            look.number("repeated").to_string(),
        ),
        complete(look.gaps),
    ];
    let differences = look.differences();
    if !differences.is_empty() {
        rows.push(Row::plain("calls that differ from the least", differences));
    }
    Ok(rows)
}

/// The same behind a token bucket.
///
/// # Errors
/// When the account cannot be served or looked at.
pub(crate) fn throttled(programs: &Programs) -> anyhow::Result<Vec<Row>> {
    let look = look(programs, Some(RATE))?;
    let answered = look.number("answered");
    // The bucket is full at the start.
    let bound = answered.saturating_sub(RATE) as f64 / RATE as f64;
    Ok(vec![
        Row::plain(
            format!("the same behind a limit of {RATE} calls a second"),
            format!(
                "{answered} calls answered, {} refused",
                look.number("throttled")
            ),
        ),
        at_most(
            format!("its wall time; the limit alone imposes {}", seconds(bound)),
            look.cost.wall.as_secs_f64(),
            1.2 * bound,
            seconds,
        ),
        complete(look.gaps),
    ])
}
