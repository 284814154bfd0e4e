//! `bartizan schema`: the JSON Schema of a file format.

use crate::args::SchemaTarget;
use crate::commands::iam::{can, compare, paths, public, reach, shrink};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::{config, output, ruleset};

/// Prints a schema.
pub(crate) fn run(target: &SchemaTarget) -> Result<Exit, Fault> {
    let schema = match target {
        SchemaTarget::Snapshot => bartizan_model::snapshot_schema(),
        SchemaTarget::Diff => bartizan_report::diff::schema(),
        SchemaTarget::Report => bartizan_report::json::schema(),
        SchemaTarget::Ndjson => bartizan_report::ndjson::schema(),
        SchemaTarget::Compliance => bartizan_report::compliance::json::schema(),
        SchemaTarget::Decision => can::schema(),
        SchemaTarget::Comparison => compare::schema(),
        SchemaTarget::Shrunk => shrink::schema(),
        SchemaTarget::Exposure => public::schema(),
        SchemaTarget::Paths => paths::schema(),
        SchemaTarget::Reach => reach::schema(),
        SchemaTarget::Config => config::schema(&ruleset::compile(&[], true)?),
    };
    output::print_json(&schema)?;
    Ok(Exit::Clean)
}
