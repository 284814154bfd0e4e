//! The command line.

pub(crate) mod diff;
pub(crate) mod iam;
pub(crate) mod outputs;
pub(crate) mod report;
pub(crate) mod tickets;
pub(crate) mod watch;

use std::path::PathBuf;

use bartizan_finding::Severity;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

/// An auditor of AWS accounts.
///
/// Bartizan looks with read-only calls, keeps what it saw as a snapshot file, judges that by rules,
/// and says what it found. What it could not read is said to be unknown and never passes.
#[derive(Debug, Parser)]
#[command(name = "bartizan", version, after_long_help = crate::exit::table(), max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags that every command takes.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct GlobalArgs {
    /// Tell what is being done, on standard error; twice for more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Show no progress, and say nothing of waivers that ended or are not needed
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Look at an account, judge it, and report
    #[command(subcommand)]
    Audit(AuditTarget),
    /// Only look: write a snapshot
    #[command(subcommand)]
    Collect(CollectTarget),
    /// Only judge: one or many snapshots, offline
    Check(CheckArgs),
    /// Tell what became different between two snapshots or reports
    Diff(diff::DiffArgs),
    /// Say what was found in other ways: whether a standard is met
    #[command(subcommand)]
    Report(report::ReportCommand),
    /// List the standards that an audit can be held against, or what one asks for
    Frameworks(report::FrameworksArgs),
    /// Write a bartizan.toml to begin with: parameters, severities, waivers
    Init(InitArgs),
    /// List the rules, or test your own
    Rules(RulesArgs),
    /// Tell what a rule is about, why it matters and how to fix it
    Explain(ExplainArgs),
    /// Ask about access: what policies say, and what is wrong with them
    #[command(subcommand)]
    Iam(iam::IamCommand),
    /// Keep tickets in step with what an audit found
    #[command(subcommand)]
    Tickets(tickets::TicketsCommand),
    /// Look again and again, keep each run, and tell what became different
    #[command(subcommand)]
    Watch(watch::WatchTarget),
    /// Print the IAM policy that an audit needs
    #[command(subcommand)]
    Permissions(PermissionsTarget),
    /// Print the JSON Schema of a file format
    #[command(subcommand)]
    Schema(SchemaTarget),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// What to audit.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditTarget {
    /// An AWS account, or many by --role-arn
    Aws(AuditAwsArgs),
    /// The bundled snapshot of a flawed fintech account: no network, no credentials
    Demo(ReportArgs),
}

/// What to collect.
#[derive(Debug, Subcommand)]
pub(crate) enum CollectTarget {
    /// An AWS account, or many by --role-arn
    Aws(CollectAwsArgs),
}

/// Whose permissions.
#[derive(Debug, Subcommand)]
pub(crate) enum PermissionsTarget {
    /// The policy for a role in AWS
    Aws,
}

/// Which format.
#[derive(Debug, Subcommand)]
pub(crate) enum SchemaTarget {
    /// `bartizan.snapshot/1`, one line of it
    Snapshot,
    /// `bartizan.report/1`
    Report,
    /// `bartizan.report/1` as NDJSON, one line of it
    Ndjson,
    /// `bartizan.diff/1`
    Diff,
    /// `bartizan.compliance/1`
    Compliance,
    /// `bartizan.decision/1`, what `iam can --format json` prints
    Decision,
    /// `bartizan.comparison/1`, what `iam compare` and `iam check-not-granted` print with `--format json`
    Comparison,
    /// `bartizan.shrunk/1`, what `iam shrink --format json` prints
    Shrunk,
    /// `bartizan.exposure/1`, what `iam public --format json` prints
    Exposure,
    /// `bartizan.paths/1`, what `iam paths --format json` prints
    Paths,
    /// `bartizan.reach/1`, what `iam who-can` and `iam what-can` print with `--format json`
    Reach,
    /// `bartizan.toml`
    Config,
}

#[derive(Debug, Args)]
pub(crate) struct AuditAwsArgs {
    #[command(flatten)]
    pub(crate) look: LookArgs,
    /// Keep the snapshot in this file; packed when it ends in .zst
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) snapshot: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CollectAwsArgs {
    #[command(flatten)]
    pub(crate) look: LookArgs,
    /// The snapshot file to write; packed when it ends in .zst
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Snapshots; a resource that stands in several is judged once, from the newest
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

/// How to look.
#[derive(Debug, Args)]
pub(crate) struct LookArgs {
    /// A profile of the AWS configuration files
    #[arg(long)]
    pub(crate) profile: Option<String>,
    /// Look at this region only; may be given several times (default: every enabled region)
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Vec<String>,
    /// An endpoint that stands for all of AWS, such as LocalStack
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) endpoint_url: Option<String>,
    /// Look as this role; may be given several times, one for each account
    #[arg(long, value_name = "ARN")]
    pub(crate) role_arn: Vec<String>,
    /// The external id that the roles ask for; once for all, or once for each role
    #[arg(long, value_name = "ID", requires = "role_arn")]
    pub(crate) external_id: Vec<String>,
    /// Look at this service only; may be given several times (default: all)
    #[arg(long, value_name = "SERVICE")]
    pub(crate) service: Vec<String>,
    /// Ask IAM too when each user and role last used what; takes three calls or more for each of them
    #[arg(long)]
    pub(crate) last_accessed: bool,
    /// How many calls may be under way at once
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = concurrency)]
    pub(crate) concurrency: usize,
}

/// How to judge and report.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    #[command(flatten)]
    pub(crate) outputs: outputs::OutputArgs,
    /// Exit with 1 when something of this severity or above failed; with `never`, exit with 0 whatever was found
    #[arg(long, value_enum, default_value_t = FailOn::High, value_name = "SEVERITY")]
    pub(crate) fail_on: FailOn,
    #[command(flatten)]
    pub(crate) baseline: diff::BaselineArgs,
}

/// Which rules, and how they are set.
#[derive(Debug, Args)]
pub(crate) struct RuleArgs {
    /// Judge by the rules in this folder too; may be given several times
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) rules: Vec<PathBuf>,
    /// Judge by the rules of --rules only
    #[arg(long, requires = "rules")]
    pub(crate) no_builtin_rules: bool,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

/// Which settings.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Take settings from this file (default: bartizan.toml in this folder, or above it in the same repository)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    /// Take no settings from any file
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Replace a bartizan.toml that is there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    pub(crate) command: Option<RulesCommand>,
    #[command(flatten)]
    pub(crate) which: RuleArgs,
    /// How to list them
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
}

/// What to do with rules.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// Run the cases beside the rules in a folder
    Test {
        /// The folder, or one .rego file
        #[arg(value_hint = ValueHint::AnyPath)]
        dir: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The rule's id
    pub(crate) rule: String,
    #[command(flatten)]
    pub(crate) which: RuleArgs,
}

/// A way to say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For a person
    Text,
    /// For a program
    Json,
}

/// The least severity that matters to the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Low,
    Medium,
    High,
    Critical,
    Never,
}

impl FailOn {
    /// None when nothing matters.
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            Self::Low => Some(Severity::Low),
            Self::Medium => Some(Severity::Medium),
            Self::High => Some(Severity::High),
            Self::Critical => Some(Severity::Critical),
            Self::Never => None,
        }
    }
}

/// More calls at once than this only meet AWS's own limits.
fn concurrency(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=1024) => Ok(number),
        _ => Err("a number from 1 to 1024".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
