//! Arguments of `bartizan report` and `bartizan frameworks`.

use std::path::PathBuf;

use bartizan_report::compliance::Format;
use clap::{Args, Subcommand, ValueEnum, ValueHint};

use super::outputs::OutputArgs;
use super::{ReportFormat, RuleArgs};

/// What to say of what was found.
#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Say requirement by requirement whether a standard is met, with the evidence
    Compliance(ComplianceArgs),
    /// Say what a saved report holds in another format
    Convert(ConvertArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ConvertArgs {
    /// A report that was saved as JSON, or a snapshot, which is judged first
    #[arg(value_name = "REPORT|SNAPSHOT", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) outputs: OutputArgs,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ComplianceArgs {
    /// Snapshots, which are judged first, or one report that was saved as JSON
    #[arg(required = true, value_name = "SNAPSHOT|REPORT", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// The standard: an id that `bartizan frameworks` lists, or a .yaml file of your own (default: an overview of all)
    #[arg(long, value_name = "FRAMEWORK")]
    pub(crate) framework: Option<String>,
    /// List only requirements of these statuses; all are counted
    #[arg(long, value_enum, value_delimiter = ',', requires = "framework")]
    pub(crate) status: Vec<ComplianceStatus>,
    /// How to say it (default: as the ending of the file of --output tells; text)
    #[arg(long, value_enum)]
    pub(crate) format: Option<ComplianceFormat>,
    /// Write it to this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<String>,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

/// Whether a requirement is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ComplianceStatus {
    /// Something failed
    NotMet,
    /// Something failed, and all of it is accepted for a time
    Waived,
    /// Nothing failed of what was seen, and not all of it was seen
    PartlySeen,
    /// Everything was looked at, and nothing failed
    Met,
    /// Looked at, and there is nothing of what it is about
    NothingToJudge,
    /// Nothing of it was looked at
    NotAssessed,
}

impl ComplianceStatus {
    /// Its name in reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NotMet => "not met",
            Self::Waived => "waived",
            Self::PartlySeen => "partly seen",
            Self::Met => "met",
            Self::NothingToJudge => "nothing to judge",
            Self::NotAssessed => "not assessed",
        }
    }
}

/// A way to say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ComplianceFormat {
    /// For a person
    #[value(alias = "txt")]
    Text,
    /// A page to read, filter and print, in one file
    Html,
    /// A table of values, one requirement a row
    Csv,
    /// A workbook: summary, requirements, evidence
    Xlsx,
    /// For a program
    Json,
    /// A document in Markdown
    #[value(alias = "markdown")]
    Md,
}

impl From<ComplianceFormat> for Format {
    fn from(format: ComplianceFormat) -> Self {
        match format {
            ComplianceFormat::Text => Self::Text,
            ComplianceFormat::Html => Self::Html,
            ComplianceFormat::Csv => Self::Csv,
            ComplianceFormat::Xlsx => Self::Xlsx,
            ComplianceFormat::Json => Self::Json,
            ComplianceFormat::Md => Self::Markdown,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct FrameworksArgs {
    /// List the requirements of this one
    pub(crate) framework: Option<String>,
    /// How to list them
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
}
