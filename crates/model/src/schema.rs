//! The snapshot's JSON Schema, generated from the types that read and write it.

use schemars::JsonSchema;

use crate::resource::{Resource, ScopeGap};
use crate::snapshot::Header;

/// One line of a `bartizan.snapshot/1` file. The first line is a header; every other is a gap or a resource.
#[derive(JsonSchema)]
#[schemars(title = "bartizan.snapshot/1, one line", untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum SnapshotLine {
    Header(Header),
    Gap(ScopeGap),
    Resource(Resource),
}

/// The JSON Schema (draft 2020-12) that each line of a snapshot follows.
#[must_use]
pub fn snapshot_schema() -> serde_json::Value {
    schemars::schema_for!(SnapshotLine).to_value()
}
