//! What `localstack/seed.py` makes, as localstack/flawed/README.md predicts it, and not as any audit found it.

use std::collections::BTreeSet;

use crate::live::Audited;

const README: &str = include_str!("../../localstack/flawed/README.md");

/// The tables, by the headings above them.
pub(crate) const BOTH: &str = "On both";
pub(crate) const MOTO: &str = "On moto";
pub(crate) const PROXY: &str = "On moto, behind testkit's proxy";
pub(crate) const LOCALSTACK: &str = "On LocalStack";
pub(crate) const SECOND: &str = "In the second account";

/// A row: which outcome a rule must have for a resource.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    table: &'static str,
    resource: &'static str,
    rule: &'static str,
    outcome: &'static str,
}

fn rows() -> Vec<Row> {
    let mut table = "";
    let mut rows = Vec::new();
    for line in README.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            table = heading;
        }
        let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        if let [resource, rule, outcome, _why] = cells[..]
            && rule.starts_with("aws-")
        {
            rows.push(Row {
                table,
                resource,
                rule,
                outcome,
            });
        }
    }
    rows
}

/// Compares an audit with what was seeded: its failures one for one, and the passes that are predicted.
pub(crate) fn check(audited: &Audited, tables: &[&str]) {
    let rows: Vec<_> = rows()
        .into_iter()
        .filter(|row| tables.contains(&row.table))
        .collect();
    let predicted: BTreeSet<_> = rows
        .iter()
        .filter(|row| row.outcome == "fail")
        .map(|row| format!("{} {}", row.rule, row.resource))
        .collect();
    let failed = audited.findings.pairs("fail");
    let missing: Vec<_> = predicted.difference(&failed).collect();
    let surprising: Vec<_> = failed.difference(&predicted).collect();
    assert!(
        missing.is_empty() && surprising.is_empty(),
        "predicted and not found: {missing:#?}\nfound and not predicted: {surprising:#?}"
    );
    passes(audited, &rows);
}

/// Compares an audit with some rows alone; what else it found is not looked at.
pub(crate) fn check_rows(audited: &Audited, table: &str) {
    let rows: Vec<_> = rows()
        .into_iter()
        .filter(|row| row.table == table)
        .collect();
    let failed = audited.findings.pairs("fail");
    for row in rows.iter().filter(|row| row.outcome == "fail") {
        assert!(
            failed.contains(&format!("{} {}", row.rule, row.resource)),
            "{row:?}"
        );
    }
    passes(audited, &rows);
}

fn passes(audited: &Audited, rows: &[Row]) {
    let passed = audited.findings.pairs("pass");
    let lost: Vec<_> = rows
        .iter()
        .filter(|row| row.outcome == "pass")
        .filter(|row| !passed.contains(&format!("{} {}", row.rule, row.resource)))
        .collect();
    assert!(lost.is_empty(), "predicted to pass: {lost:#?}");
}

#[test]
fn every_row_of_the_prediction_can_be_read() {
    let rows = rows();
    let tables: BTreeSet<_> = rows.iter().map(|row| row.table).collect();
    assert_eq!(
        tables,
        BTreeSet::from([BOTH, MOTO, PROXY, LOCALSTACK, SECOND])
    );
    let written = README
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains("| aws-"))
        .count();
    assert_eq!(rows.len(), written);
    for row in &rows {
        assert!(["fail", "pass"].contains(&row.outcome), "{row:?}");
    }
    for (place, row) in rows.iter().enumerate() {
        assert!(!rows[place + 1..].contains(row), "twice: {row:?}");
    }
}
