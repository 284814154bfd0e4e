//! `cargo xtask differential`: every case of every rule, judged by an implementation of Rego that shares no code with ours.
//!
//! Stock `opa` and `regal` come neither from crates.io nor from PyPI, npm or Debian; rego-cpp does.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::process::Command;

use anyhow::{Context as _, bail};
use bartizan_rules::cases;
use serde_json::json;

use crate::{emulators, paths, shipped};

/// Asks, and fails when an answer differs.
///
/// # Errors
/// When rego-cpp cannot be installed, or judges a case otherwise.
pub(crate) fn run() -> anyhow::Result<()> {
    let pythons = emulators::pythons(["regopy"])?;
    let python = pythons
        .get("regopy")
        .context("the installer did not name an interpreter")?;
    let folder = tempfile::tempdir()?;
    let rows = folder.path().join("rows.jsonl");
    write(&rows)?;
    let script = paths::root().join("crates/xtask/differential.py");
    let status = Command::new(python)
        .arg(script)
        .stdin(File::open(&rows)?)
        .status()?;
    if !status.success() {
        bail!("rego-cpp judges some cases otherwise");
    }
    Ok(())
}

/// Writes the rules and their cases as the script reads them.
fn write(path: &std::path::Path) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for rule in shipped::rules()?.rules() {
        let examples = cases::read(rule)?;
        writeln!(
            out,
            "{}",
            json!({"module": rule.path, "text": rule.source_text})
        )?;
        for asked in cases::asked(rule, &examples) {
            let row = json!({
                "query": format!("data.{}.violation", rule.package),
                "case": asked.case,
                "input": asked.input,
                "expected": asked.violations,
            });
            writeln!(out, "{row}")?;
        }
    }
    Ok(out.flush()?)
}
