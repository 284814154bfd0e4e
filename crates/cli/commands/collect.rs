//! `bartizan collect`: look, and write a snapshot.

use crate::args::CollectAwsArgs;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::{interrupt, look, output};

/// Collects what AWS answers. Gaps are part of the snapshot; `check` tells of them.
pub(crate) fn aws(args: &CollectAwsArgs, quiet: bool) -> Result<Exit, Fault> {
    interrupt::listen();
    output::check_writable(&args.output)?;
    let collected = look::aws(&args.look, quiet)?;
    output::save(&args.output, |out| {
        collected.builder.finish(&collected.header, out)
    })?;
    Ok(Exit::Clean)
}
