//! `cargo xtask z3`: random pairs of policies, compared by the engine and by a solver that shares no code with it.
//!
//! The solver comes from PyPI and runs out of process; nothing of it is in the product.

use std::fs::File;
use std::process::Command;

use anyhow::{Context as _, bail, ensure};

use crate::{emulators, paths, process};

/// How many pairs, and which.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many pairs
    #[arg(long, default_value_t = 300)]
    pairs: u32,
    /// Which ones: other numbers, other pairs
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// The managed policies that pairs are grown from, beside the repository.
const MANAGED: &str = "data/aws-managed-policies.jsonl.xz";

/// Makes pairs, compares them, and asks the solver; fails when the two disagree.
///
/// # Errors
/// When the solver cannot be installed, or disagrees.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let shared = std::env::var_os("BARTIZAN_SHARED")
        .map_or_else(|| paths::root().join("../shared"), std::path::PathBuf::from);
    let managed = shared.join(MANAGED);
    if !managed.exists() {
        eprintln!(
            "NOT TESTED: {} is absent (set BARTIZAN_SHARED)",
            managed.display()
        );
        return Ok(());
    }
    let pythons = emulators::pythons(["z3-solver"])?;
    let python = pythons
        .get("z3-solver")
        .context("the installer did not name an interpreter")?;
    let script = paths::root().join("crates/xtask/z3_check.py");
    let folder = tempfile::tempdir()?;
    let (pairs, rows) = (folder.path().join("pairs"), folder.path().join("rows"));
    let made = process::run(
        Command::new(python)
            .arg(&script)
            .args(["make", "--seed", &args.seed.to_string()])
            .args(["--pairs", &args.pairs.to_string()])
            .arg(&managed)
            .stdout(File::create(&pairs)?),
    )?;
    ensure!(made.success(), "making pairs ended with {made}");
    let compared = process::run_fed(
        Command::new(paths::cargo())
            .args(["run", "--quiet", "--package", "bartizan-iam"])
            .args(["--example", "compare_rows"])
            .current_dir(paths::root())
            .stdout(File::create(&rows)?),
        File::open(&pairs)?,
    )?;
    ensure!(compared.success(), "comparing ended with {compared}");
    let judged = process::run_fed(
        Command::new(python)
            .arg(&script)
            .args(["judge", "--pairs", &args.pairs.to_string()]),
        File::open(&rows)?,
    )?;
    if !judged.success() {
        bail!("the solver disagrees with some verdicts");
    }
    Ok(())
}
