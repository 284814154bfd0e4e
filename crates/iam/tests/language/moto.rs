//! Documents that AWS refused or took, as moto's authors recorded it.

use bartizan_iam::{Kind, parse};

use crate::shared;

/// A row's document as text.
fn text(row: &serde_json::Value) -> String {
    match row.get("policy").unwrap() {
        serde_json::Value::String(text) => text.clone(),
        document => document.to_string(),
    }
}

/// Rows where moto is wrong: docs/iam-disagreements.md says why.
const EXPLAINED: [&str; 2] = ["moto/valid#39", "moto/valid#40"];

#[test]
fn what_aws_refuses_is_refused_and_what_it_takes_is_taken() {
    let rows = shared::rows("oracle/iam/moto.grammar.jsonl");
    let mut wrong = Vec::new();
    for row in &rows {
        let valid = row.pointer("/expected/valid").unwrap().as_bool().unwrap();
        let answer = parse(&text(row), Kind::Identity);
        let explained = EXPLAINED.contains(&row.get("id").unwrap().as_str().unwrap());
        if (answer.is_ok() != valid) != explained {
            wrong.push(format!("{row}\n  {answer:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

/// AWS's message and one of the codes that say the same.
#[test]
fn the_reason_is_the_one_that_aws_gives() {
    let same = [
        (
            "Policy document must be version 2012-10-17",
            &["old-version"][..],
        ),
        (
            "Actions/Conditions must be prefaced by a vendor",
            &["action-without-service"],
        ),
        ("Vendor a a is not valid", &["action-service"]),
        (
            "Actions/Condition can contain only one colon",
            &["action-colons"],
        ),
        ("must be in ARN format", &["resource-not-arn"]),
        ("Partition \"", &["arn-partition", "resource-not-arn"]),
        ("must contain resources", &["missing-resource"]),
        ("must contain actions", &["missing-action"]),
        ("IAM resource path", &["arn-path"]),
        ("Resource vendor must be fully qualified", &["arn-service"]),
        ("contain region information", &["arn-region"]),
        (
            "(SID) in a single policy must be unique",
            &["duplicate-sid"],
        ),
    ];
    for row in shared::rows("oracle/iam/moto.grammar.jsonl") {
        let Some(message) = row.pointer("/expected/aws_error") else {
            continue;
        };
        let message = message.as_str().unwrap();
        let Some((_, codes)) = same.iter().find(|(part, _)| message.contains(part)) else {
            // "Syntax errors in policy" and "failed legacy parsing" say nothing more.
            continue;
        };
        let problems = parse(&text(&row), Kind::Identity).unwrap_err();
        let named = problems.iter().any(|it| codes.contains(&it.code.as_str()));
        assert!(named, "{message}: {problems:?}");
    }
}
