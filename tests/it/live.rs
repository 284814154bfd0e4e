//! Audits of emulators and of testkit's endpoints.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use bartizan_testkit::{FakeAws, Faults, Proxy, Scenario};
use serde_json::Value;

use crate::support::{ACCOUNT, Ran, command};
use crate::verdicts::Findings;

/// Where the seeded account has things.
pub(crate) const REGIONS: [&str; 4] = ["--region", "us-east-1", "--region", "eu-west-1"];

/// The address of an emulator; none, after saying so loudly, when there is none here.
///
/// Panics with `BARTIZAN_TEST_REQUIRED=1`, under which nothing may be left out.
pub(crate) fn emulator(name: &str) -> Option<String> {
    let variable = format!("BARTIZAN_TEST_{}", name.to_uppercase());
    if let Ok(url) = std::env::var(&variable) {
        return Some(url);
    }
    let required = std::env::var("BARTIZAN_TEST_REQUIRED").is_ok_and(|value| value == "1");
    assert!(!required, "{variable} must name the address of {name}");
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    // Not by a macro: what those print, the test harness swallows.
    let mut stderr = std::io::stderr();
    let why = format!("{variable} is not set (`cargo xtask test` does)");
    writeln!(stderr, "NOT TESTED: {test}, since {why}").unwrap();
    None
}

/// A proxy before moto that adds machines and their patches, and does harm on request.
pub(crate) fn proxy(upstream: &str, faults: Faults) -> Proxy {
    let machines = Scenario::machines(ACCOUNT, "us-east-1", 5);
    Proxy::start(upstream, faults, Some(machines)).unwrap()
}

/// testkit's own account, with harm on request.
pub(crate) fn fake(faults: Faults) -> FakeAws {
    FakeAws::start(Scenario {
        faults,
        ..Scenario::default()
    })
    .unwrap()
}

/// The binary, signed in with an access key that emulators take for the account itself.
pub(crate) fn signed_in(url: &str) -> std::process::Command {
    let mut command = command();
    command
        .env("AWS_ACCESS_KEY_ID", ACCOUNT)
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ENDPOINT_URL", url);
    command
}

/// An access key and its secret.
pub(crate) type Key = (String, String);

/// The binary, signed in with an access key.
pub(crate) fn signed_in_as(url: &str, (id, secret): &Key) -> std::process::Command {
    let mut command = signed_in(url);
    command
        .env("AWS_ACCESS_KEY_ID", id)
        .env("AWS_SECRET_ACCESS_KEY", secret);
    command
}

/// Runs the binary against an endpoint.
pub(crate) fn against(url: &str, args: &[&str]) -> Ran {
    Ran::of(signed_in(url).args(args).output().unwrap())
}

/// What an audit said.
pub(crate) struct Audited {
    pub(crate) ran: Ran,
    pub(crate) report: Value,
    pub(crate) findings: Findings,
}

impl Audited {
    /// The audit of a run that wrote a JSON report.
    pub(crate) fn of(ran: Ran) -> Self {
        let report = ran.json();
        let findings = Findings::of(&report);
        Self {
            ran,
            report,
            findings,
        }
    }

    /// Audits an endpoint.
    pub(crate) fn new(url: &str, args: &[&str]) -> Self {
        let all = [&["audit", "aws", "--format", "json"], args].concat();
        Self::of(against(url, &all))
    }

    /// Audits the regions of the seeded account.
    pub(crate) fn seeded(url: &str) -> Self {
        Self::new(url, &REGIONS)
    }

    /// The actions of the gaps that have this reason, each once.
    pub(crate) fn gaps(&self, reason: &str) -> Vec<String> {
        let gaps = self.report["gaps"].as_array().unwrap();
        let mut actions: Vec<_> = gaps
            .iter()
            .filter(|gap| gap["reason"] == reason)
            .map(|gap| text(&gap["action"]))
            .collect();
        actions.sort();
        actions.dedup();
        actions
    }

    /// The accounts that were looked at.
    pub(crate) fn accounts(&self) -> Vec<String> {
        let accounts = self.report["audited"]["accounts"].as_array().unwrap();
        accounts
            .iter()
            .map(|account| text(&account["id"]))
            .collect()
    }

    /// How many findings each rule has of each outcome, as a table.
    pub(crate) fn tally(&self) -> String {
        let mut table = String::new();
        for (rule, outcomes) in self.findings.by_rule() {
            write!(table, "{rule}").unwrap();
            for (outcome, count) in outcomes {
                write!(table, " {outcome}={count}").unwrap();
            }
            table.push('\n');
        }
        table
    }
}

/// Collects the seeded account's regions into a file.
pub(crate) fn collect(url: &str, file: &Path, args: &[&str]) -> Ran {
    let output = ["collect", "aws", "-o", file.to_str().unwrap()];
    against(url, &[&output, args].concat())
}

/// A snapshot's lines after its header.
pub(crate) fn lines(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().skip(1).map(str::to_owned).collect()
}

/// A value that must be a text.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
