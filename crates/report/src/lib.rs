//! How it is said: one file a format, every format from the same [`Audit`].
//!
//! Start at [`write`]. Names, tags and messages come from whoever could name a resource in the
//! audited account; [`plain`] makes them safe for a terminal, and serde for JSON.

pub mod compliance;
pub mod html;
pub mod json;
mod plain;
pub mod read;
mod table;
pub mod text;

use std::io;

use bartizan_finding::Audit;

pub use plain::{plain, shorten};
pub use table::table;

/// A way to say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a person.
    Text,
    /// For a program: `bartizan.report/1`.
    Json,
    /// For a browser, with no network.
    Html,
}

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
        Format::Html => html::write(audit, &html::Options::default(), out),
    }
}

#[cfg(test)]
mod sample;
