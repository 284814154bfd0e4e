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
    let text = diff(&folder, &["old.jsonl", "new.jsonl"]).to_string();
    for part in [
        "old  old.jsonl: AWS account 111122223333, us-east-1, seen 2026-11-22 16:01 UTC",
        "Account · 1 added, 1 changed, 1 not seen, 0 the same",
        "mfa_devices: could not",
        "New · 1 fail now and did not before",
        "high      carla     has a console password and no MFA device; the resource is",
        "Now unknown · 1 did not fail before, and nobody can tell now",
        "high      ben       not known: iam:ListMFADevices: access denied",
        "Repaired · 1 failed before and pass now",
        "1 new (1 high), 1 now unknown, 1 repaired\nexit 0",
    ] {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
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
    for (name, part) in [
        (
            "sarif.json",
            "`sarif.json` is not a report: it looks like SARIF",
        ),
        ("cut.json", "`cut.json` line 1 column "),
        (
            "next.json",
            "has the format `bartizan.report/2`; this version reads",
        ),
        ("edited.json", "`summary`: it counts 0 failed"),
        ("missing.json", "cannot read `missing.json`"),
    ] {
        let ran = diff(&folder, &["old.json", name]);
        assert!(ran.stderr.contains(part), "{ran}");
        assert!(
            ran.stderr.contains("\nhint: ") && ran.stdout.is_empty(),
            "{ran}"
        );
        assert_eq!(ran.code, Some(2), "{ran}");
    }
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
