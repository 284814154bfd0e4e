//! Snapshots of earlier versions load forever, and what they did not ask for is unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bartizan_model::{ScopeGap, Snapshots};
use serde_json::Value;

use crate::support::run;
use crate::verdicts::Findings;

/// What came later inside an attribute and has a default in the place of a gap: `metrics` and `inner` of a web ACL's
/// rules, which are `null` and empty in old snapshots.
const WITHOUT_GAP: &[(&str, &str)] = &[("aws.wafv2.web_acl", "rules")];

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/snapshots/v1");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// Where the value that was loaded has more than the line had, by attribute of the resource.
fn added(before: &Value, after: &Value, attribute: &str, found: &mut BTreeMap<String, Value>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in after {
                let attribute = if attribute.is_empty() { key } else { attribute };
                match before.get(key) {
                    Some(before) => added(before, value, attribute, found),
                    None => drop(found.insert(attribute.to_owned(), value.clone())),
                }
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            assert_eq!(before.len(), after.len());
            for (before, after) in before.iter().zip(after) {
                added(before, after, attribute, found);
            }
        }
        _ => assert_eq!(before, after, "{attribute} changed"),
    }
}

/// Of each resource, the attributes that came after a snapshot was made.
fn later(file: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut later = BTreeMap::<String, BTreeSet<String>>::new();
    let mut snapshots = Snapshots::open(&[file.to_owned()]).unwrap();
    while let Some(line) = snapshots.next_line().unwrap() {
        if line.kind == ScopeGap::TYPE {
            assert!(line.gap().unwrap().is_some());
            continue;
        }
        let before: Value = serde_json::from_str(&line.text).unwrap();
        let after = serde_json::to_value(line.resource().unwrap()).unwrap();
        let mut found = BTreeMap::new();
        added(&before, &after, "", &mut found);
        found.retain(|attribute, _| !WITHOUT_GAP.contains(&(line.kind, attribute)));
        for value in found.values() {
            let reason = &value["$unknown"]["reason"];
            assert_eq!(reason, "not-collected", "{}: {value}", line.kind);
        }
        let id = after["id"].as_str().unwrap().to_owned();
        later.insert(id, found.into_keys().collect());
    }
    later
}

#[test]
fn what_came_later_is_not_collected() {
    for file in fixtures() {
        let later = later(&file);
        let grown = later.values().filter(|names| !names.is_empty()).count();
        assert!(grown > 0, "nothing came after {}", file.display());
    }
}

#[test]
fn nothing_passes_because_of_what_came_later() {
    let rules = run(["rules", "--format", "json", "--no-config"]).json();
    let rules: BTreeMap<&str, &Value> = rules
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| (rule["id"].as_str().unwrap(), rule))
        .collect();
    for file in fixtures() {
        let later = later(&file);
        let ran = run([
            "check",
            "--no-config",
            "--format",
            "json",
            file.to_str().unwrap(),
        ]);
        assert_eq!(ran.stderr, "");
        let findings = Findings::of(&ran.json());
        let mut judged = 0;
        for finding in findings.0.values() {
            // What stands for a listing that failed is in no line.
            let Some(later) = later.get(&finding.resource) else {
                assert_eq!(finding.outcome, "unknown", "{}", finding.resource);
                continue;
            };
            let mut reads = rules[finding.rule.as_str()]["reads"]
                .as_array()
                .unwrap()
                .iter();
            let reads_it = reads.any(|name| later.contains(name.as_str().unwrap()));
            judged += u32::from(!reads_it && finding.outcome == "fail");
            assert!(
                !reads_it || finding.outcome == "unknown",
                "{} {}: {}",
                finding.rule,
                finding.resource,
                finding.outcome
            );
        }
        assert!(judged > 20, "{judged} failed in {}", file.display());
    }
}
