//! How it is said: one file a format, every format from the same [`Audit`].
//!
//! Start at [`write`]. Names, tags and messages come from whoever could name a resource in the
//! audited account; [`plain`] makes them safe for a terminal, and serde for JSON.

pub mod asff;
pub mod compliance;
pub mod csv;
pub mod diff;
mod format;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod ndjson;
pub mod ocsf;
mod plain;
pub mod read;
pub mod sarif;
mod table;
pub mod text;
mod words;
pub mod xlsx;

use std::io;

use bartizan_finding::Audit;

pub use format::{Format, UnknownFormat};
pub use plain::{plain, shorten};
pub use table::table;

/// Writes an audit in a format. `options` concern the formats for a person only.
///
/// # Errors
/// When `out` or the findings' temporary file fails.
pub fn write(
    format: Format,
    audit: &Audit,
    options: &text::Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(audit, options, out),
        Format::Json => json::write(audit, out),
        Format::Ndjson => ndjson::write(audit, out),
        Format::Csv => csv::write(audit, out),
        Format::Xlsx => xlsx::write(audit, out),
        Format::Markdown => markdown::write(audit, out),
        Format::Sarif => sarif::write(audit, out),
        Format::Junit => junit::write(audit, out),
        Format::Ocsf => ocsf::write(ocsf::Class::Compliance, audit, out),
        Format::OcsfDetection => ocsf::write(ocsf::Class::Detection, audit, out),
        Format::Asff => asff::write(audit, out),
        Format::Html => html::write(audit, &html::Options::default(), out),
    }
}

#[cfg(test)]
mod sample;
