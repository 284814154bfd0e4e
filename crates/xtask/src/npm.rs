//! Packages of npm: those that a lock file names, installed once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::{paths, process};

/// The `node_modules` of a folder that has a package.json and a package-lock.json, installed in the cache as `name`.
///
/// # Errors
/// When npm is not there or cannot install them.
pub(crate) fn modules(from: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let lock = fs::read_to_string(from.join("package-lock.json"))
        .with_context(|| format!("{} has no lock file", from.display()))?;
    let folder = paths::cache()?.join(name);
    let (done, modules) = (
        folder.join("package-lock.json"),
        folder.join("node_modules"),
    );
    if fs::read_to_string(&done).is_ok_and(|text| text == lock) {
        return Ok(modules);
    }
    eprintln!("== installing {name} from npm");
    fs::create_dir_all(&folder)?;
    let work = tempfile::Builder::new()
        .prefix("npm-")
        .tempdir_in(&folder)?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(from.join(file), work.path().join(file))?;
    }
    // No scripts: nothing of a package runs before it is asked to.
    let mut command = Command::new("npm");
    command
        .current_dir(work.path())
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    let status = process::run(&mut command)?;
    if !status.success() {
        bail!("`npm ci` failed ({status})");
    }
    if modules.exists() {
        fs::remove_dir_all(&modules)?;
    }
    fs::rename(work.path().join("node_modules"), &modules)?;
    // Last: it says that everything before it is there.
    fs::copy(work.path().join("package-lock.json"), &done)?;
    Ok(modules)
}
