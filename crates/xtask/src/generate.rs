//! `cargo xtask generate`: rule pages, schemas, the command line's reference and the audit role, made from the code.

mod facts;
mod frameworks;
mod lint;
mod reference;
mod rules;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::paths;

/// What to do.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Change nothing; fail when a generated file is not what it would be
    #[arg(long)]
    check: bool,
}

/// The folders that hold generated files and nothing else.
const FOLDERS: &[&str] = &["docs/rules", "docs/frameworks", "docs/reference"];

/// Files by their path from the repository's root.
type Files = BTreeMap<PathBuf, String>;

/// Generates, or checks, every generated file.
///
/// # Errors
/// When the program cannot be built or run, a file cannot be written, or one is not what it would be.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut files = Files::new();
    rules::pages(&mut files)?;
    frameworks::pages(&mut files)?;
    reference::pages(&mut files)?;
    lint::pages(&mut files)?;
    let stale = stale(&files)?;
    if args.check {
        if stale.is_empty() {
            println!("{} generated files are up to date", files.len());
            return Ok(());
        }
        let names: Vec<_> = stale
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        bail!(
            "not up to date: {}; run `cargo xtask generate` and commit",
            names.join(", ")
        );
    }
    for path in &stale {
        let whole = paths::root().join(path);
        match files.get(path) {
            Some(text) => {
                fs::create_dir_all(whole.parent().unwrap_or(&whole))?;
                fs::write(&whole, text)
                    .with_context(|| format!("cannot write {}", path.display()))?;
                println!("wrote {}", path.display());
            }
            None => {
                fs::remove_file(&whole)?;
                println!("removed {}", path.display());
            }
        }
    }
    println!("{} generated files, {} changed", files.len(), stale.len());
    Ok(())
}

/// The files that differ from what is there, are missing, or should no longer be there.
fn stale(files: &Files) -> anyhow::Result<Vec<PathBuf>> {
    let root = paths::root();
    let mut stale: Vec<_> = files
        .iter()
        .filter(|(path, text)| fs::read_to_string(root.join(path)).ok().as_ref() != Some(text))
        .map(|(path, _)| path.clone())
        .collect();
    for folder in FOLDERS {
        let Ok(entries) = fs::read_dir(root.join(folder)) else {
            continue;
        };
        for entry in entries {
            let path = Path::new(folder).join(entry?.file_name());
            if !files.contains_key(&path) {
                stale.push(path);
            }
        }
    }
    Ok(stale)
}
