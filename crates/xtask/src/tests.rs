//! `cargo xtask test`: every test, against emulators that are started for it.

use std::process::Command;
use std::time::Instant;

use anyhow::bail;

use crate::emulator::EMULATORS;
use crate::{emulators, paths, process};

/// What to pass on.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Arguments for `cargo test` instead of `--workspace`, as in `-p bartizan-aws -- moto`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// Starts what is missing, runs the tests, and stops what it started, however the tests end.
///
/// # Errors
/// When an emulator does not start, a test fails, or somebody interrupts.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let began = Instant::now();
    eprintln!("== emulators");
    // Dropped at the end of this function, whatever happens in between.
    let _started = emulators::start(EMULATORS)?;

    let mut command = Command::new(paths::cargo());
    command.current_dir(paths::root()).arg("test");
    if args.rest.is_empty() {
        command.arg("--workspace");
    }
    command.args(&args.rest);
    for emulator in EMULATORS {
        command.env(emulator.variable, emulator.url());
    }
    // A test that needs an emulator must fail, not skip, when the address is missing.
    command.env("BARTIZAN_TEST_REQUIRED", "1");
    eprintln!("== cargo test");
    let status = process::run(&mut command)?;
    eprintln!("== done after {:.0} s", began.elapsed().as_secs_f64());
    if !status.success() {
        bail!("tests failed ({status})");
    }
    Ok(())
}
