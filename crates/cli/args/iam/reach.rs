//! The arguments of the questions about all principals, and about all that one can do.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::pair;
use crate::args::ReportFormat;

pub(super) const WHO_CAN_ENDS: &str = "Exit codes:
    0  somebody can
    1  nobody can
    2  wrong arguments or unreadable input
    3  nobody can for certain, but somebody may";

pub(super) const WHAT_CAN_ENDS: &str = "Exit codes:
    0  the principal can do something
    1  it can do nothing
    2  wrong arguments or unreadable input
    3  it can do nothing for certain, but it may";

/// What is known about every request.
#[derive(Debug, Args)]
pub(crate) struct ContextArgs {
    /// A condition key of the requests with its value; again for more keys, or more values of one
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    pub(crate) context: Vec<(String, String)>,
    /// A condition key that the requests do not carry
    #[arg(long, value_name = "KEY")]
    pub(crate) absent: Vec<String>,
}

/// An action and what it is done to.
#[derive(Debug, Args)]
pub(crate) struct WhoCanArgs {
    /// What they want to do, such as s3:GetObject
    #[arg(value_name = "ACTION")]
    pub(crate) action: String,
    /// To what: an ARN, a pattern with `*` and `?` for each resource of the snapshots that it matches, or `*` for an
    /// action that has no resource
    #[arg(value_name = "RESOURCE")]
    pub(crate) resource: String,
    /// Snapshots of the accounts whose principals are asked about, and of the resource
    #[arg(required = true, value_name = "SNAPSHOT", value_hint = ValueHint::FilePath)]
    pub(crate) snapshots: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    /// How to say it
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
}

/// A principal.
#[derive(Debug, Args)]
pub(crate) struct WhatCanArgs {
    /// Who: the ARN of a user, role, session or root user
    #[arg(value_name = "PRINCIPAL")]
    pub(crate) principal: String,
    /// Snapshots that hold the principal, the resources and their policies
    #[arg(required = true, value_name = "SNAPSHOT", value_hint = ValueHint::FilePath)]
    pub(crate) snapshots: Vec<PathBuf>,
    /// Only these actions, such as s3:Get*; again for more
    #[arg(long, value_name = "PATTERN")]
    pub(crate) action: Vec<String>,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    /// How to say it
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
}
