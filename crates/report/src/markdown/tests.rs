#![expect(clippy::unwrap_used, reason = "tests")]
use bartizan_finding::Outcome;

use super::*;
use crate::sample;

fn report(audit: &Audit) -> String {
    let mut out = Vec::new();
    write(audit, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_comment_says_what_failed_worst_first_and_what_is_unknown() {
    insta::assert_snapshot!(report(&sample::audit()));
}

#[test]
fn a_comment_is_never_longer_than_it_may_be_and_says_what_it_left_out() {
    let name = |n| format!("{}{n}", "|&<".repeat(100));
    let many: Vec<_> = (0..3000)
        .map(|n| {
            let outcome = Outcome::Fail(vec![sample::violation(&"<&|`*_>".repeat(50)); 5]);
            let service = ["iam", "kms", "s3"].get(n % 3).copied().unwrap();
            sample::finding(service, "user", &name(n), Some("eu-central-1"), outcome)
        })
        .collect();
    let text = report(&sample::of(&many));
    assert!(text.len() <= MOST, "{}", text.len());
    let left = text.split("Left out here: ").nth(1).unwrap();
    let left: usize = left.split(' ').next().unwrap().parse().unwrap();
    let shown = text.matches("| fail |").count();
    assert_eq!(shown + left, 3000);
    assert!(shown > 5, "{shown}");
}

#[test]
fn hostile_names_make_no_cell_no_element_no_link_and_no_mention() {
    let text = report(&sample::hostile());
    assert!(text.len() <= MOST);
    for line in text.lines().filter(|line| line.starts_with("| fail |")) {
        assert_eq!(line.matches('|').count(), 5, "{line}");
    }
    // What stands in code spans is left alone by GitHub; a backtick elsewhere is a reference.
    let loose: String = text.split('`').step_by(2).collect();
    assert!(loose.contains("octocat"));
    for part in ["<script", "<img", "](", "@octocat", "https://", "www."] {
        assert!(!loose.contains(part), "{part}");
    }
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
}
