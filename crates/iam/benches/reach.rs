//! How long it takes to find out who can do what: 10,000 principals and 100,000 resources of one organization, made up
//! from a fixed seed around the managed policies of AWS. Prints one JSON object.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a benchmark may stop"
)]

#[path = "world/made.rs"]
mod made;
#[path = "reach/world.rs"]
mod world;

use std::time::Instant;

use bartizan_iam::{Known, Reach, Target};
use world::World;

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let began = Instant::now();
    let Some(world) = World::new(10_000, 100_000) else {
        eprintln!("NOT MEASURED: the managed policies are absent (set BARTIZAN_SHARED)");
        return;
    };
    let made = began.elapsed().as_secs_f64();
    let World {
        callers,
        resources,
        statements,
    } = world;
    let began = Instant::now();
    let reach = Reach::with_facts(callers);
    let index = began.elapsed().as_secs_f64();

    let known = Known::default();
    let (cold, warm) = questions(&reach, &resources, &known);
    let began = Instant::now();
    let [mut certain, mut conditional, mut unknown] = [0_usize; 3];
    let asking: Vec<_> = ["s3:GetObject", "sqs:SendMessage", "iam:PassRole"]
        .into_iter()
        .map(|action| (action, reach.asking(action)))
        .collect();
    for (action, target) in &resources {
        let (_, asking) = asking.iter().find(|(known, _)| known == action).unwrap();
        let reached = asking.who_can(target, &known);
        certain += reached.certain.count();
        conditional += reached.conditional.count();
        unknown += reached.unknown.count();
    }
    let matrix = began.elapsed().as_secs_f64();
    println!(
        "{}",
        serde_json::json!({
            "callers": reach.callers().len(),
            "resources": resources.len(),
            "statements": statements,
            "world_seconds": made,
            "index_seconds": index,
            "cold_seconds": cold,
            "warm_seconds": warm,
            "matrix_seconds": matrix,
            "certain": certain,
            "conditional": conditional,
            "unknown": unknown,
            "peak_bytes": peak(),
        })
    );
}

/// The slowest of single questions, each by itself, and the mean of questions about one action.
fn questions(reach: &Reach, resources: &[(&str, Target)], known: &Known) -> (f64, f64) {
    let mut times: Vec<f64> = Vec::new();
    for (action, target) in resources.iter().step_by(997) {
        let began = Instant::now();
        std::hint::black_box(reach.who_can(action, target, known));
        times.push(began.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    let p95 = times[times.len() * 95 / 100];
    eprintln!(
        "one question: p50 {:.0} µs, p95 {:.0} µs, most {:.0} µs",
        times[times.len() / 2] * 1e6,
        p95 * 1e6,
        times[times.len() - 1] * 1e6
    );
    for wanted in ["s3:GetObject", "sqs:SendMessage", "iam:PassRole"] {
        let asking = reach.asking(wanted);
        let own: Vec<_> = resources
            .iter()
            .filter(|(action, _)| *action == wanted)
            .collect();
        let began = Instant::now();
        for (_, target) in own.iter().step_by(20) {
            std::hint::black_box(asking.who_can(target, known));
        }
        let each = began.elapsed().as_secs_f64() / (own.len() / 20) as f64;
        eprintln!("{wanted}: {:.0} µs a resource", each * 1e6);
    }
    (p95, times[times.len() / 2])
}

/// The most memory that this process had.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}
