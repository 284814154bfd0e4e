//! How long comparing takes: every pair of AWS's managed read-only and full-access policies, and Quacky's.
//!
//! Not criterion: one question takes from microseconds to milliseconds, and what matters is the spread over many different
//! ones. Each is asked three times and the least counts. Prints a JSON object of nanoseconds.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use bartizan_iam::{PolicyDocument, Zone, compare, outside};
use serde_json::{Value, json};

/// A policy with the name by which pairs are made.
type Named = (String, PolicyDocument);

fn main() {
    let mut out = serde_json::Map::new();
    let (managed, quacky) = (managed(), quacky());
    if !managed.is_empty() {
        out.insert("managed".to_owned(), measured(&twins(&managed)));
    }
    if !quacky.is_empty() {
        out.insert("quacky".to_owned(), measured(&neighbours(&quacky)));
        out.insert("outside".to_owned(), exposed(&quacky));
    }
    let mut to = std::io::stdout().lock();
    drop(writeln!(to, "{}", Value::from(out)));
}

fn shared(name: &str) -> PathBuf {
    let shared = std::env::var("BARTIZAN_SHARED");
    let shared = shared
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    PathBuf::from(shared).join(name)
}

fn managed() -> Vec<Named> {
    let file = shared("data/aws-managed-policies.jsonl.xz");
    let unpacked = std::process::Command::new("xz")
        .arg("-dc")
        .arg(file)
        .output();
    let text = unpacked.map(|it| it.stdout).unwrap_or_default();
    rows(&String::from_utf8_lossy(&text), "name", "document")
}

fn quacky() -> Vec<Named> {
    let file = shared("oracle/iam/quacky.policies.jsonl");
    rows(
        &std::fs::read_to_string(file).unwrap_or_default(),
        "group",
        "policy",
    )
}

fn rows(text: &str, name: &str, document: &str) -> Vec<Named> {
    let rows = text
        .lines()
        .filter_map(|it| serde_json::from_str::<Value>(it).ok());
    rows.filter_map(|row| {
        let parsed = PolicyDocument::parse(&row.get(document)?.to_string()).ok()?;
        Some((row.get(name)?.as_str()?.to_owned(), parsed))
    })
    .collect()
}

/// Full access first.
fn twins(policies: &[Named]) -> Vec<(&PolicyDocument, &PolicyDocument)> {
    let plain = |name: &str| name.to_ascii_lowercase().replace(['_', '-'], "");
    let mut wide: BTreeMap<String, Vec<&PolicyDocument>> = BTreeMap::new();
    for (name, document) in policies {
        let name = plain(name).replace("fullaccess", "full");
        if let Some(start) = name.strip_suffix("full") {
            wide.entry(start.to_owned()).or_default().push(document);
        }
    }
    let mut pairs = Vec::new();
    for (name, document) in policies {
        let name = plain(name).replace("readonlyaccess", "readonly");
        let twins = name.strip_suffix("readonly").and_then(|it| wide.get(it));
        pairs.extend(twins.into_iter().flatten().map(|it| (*it, document)));
    }
    pairs
}

/// Every two of a group, both ways.
fn neighbours(policies: &[Named]) -> Vec<(&PolicyDocument, &PolicyDocument)> {
    let mut pairs = Vec::new();
    for (at, (group, old)) in policies.iter().enumerate() {
        for (other, (same, new)) in policies.iter().enumerate() {
            if group == same && at != other {
                pairs.push((old, new));
            }
        }
    }
    pairs
}

fn measured(pairs: &[(&PolicyDocument, &PolicyDocument)]) -> Value {
    spread(
        pairs
            .iter()
            .map(|(old, new)| least(|| std::hint::black_box(compare(&[old], &[new])).is_ok())),
    )
}

fn exposed(policies: &[Named]) -> Value {
    let zone = Zone {
        accounts: ["111122223333".to_owned()].into(),
        ..Zone::default()
    };
    spread(
        policies
            .iter()
            .map(|(_, policy)| least(|| std::hint::black_box(outside(&[policy], &zone)).is_ok())),
    )
}

fn least(mut ask: impl FnMut() -> bool) -> u64 {
    let times = (0..3).map(|_| {
        let start = Instant::now();
        let _ = ask();
        u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    });
    times.min().unwrap_or_default()
}

fn spread(times: impl Iterator<Item = u64>) -> Value {
    let mut times: Vec<u64> = times.collect();
    times.sort_unstable();
    let last = times.len().saturating_sub(1);
    let at = |share: usize| times.get(last * share / 100).copied();
    json!({ "asked": times.len(), "p50": at(50), "p99": at(99), "max": at(100) })
}
