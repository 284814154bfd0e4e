//! `bartizan diff`, and audits compared with a baseline.

use bartizan_model::{Observed, ScopeGap};

use crate::support::{
    ACCOUNT, ONLY, RULES, Ran, denied, folder, run_in, snapshot, two_users, user,
};

/// Ana fails and ben passes in `old.jsonl`; what is in `new.jsonl` is up to the test. Both have their reports beside them.
fn compared(new: &str) -> tempfile::TempDir {
    let folder = folder(
        &[
            &[("old.jsonl", &*two_users()), ("new.jsonl", new)][..],
            &RULES[..],
        ]
        .concat(),
    );
    for name in ["old", "new"] {
        let ran = run_in(
            folder.path(),
            &[
                &["check", &format!("{name}.jsonl"), "--format", "json"],
                &ONLY[..],
            ]
            .concat(),
        );
        std::fs::write(folder.path().join(format!("{name}.json")), &ran.stdout).unwrap();
    }
    folder
}

fn diff(folder: &tempfile::TempDir, args: &[&str]) -> Ran {
    run_in(folder.path(), &[&["diff"], args, &ONLY[..]].concat())
}

/// Ana has a second factor now, ben's could not be read, carla is new and fails.
fn later() -> String {
    snapshot(
        &[
            user("ana", Observed::Known(true)),
            user("ben", Observed::Unknown(denied("iam:ListMFADevices"))),
            user("carla", Observed::Known(false)),
        ],
        &[],
    )
}

#[test]
fn a_person_sees_what_changed_in_the_account_and_what_became_of_failures() {
    let folder = compared(&later());
    insta::assert_snapshot!(diff(&folder, &["old.jsonl", "new.jsonl"]), @"");
}

#[test]
fn snapshots_and_reports_give_the_same_findings() {
    let folder = compared(&later());
    let findings =
        |old, new| diff(&folder, &[old, new, "--format", "json"]).json()["findings"].clone();
    let of_snapshots = findings("old.jsonl", "new.jsonl");
    assert_eq!(of_snapshots.as_array().unwrap().len(), 3);
    assert_eq!(findings("old.json", "new.json"), of_snapshots);
    assert_eq!(findings("old.json", "new.jsonl"), of_snapshots);
    assert_eq!(findings("old.jsonl", "new.json"), of_snapshots);
    let resources =
        |old, new| diff(&folder, &[old, new, "--format", "json"]).json()["resources"].clone();
    assert!(resources("old.json", "new.jsonl").is_null());
    assert_eq!(
        resources("old.jsonl", "new.jsonl")
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn only_what_is_new_fails_a_pipeline() {
    let code = |new: &str, args: &[&str]| {
        let folder = compared(new);
        diff(&folder, &[&["old.json", "new.json"], args].concat()).code
    };
    let new = ["--fail-on-new", "high"];
    assert_eq!(code(&later(), &[]), Some(0));
    assert_eq!(code(&later(), &new), Some(1));
    // It is high, and critical was asked for; but ben's could not be read.
    assert_eq!(code(&later(), &["--fail-on-new", "critical"]), Some(3));
    // Ana still fails, which is not new.
    assert_eq!(code(&two_users(), &new), Some(0));
    // Nobody could list the users: nobody knows.
    let gap = ScopeGap::new(ACCOUNT, None, denied("iam:ListUsers"), &["aws.iam.user"]);
    assert_eq!(code(&snapshot(&[], &[gap]), &new), Some(3));
    // The users are gone, and their failures with them.
    assert_eq!(code(&snapshot(&[], &[]), &new), Some(0));
}

#[test]
fn a_baseline_is_a_report_and_says_what_is_new_beside_the_report() {
    let folder = compared(&later());
    let check =
        |file, args: &[&str]| run_in(folder.path(), &[&["check", file], args, &ONLY[..]].concat());
    let plain = check("new.jsonl", &[]);
    let with = check(
        "new.jsonl",
        &["--baseline", "old.json", "--fail-on-new", "high"],
    );
    assert_eq!(
        (with.code, &with.stdout),
        (Some(1), &plain.stdout),
        "{with}"
    );
    assert!(
        with.stderr.contains("New · 1 fail now and did not before"),
        "{with}"
    );
    assert!(with.stderr.contains("carla"), "{with}");
    let same = check(
        "old.jsonl",
        &["--baseline", "old.json", "--fail-on-new", "low"],
    );
    assert_eq!(same.code, Some(0), "ana fails, and did before: {same}");
    assert_eq!(
        check("old.jsonl", &["--baseline", "old.json"]).code,
        Some(1),
        "without --fail-on-new all that fails counts"
    );
    assert_eq!(
        check("old.jsonl", &["--fail-on-new", "low"]).code,
        Some(2),
        "new since when?"
    );
}

#[test]
fn what_can_not_be_compared_is_said_in_a_line() {
    let folder = compared(&later());
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let report = std::fs::read_to_string(folder.path().join("old.json")).unwrap();
    write("sarif.json", r#"{"version":"2.1.0","runs":[]}"#);
    write("cut.json", &report[..report.len() / 2]);
    write(
        "next.json",
        &report.replace("bartizan.report/1", "bartizan.report/2"),
    );
    write(
        "edited.json",
        &report.replacen("\"fail\":1", "\"fail\":0", 1),
    );
    let said: Vec<_> = [
        "sarif.json",
        "cut.json",
        "next.json",
        "edited.json",
        "missing.json",
    ]
    .map(|name| diff(&folder, &["old.json", name]).to_string())
    .into();
    insta::assert_snapshot!(said.join("\n"), @"");
}

#[test]
fn packed_and_reordered_snapshots_are_compared_too() {
    let folder = compared(&later());
    let text = later();
    let mut lines: Vec<_> = text.lines().collect();
    lines[1..].reverse();
    std::fs::write(folder.path().join("mixed.jsonl"), lines.join("\n") + "\n").unwrap();
    let packed = zstd::encode_all(text.as_bytes(), 3).unwrap();
    std::fs::write(folder.path().join("packed.jsonl.zst"), packed).unwrap();
    let findings = |new| {
        let mut value = diff(&folder, &["old.jsonl", new, "--format", "json"]).json();
        value["new"]["file"].take();
        value
    };
    let plain = findings("new.jsonl");
    assert_eq!(findings("mixed.jsonl"), plain);
    assert_eq!(findings("packed.jsonl.zst"), plain);
}
