//! The arguments of `bartizan iam shrink`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueHint};

use crate::args::ReportFormat;

/// How it ends, for its help page.
pub(crate) const ENDS: &str = "Exit codes:
    0  proven: nothing new is allowed, and all that was used still is
    1  the same, but the policies do not allow all that was used
    2  wrong arguments or unreadable input
    3  not proven, or a policy of the principal could not be read";

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("evidence").required(true).args(["used", "last_accessed"]))]
pub(crate) struct ShrinkArgs {
    /// Whose policies: the ARN of a user or role
    #[arg(value_name = "PRINCIPAL")]
    pub(crate) principal: String,
    /// What it used: lines `ACTION [RESOURCE]`, JSON lines with action, resource and context, or events of CloudTrail;
    /// may be given several times
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) used: Vec<PathBuf>,
    /// What it used by IAM's own record, which `collect aws --last-accessed` puts into the snapshot
    #[arg(long)]
    pub(crate) last_accessed: bool,
    /// A policy of the principal in a file, on top of what snapshots say
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) policy: Vec<PathBuf>,
    /// How to say it
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
    /// Write the policy to this file, and further ones beside it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Snapshots that hold the principal and its policies
    #[arg(value_name = "SNAPSHOT", required_unless_present = "policy", value_hint = ValueHint::FilePath)]
    pub(crate) snapshots: Vec<PathBuf>,
}
