//! `bartizan report`: other ways to say what was found.

mod compliance;
mod convert;

use crate::args::report::ReportCommand;
use crate::exit::Exit;
use crate::fault::Fault;

/// Says it.
pub(crate) fn run(command: &ReportCommand) -> Result<Exit, Fault> {
    match command {
        ReportCommand::Compliance(args) => compliance::run(args),
        ReportCommand::Convert(args) => convert::run(args),
    }
}
