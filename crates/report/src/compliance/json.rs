//! `bartizan.compliance/1`: types of its own, since the wire format is a promise and the internal types are not.
//!
//! Every member is always there; what does not apply is `null` or an empty list.

mod wire;

use std::io;

use schemars::generate::SchemaSettings;

use super::Compliance;
use crate::json::write_visible;
use wire::{Requirement, Whole};

/// The name of the format.
pub const COMPLIANCE_FORMAT: &str = "bartizan.compliance/1";

/// Writes what an audit says about a standard as `bartizan.compliance/1`, a requirement a line.
///
/// # Errors
/// When `out` fails.
pub fn write(compliance: &Compliance<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut line = Vec::new();
    write_visible(&mut line, &Whole::without_requirements(compliance))?;
    // `requirements` is the last member and empty here: the list is opened, filled and closed by hand.
    let open = line
        .strip_suffix(b"]}")
        .ok_or_else(|| io::Error::other("the report does not end with a list"))?;
    out.write_all(open)?;
    for (place, assessed) in compliance.requirements.iter().enumerate() {
        out.write_all(if place == 0 { b"\n" } else { b",\n" })?;
        line.clear();
        write_visible(&mut line, &Requirement::from(assessed))?;
        out.write_all(&line)?;
    }
    out.write_all(b"\n]}\n")
}

/// The JSON Schema (draft 2020-12) of what [`write`] writes.
#[must_use]
pub fn schema() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings
        .into_generator()
        .into_root_schema_for::<Whole<'static>>()
        .to_value()
}
