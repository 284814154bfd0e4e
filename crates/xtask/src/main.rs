//! Developer tasks: `cargo xtask …`.
#![expect(
    clippy::print_stderr,
    reason = "a command-line program of developers tells them where it is"
)]
#![expect(clippy::print_stdout, reason = "tables and states are its output")]

mod bench;
mod browser;
mod demo;
mod deploy;
mod dictionary;
mod differential;
mod emulator;
mod emulators;
mod formats;
mod generate;
mod interrupt;
mod npm;
mod paths;
mod process;
mod program;
mod shipped;
mod tests;
mod tickets;
mod verdicts;
mod z3;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Developer tasks of bartizan.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

/// One task.
#[derive(Debug, Subcommand)]
enum Task {
    /// Start, stop or show the emulators of AWS that tests run against
    Emulators(emulators::Args),
    /// Install what the tests need, start the emulators, run every test, stop the emulators
    Test(tests::Args),
    /// Make the bundled demo snapshot by collecting the seeded account
    Demo(demo::Args),
    /// Ask another implementation of Rego about every case of every rule
    Differential,
    /// Ask a solver about random pairs of policies that the IAM engine compared
    Z3(z3::Args),
    /// Open the HTML report in Chromium: click, filter, search, print
    Browser(browser::Args),
    /// Hold every report format against its own schema and reader
    Formats,
    /// Hold what is said to trackers against what their vendors publish, and drive a real one, Roundup
    Tickets,
    /// Lint the files of docs/deploy, each with the tool of its own system
    Deploy,
    /// Measure the program, and print a table
    Bench(bench::Args),
    /// Make the dictionary of AWS's actions that the IAM engine embeds
    Dictionary(dictionary::Args),
    /// Print what the audit concludes about moto's seeded account: rule, resource, outcome
    Verdicts(verdicts::Args),
    /// Write the generated pages and schemas, or check that they are up to date
    Generate(generate::Args),
}

fn main() -> ExitCode {
    // Not `anyhow::Result`: with RUST_BACKTRACE set it would bury the message under a backtrace that nobody needs.
    match run(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<()> {
    interrupt::listen()?;
    match task {
        Task::Emulators(args) => emulators::run(&args),
        Task::Test(args) => tests::run(&args),
        Task::Demo(args) => demo::run(&args),
        Task::Differential => differential::run(),
        Task::Z3(args) => z3::run(&args),
        Task::Browser(args) => browser::run(&args),
        Task::Formats => formats::run(),
        Task::Tickets => tickets::run(),
        Task::Deploy => deploy::run(),
        Task::Bench(args) => bench::run(&args),
        Task::Dictionary(args) => dictionary::run(&args),
        Task::Verdicts(args) => verdicts::run(&args),
        Task::Generate(args) => generate::run(&args),
    }
}
