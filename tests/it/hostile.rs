//! Names that want to be more than names.

use bartizan_model::Observed;

use crate::support::{folder, run_in, snapshot, user};

const NAMES: &[&str] = &[
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\u{9b}31mred",
    "\u{202e}nimda",
    "ad\u{200b}min",
    "two\nlines\r\u{7f}",
];

fn deceives(c: char) -> bool {
    c != '\n' && (c.is_control() || matches!(c, '\u{202e}' | '\u{200b}'))
}

#[test]
fn nothing_that_a_terminal_obeys_reaches_it_in_any_format() {
    let users: Vec<_> = NAMES
        .iter()
        .map(|name| user(name, Observed::Known(false)))
        .collect();
    let folder = folder(&[("a.jsonl", &snapshot(&users, &[]))]);
    for format in [
        "text",
        "json",
        "ndjson",
        "csv",
        "html",
        "markdown",
        "sarif",
        "junit",
        "ocsf",
        "ocsf-detection",
        "asff",
    ] {
        let ran = run_in(folder.path(), &["check", "a.jsonl", "--format", format]);
        assert_eq!(ran.code, Some(1), "{ran}");
        assert_eq!(
            ran.stdout.chars().find(|&c| deceives(c)),
            None,
            "{format}: {ran}"
        );
    }
    let report = run_in(folder.path(), &["check", "a.jsonl", "--format", "json"]).json();
    let findings = report["findings"].as_array().unwrap();
    for name in NAMES {
        assert!(
            findings.iter().any(|it| it["resource"]["name"] == *name),
            "{name:?} must read back as itself"
        );
    }
}

#[test]
fn a_name_of_10_kb_is_cut_in_text_and_whole_in_json() {
    let name = "x".repeat(10_000);
    let folder = folder(&[(
        "a.jsonl",
        &snapshot(&[user(&name, Observed::Known(false))], &[]),
    )]);
    let text = run_in(folder.path(), &["check", "a.jsonl"]).stdout;
    assert!(text.len() < 8_000, "{} bytes", text.len());
    let report = run_in(folder.path(), &["check", "a.jsonl", "--format", "json"]).json();
    assert_eq!(report["findings"][0]["resource"]["name"], name);
}

#[test]
fn messages_about_hostile_files_are_plain_too() {
    let folder = folder(&[("a\u{1b}[31m.jsonl", "{\"format\":\"\u{9b}31m\"}\n")]);
    let ran = run_in(folder.path(), &["check", "a\u{1b}[31m.jsonl"]);
    assert_eq!(ran.code, Some(2), "{ran}");
    assert_eq!(ran.stderr.chars().find(|&c| deceives(c)), None, "{ran}");
}
