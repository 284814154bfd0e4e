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
