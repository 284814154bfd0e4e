//! `bartizan init`: the file that it writes is a good one, as it is and with everything in it switched on.

use crate::support::{folder, run_in, two_users};

fn init(args: &[&str]) -> (tempfile::TempDir, String) {
    let folder = folder(&[("a.jsonl", &two_users())]);
    let ran = run_in(folder.path(), &[&["init"], args].concat());
    assert_eq!((ran.stdout.as_str(), ran.code), ("", Some(0)), "{ran}");
    let text = std::fs::read_to_string(folder.path().join("bartizan.toml")).unwrap();
    (folder, text)
}

/// The file with every setting switched on.
fn uncommented(text: &str) -> String {
    let setting = |line: &str| {
        let mut chars = line.chars();
        chars.next() == Some('#') && chars.next().is_some_and(|next| !matches!(next, ' ' | ':'))
    };
    let lines = text
        .lines()
        .map(|line| if setting(line) { &line[1..] } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_written_changes_nothing_until_somebody_changes_it() {
    let (folder, text) = init(&[]);
    assert!(
        text.lines()
            .all(|line| line.is_empty() || line.starts_with('#')),
        "{text}"
    );
    let check = |args: &[&str]| {
        run_in(
            folder.path(),
            &[&["check", "a.jsonl", "--format", "json"], args].concat(),
        )
    };
    let (with, without) = (check(&[]), check(&["--no-config"]));
    assert_eq!(with.to_string(), without.to_string());
    assert_eq!(with.stderr, "");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn with_everything_switched_on_it_still_says_what_holds_anyway() {
    let (folder, text) = init(&[]);
    let on = uncommented(&text);
    std::fs::write(folder.path().join("bartizan.toml"), &on).unwrap();
    let rules = |args: &[&str]| {
        run_in(
            folder.path(),
            &[&["rules", "--format", "json"], args].concat(),
        )
    };
    let (with, without) = (rules(&[]), rules(&["--no-config"]));
    assert_eq!((with.stderr.as_str(), with.code), ("", Some(0)), "{on}");
    assert_eq!(with.stdout, without.stdout);
    for rule in without.json().as_array().unwrap() {
        for name in rule["params"].as_object().unwrap().keys() {
            assert!(
                on.contains(&format!("\n{name} = ")) || on.contains(&format!("{name} is not set")),
                "{name}"
            );
            assert!(on.contains(&format!("[rules.{}.params]", rule["id"].as_str().unwrap())));
        }
    }
    let checked = run_in(folder.path(), &["check", "a.jsonl", "--format", "json"]).json();
    assert_eq!(checked["waivers"].as_array().unwrap().len(), 1);
}

#[test]
fn a_file_that_is_there_is_not_replaced_without_force() {
    let folder = folder(&[("bartizan.toml", "# mine\n")]);
    insta::assert_snapshot!(run_in(folder.path(), &["init"]), @"
    error: there is a `bartizan.toml` already
    hint: --force replaces it
    exit 2
    ");
    let path = folder.path().join("bartizan.toml");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "# mine\n");
    insta::assert_snapshot!(run_in(folder.path(), &["init", "--force"]), @"
    wrote `bartizan.toml`; nothing in it holds until you remove a `#`
    exit 0
    ");
    assert_ne!(std::fs::read_to_string(&path).unwrap(), "# mine\n");
    assert_eq!(
        run_in(folder.path(), &["init", "--force", "--quiet"]).stderr,
        ""
    );
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_there_too() {
    let folder = folder(&[]);
    let path = folder.path().join("bartizan.toml");
    std::os::unix::fs::symlink("/nonexistent/elsewhere.toml", &path).unwrap();
    assert_eq!(run_in(folder.path(), &["init"]).code, Some(2));
}
