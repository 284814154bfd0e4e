//! `cargo xtask tickets`: what keeps tickets, held against what it did not write.
//!
//! Requests are held against what vendors publish about their interfaces (tests/openapi), by prism from npm, and
//! against ServiceNow's own client, PySNC. The real program drives a real tracker, Roundup. Versions are pinned.

use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, bail};

use crate::{emulators, npm, paths, process, program};

/// Holds every call of the adapters against the vendors' descriptions, then makes, updates, closes and reopens
/// tickets in Roundup, and kills the program in the middle.
///
/// # Errors
/// When prism or Roundup cannot be installed, the program cannot be built, a call is not as it is described, or a
/// ticket is not as it should be.
pub(crate) fn run() -> anyhow::Result<()> {
    descriptions()?;
    roundup()
}

/// The tests of `bartizan-tickets` that need prism, and the one that needs ServiceNow's own client.
fn descriptions() -> anyhow::Result<()> {
    let folder = paths::root().join("crates/xtask/tickets/prism");
    let prism = npm::modules(&folder, "prism-5.14.2")?.join("@stoplight/prism-cli/dist/index.js");
    let mut build = Command::new(paths::cargo());
    // The whole workspace, as everywhere: another choice of features would build everything once more.
    build
        .current_dir(paths::root())
        .args(["test", "--workspace", "--test", "it"])
        .args(["--quiet", "--no-run"]);
    if !process::run(&mut build)?.success() {
        bail!("the tests do not build");
    }
    let pythons = emulators::pythons(["pysnc"])?;
    let pysnc = pythons
        .get("pysnc")
        .context("the installer did not name an interpreter")?;
    let began = Instant::now();
    let mut test = Command::new(paths::cargo());
    test.current_dir(paths::root())
        .args(["test", "--workspace", "--test", "it", "--quiet"])
        .args(["--", "openapi::", "pysnc::", "--ignored", "--nocapture"])
        .env("BARTIZAN_PRISM", prism)
        .env("BARTIZAN_PYSNC", pysnc);
    if !process::run(&mut test)?.success() {
        bail!("a call is not as its vendor describes it");
    }
    eprintln!(
        "tickets: the descriptions agree after {:.0} s",
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

/// The real program against a real tracker.
fn roundup() -> anyhow::Result<()> {
    let pythons = emulators::pythons(["roundup"])?;
    let python = pythons
        .get("roundup")
        .context("the installer did not name an interpreter")?;
    let program = program::build()?;
    let folder = tempfile::tempdir()?;
    let demo = folder.path().join("demo.jsonl");
    let packed = fs::read(paths::localstack().join("demo.jsonl.zst"))?;
    fs::write(&demo, zstd::decode_all(packed.as_slice())?)?;
    let mut drive = Command::new(python);
    drive
        .arg(paths::root().join("crates/xtask/tickets/drive.py"))
        .arg(program)
        .arg(&demo)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    if !process::run(&mut drive)?.success() {
        bail!("Roundup does not hold the tickets that it should");
    }
    Ok(())
}
