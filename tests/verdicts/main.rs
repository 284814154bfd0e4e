//! What the audit concludes about the state of an emulator, as `rule resource outcome` lines, so that it can be compared
//! with what any other tool concludes about the same endpoint.
//!
//! `cargo xtask verdicts` starts moto and prints them. On an endpoint of one's own:
//! `cargo test --test verdicts -- --endpoint-url http://127.0.0.1:5000`. Without an address this is a test like any other:
//! it takes the address from `BARTIZAN_TEST_MOTO` and looks at the lines itself.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, bail, ensure};
use clap::Parser;
use serde_json::Value;

/// Prints what the audit concludes about an endpoint: rule, resource and outcome, a line each, apart by tabs, sorted.
#[derive(Debug, Parser)]
#[command(name = "cargo test --test verdicts --")]
struct Args {
    /// The endpoint that stands for all of AWS
    #[arg(long, value_name = "URL")]
    endpoint_url: String,
    /// An account, which the access key names; may be given several times
    #[arg(long, value_name = "ID", default_value = "111122223333")]
    account: Vec<String>,
    /// A region; may be given several times
    #[arg(long, default_values = ["us-east-1", "eu-west-1"])]
    region: Vec<String>,
    /// Write them to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The accounts of moto's states: seeded, seeded with other things, and empty.
const STATES: [&str; 3] = ["111122223333", "222222222222", "333333333333"];

fn main() -> ExitCode {
    // `cargo test` hands its own arguments to every test program; ours begin with an address.
    let mut args = std::env::args();
    let ours = args.any(|arg| arg.starts_with("--endpoint-url") || arg == "--help");
    let done = if ours { print(&Args::parse()) } else { test() };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            tell(&format!("error: {fault:#}"));
            ExitCode::FAILURE
        }
    }
}

fn print(args: &Args) -> anyhow::Result<()> {
    let mut lines = BTreeSet::new();
    for account in &args.account {
        lines.extend(verdicts(&args.endpoint_url, account, &args.region)?);
    }
    let mut text: String = Vec::from_iter(lines).join("\n");
    text.push('\n');
    match &args.output {
        Some(path) => {
            std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
        }
        None => Ok(std::io::stdout().write_all(text.as_bytes())?),
    }
}

/// What one audit concludes, each line once.
fn verdicts(url: &str, account: &str, regions: &[String]) -> anyhow::Result<BTreeSet<String>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bartizan"));
    command
        .args(["audit", "aws", "--no-config", "--format", "json", "--quiet"])
        .args(["--endpoint-url", url]);
    for region in regions {
        command.args(["--region", region]);
    }
    // Whoever is signed in at AWS itself has no place here.
    for name in ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"] {
        command.env_remove(name);
    }
    command
        .env("AWS_ACCESS_KEY_ID", account)
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env(
            "AWS_REGION",
            regions.first().map_or("us-east-1", String::as_str),
        );
    let output = command.output().context("cannot run bartizan")?;
    if !matches!(output.status.code(), Some(0 | 1 | 3)) {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{}", said.trim().trim_start_matches("error: "));
    }
    let report: Value = serde_json::from_slice(&output.stdout).context("no report")?;
    let findings = report.get("findings").and_then(Value::as_array);
    let findings = findings.context("the report has no findings")?;
    let lines: Option<BTreeSet<_>> = findings.iter().map(line).collect();
    let lines = lines.context("a finding lacks a member")?;
    ensure!(lines.len() == findings.len(), "two findings are the same");
    Ok(lines)
}

fn line(finding: &Value) -> Option<String> {
    let rule = finding.get("rule")?.as_str()?;
    let resource = finding.pointer("/resource/id")?.as_str()?;
    let outcome = finding.get("outcome")?.as_str()?;
    // A tab or a line break in a name would make two columns or two lines of one.
    let resource: String = resource
        .chars()
        .map(|it| if it.is_control() { '\u{fffd}' } else { it })
        .collect();
    Some(format!("{rule}\t{resource}\t{outcome}"))
}

/// The lines of each state hold together, and no state is silent.
fn test() -> anyhow::Result<()> {
    if std::env::args().any(|arg| arg == "--list") {
        return Ok(());
    }
    let Ok(url) = std::env::var("BARTIZAN_TEST_MOTO") else {
        let required = std::env::var("BARTIZAN_TEST_REQUIRED").is_ok_and(|value| value == "1");
        ensure!(
            !required,
            "BARTIZAN_TEST_MOTO must name the address of moto"
        );
        tell("NOT TESTED: verdicts, since BARTIZAN_TEST_MOTO is not set (`cargo xtask test` does)");
        return Ok(());
    };
    for account in STATES {
        let lines = verdicts(&url, account, &["us-east-1".to_owned()])?;
        let of = |outcome: &str| lines.iter().filter(|line| line.ends_with(outcome)).count();
        let (fail, pass, unknown) = (of("\tfail"), of("\tpass"), of("\tunknown"));
        tell(&format!(
            "verdicts on {account}: {fail} fail, {pass} pass, {unknown} unknown"
        ));
        ensure!(fail + pass + unknown == lines.len(), "a strange outcome");
        ensure!(fail > 0 && pass > 0, "{account} is silent");
    }
    Ok(())
}

fn tell(text: &str) {
    // When standard error is gone there is nobody left to tell.
    drop(writeln!(std::io::stderr(), "{text}"));
}
