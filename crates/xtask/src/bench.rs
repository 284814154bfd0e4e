//! `cargo xtask bench`: the numbers that users feel, measured on the real program as a process of its own.

mod account;
mod check;
mod emit;
mod escalation;
mod html;
mod http;
mod iam;
mod machine;
mod measure;
mod moto;
mod page;
mod programs;
mod prove;
mod reach;
mod start;

use clap::ValueEnum;

use crate::{interrupt, paths};
use measure::Row;
use programs::Programs;

/// The page that keeps what was measured.
const PAGE: &str = "docs/benchmarks.md";

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Measure only this; may be given several times
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Put each table into docs/benchmarks.md once it is measured
    #[arg(long, conflicts_with = "dev")]
    write: bool,
    /// Measure an unoptimized build of small accounts, to try the benchmark itself
    #[arg(long)]
    dev: bool,
}

/// One benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// A large account behind 50 ms a call
    Account,
    /// The same behind a limit of 100 calls a second
    Throttled,
    /// Judging snapshots of 100,000 and 1,000,000 resources
    Check,
    /// An account of about 160 resources in moto, and one of ten times as many
    Moto,
    /// Decisions of the policy engine
    Iam,
    /// Who can do what in an organization of 10,000 principals
    Reach,
    /// Comparing policies, and who is let in from outside
    Prove,
    /// Paths to administrators
    Paths,
    /// An HTML page of a million findings
    Html,
    /// Saying a million findings, format by format
    Emit,
    /// Starting, and the program's size
    Start,
}

impl Part {
    /// Its name, as it is asked for.
    fn name(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Whether it measures the program itself, not a library's own benchmark.
    fn runs_the_program(self) -> bool {
        !matches!(
            self,
            Self::Iam | Self::Reach | Self::Prove | Self::Paths | Self::Html | Self::Emit
        )
    }
}

/// Measures, prints a Markdown table for each part, and writes it where asked.
///
/// # Errors
/// When something cannot be built, started or measured. A goal that is missed is no error: the table says so.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut parts = Part::value_variants().to_vec();
    parts.retain(|part| args.only.is_empty() || args.only.contains(part));
    let programs = Programs::new(args.dev);
    if parts.iter().any(|part| part.runs_the_program()) {
        programs.build()?;
    }
    let mut missed = 0;
    for part in parts {
        interrupt::check()?;
        eprintln!("bench: {part:?}");
        let rows = match part {
            Part::Account => account::unlimited(&programs)?,
            Part::Throttled => account::throttled(&programs)?,
            Part::Check => check::run(&programs)?,
            Part::Moto => moto::run(&programs)?,
            Part::Iam => iam::run()?,
            Part::Reach => reach::run()?,
            Part::Prove => prove::run()?,
            Part::Paths => escalation::run()?,
            Part::Html => html::run(&programs)?,
            Part::Emit => emit::run(args.dev)?,
            Part::Start => start::run(&programs)?,
        };
        let text = page::render(&rows)?;
        println!("{text}");
        if args.write {
            page::write(&paths::root().join(PAGE), &part.name(), &text)?;
        }
        missed += rows.iter().filter(|row| row.met == Some(false)).count();
    }
    if missed > 0 {
        eprintln!("bench: {missed} goals missed");
    }
    Ok(())
}

/// Bytes as people read them.
fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// A row whose goal is a most.
fn at_most(what: String, value: f64, most: f64, show: impl Fn(f64) -> String) -> Row {
    Row {
        what,
        measured: show(value),
        goal: format!("≤ {}", show(most)),
        met: Some(value <= most),
    }
}
