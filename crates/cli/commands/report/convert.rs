//! `bartizan report convert`: a saved report in another format.

use crate::args::report::ConvertArgs;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::outputs::Outputs;
use crate::{interrupt, subject};

/// Reads and says. It judges nothing anew, so that what failed is no reason to end with another code than 0.
pub(crate) fn run(args: &ConvertArgs) -> Result<Exit, Fault> {
    interrupt::listen();
    let outputs = Outputs::of(&args.outputs, [&args.file])?;
    let audit = subject::audit(&args.file, &args.rules)?;
    outputs.write(&audit)?;
    Ok(Exit::Clean)
}
