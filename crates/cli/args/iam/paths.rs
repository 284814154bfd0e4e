//! The arguments of `bartizan iam paths`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

pub(crate) const PATHS_ENDS: &str = "Exit codes:
    0  nobody has a path
    1  somebody has
    2  wrong arguments or unreadable input
    3  nobody has one for certain, but a policy that matters could not be read";

/// Which paths to look for.
#[derive(Debug, Args)]
pub(crate) struct PathsArgs {
    /// Only from this: the ARN of a user, role or group, or another principal that policies name, such as
    /// `account 444455556666`; may be given several times
    #[arg(long, value_name = "PRINCIPAL")]
    pub(crate) from: Vec<String>,
    /// Where to: `admin`, the ARN of a user, role or group, or of a resource whose data is to be read
    #[arg(long, value_name = "GOAL", default_value = "admin")]
    pub(crate) to: String,
    /// What is to be done to the resource in place of reading its data; may be given several times
    #[arg(long, value_name = "ACTION")]
    pub(crate) action: Vec<String>,
    /// How many principals are told of in text and drawn in pictures
    #[arg(long, value_name = "COUNT", default_value_t = 50)]
    pub(crate) limit: usize,
    /// How to say it
    #[arg(long, value_enum, default_value_t = PathsFormat::Text)]
    pub(crate) format: PathsFormat,
    /// Put it into this file
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Snapshots of the accounts
    #[arg(required = true, value_name = "SNAPSHOT", value_hint = ValueHint::FilePath)]
    pub(crate) snapshots: Vec<PathBuf>,
}

/// How paths are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PathsFormat {
    /// For a terminal
    Text,
    /// `bartizan.paths/1`
    Json,
    /// A Mermaid flowchart
    Mermaid,
    /// A GraphViz graph
    Dot,
    /// A page with a picture
    Html,
}
