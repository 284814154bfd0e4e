//! An account of about 160 resources in moto, as the field's largest tool was measured with, and ten times as many.

use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use super::measure::{Row, run as measure};
use super::programs::{Endpoint, Programs};
use super::{at_most, http, megabytes};
use crate::emulator::EMULATORS;
use crate::{emulators, interrupt, paths, process};

/// A port of its own, so that the emulators of the tests are left alone.
const PORT: u16 = 5610;

/// A size of the account and its goals.
struct Size {
    times: usize,
    cpu_seconds: f64,
    memory: f64,
}

const SIZES: [Size; 2] = [
    Size {
        times: 1,
        cpu_seconds: 0.5,
        memory: 40e6,
    },
    Size {
        times: 10,
        cpu_seconds: 2.0,
        memory: 60e6,
    },
];

/// Audits both sizes.
///
/// # Errors
/// When moto cannot be installed, started, seeded or audited.
pub(crate) fn run(programs: &Programs) -> anyhow::Result<Vec<Row>> {
    let moto = EMULATORS
        .iter()
        .find(|it| it.name == "moto")
        .context("moto is not among the emulators")?;
    let python = emulators::install(&[moto])?
        .remove("moto")
        .context("the installer did not name an interpreter")?;
    let mut command = Command::new(&python);
    command
        .arg(paths::localstack().join("run_moto.py"))
        .args(["--port", &PORT.to_string()]);
    command.envs([
        ("MOTO_IAM_LOAD_MANAGED_POLICIES", "false"),
        ("PYTHONDONTWRITEBYTECODE", "1"),
    ]);
    let child = process::spawn_logged(&mut command, &paths::cache()?.join("moto-bench.log"))?;
    let server = Endpoint::new(child, format!("http://127.0.0.1:{PORT}"));
    wait(&server.url)?;
    let mut rows = Vec::new();
    for size in SIZES {
        http::ask("POST", &server.url, "/moto-api/reset")?;
        let mut seed = Command::new(&python);
        seed.arg(paths::root().join("crates/xtask/src/bench/seed_moto.py"))
            .arg(&server.url)
            .arg(size.times.to_string());
        let seeded = process::output(&mut seed)?.trim().to_owned();
        rows.extend(audit(programs, &server.url, &size, &seeded)?);
    }
    Ok(rows)
}

fn audit(programs: &Programs, url: &str, size: &Size, seeded: &str) -> anyhow::Result<Vec<Row>> {
    let mut command = programs.bartizan("111122223333");
    command.args([
        "audit",
        "aws",
        "--quiet",
        "--region",
        "us-east-1",
        "--endpoint-url",
        url,
        "--format",
        "json",
    ]);
    let cost = measure(&mut command, &[0, 1, 3])?;
    let cpu = cost.cpu.as_secs_f64();
    Ok(vec![
        at_most(
            format!("`audit aws` against moto, {seeded} resources: CPU time"),
            cpu,
            size.cpu_seconds,
            |it| format!("{it:.2} s"),
        ),
        at_most(
            "its peak memory".to_owned(),
            cost.rss as f64,
            size.memory,
            |rss| megabytes(rss as u64),
        ),
        Row::plain(
            "its wall time, most of it moto's",
            format!("{:.1} s", cost.wall.as_secs_f64()),
        ),
    ])
}

fn wait(url: &str) -> anyhow::Result<()> {
    let began = Instant::now();
    while http::ask("GET", url, "/moto-api/data.json").is_err() {
        interrupt::check()?;
        if began.elapsed() > Duration::from_secs(60) {
            bail!("moto does not answer at {url}; its log is moto-bench.log in the cache");
        }
        sleep(Duration::from_millis(100));
    }
    Ok(())
}
