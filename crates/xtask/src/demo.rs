//! `cargo xtask demo`: the bundled snapshot, collected from the seeded account.
//!
//! Moto serves the account; testkit's proxy in front of it adds the machines and their patches, which no emulator has.

use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::emulator::{EMULATORS, Emulator};
use crate::{emulators, interrupt, paths, process};

/// Where the proxy listens.
const PROXY_PORT: u16 = 5601;

/// Where to write.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The snapshot; the one that is bundled unless told otherwise
    #[arg(long, short)]
    output: Option<PathBuf>,
}

/// Collects the seeded account into the bundled snapshot.
///
/// # Errors
/// When moto, the proxy or the collection fails.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let output = args
        .output
        .clone()
        .unwrap_or_else(|| paths::localstack().join("demo.jsonl.zst"));
    let moto = EMULATORS
        .iter()
        .find(|it| it.name == "moto")
        .context("moto is not among the emulators")?;
    let _started = emulators::start(std::slice::from_ref(moto))?;
    // As the tests are built: one package by itself has other features, and the SDK would be built once more.
    build(&["--workspace", "--all-targets"])?;
    let mut proxy = start_proxy(moto)?;
    let collected = wait_for_proxy().and_then(|()| collect(&output));
    process::end(&mut proxy);
    collected?;
    println!("{}", output.display());
    Ok(())
}

fn build(what: &[&str]) -> anyhow::Result<()> {
    let status = process::run(
        Command::new(paths::cargo())
            .current_dir(paths::root())
            .arg("build")
            .args(what),
    )?;
    if !status.success() {
        bail!("cargo build {} failed", what.join(" "));
    }
    Ok(())
}

/// A program of this workspace, as the last build left it: beside this one.
fn program(name: &str) -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe()?;
    Ok(here
        .parent()
        .context("this program is in no folder")?
        .join(name))
}

/// Starts testkit's proxy with its overlay in front of moto.
fn start_proxy(moto: &Emulator) -> anyhow::Result<std::process::Child> {
    let mut command = Command::new(program("fake-aws")?);
    command.args(["--proxy", &moto.url(), "--port", &PROXY_PORT.to_string()]);
    process::spawn_logged(&mut command, &paths::cache()?.join("fake-aws.log"))
}

fn wait_for_proxy() -> anyhow::Result<()> {
    let began = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, PROXY_PORT)).is_err() {
        interrupt::check()?;
        if began.elapsed() > Duration::from_secs(20) {
            bail!(
                "testkit's proxy does not listen on port {PROXY_PORT}; its log is fake-aws.log in the cache"
            );
        }
        sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Runs the product's own `collect` through the proxy.
fn collect(output: &Path) -> anyhow::Result<()> {
    let mut command = Command::new(program("bartizan")?);
    command.args([
        "collect",
        "aws",
        "--region",
        "us-east-1",
        "--region",
        "eu-west-1",
    ]);
    command
        .args(["--endpoint-url", &format!("http://127.0.0.1:{PROXY_PORT}")])
        .arg("-o")
        .arg(output);
    command.envs([
        ("AWS_ACCESS_KEY_ID", "111122223333"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_REGION", "us-east-1"),
    ]);
    command
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_SESSION_TOKEN")
        .env_remove("AWS_ENDPOINT_URL");
    let status = process::run(&mut command)?;
    // 3 says that part of the account could not be read: what moto lacks is a gap in the demo too.
    if !matches!(status.code(), Some(0 | 3)) {
        bail!("bartizan collect failed ({status})");
    }
    Ok(())
}
