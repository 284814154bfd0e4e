//! `docs/coverage.md`: what other tools check, held against the rules and against the list of those checks.

#![expect(clippy::indexing_slicing, clippy::print_stderr, reason = "tests")]

use std::path::{Path, PathBuf};

use crate::shipped;

fn page() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join("docs/coverage.md")).unwrap()
}

#[test]
fn every_rule_that_the_page_names_exists() {
    let page = page();
    let named: Vec<&str> = page
        .split("](rules/")
        .skip(1)
        .filter_map(|rest| rest.split_once(".md)"))
        .map(|(id, _)| id)
        .filter(|id| *id != "README")
        .collect();
    assert!(named.len() > 50, "{} names", named.len());
    for id in named {
        assert!(shipped().get(id).is_some(), "{id}");
    }
}

#[test]
fn every_check_of_these_services_is_covered_or_left_out_with_a_reason() {
    let shared = std::env::var_os("BARTIZAN_SHARED")
        .map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    let path = shared.join("data/prowler-checks.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: {} is absent; set BARTIZAN_SHARED", path.display());
        return;
    };
    let page = page();
    let checks: serde_json::Value = serde_json::from_str(&text).unwrap();
    let services = &checks["providers"]["aws"]["services"];
    let mut seen = 0;
    for service in [
        "account",
        "iam",
        "accessanalyzer",
        "kms",
        "s3",
        "cloudtrail",
        "wafv2",
        "waf",
        "ssm",
    ] {
        for check in services[service].as_array().unwrap() {
            let id = check["id"].as_str().unwrap();
            let row = page
                .lines()
                .find(|line| line.starts_with(&format!("| `{id}` | ")));
            let row = row.unwrap_or_else(|| panic!("{id} has no row"));
            assert!(row.len() > id.len() + 20, "{row}");
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen} checks");
}
