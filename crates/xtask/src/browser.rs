//! `cargo xtask browser`: the pages of reports in a real browser.
//!
//! Chromium comes from the system's packages, what drives it from npm, pinned by a lock file.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::{npm, paths, process};

/// What drives Chromium, as the cache calls it.
const DRIVER: &str = "playwright-core-1.64.1";

/// What `page` writes, of how many findings, and the script that opens it.
const PAGES: &[(&str, &str, &str)] = &[
    ("hostile", "50000", "check.mjs"),
    ("compliance", "50", "compliance.mjs"),
];

/// What to look at.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Keep the pictures and the printed page in this folder
    #[arg(long, value_name = "DIR")]
    shots: Option<PathBuf>,
}

/// Writes pages full of hostile names, opens them, and does with them what a person does.
///
/// # Errors
/// When Chromium or what drives it cannot be had, or something on the page is not as it should be.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let chromium = chromium()?;
    let driver = npm::modules(&here(), DRIVER)?;
    let folder = tempfile::tempdir()?;
    let shots = args.shots.as_deref().unwrap_or(folder.path());
    fs::create_dir_all(shots)?;
    for (kind, findings, script) in PAGES {
        let page = folder.path().join(format!("{kind}.html"));
        write(kind, findings, &page)?;
        let mut command = Command::new("node");
        command
            .arg(here().join(script))
            .args([&page, &chromium])
            .arg(shots)
            .env("BARTIZAN_PLAYWRIGHT", &driver)
            // Chromium keeps a profile and fonts' caches under these; none of it is anybody's own.
            .env("XDG_CONFIG_HOME", folder.path());
        let status = process::run(&mut command)?;
        if !status.success() {
            bail!("the page that {script} opened is not as it should be ({status})");
        }
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

fn write(kind: &str, findings: &str, page: &Path) -> anyhow::Result<()> {
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
        .args([kind, findings])
        .arg(page);
    let status = process::run(&mut command)?;
    if !status.success() {
        bail!("the page cannot be written ({status})");
    }
    Ok(())
}
