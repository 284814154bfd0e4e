//! `bartizan schema`: the JSON Schema of both formats.

use crate::args::SchemaTarget;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::output;

/// Prints a schema.
pub(crate) fn run(target: &SchemaTarget) -> Result<Exit, Fault> {
    let schema = match target {
        SchemaTarget::Snapshot => bartizan_model::snapshot_schema(),
        SchemaTarget::Report => bartizan_report::json::schema(),
    };
    output::print_json(&schema)?;
    Ok(Exit::Clean)
}
