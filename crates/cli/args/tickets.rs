//! The arguments of `bartizan tickets`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use super::RuleArgs;

/// What to do with tickets.
#[derive(Debug, Subcommand)]
pub(crate) enum TicketsCommand {
    /// Make, update, close and reopen tickets until they say what an audit says
    Sync(SyncArgs),
}

#[derive(Debug, Args)]
pub(crate) struct SyncArgs {
    /// Where the tickets are; bartizan.toml has a section for each
    #[arg(long, value_enum)]
    pub(crate) to: TrackerName,
    /// A snapshot, which is judged first, or a saved report
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// Print what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

/// A tracker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TrackerName {
    /// Issues of a Jira project
    Jira,
    /// Records of a ServiceNow table
    #[value(name = "servicenow")]
    ServiceNow,
    /// Issues of a GitHub repository
    #[value(name = "github")]
    GitHub,
    /// Any other tracker, behind an address that speaks bartizan.tickets/1
    Webhook,
}

impl TrackerName {
    /// Its name in arguments and settings.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Jira => "jira",
            Self::ServiceNow => "servicenow",
            Self::GitHub => "github",
            Self::Webhook => "webhook",
        }
    }
}
