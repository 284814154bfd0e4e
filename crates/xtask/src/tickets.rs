//! `cargo xtask tickets`: the real program against a real tracker, Roundup, installed from PyPI at a pinned version.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::{emulators, paths, process};

/// Makes, updates, closes and reopens tickets in Roundup, and kills the program in the middle.
///
/// # Errors
/// When Roundup cannot be installed, the program cannot be built, or a ticket is not as it should be.
pub(crate) fn run() -> anyhow::Result<()> {
    let pythons = emulators::pythons(["roundup"])?;
    let python = pythons
        .get("roundup")
        .context("the installer did not name an interpreter")?;
    let root = paths::root();
    let mut build = Command::new(paths::cargo());
    build
        .current_dir(&root)
        .args(["build", "--workspace", "--bin", "bartizan"]);
    if !process::run(&mut build)?.success() {
        bail!("the program does not build");
    }
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let folder = tempfile::tempdir()?;
    let demo = folder.path().join("demo.jsonl");
    let packed = fs::read(paths::localstack().join("demo.jsonl.zst"))?;
    fs::write(&demo, zstd::decode_all(packed.as_slice())?)?;
    let mut drive = Command::new(python);
    drive
        .arg(root.join("crates/xtask/tickets/drive.py"))
        .arg(target.join("debug/bartizan"))
        .arg(&demo)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    if !process::run(&mut drive)?.success() {
        bail!("Roundup does not hold the tickets that it should");
    }
    Ok(())
}
