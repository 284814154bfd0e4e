//! The rows of `data/`: our own, each with what AWS documents and the page that says so, as `bartizan iam eval` reads them.

use bartizan_iam::rows;
use serde_json::Value;

/// What differs from what a row expects, as one line; none where nothing does.
pub(crate) fn differs(row: &Value) -> Option<String> {
    let answer = serde_json::to_value(rows::answer(&row.to_string())).unwrap();
    let expected = row["expected"].as_object().unwrap();
    let wrong = expected
        .iter()
        .any(|(field, value)| answer[field] != *value);
    wrong.then(|| {
        format!(
            "{}: {answer}, not {}",
            row["id"].as_str().unwrap(),
            row["expected"]
        )
    })
}

fn suite(text: &str) -> usize {
    let mut count = 0;
    let mut wrong = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let source = row["source"].as_str().unwrap_or_default();
        assert!(source.starts_with("https://docs.aws.amazon.com/"), "{line}");
        assert!(
            ids.insert(row["id"].to_string()),
            "{} is there twice",
            row["id"]
        );
        wrong.extend(differs(&row));
        count += 1;
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    count
}

/// Account × kind of principal × kind of policy × how it names the principal × identity policy × what limits it.
#[test]
fn every_cell_of_the_decision_table_is_as_aws_documents() {
    assert!(suite(include_str!("../data/cells.jsonl")) > 600);
}

#[test]
fn a_deny_in_any_layer_refuses_and_organizations_bind_whom_they_bind() {
    assert!(suite(include_str!("../data/denies.jsonl")) > 100);
}

#[test]
fn every_operator_is_as_aws_documents() {
    assert!(suite(include_str!("../data/conditions.jsonl")) > 600);
}

#[test]
fn variables_actions_and_resources_are_as_aws_documents() {
    assert!(suite(include_str!("../data/variables.jsonl")) > 50);
}

#[test]
fn globs_are_as_aws_documents() {
    assert!(suite(include_str!("../data/globs.jsonl")) > 40);
}

#[test]
fn keys_buckets_roles_and_special_rules_are_as_aws_documents() {
    assert!(suite(include_str!("../data/special.jsonl")) > 70);
}
