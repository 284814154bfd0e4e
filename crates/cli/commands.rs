//! One file a subcommand.

mod audit;
mod check;
mod collect;
mod diff;
mod explain;
mod frameworks;
mod iam;
mod init;
mod permissions;
mod report;
mod rules;
mod rules_test;
mod schema;
mod shell;
pub(crate) mod tickets;
mod watch;

use crate::args::watch::WatchTarget;
use crate::args::{AuditTarget, Cli, CollectTarget, Command, GlobalArgs, RulesCommand};
use crate::exit::Exit;
use crate::fault::Fault;

/// Does what was asked for.
pub(crate) fn run(cli: Cli) -> Result<Exit, Fault> {
    let GlobalArgs { quiet, verbose } = cli.global;
    // A bar that is drawn over and lines that are written do not go together.
    let still = quiet || verbose > 0;
    match cli.command {
        Command::Audit(AuditTarget::Aws(args)) => audit::aws(&args, still, quiet),
        Command::Audit(AuditTarget::Demo(args)) => audit::demo(&args, quiet),
        Command::Collect(CollectTarget::Aws(args)) => collect::aws(&args, still),
        Command::Check(args) => check::run(&args, quiet),
        Command::Report(command) => report::run(&command),
        Command::Frameworks(args) => frameworks::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Init(args) => init::run(&args, quiet),
        Command::Rules(args) => match args.command {
            Some(RulesCommand::Test { dir }) => rules_test::run(&dir),
            None => rules::run(&args.which, args.format),
        },
        Command::Explain(args) => explain::run(&args),
        Command::Iam(command) => iam::run(&command),
        Command::Tickets(command) => tickets::run(&command),
        Command::Watch(WatchTarget::Aws(args)) => watch::aws(&args, still, quiet),
        Command::Permissions(target) => permissions::run(&target),
        Command::Schema(target) => schema::run(&target),
        Command::Completions { shell } => shell::completions(shell),
        Command::Man => shell::man(),
    }
}
