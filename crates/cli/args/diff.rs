//! Arguments of `bartizan diff`, and of comparing with a baseline.

use std::path::PathBuf;

use bartizan_report::diff::Format;
use clap::{Args, ValueEnum, ValueHint};

use super::{FailOn, RuleArgs};

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// What to compare with: a snapshot, which is judged first, or a report that was saved as JSON
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    pub(crate) old: PathBuf,
    /// What to tell about: a snapshot or a report
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    pub(crate) new: PathBuf,
    /// How to say it (default: as the ending of the file of --output tells; text)
    #[arg(long, value_enum)]
    pub(crate) format: Option<DiffFormat>,
    /// Write it to this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<String>,
    /// Exit with 1 when something of this severity or above fails that did not before, and with 3 when what was known cannot be told any more
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on_new: Option<FailOn>,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

/// A way to say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For a person
    #[value(alias = "txt")]
    Text,
    /// For a program: bartizan.diff/1
    Json,
    /// For a comment on a pull request
    #[value(alias = "md")]
    Markdown,
}

impl From<DiffFormat> for Format {
    fn from(format: DiffFormat) -> Self {
        match format {
            DiffFormat::Text => Self::Text,
            DiffFormat::Json => Self::Json,
            DiffFormat::Markdown => Self::Markdown,
        }
    }
}

/// What to compare with.
#[derive(Debug, Args)]
pub(crate) struct BaselineArgs {
    /// Tell on standard error what is new since this report (or snapshot)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) baseline: Option<PathBuf>,
    /// Exit with 1 only when something of this severity or above fails that did not in the baseline, and with 3 when what was known there cannot be told any more
    #[arg(long, value_enum, value_name = "SEVERITY", requires = "baseline")]
    pub(crate) fail_on_new: Option<FailOn>,
}
