//! The arguments of the questions that are answered with a proof or a request.

use std::path::PathBuf;

use bartizan_iam::Kind;
use clap::{Args, ValueHint};

use super::kind;
use crate::args::ReportFormat;

pub(super) const COMPARE_ENDS: &str = "Exit codes:
    0  NEW allows nothing that OLD does not
    1  NEW allows more
    2  wrong arguments or unreadable input
    3  no such request was found, and it is not proven that there is none";

pub(super) const NOT_GRANTED_ENDS: &str = "Exit codes:
    0  none of the actions is allowed on any of the resources
    1  one is
    2  wrong arguments or unreadable input
    3  no such request was found, and it is not proven that there is none";

/// Two policies.
#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// The policy as it is, as JSON or URL-encoded JSON; `-` for standard input
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    pub(crate) old: PathBuf,
    /// The policy as it shall be
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    pub(crate) new: PathBuf,
    /// What they are used as (default: told from what is in them)
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub(crate) kind: Option<Kind>,
    /// How to say it
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
}

/// Policies that count together, and what they must not allow.
#[derive(Debug, Args)]
pub(crate) struct NotGrantedArgs {
    /// Policies that count together, as JSON or URL-encoded JSON; `-` for standard input
    #[arg(required = true, value_name = "POLICY", value_hint = ValueHint::FilePath)]
    pub(crate) policies: Vec<PathBuf>,
    /// An action that must not be allowed, such as `iam:PassRole` or `s3:Delete*`; may be given several times
    #[arg(long, required = true, value_name = "ACTION")]
    pub(crate) action: Vec<String>,
    /// A resource on which it must not be, with wildcards or not; may be given several times (default: any)
    #[arg(long, value_name = "ARN", default_value = "*")]
    pub(crate) resource: Vec<String>,
    /// What the policies are used as (default: told from what is in them)
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub(crate) kind: Option<Kind>,
    /// How to say it
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
}
