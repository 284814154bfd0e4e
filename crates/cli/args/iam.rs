//! The arguments of `bartizan iam`.

pub(crate) mod paths;
pub(crate) mod prove;
pub(crate) mod public;
pub(crate) mod reach;
pub(crate) mod shrink;

use std::path::PathBuf;

use bartizan_iam::Kind;
use clap::{Args, Subcommand, ValueEnum, ValueHint};

use super::ReportFormat;

/// What to ask about access.
#[derive(Debug, Subcommand)]
pub(crate) enum IamCommand {
    /// Tell whether a principal may do something, and why
    #[command(after_long_help = CAN_ENDS)]
    Can(Box<CanArgs>),
    /// Tell what is wrong with a policy: what AWS refuses, what gives too much, what does nothing
    #[command(after_long_help = LINT_ENDS)]
    Lint(LintArgs),
    /// Prove that a policy allows nothing that another does not, or show a request
    #[command(after_long_help = prove::COMPARE_ENDS)]
    Compare(prove::CompareArgs),
    /// Prove that policies do not allow given actions, or show a request
    #[command(after_long_help = prove::NOT_GRANTED_ENDS)]
    CheckNotGranted(prove::NotGrantedArgs),
    /// Prove that resources let nobody in from outside a trust zone, or tell who may do what
    #[command(after_long_help = public::PUBLIC_ENDS)]
    Public(Box<public::PublicArgs>),
    /// Shrink the policies of a principal to what it used, with the proof
    #[command(after_long_help = shrink::ENDS)]
    Shrink(shrink::ShrinkArgs),
    /// Tell by which steps somebody becomes an administrator, another principal, or a reader of a resource
    #[command(after_long_help = paths::PATHS_ENDS)]
    Paths(paths::PathsArgs),
    /// List who can do something to a resource, for certain, under conditions, or perhaps
    #[command(after_long_help = reach::WHO_CAN_ENDS)]
    WhoCan(reach::WhoCanArgs),
    /// List what a principal can do, for certain, under conditions, or perhaps
    #[command(after_long_help = reach::WHAT_CAN_ENDS)]
    WhatCan(reach::WhatCanArgs),
    /// Answer rows of questions, one JSON object a line
    Eval(EvalArgs),
}

const CAN_ENDS: &str = "Exit codes:
    0  allowed
    1  denied
    2  wrong arguments or unreadable input
    3  it depends on what is not known, or a policy that matters could not be read";

const LINT_ENDS: &str = "Exit codes:
    0  nothing as bad as --deny
    1  something as bad as --deny
    2  wrong arguments or unreadable input";

/// One question, and the policies to answer it by.
#[derive(Debug, Args)]
pub(crate) struct CanArgs {
    /// Who asks: the ARN of a user, role, session or root user, an account, a service such as
    /// sns.amazonaws.com, or `*` for nobody in particular
    #[arg(long, value_name = "PRINCIPAL")]
    pub(crate) principal: String,
    /// What they want to do, such as s3:GetObject
    #[arg(long, value_name = "ACTION")]
    pub(crate) action: String,
    /// To what: an ARN, or `*` for actions that have no resource
    #[arg(long, value_name = "ARN")]
    pub(crate) resource: String,
    /// A condition key of the request with its value; again for more keys, or more values of one
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    pub(crate) context: Vec<(String, String)>,
    /// A condition key that the request does not carry
    #[arg(long, value_name = "KEY")]
    pub(crate) absent: Vec<String>,
    /// Take every condition key that is not given for one that the request does not carry
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) policies: PolicyArgs,
    /// How to say it
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
    /// Snapshots that hold the principal, the resource and their policies
    #[arg(value_name = "SNAPSHOT", value_hint = ValueHint::FilePath)]
    pub(crate) snapshots: Vec<PathBuf>,
}

/// Policies in files. Those of --policy come on top of what snapshots say, the others in its place.
#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    /// A policy of the principal
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) policy: Vec<PathBuf>,
    /// The principal's permissions boundary
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) boundary: Option<PathBuf>,
    /// A policy that was passed when the session began
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) session_policy: Vec<PathBuf>,
    /// The resource's policy: a bucket policy, a key policy, a role's trust policy
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) resource_policy: Option<PathBuf>,
    /// The resource has no policy of its own
    #[arg(long, conflicts_with = "resource_policy")]
    pub(crate) no_resource_policy: bool,
    /// The account that the resource belongs to, where its ARN does not say
    #[arg(long, value_name = "ACCOUNT", value_parser = account)]
    pub(crate) resource_account: Option<String>,
    /// A service control policy on the principal's account; each is a level of its own, from the root down
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) scp: Vec<PathBuf>,
    /// A resource control policy on the resource's account
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) rcp: Vec<PathBuf>,
    /// The policy of the VPC endpoint that the request goes through
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) endpoint_policy: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct LintArgs {
    /// Policies as JSON or URL-encoded JSON; `-` for standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// What they are used as (default: told from what is in them)
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub(crate) kind: Option<Kind>,
    /// What ends with 1, beside what is worse
    #[arg(long, value_enum, default_value_t = Deny::Errors, value_name = "SEVERITY")]
    pub(crate) deny: Deny,
    /// How to say it
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
}

/// The least problem that matters to the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Deny {
    /// What AWS refuses
    Errors,
    /// What gives more than its author may have meant
    Security,
    /// What does not do what it seems to
    Warnings,
}

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Rows of kind decision, condition, operator, glob or grammar; `-` for standard input
    #[arg(value_name = "ROWS", value_hint = ValueHint::FilePath)]
    pub(crate) rows: PathBuf,
}

/// A kind of policy by its name.
fn kind(text: &str) -> Result<Kind, String> {
    text.parse().map_err(|_| {
        let known: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("one of {}", known.join(", "))
    })
}

/// A condition key and its value, which may hold further equals signs.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("a key, `=` and a value".to_owned()),
    }
}

/// An account's number.
fn account(text: &str) -> Result<String, String> {
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("twelve digits".to_owned())
    }
}
