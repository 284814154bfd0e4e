//! `cargo xtask generate`: rule pages, schemas, the command line's reference and the audit role, made from the code.

use anyhow::bail;

/// What to do.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Change nothing; fail when a generated file is not what it would be
    #[arg(long)]
    check: bool,
}

/// Generates, or checks, every generated file.
///
/// # Errors
/// Always, until the crates that it generates from are there: nothing is generated yet, and nobody may take that for a pass.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    bail!("nothing is generated yet (check: {})", args.check);
}
