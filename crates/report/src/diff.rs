//! What became different between two looks: in the account, where both are snapshots, and in the findings.
//!
//! Findings are told apart by their fingerprint, so that neither another order nor another title of
//! a rule makes a difference. A failure that can no longer be seen is never called gone: somebody has
//! to look again. Memory grows with the number of findings by some 32 bytes each, and with nothing else.

mod findings;
mod json;
mod markdown;
mod resources;
mod rows;
mod scope;
mod text;

use std::io;

use bartizan_finding::{Audit, Severity};

pub use findings::{Because, Change, Findings, FindingsSummary};
pub use json::{DIFF_FORMAT, schema};
pub use resources::{
    AttributeChange, CompareFault, ResourceChange, Resources, ResourcesSummary, What,
};

use crate::text::Options;

/// One of the two that are compared.
pub struct Side<'a> {
    /// What the user called it.
    pub name: &'a str,
    /// What was concluded of it.
    pub audit: &'a Audit,
}

/// Two looks, compared.
pub struct Diff<'a> {
    /// What is compared with.
    pub old: Side<'a>,
    /// What is told about.
    pub new: Side<'a>,
    /// What became of resources; none unless both sides are snapshots.
    pub resources: Option<Resources>,
    findings: Findings,
}

/// How a difference is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a person.
    Text,
    /// For a program: `bartizan.diff/1`.
    Json,
    /// For a comment on a pull request.
    Markdown,
}

impl<'a> Diff<'a> {
    /// Compares two audits.
    ///
    /// # Errors
    /// When the findings' temporary files fail.
    pub fn of(old: Side<'a>, new: Side<'a>, resources: Option<Resources>) -> io::Result<Self> {
        let findings = Findings::compare(old.audit, new.audit)?;
        Ok(Self {
            old,
            new,
            resources,
            findings,
        })
    }

    /// Counts of what became of findings.
    #[must_use]
    pub fn summary(&self) -> &FindingsSummary {
        self.findings.summary()
    }

    /// How many failures of this severity or above are new.
    #[must_use]
    pub fn new_from(&self, severity: Severity) -> u64 {
        let new = self.summary().new_by_severity.range(severity..);
        new.map(|(_, count)| count).sum()
    }

    /// How many findings were known and are not any more: what is new there cannot be told.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.summary().unseen + self.summary().now_unknown
    }

    /// Writes the difference.
    ///
    /// # Errors
    /// When `out` or a temporary file fails.
    pub fn write(
        &self,
        format: Format,
        options: &Options,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        match format {
            Format::Text => text::write(self, options, out),
            Format::Json => json::write(self, out),
            Format::Markdown => markdown::write(self, out),
        }
    }

    /// Hands every finding that became different, or still fails, to `visit`: those of the new side in
    /// its order, then those that only the old side has.
    fn each(&self, visit: findings::Visit<'_>) -> io::Result<()> {
        self.findings.each(self.old.audit, self.new.audit, visit)
    }
}

#[cfg(test)]
mod tests;
