//! `bartizan`: arguments, wiring and exit codes; one file a subcommand, under `commands`.

mod args;
mod baseline;
mod commands;
mod config;
mod details;
mod exit;
mod fault;
mod frameworks;
mod interrupt;
mod judging;
mod logging;
mod look;
mod output;
mod outputs;
mod progress;
mod ruleset;
mod subject;
mod target;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use args::Cli;

fn main() -> ExitCode {
    // Nothing is made before this: `--version` must cost nothing.
    let cli = Cli::parse();
    logging::start(cli.global.verbose);
    let exit = commands::run(cli).unwrap_or_else(|fault| fault.tell());
    ExitCode::from(exit.code())
}
