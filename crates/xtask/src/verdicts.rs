//! `cargo xtask verdicts`: what the audit concludes about moto's seeded account, a line for each rule and resource.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::emulator::EMULATORS;
use crate::{emulators, paths, process};

/// Where to look, and where to write.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An endpoint that is there already; without it, moto is started, seeded and stopped
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
    /// Write the lines to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// More for tests/verdicts, as in `-- --account 222222222222 --region eu-central-1`
    #[arg(last = true)]
    rest: Vec<String>,
}

/// Prints the lines, sorted: rule, resource and outcome, apart by tabs.
///
/// # Errors
/// When moto does not start, or the audit fails.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let moto = EMULATORS
        .iter()
        .find(|it| it.name == "moto")
        .context("moto is not among the emulators")?;
    let (url, _started) = match &args.endpoint_url {
        Some(url) => (url.clone(), None),
        None => (
            moto.url(),
            Some(emulators::start(std::slice::from_ref(moto))?),
        ),
    };
    let mut command = Command::new(paths::cargo());
    command
        .current_dir(paths::root())
        .args(["test", "--quiet", "--test", "verdicts", "--"])
        .args(["--endpoint-url", &url]);
    if let Some(path) = &args.output {
        // The test runs in the repository's root, whoever asked may be elsewhere.
        command.arg("--output").arg(absolute(path)?);
    }
    command.args(&args.rest);
    let status = process::run(&mut command)?;
    if !status.success() {
        bail!("no verdicts ({status})");
    }
    Ok(())
}

fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    std::path::absolute(path).with_context(|| format!("no such place: {}", path.display()))
}
