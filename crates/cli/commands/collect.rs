//! `bartizan collect`: look, and write a snapshot.

use crate::args::CollectAwsArgs;
use crate::exit::Exit;
use crate::fault::{Fault, warn};
use crate::{interrupt, look, output};

/// Collects what AWS answers. Gaps are part of the snapshot; `check` tells of them, and so does the exit code.
pub(crate) fn aws(args: &CollectAwsArgs, quiet: bool) -> Result<Exit, Fault> {
    interrupt::listen();
    output::check_writable(&args.output)?;
    let collected = look::aws(&args.look, quiet)?;
    let complete = collected.unanswered == 0 && collected.failed.is_empty();
    output::save(&args.output, |out| {
        collected.builder.finish(&collected.header, out)
    })?;
    if complete {
        return Ok(Exit::Clean);
    }
    let hint = format!("bartizan check {} tells which", args.output.display());
    warn(
        "the snapshot has gaps: part of it could not be read",
        Some(&hint),
    );
    Ok(Exit::Gaps)
}
