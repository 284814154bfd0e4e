//! `cargo xtask browser`: the HTML report in a real browser.
//!
//! Chromium comes from the system's packages, what drives it from npm, pinned by a lock file.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::{paths, process};

/// How many findings the page has.
const FINDINGS: &str = "50000";

/// What to look at.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Keep the pictures and the printed page in this folder
    #[arg(long, value_name = "DIR")]
    shots: Option<PathBuf>,
}

/// Writes a page full of hostile names, opens it, and does with it what a person does.
///
/// # Errors
/// When Chromium or what drives it cannot be had, or something on the page is not as it should be.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let chromium = chromium()?;
    let driver = driver()?;
    let folder = tempfile::tempdir()?;
    let page = folder.path().join("report.html");
    write(&page)?;
    let shots = args.shots.as_deref().unwrap_or(folder.path());
    fs::create_dir_all(shots)?;
    let mut command = Command::new("node");
    command
        .arg(here().join("check.mjs"))
        .args([&page, &chromium])
        .arg(shots)
        .env("BARTIZAN_PLAYWRIGHT", &driver)
        // Chromium keeps a profile and fonts' caches under these; none of it is anybody's own.
        .env("XDG_CONFIG_HOME", folder.path());
    let status = process::run(&mut command)?;
    if !status.success() {
        bail!("the page is not as it should be ({status})");
    }
    Ok(())
}

fn here() -> PathBuf {
    paths::root().join("crates/xtask/browser")
}

/// Where Chromium is; installed first where that is possible.
fn chromium() -> anyhow::Result<PathBuf> {
    if let Some(found) = found() {
        return Ok(found);
    }
    if process::output(Command::new("id").arg("-u"))?.trim() != "0" {
        bail!("there is no Chromium: install the package `chromium`, or name one in CHROMIUM");
    }
    eprintln!("== installing chromium");
    for args in [
        &["update", "-q"][..],
        &["install", "-q", "-y", "--no-install-recommends", "chromium"],
    ] {
        let mut command = Command::new("apt-get");
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        let status = process::run(&mut command)?;
        if !status.success() {
            bail!("`apt-get {}` failed ({status})", args.join(" "));
        }
    }
    found().context("apt-get installed no `chromium`")
}

fn found() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").filter(|it| !it.is_empty()) {
        return Some(named.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let folders: Vec<_> = env::split_paths(&env::var_os("PATH")?).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
}

/// The folder that playwright-core is installed in, once for each lock file.
fn driver() -> anyhow::Result<PathBuf> {
    let lock = fs::read_to_string(here().join("package-lock.json"))?;
    let version = lock
        .split_once("\"playwright-core\": \"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .context("the lock file names no playwright-core")?
        .0;
    let folder = paths::cache()?.join(format!("playwright-core-{version}"));
    let done = folder.join("package-lock.json");
    if fs::read_to_string(&done).is_ok_and(|text| text == lock) {
        return Ok(folder);
    }
    eprintln!("== installing playwright-core {version}");
    fs::create_dir_all(&folder)?;
    let work = tempfile::Builder::new()
        .prefix("npm-")
        .tempdir_in(&folder)?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(here().join(file), work.path().join(file))?;
    }
    // No scripts: nothing of a package runs before its test does, and none downloads a browser.
    let mut command = Command::new("npm");
    command
        .current_dir(work.path())
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    let status = process::run(&mut command)?;
    if !status.success() {
        bail!("`npm ci` failed ({status})");
    }
    let modules = folder.join("node_modules");
    if modules.exists() {
        fs::remove_dir_all(&modules)?;
    }
    fs::rename(work.path().join("node_modules"), &modules)?;
    // Last: it says that everything before it is there.
    fs::copy(work.path().join("package-lock.json"), &done)?;
    Ok(folder)
}

fn write(page: &Path) -> anyhow::Result<()> {
    let mut command = Command::new(paths::cargo());
    command
        .current_dir(paths::root())
        .args([
            "run",
            "-q",
            "-p",
            "bartizan-report",
            "--example",
            "page",
            "--",
        ])
        .args(["hostile", FINDINGS])
        .arg(page);
    let status = process::run(&mut command)?;
    if !status.success() {
        bail!("the page cannot be written ({status})");
    }
    Ok(())
}
