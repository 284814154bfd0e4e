//! One file a subcommand.

mod audit;
mod check;
mod collect;
mod explain;
mod permissions;
mod rules;
mod rules_test;
mod schema;
mod shell;

use crate::args::{AuditTarget, Cli, CollectTarget, Command, RulesCommand};
use crate::exit::Exit;
use crate::fault::Fault;

/// Does what was asked for.
pub(crate) fn run(cli: Cli) -> Result<Exit, Fault> {
    let quiet = cli.global.quiet || cli.global.verbose > 0;
    match cli.command {
        Command::Audit(AuditTarget::Aws(args)) => audit::aws(&args, quiet),
        Command::Audit(AuditTarget::Demo(args)) => audit::demo(&args),
        Command::Collect(CollectTarget::Aws(args)) => collect::aws(&args, quiet),
        Command::Check(args) => check::run(&args),
        Command::Rules(args) => match args.command {
            Some(RulesCommand::Test { dir }) => rules_test::run(&dir),
            None => rules::run(&args.which, args.format),
        },
        Command::Explain(args) => explain::run(&args),
        Command::Permissions(target) => permissions::run(&target),
        Command::Schema(target) => schema::run(&target),
        Command::Completions { shell } => shell::completions(shell),
        Command::Man => shell::man(),
    }
}
