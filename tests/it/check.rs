//! `bartizan check`: reports and exit codes on files.

use std::io::Read;
use std::process::Stdio;

use bartizan_model::{Observed, ScopeGap};

use crate::support::{
    ACCOUNT, ONLY, RULES, Ran, command, denied, folder, run, run_in, snapshot, two_users, user,
};

/// Judges snapshots by three rules, so that what is printed can be read here whole.
fn check(files: &[(&str, &str)]) -> Ran {
    let folder = folder(&[files, &RULES[..]].concat());
    let names: Vec<_> = files.iter().map(|(name, _)| *name).collect();
    run_in(folder.path(), &[&["check"], &names[..], &ONLY[..]].concat())
}

#[test]
fn a_person_sees_what_failed_and_what_to_do() {
    insta::assert_snapshot!(check(&[("a.jsonl", &two_users())]), @r#"
    AWS account 111122223333, us-east-1, seen 2026-11-22 16:01 UTC

    HIGH · 1 failed

    aws-iam-user-console-without-mfa
    IAM user can sign in with a password alone

      outcome  resource  what
      ────────────────────────────────────────────────────────────
      fail     user/ana  has a console password and no MFA device

      fix   Console: IAM, Users, the user, "Security credentials", "Assign MFA
            device".
            If nobody signs in with it, remove the password: aws iam
            delete-login-profile --user-name NAME
      more  bartizan explain aws-iam-user-console-without-mfa

    Summary
      1 failed (1 high), 3 passed; 2 resources judged by 3 rules

    Next
      bartizan explain aws-iam-user-console-without-mfa
          why it matters, how to fix it
      --format json
          every finding, passes included
    exit 1
    "#);
}

#[test]
fn what_could_not_be_read_is_shown_and_has_its_own_exit_code() {
    let carla = user("carla", Observed::Unknown(denied("iam:ListMFADevices")));
    let gap = ScopeGap::new(
        ACCOUNT,
        Some("us-east-1"),
        denied("kms:ListKeys"),
        &["aws.kms.key"],
    );
    insta::assert_snapshot!(check(&[("a.jsonl", &snapshot(&[carla], &[gap]))]), @"
    AWS account 111122223333, us-east-1, seen 2026-11-22 16:01 UTC

    HIGH · 1 unknown

    aws-iam-user-console-without-mfa
    IAM user can sign in with a password alone

      outcome  resource    what
      ───────────────────────────────────────────────────────
      unknown  user/carla  iam:ListMFADevices: access denied

      more  bartizan explain aws-iam-user-console-without-mfa

    MEDIUM · 1 unknown

    aws-kms-key-without-rotation
    KMS key without rotation

      outcome  resource           region     what
      ───────────────────────────────────────────────────────────────────
      unknown  every aws.kms.key  us-east-1  kms:ListKeys: access denied

      more  bartizan explain aws-kms-key-without-rotation

    Gaps · could not be read, so unknown and not passed

      call                where      why            missing
      ──────────────────────────────────────────────────────────────────────
      kms:ListKeys        us-east-1  access denied  some or all aws.kms.key
      iam:ListMFADevices  global     access denied  part of 1 resource

    Summary
      nothing failed, 2 unknown, 1 passed, 2 gaps; 1 resource judged by 3 rules

    Next
      bartizan permissions aws  the policy that the audit needs
      --format json             every finding, passes included
    exit 3
    ");
}

#[test]
fn the_exit_code_follows_fail_on() {
    let folder = folder(&[("a.jsonl", &two_users())]);
    let code = |level| run_in(folder.path(), &["check", "a.jsonl", "--fail-on", level]).code;
    assert_eq!(
        [code("low"), code("medium"), code("high"), code("critical")],
        [Some(1), Some(1), Some(1), Some(0)]
    );
}

#[test]
fn a_failure_weighs_more_than_a_gap_and_a_gap_more_than_nothing() {
    let gap = ScopeGap::new(ACCOUNT, None, denied("kms:ListKeys"), &["aws.kms.key"]);
    let ana = user("ana", Observed::Known(false));
    let folder = folder(&[("a.jsonl", &snapshot(&[ana], &[gap]))]);
    assert_eq!(run_in(folder.path(), &["check", "a.jsonl"]).code, Some(1));
    assert_eq!(
        run_in(
            folder.path(),
            &["check", "a.jsonl", "--fail-on", "critical"]
        )
        .code,
        Some(3)
    );
}

#[test]
fn the_json_report_has_every_finding_passes_included() {
    let folder = folder(&[("a.jsonl", &two_users())]);
    let ran = run_in(folder.path(), &["check", "a.jsonl", "--format", "json"]);
    let report = ran.json();
    assert_eq!(report["format"], "bartizan.report/1");
    assert_eq!(report["audited"]["accounts"][0]["id"], ACCOUNT);
    let of = |rule: &str, name: &str| {
        let findings = report["findings"].as_array().unwrap();
        let mut hits = findings
            .iter()
            .filter(|it| it["rule"] == rule && it["resource"]["name"] == name);
        let outcome = hits.next().unwrap()["outcome"].as_str().unwrap().to_owned();
        assert!(hits.next().is_none());
        outcome
    };
    assert_eq!(of("aws-iam-user-console-without-mfa", "ana"), "fail");
    assert_eq!(of("aws-iam-user-console-without-mfa", "ben"), "pass");
    assert_eq!(ran.code, Some(1));
}

#[test]
fn output_goes_to_the_file_and_nowhere_else() {
    let folder = folder(&[("a.jsonl", &two_users())]);
    let ran = run_in(
        folder.path(),
        &["check", "a.jsonl", "--output", "json=report.json"],
    );
    assert_eq!((ran.stdout.as_str(), ran.code), ("", Some(1)));
    // Beside it, what was found in numbers.
    assert_eq!(ran.stderr.lines().count(), 1, "{ran}");
    let text = std::fs::read_to_string(folder.path().join("report.json")).unwrap();
    let printed = run_in(folder.path(), &["check", "a.jsonl", "--format", "json"]).stdout;
    assert_eq!(text, printed);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn one_run_makes_several_reports_and_a_saved_one_makes_them_again() {
    let folder = folder(&[("a.jsonl", &two_users())]);
    let at = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let formats = [
        "json",
        "ndjson",
        "csv",
        "sarif",
        "junit",
        "markdown",
        "ocsf",
        "ocsf-detection",
        "asff",
        "html",
    ];
    let files = |folder: &str| -> Vec<String> {
        let files = formats.iter();
        let files = files.map(|it| format!("--output={it}={folder}.{it}"));
        files.chain(["--output=text".to_owned()]).collect()
    };
    let ask = |start: &[&str], name: &str| {
        let files = files(name);
        let args: Vec<_> = start
            .iter()
            .copied()
            .chain(files.iter().map(String::as_str))
            .collect();
        run_in(folder.path(), &args)
    };
    let judged = ask(&["check", "a.jsonl"], "one");
    assert_eq!(judged.code, Some(1), "{judged}");
    let read = ask(&["report", "convert", "one.json"], "two");
    // What failed is told by `check`; to say it again is no failure.
    assert_eq!(read.code, Some(0), "{read}");
    assert_eq!(judged.stdout, read.stdout);
    for format in formats {
        assert!(!at(&format!("one.{format}")).is_empty(), "{format}");
        assert_eq!(
            at(&format!("one.{format}")),
            at(&format!("two.{format}")),
            "{format}"
        );
    }
}

#[test]
fn an_output_that_names_no_format_is_told_the_right_way() {
    let folder = folder(&[("a.jsonl", &two_users())]);
    insta::assert_snapshot!(run_in(folder.path(), &["check", "a.jsonl", "--output", "report.json"]), @"
    error: there is no format `report.json`
    hint: name the format too: --output json=report.json
    exit 2
    ");
    insta::assert_snapshot!(run_in(folder.path(), &["check", "a.jsonl", "--output", "json", "--output", "csv"]), @"
    error: `json` and `csv` would both go to standard output
    hint: name a file: --output csv=FILE
    exit 2
    ");
}

#[test]
fn the_newest_of_several_snapshots_wins() {
    let newer = two_users().replace("2026-11-22T16:01:00Z", "2026-11-23T16:01:00Z");
    let older = snapshot(
        &[
            user("ana", Observed::Known(true)),
            user("zoe", Observed::Known(false)),
        ],
        &[],
    );
    let (newer, older) = (("new.jsonl", &*newer), ("old.jsonl", &*older));
    for files in [[newer, older], [older, newer]] {
        let ran = check(&files);
        assert!(
            ran.stdout.contains("user/ana") && ran.stdout.contains("user/zoe"),
            "{ran}"
        );
        assert!(ran.stdout.contains("2 failed (2 high)"), "{ran}");
    }
}

#[test]
fn lines_in_another_order_are_judged_the_same() {
    let text = two_users();
    let mut lines: Vec<_> = text.lines().collect();
    lines[1..].reverse();
    let folder = folder(&[("a.jsonl", &text), ("b.jsonl", &(lines.join("\n") + "\n"))]);
    let report = |file| run_in(folder.path(), &["check", file, "--format", "json"]).stdout;
    assert!(report("a.jsonl").contains("user/ana"));
    assert_eq!(report("a.jsonl"), report("b.jsonl"));
}

#[test]
fn packed_snapshots_are_read() {
    let folder = folder(&[]);
    let path = folder.path().join("a.jsonl.zst");
    std::fs::write(&path, zstd::encode_all(two_users().as_bytes(), 3).unwrap()).unwrap();
    assert_eq!(
        run_in(folder.path(), &["check", "a.jsonl.zst"]).code,
        Some(1)
    );
}

#[test]
fn a_reader_that_has_seen_enough_is_no_fault() {
    let users: Vec<_> = (0..2_000)
        .map(|n| user(&format!("user-{n}"), Observed::Known(false)))
        .collect();
    let folder = folder(&[("a.jsonl", &snapshot(&users, &[]))]);
    let mut child = command()
        .current_dir(folder.path())
        .args(["check", "a.jsonl", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut start = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut start).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_demo_needs_no_network_and_no_credentials() {
    let report = run(["audit", "demo", "--format", "json"]).json();
    assert_eq!(report["format"], "bartizan.report/1");
    let ran = run(["audit", "demo"]);
    assert!(matches!(ran.code, Some(0 | 1 | 3)), "{ran}");
    assert_eq!(ran.stderr, "");
}
