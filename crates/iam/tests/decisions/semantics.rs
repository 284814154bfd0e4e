//! The rows of `data/aws-semantics.jsonl`: each one subtle point of AWS's documentation.

use bartizan_iam::Decision;

use crate::row;

#[test]
fn every_documented_point_is_decided_as_aws_decides_it() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in row::rows(include_str!("../data/aws-semantics.jsonl")) {
        count += 1;
        let decision = row::decision(&row);
        let expected = &row["expected"];
        let named = match decision {
            Decision::Allowed => "Allowed",
            Decision::DeniedExplicitly => "ExplicitlyDenied",
            Decision::DeniedImplicitly => "ImplicitlyDenied",
            _ => "open",
        };
        let right = decision.is_allowed() == expected["allowed"].as_bool()
            && expected["decision"]
                .as_str()
                .is_none_or(|name| name == named);
        if !right {
            wrong.push(format!("{}: {decision:?}, {expected}", row["id"]));
        }
    }
    assert_eq!(count, 163);
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
    for mut row in row::rows(include_str!("../data/aws-semantics.jsonl")) {
        row["mode"] = "discovery".into();
        match row::decision(&row) {
            Decision::Conditional { .. } => open += 1,
            decision => assert_eq!(
                decision.is_allowed(),
                row["expected"]["allowed"].as_bool(),
                "{}: {decision:?}",
                row["id"]
            ),
        }
    }
    // A row whose context says everything is settled all the same.
    assert!(
        (10..60).contains(&open),
        "{open} depend on what is not known"
    );
}
