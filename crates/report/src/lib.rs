//! How it is said: one file a format, every format from the same [`Audit`].
//!
//! Start at [`write`]. Names, tags and messages come from whoever could name a resource in the
//! audited account; [`plain`] makes them safe for a terminal, and serde for JSON.

pub mod asff;
mod asked;
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

use bartizan_finding::{Audit, Framework};

pub use format::{Format, UnknownFormat};
pub use plain::{plain, shorten};
pub use table::table;

/// Writes an audit in a format. OCSF, ASFF and HTML say which requirements of `frameworks` ask for a rule;
/// `options` concern text only.
///
/// # Errors
/// When `out` or the findings' temporary file fails.
pub fn write(
    format: Format,
    audit: &Audit,
    frameworks: &[Framework],
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
        Format::Ocsf => ocsf::write(ocsf::Class::Compliance, audit, frameworks, out),
        Format::OcsfDetection => ocsf::write(ocsf::Class::Detection, audit, frameworks, out),
        Format::Asff => asff::write(audit, frameworks, out),
        Format::Html => {
            let options = html::Options {
                frameworks,
                ..html::Options::default()
            };
            html::write(audit, &options, out)
        }
    }
}

#[cfg(test)]
mod sample;
