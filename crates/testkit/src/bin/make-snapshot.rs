//! Writes a snapshot of so many resources, and prints how many of each type as JSON.

use std::fs::File;
use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;

use bartizan_testkit::{Mix, write_snapshot};
use clap::Parser;

/// Writes a large snapshot for benchmarks.
#[derive(Parser)]
struct Args {
    /// How many resources
    resources: usize,
    /// Where to
    file: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let mix = Mix::of(args.resources);
    let mut out = BufWriter::new(File::create(&args.file)?);
    write_snapshot(&mix, &mut out)?;
    out.flush()?;
    writeln!(stdout(), "{}", serde_json::Value::from(mix))?;
    Ok(())
}
