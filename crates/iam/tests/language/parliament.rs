//! Policies that parliament's tests lint, with what they expect.

use bartizan_iam::{Code, Kind, Severity, lint};
use serde_json::Value;

use crate::shared;

/// Parliament's findings and the codes that say the same.
const SAME: [(&str, &[&str]); 16] = [
    ("MALFORMED_JSON", &["syntax"]),
    (
        "MALFORMED",
        &["exclusive-elements", "missing-action", "missing-statement"],
    ),
    ("INVALID_SID", &["sid-characters"]),
    ("DUPLICATE_SID", &["duplicate-sid"]),
    ("INVALID_ARN", &["resource-not-arn", "wrong-type"]),
    ("UNKNOWN_ACTION", &["unknown-action"]),
    ("UNKNOWN_OPERATOR", &["unknown-operator"]),
    (
        "UNKNOWN_CONDITION_FOR_ACTION",
        &["key-mismatch", "unknown-key"],
    ),
    (
        "MISMATCHED_TYPE",
        &["type-mismatch", "invalid-value", "invalid-date"],
    ),
    (
        "RESOURCE_MISMATCH",
        &["action-mismatch", "resource-mismatch"],
    ),
    ("BAD_PATTERN_FOR_MFA", &["mfa-pattern"]),
    (
        "RESOURCE_STAR",
        &["resource-star", "whole-service", "permissions-star"],
    ),
    (
        "RESOURCE_POLICY_PRIVILEGE_ESCALATION",
        &["permissions-star"],
    ),
    (
        "PERMISSIONS_MANAGEMENT_ACTIONS",
        &["permissions-star", "whole-service"],
    ),
    ("RESOURCE_EFFECTIVELY_STAR", &["resource-star"]),
    ("CREDENTIALS_EXPOSURE", &[]),
];

/// Findings of parliament's that are no problem here, or another one: docs/iam-disagreements.md says why.
const MISSING: &[(&str, &str)] = &[
    ("parliament/2", "CREDENTIALS_EXPOSURE"),
    ("parliament/22", "MISMATCHED_TYPE"),
    ("parliament/24", "RESOURCE_STAR"),
    ("parliament/29", "RESOURCE_STAR"),
    ("parliament/31", "RESOURCE_STAR"),
    ("parliament/31", "MISMATCHED_TYPE_BUT_USABLE"),
    ("parliament/36", "RESOURCE_MISMATCH"),
    ("parliament/45", "RESOURCE_POLICY_PRIVILEGE_ESCALATION"),
    ("parliament/46", "RESOURCE_MISMATCH"),
];

/// Findings of ours that parliament does not have, in rows of theirs.
const MORE: &[(&str, &str)] = &[
    ("parliament/23", "invalid-variable"),
    ("parliament/32", "redundant-statement"),
    ("parliament/44", "unreachable-statement"),
];

fn codes(row: &Value) -> Vec<&'static str> {
    let text = match row.get("policy_text").and_then(Value::as_str) {
        Some(text) => text.to_owned(),
        None => row.get("policy").unwrap().to_string(),
    };
    let kind = match text.contains("\"Principal\"") {
        true => Kind::Resource,
        false => Kind::Identity,
    };
    let problems = lint(&text, kind).into_iter();
    problems.map(|it| it.code.as_str()).collect()
}

#[test]
fn parliament_agrees_or_the_difference_is_explained() {
    let mut wrong = Vec::new();
    for row in shared::rows("oracle/iam/parliament.jsonl") {
        if row.get("kind").unwrap() != "lint" {
            continue;
        }
        let id = row.get("id").unwrap().as_str().unwrap();
        let ours = codes(&row);
        let theirs = row
            .pointer("/expected/findings")
            .unwrap()
            .as_array()
            .unwrap();
        let theirs: Vec<_> = theirs.iter().map(|it| it.as_str().unwrap()).collect();
        let same = |finding: &str| {
            SAME.iter()
                .find(|(it, _)| *it == finding)
                .map_or(&[][..], |it| it.1)
        };
        for finding in &theirs {
            let found = same(finding).iter().any(|it| ours.contains(it));
            if found == MISSING.contains(&(id, finding)) {
                wrong.push(format!("{id}: theirs {finding}, ours {ours:?}\n   {row}"));
            }
        }
        for code in &ours {
            let found = theirs.iter().any(|it| same(it).contains(code));
            // Parliament has other remarks on security; that it lacks one of ours is no difference of opinion.
            let known = Code::ALL.iter().find(|it| it.as_str() == *code).unwrap();
            let security = known.severity() == Severity::Security;
            if !security && found == MORE.contains(&(id, code)) {
                wrong.push(format!("{id}: theirs {theirs:?}, ours {code}\n   {row}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
