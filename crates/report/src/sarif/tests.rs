#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use super::*;
use crate::sample;

fn log(audit: &Audit) -> (String, serde_json::Value) {
    let mut out = Vec::new();
    write(audit, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let value = serde_json::from_str(&text).unwrap();
    (text, value)
}

#[test]
fn the_log_says_what_failed_what_is_open_and_what_was_accepted() {
    insta::assert_snapshot!(log(&sample::audit()).0);
}

#[test]
fn what_passed_is_counted_and_is_no_result() {
    let (_, log) = log(&sample::audit());
    let run = &log["runs"][0];
    assert_eq!(run["properties"]["passed"], 1);
    let kinds: Vec<_> = run["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["kind"].as_str().unwrap(),
                it["suppressions"].as_array().unwrap().len(),
            )
        })
        .collect();
    assert_eq!(
        kinds,
        [
            ("fail", 0),
            ("open", 0),
            ("fail", 1),
            ("open", 0),
            ("fail", 0)
        ]
    );
}

#[test]
fn no_message_has_a_link_and_every_artifact_is_a_relative_path_that_stays_in_its_folder() {
    let (text, log) = log(&sample::hostile());
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let message = result["message"]["text"].as_str().unwrap();
        // A bracket after a backslash is a bracket and no link.
        let bare = message.replace(r"\]", "");
        assert!(
            !bare.contains("](") && !bare.contains(char::is_control),
            "{message}"
        );
        let location = &result["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"].as_str().unwrap();
        assert_eq!(uri.split('/').count(), 5, "{uri}");
        for part in uri.split('/') {
            assert!(!part.is_empty() && part != "." && part != "..", "{uri}");
        }
        assert!(
            uri.bytes()
                .all(|it| it.is_ascii_alphanumeric() || b"-._~%/".contains(&it)),
            "{uri}"
        );
    }
}

#[test]
fn an_audit_in_which_nothing_failed_is_a_log_too() {
    let (_, log) = log(&sample::of(&[]));
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
}
