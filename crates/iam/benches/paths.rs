//! How long it takes to find every path to an administrator: 8,000 users and 2,000 roles of an organization of twenty
//! accounts, made up from a fixed seed around the managed policies of AWS. Prints one JSON object.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a benchmark may stop"
)]

#[path = "world/made.rs"]
mod made;
#[path = "paths/world.rs"]
mod world;

use std::time::Instant;

use bartizan_iam::paths::{Goal, Paths, Strength, Technique};
use world::World;

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let Some(world) = World::new(8_000, 2_000) else {
        eprintln!("NOT MEASURED: the managed policies are absent (set BARTIZAN_SHARED)");
        return;
    };
    let techniques = techniques();
    let began = Instant::now();
    let reach = Paths::reach(&world.actors);
    let mut paths = Paths::new(&world.actors, &reach, &world, &techniques);
    let index = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let found = paths.to(&Goal::Administrator, None).unwrap();
    let search = began.elapsed().as_secs_f64();
    let of = |strength: Strength| {
        let pairs = found.pairs.iter();
        pairs.filter(|pair| pair.strength == strength).count()
    };
    println!(
        "{}",
        serde_json::json!({
            "actors": paths.actors().len(),
            "index_seconds": index,
            "search_seconds": search,
            "administrators": found.administrators.len(),
            "certain": of(Strength::Certain),
            "conditional": of(Strength::Conditional),
            "needs_existing": of(Strength::Existing),
            "unknown": of(Strength::Unknown),
            "without": found.without,
            "steps": found.steps.len(),
            "peak_bytes": peak(),
        })
    );
}

fn techniques() -> Vec<Technique> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/escalation");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let read = files.iter().flat_map(|file| {
        let text = std::fs::read_to_string(file).unwrap();
        Technique::read(&file.display().to_string(), &text).unwrap()
    });
    read.collect()
}

/// The most memory that this process had.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}
