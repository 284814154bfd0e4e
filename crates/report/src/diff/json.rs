//! `bartizan.diff/1`: types of its own around those of `bartizan.report/1`.
//!
//! Resources and findings are written as they come, one a line; the counts stand after them.

use std::io;

use bartizan_finding as internal;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use super::findings::{Became, Because, Change, FindingsSummary};
use super::resources::{ResourceChange, ResourcesSummary};
use super::{Diff, Side};
use crate::json::v1::wire;
use crate::json::write_visible;

/// The name of the format.
pub const DIFF_FORMAT: &str = "bartizan.diff/1";

/// What became different between two looks.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "bartizan.diff/1")]
struct Document<'a> {
    /// Always `bartizan.diff/1`.
    #[schemars(extend("const" = "bartizan.diff/1"))]
    format: &'a str,
    /// The program's version.
    version: &'a str,
    /// What is compared with.
    old: Look<'a>,
    /// What is told about.
    new: Look<'a>,
    /// Resources that are not what they were; null unless both are snapshots.
    resources: Option<Vec<ResourceChange>>,
    /// Findings that became different, and failures that stay.
    findings: Vec<Finding<'a>>,
    /// Counts of all of it.
    summary: Summary<'a>,
}

/// One of the two looks.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Look<'a> {
    /// The file, as it was named.
    file: &'a str,
    /// What was looked at, and when.
    audited: internal::Audited,
}

impl<'a> From<&Side<'a>> for Look<'a> {
    fn from(it: &Side<'a>) -> Self {
        Self {
            file: it.name,
            audited: it.audit.audited.clone(),
        }
    }
}

/// A finding, and what became of it.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Finding<'a> {
    /// What became of it.
    change: Change,
    /// Why it is new, or cannot be told any more; null for every other change.
    because: Option<Because>,
    /// The outcome before; null when nothing was concluded.
    before: Option<&'a str>,
    /// The outcome now; null when nothing is concluded.
    now: Option<&'a str>,
    /// Of a changed failure, what it said before, shortened; null for every other change, and after the first 10,000.
    was: Option<&'a str>,
    /// The finding as it is now; as it was, when nothing is concluded now.
    finding: wire::Finding<'a>,
}

impl<'a> From<&Became<'a>> for Finding<'a> {
    fn from(it: &Became<'a>) -> Self {
        Self {
            change: it.change,
            because: it.because,
            before: it.before,
            now: it.now,
            was: it.was,
            finding: it.finding.into(),
        }
    }
}

/// Counts of what became different.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Summary<'a> {
    /// Of resources; null unless both are snapshots.
    resources: Option<&'a ResourcesSummary>,
    /// Of findings.
    findings: &'a FindingsSummary,
}

pub(super) fn write(diff: &Diff<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut line = br#"{"format":"bartizan.diff/1","version":"#.to_vec();
    write_visible(&mut line, &env!("CARGO_PKG_VERSION"))?;
    line.extend_from_slice(b",\"old\":");
    write_visible(&mut line, &Look::from(&diff.old))?;
    line.extend_from_slice(b",\"new\":");
    write_visible(&mut line, &Look::from(&diff.new))?;
    line.extend_from_slice(b",\"resources\":");
    out.write_all(&line)?;
    match &diff.resources {
        None => out.write_all(b"null")?,
        Some(resources) => {
            let mut list = List::new(out)?;
            resources.each(|change| list.push(&change))?;
            list.finish()?;
        }
    }
    out.write_all(b",\"findings\":")?;
    let mut list = List::new(out)?;
    diff.each(&mut |became| list.push(&Finding::from(became)))?;
    list.finish()?;
    line.clear();
    line.extend_from_slice(b",\"summary\":");
    let summary = Summary {
        resources: diff.resources.as_ref().map(super::Resources::summary),
        findings: diff.summary(),
    };
    write_visible(&mut line, &summary)?;
    line.extend_from_slice(b"}\n");
    out.write_all(&line)
}

/// A list that is written element by element.
struct List<'o> {
    out: &'o mut dyn io::Write,
    line: Vec<u8>,
    between: &'static [u8],
}

impl<'o> List<'o> {
    fn new(out: &'o mut dyn io::Write) -> io::Result<Self> {
        out.write_all(b"[")?;
        Ok(Self {
            out,
            line: Vec::new(),
            between: b"\n",
        })
    }

    fn push(&mut self, value: &impl Serialize) -> io::Result<()> {
        self.line.clear();
        self.line.extend_from_slice(self.between);
        self.between = b",\n";
        write_visible(&mut self.line, value)?;
        self.out.write_all(&self.line)
    }

    fn finish(self) -> io::Result<()> {
        self.out.write_all(b"\n]")
    }
}

/// The JSON Schema (draft 2020-12) of what is written as JSON.
#[must_use]
pub fn schema() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings
        .into_generator()
        .into_root_schema_for::<Document<'static>>()
        .to_value()
}
