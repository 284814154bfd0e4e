//! Compares pairs of policies, one a line: `{"old": …, "new": …}` in, the same with `verdict` and `witness` out.
//!
//! `cargo xtask z3` holds what it says against a solver.

use std::io::{self, BufRead, BufWriter, Write};
use std::process::ExitCode;

use bartizan_iam::{PolicyDocument, Verdict, compare};
use serde_json::{Value, json};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            drop(writeln!(io::stderr(), "error: {fault}"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let mut row: Value = serde_json::from_str(&line?)?;
        let (verdict, witness) = answer(&row)?;
        let fields = row.as_object_mut().ok_or("a row is an object")?;
        fields.insert("verdict".to_owned(), verdict.into());
        fields.insert("witness".to_owned(), witness);
        writeln!(out, "{row}")?;
    }
    Ok(out.flush()?)
}

fn answer(row: &Value) -> Result<(&'static str, Value), Box<dyn std::error::Error>> {
    let read = |name: &str| {
        let policy = row.get(name).map(ToString::to_string);
        PolicyDocument::parse(&policy.unwrap_or_default())
    };
    let (old, new) = (read("old")?, read("new")?);
    Ok(match compare(&[&old], &[&new])? {
        Verdict::Within => ("within", Value::Null),
        Verdict::Unknown { reason } => ("unknown", json!({ "reason": reason })),
        Verdict::Beyond { witness } => (
            "beyond",
            json!({
                "action": witness.action,
                "resource": witness.resource,
                "context": witness.context,
            }),
        ),
    })
}
