//! One HTML file that holds everything: for people who have no terminal, and to print.
//!
//! The page needs no network, and its content security policy forbids any; it opens from a disk or
//! a mail. Findings stand in it as JSON in which no `<` is left, so that no name can end the element
//! that it is in, and the script makes text of them, never markup.
//!
//! A browser holds a hundred thousand findings with ease and a million not at all. Of more than
//! [`Options::findings`] the page has those that matter most (what failed, worst first; what is
//! unknown; what was waived; what passed) and says how many it left out. Counts are always of all.

mod data;
mod part;
mod room;

use std::io;

use bartizan_finding::{Audit, Framework};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::json::v1;
pub(crate) use data::escaped;
use part::Parts;
use room::Room;

const PAGE: &str = include_str!("html/report.html");
const STYLE: &str = concat!(
    include_str!("html/style/base.css"),
    include_str!("html/style/overview.css"),
    include_str!("html/style/findings.css"),
    include_str!("html/style/print.css"),
);
/// The files are parts of one function, so that nothing of them is global.
const SCRIPT: &str = concat!(
    "\"use strict\";\n(() => {\n",
    include_str!("html/script/words.js"),
    include_str!("html/script/audit.js"),
    include_str!("html/script/filter.js"),
    include_str!("html/script/overview.js"),
    include_str!("html/script/findings.js"),
    include_str!("html/script/rest.js"),
    "})();\n",
);

/// What the page holds.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The standards that one can filter by.
    pub frameworks: &'a [Framework],
    /// How many findings the page may have.
    pub findings: u64,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            frameworks: &[],
            findings: 100_000,
        }
    }
}

/// Writes an audit as one HTML file. Findings are streamed and never all in memory.
///
/// # Errors
/// When `out` or the findings' temporary file fails.
pub fn write(audit: &Audit, options: &Options<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rest = PAGE;
    let mut upto = |mark: &str, out: &mut dyn io::Write| {
        let (before, after) = rest.split_once(mark).ok_or_else(|| {
            io::Error::other(format!("the page has no place for what belongs at {mark}"))
        })?;
        rest = after;
        out.write_all(before.as_bytes())
    };
    upto("{{policy}}", out)?;
    out.write_all(policy().as_bytes())?;
    upto("{{title}}", out)?;
    out.write_all(title(audit).as_bytes())?;
    upto("{{style}}", out)?;
    out.write_all(STYLE.as_bytes())?;
    upto("{{data}}", out)?;
    data(audit, options, out)?;
    upto("{{script}}", out)?;
    out.write_all(SCRIPT.as_bytes())?;
    out.write_all(rest.as_bytes())
}

/// Allows this style and this script, and nothing else: no network, no frame, no form, no other script.
fn policy() -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; \
         base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn title(audit: &Audit) -> String {
    let audited = &audit.audited;
    let what = match audited.accounts.as_slice() {
        [one] => match &one.alias {
            Some(alias) => format!("{} ({alias})", one.id),
            None => one.id.clone(),
        },
        all => format!("{} accounts", all.len()),
    };
    let day = audited.finished_at.strftime("%Y-%m-%d");
    data::escaped(&format!("Bartizan: {what}, {day}"))
}

/// The audit, as elements of JSON that the script reads.
fn data(audit: &Audit, options: &Options<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    data::element("head", &v1::without_findings(audit), out)?;
    data::element("standards", &Standards::of(audit, options.frameworks), out)?;
    let mut parts = Parts::new(audit, Room::new(&audit.summary, options.findings));
    audit
        .findings
        .each(|finding| parts.push(&finding, &mut *out))?;
    let tail = parts.finish(out)?;
    data::element("tail", &tail, out)
}

/// Which rules the standards ask for.
#[derive(Serialize)]
struct Standards<'a> {
    /// The standards that ask for a rule of this audit.
    frameworks: Vec<Standard<'a>>,
}

#[derive(Serialize)]
struct Standard<'a> {
    id: &'a str,
    title: &'a str,
    /// Rules by their place in the audit, each with the requirements that ask for it.
    rules: Vec<(usize, Vec<&'a str>)>,
}

impl<'a> Standards<'a> {
    fn of(audit: &'a Audit, frameworks: &'a [Framework]) -> Self {
        let asked = |framework: &'a Framework| {
            let places = audit.rules.iter().enumerate();
            places
                .map(|(place, rule)| {
                    let requirements = framework.asking_for(&rule.id);
                    (place, requirements.map(|it| it.id.as_str()).collect())
                })
                .filter(|(_, requirements): &(usize, Vec<&str>)| !requirements.is_empty())
                .collect()
        };
        let standards = frameworks.iter().map(|framework| Standard {
            id: &framework.id,
            title: &framework.title,
            rules: asked(framework),
        });
        Self {
            frameworks: standards.filter(|it| !it.rules.is_empty()).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
