//! What every rule that ships says about itself.

use std::fmt::Write as _;

use bartizan_rules::Rule;

use crate::shipped;

/// Words of a form that was not filled in.
const TEMPLATE_WORDS: &[&str] = &[
    "todo",
    "tbd",
    "fixme",
    "lorem",
    "ipsum",
    "placeholder",
    "add impact",
    "add description",
    "example.com",
    "xxx",
    "???",
];

/// What is wrong with what a rule says.
fn mistakes(rule: &Rule) -> Vec<String> {
    let metadata = &rule.metadata;
    let remediation = &metadata.custom.remediation;
    let mut found = Vec::new();
    let mut check = |right: bool, what: &str| {
        if !right {
            found.push(what.to_owned());
        }
    };
    let title = metadata.title.trim();
    check(!title.ends_with('.'), "its title ends with a period");
    check(!title.contains('\n'), "its title is longer than a line");
    check(title.len() <= 90, "its title is longer than 90 bytes");
    check(
        title.chars().next().is_some_and(|c| !c.is_lowercase()),
        "its title begins with a small letter",
    );
    check(
        sentences(&metadata.description) >= 2,
        "its description has less than two sentences",
    );
    check(
        metadata
            .related_resources
            .iter()
            .any(|link| link.starts_with("https://docs.aws.amazon.com/")),
        "it refers to no page of AWS's documentation",
    );
    check(
        remediation.contains("Console:") || remediation.contains("console:"),
        "its remediation has no `Console:` path",
    );
    check(
        remediation.contains("aws "),
        "its remediation has no `aws` command",
    );
    let all = format!("{title}\n{}\n{remediation}", metadata.description).to_lowercase();
    for word in TEMPLATE_WORDS {
        check(!all.contains(word), &format!("it says `{word}`"));
    }
    found
}

/// Sentences: what ends with a period, at the end of a line or before a capital letter.
fn sentences(text: &str) -> usize {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let ends = text.match_indices(". ").filter(|(at, _)| {
        let next = text.get(at + 2..).and_then(|rest| rest.chars().next());
        next.is_some_and(|c| !c.is_lowercase())
    });
    ends.count() + usize::from(text.ends_with('.'))
}

#[test]
fn every_rule_says_what_why_and_what_to_do() {
    let mut wrong = String::new();
    for rule in shipped().rules() {
        for mistake in mistakes(rule) {
            writeln!(wrong, "{}: {mistake}", rule.path).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn titles_are_not_shared() {
    let mut titles: Vec<&str> = shipped()
        .rules()
        .iter()
        .map(|rule| rule.metadata.title.trim())
        .collect();
    titles.sort_unstable();
    let doubled: Vec<_> = titles
        .windows(2)
        .filter(|two| two.first() == two.last())
        .collect();
    assert!(doubled.is_empty(), "{doubled:?}");
}
