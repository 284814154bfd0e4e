//! The rows of `data/aws-semantics.jsonl`: each one subtle point of AWS's documentation.

use bartizan_iam::rows;
use serde_json::Value;

use crate::suites::differs;

fn points() -> Vec<Value> {
    let lines = include_str!("../data/aws-semantics.jsonl").lines();
    let points: Vec<_> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(points.len(), 163);
    points
}

#[test]
fn every_documented_point_is_decided_as_aws_decides_it() {
    let wrong: Vec<_> = points().iter().filter_map(differs).collect();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// What is not in a row's context may as well be unknown: then the answer is the row's or depends on it.
#[test]
fn no_answer_about_the_unknown_contradicts_a_row() {
    let mut open = 0;
    for mut row in points() {
        row["mode"] = "discovery".into();
        let answer = serde_json::to_value(rows::answer(&row.to_string())).unwrap();
        match answer["decision"].as_str() {
            Some("Conditional") => open += 1,
            _ => assert_eq!(answer["allowed"], row["expected"]["allowed"], "{answer}"),
        }
    }
    // A row whose context says everything is settled all the same.
    assert!(
        (10..60).contains(&open),
        "{open} depend on what is not known"
    );
}
