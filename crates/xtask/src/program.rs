//! The product, as tests build it.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::ensure;

use crate::{paths, process};

/// Builds it, and tells where it is.
///
/// # Errors
/// When it does not build.
pub(crate) fn build() -> anyhow::Result<PathBuf> {
    let root = paths::root();
    let mut command = Command::new(paths::cargo());
    // With the tests, since alone its libraries would have other features, and most of them be built anew.
    command
        .current_dir(&root)
        .args(["build", "--workspace", "--bin", "bartizan", "--test", "it"]);
    let status = process::run(&mut command)?;
    ensure!(status.success(), "the program does not build ({status})");
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("debug/bartizan"))
}
