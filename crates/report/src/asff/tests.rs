#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use bartizan_finding::Outcome;
use serde_json::Value;

use super::*;
use crate::sample;

fn requests(waiting: usize, audit: &Audit) -> Vec<Value> {
    let mut out = Vec::new();
    write_within(waiting, audit, &sample::frameworks(), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    text.lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect()
}

#[test]
fn a_request_is_of_one_account_and_one_region() {
    let all = requests(WAITING, &sample::audit());
    insta::assert_json_snapshot!(all);
}

#[test]
fn a_request_has_a_hundred_findings_at_most_and_none_is_lost() {
    let many: Vec<_> = (0..250)
        .map(|n| sample::finding("iam", "user", &format!("u{n}"), None, Outcome::Pass))
        .collect();
    let audit = sample::of(&many);
    let sizes = |waiting| -> Vec<_> {
        let all = requests(waiting, &audit);
        all.iter()
            .map(|it| it["Findings"].as_array().unwrap().len())
            .collect()
    };
    assert_eq!(sizes(WAITING), [100, 100, 50]);
    // With little room, requests are sent before they are full.
    let early = sizes(10_000);
    assert!(early.len() > 3);
    assert_eq!(early.iter().sum::<usize>(), 250);
}

#[test]
fn no_finding_names_more_requirements_than_security_hub_takes() {
    let ids: Vec<String> = (0..100).map(|n| n.to_string()).collect();
    let rules = ["aws-iam-user-console-without-mfa"];
    let all: Vec<_> = ids.iter().map(|id| (id.as_str(), &rules[..])).collect();
    let mut out = Vec::new();
    write(
        &sample::audit(),
        &[sample::framework("all", &all)],
        &mut out,
    )
    .unwrap();
    let text = String::from_utf8(out).unwrap();
    let named = text.matches(r#""all "#).count();
    // Four of the sample's findings are of this rule.
    assert_eq!(named, 4 * 32);
}

#[test]
fn no_text_is_longer_than_security_hub_takes() {
    for request in requests(WAITING, &sample::hostile()) {
        for finding in request["Findings"].as_array().unwrap() {
            let length = |at: &str| {
                finding
                    .pointer(at)
                    .and_then(Value::as_str)
                    .map_or(0, str::len)
            };
            assert!(length("/Title") <= 256 && length("/Description") <= 1024);
            assert!(length("/Resources/0/Id") <= 512 && length("/Note/Text") <= 512);
            assert!(finding.to_string().len() < 240_000);
        }
    }
}
