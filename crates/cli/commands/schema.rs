//! `bartizan schema`: the JSON Schema of a file format.

use crate::args::SchemaTarget;
use crate::commands::iam::{can, compare, reach, shrink};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::{config, output, ruleset};

/// Prints a schema.
pub(crate) fn run(target: &SchemaTarget) -> Result<Exit, Fault> {
    let schema = match target {
        SchemaTarget::Snapshot => bartizan_model::snapshot_schema(),
        SchemaTarget::Report => bartizan_report::json::schema(),
        SchemaTarget::Decision => can::schema(),
        SchemaTarget::Comparison => compare::schema(),
        SchemaTarget::Shrunk => shrink::schema(),
        SchemaTarget::Reach => reach::schema(),
        SchemaTarget::Config => config::schema(&ruleset::compile(&[], true)?),
    };
    output::print_json(&schema)?;
    Ok(Exit::Clean)
}
