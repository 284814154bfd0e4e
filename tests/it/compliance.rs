//! `bartizan report compliance` and `bartizan frameworks`: tables, files, mistakes and exit codes.

use serde_json::Value;

use bartizan_model::{Observed, Resource};

use crate::support::{ONLY, RULES, Ran, folder, run, run_in, snapshot, two_users, user};

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/localstack/demo.jsonl.zst");

/// A standard of one's own; the snapshots here are of IAM alone.
const OWN: &str = r#"id: own
title: Acme's standard
version: "1"
publisher: Acme
published: "2026"
source: https://example.com/
requirements:
  - id: A.1
    subject: Users have MFA
    rules: [aws-iam-user-console-without-mfa]
  - id: A.2
    subject: Keys rotate
    rules: [aws-kms-key-without-rotation]
  - id: A.3
    subject: Somebody looks after users
    needs: people
    how: interview
"#;

/// Holds snapshots against one's own standard, by three rules.
fn held(files: &[(&str, &str)], args: &[&str]) -> (tempfile::TempDir, Ran) {
    let folder = folder(&[files, &RULES[..], &[("own.yaml", OWN)]].concat());
    let names: Vec<_> = files.iter().map(|(name, _)| *name).collect();
    let start = ["report", "compliance", "--framework", "own.yaml"];
    let ran = run_in(
        folder.path(),
        &[&start[..], &names[..], &ONLY[..], args].concat(),
    );
    (folder, ran)
}

/// The status of each requirement, by its id.
fn statuses(json: &Value) -> Vec<String> {
    let requirements = json["requirements"].as_array().unwrap();
    let told = requirements.iter().map(|it| {
        let (id, status) = (&it["id"], &it["status"]);
        format!("{} {}", id.as_str().unwrap(), status.as_str().unwrap())
    });
    told.collect()
}

#[test]
fn an_auditor_sees_each_requirement_with_what_shows_it() {
    let (_folder, ran) = held(&[("a.jsonl", &two_users())], &[]);
    insta::assert_snapshot!(ran, @"
    Acme's standard 1
    AWS account 111122223333, us-east-1, seen 2026-11-22 16:01 UTC

    requirement  status         what it asks for, and what shows it
    ───────────────────────────────────────────────────────────────────────────────
    A.1          not met        Users have MFA
                 1 fail         high aws-iam-user-console-without-mfa
                 1 pass         - ana (111122223333): has a console password and
                                  no MFA device
                                rests on console_password, mfa_devices
    A.2          not assessed   Keys rotate
                                kms was not looked at, or not in every account
    A.3          not assessed   Somebody looks after users
                                needs people: interview

    Summary

      not met              1
      waived               0
      partly seen          0
      met                  0
      nothing to judge     0
      not assessed         2  (for people 1, not looked at yet 0)
      requirements         3

    A requirement that is met here is met as far as the configuration shows it.
    Subjects are in our own words: the standard itself decides what it asks for.
    https://example.com/
    exit 1
    ");
}

#[test]
fn a_service_that_was_left_out_is_not_met() {
    let fine = snapshot(&[user("ben", Observed::Known(true))], &[]);
    let (_folder, ran) = held(&[("a.jsonl", &fine)], &["--format", "json"]);
    assert_eq!(
        statuses(&ran.json()),
        ["A.1 met", "A.2 not-assessed", "A.3 not-assessed"]
    );
    // KMS was not looked at, which is more than people have to find out.
    assert_eq!(ran.code, Some(3), "{ran}");
}

#[test]
fn requirements_of_one_status_are_listed_and_all_are_counted() {
    let args = ["--format", "json", "--status", "not-assessed,met"];
    let (folder, ran) = held(&[("a.jsonl", &two_users())], &args);
    let json = ran.json();
    assert_eq!(statuses(&json), ["A.2 not-assessed", "A.3 not-assessed"]);
    assert_eq!(json["only"], serde_json::json!(["not-assessed", "met"]));
    assert_eq!(json["summary"]["not_met"], 1);
    // What is left out still fails.
    assert_eq!(ran.code, Some(1), "{ran}");
    let args = ["report", "compliance", "a.jsonl", "--status", "met"];
    let ran = run_in(folder.path(), &args);
    assert_eq!(ran.code, Some(2), "{ran}");
    assert!(ran.stderr.contains("--framework <FRAMEWORK>"), "{ran}");
}

#[test]
fn without_a_framework_every_standard_has_a_line() {
    let ran = run(["report", "compliance", DEMO]);
    assert_eq!(ran.code, Some(1), "{ran}");
    let listed = run(["frameworks", "--format", "json"]).json();
    for framework in listed.as_array().unwrap() {
        let id = framework["id"].as_str().unwrap();
        let line = ran.stdout.lines().find(|it| it.starts_with(id));
        let line = line.unwrap_or_else(|| panic!("{id}: {ran}"));
        let counts = line.split_whitespace().skip(1);
        let counts: Vec<u64> = counts.map(|it| it.parse().unwrap()).collect();
        let (all, statuses) = counts.split_last().unwrap();
        assert_eq!(statuses.iter().sum::<u64>(), *all, "{line}");
        assert_eq!(framework["counts"]["requirements"], *all, "{line}");
    }
    let ran = run(["report", "compliance", DEMO, "--format", "json"]);
    assert_eq!(ran.code, Some(2), "{ran}");
    assert!(ran.stderr.contains("hint: say which"), "{ran}");
}

#[test]
fn everything_that_rules_can_tell_is_met() {
    let own = OWN.replace(
        "aws-kms-key-without-rotation",
        "aws-iam-user-access-key-not-rotated",
    );
    let fine = snapshot(&[user("ben", Observed::Known(true))], &[]);
    let folder = folder(
        &[
            &[("a.jsonl", fine.as_str()), ("own.yaml", &own)],
            &RULES[..],
        ]
        .concat(),
    );
    let args = ["report", "compliance", "a.jsonl", "--framework", "own.yaml"];
    let ran = run_in(folder.path(), &[&args[..], &ONLY[..]].concat());
    assert_eq!(ran.code, Some(0), "{ran}");
}

#[test]
fn a_saved_report_says_the_same_as_its_snapshot() {
    let (folder, direct) = held(&[("a.jsonl", &two_users())], &["--format", "json"]);
    let check = ["check", "a.jsonl", "--output", "json=report.json"];
    run_in(folder.path(), &[&check[..], &ONLY[..]].concat());
    let args = [
        "report",
        "compliance",
        "report.json",
        "--format",
        "json",
        "--framework",
    ];
    // Without its rules: a report brings their prose along, and no rule judges again.
    let ran = run_in(folder.path(), &[&args[..], &["own.yaml"]].concat());
    assert_eq!(ran.json(), direct.json());
    assert_eq!(ran.code, direct.code);
}

#[test]
fn many_snapshots_are_judged_together_and_reports_one_at_a_time() {
    let other: Vec<Resource> = vec![user("eva", Observed::Known(false))];
    let other = snapshot(&other, &[]);
    let files = [("a.jsonl", two_users()), ("b.jsonl", other)];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let (folder, ran) = held(&files, &["--format", "json"]);
    assert_eq!(ran.json()["requirements"][0]["counts"]["fail"], 2);
    let check = ["check", "a.jsonl", "--output", "json=report.json"];
    run_in(folder.path(), &[&check[..], &ONLY[..]].concat());
    let args = [
        "report",
        "compliance",
        "a.jsonl",
        "report.json",
        "--framework",
        "cis-aws-7.0",
    ];
    let ran = run_in(folder.path(), &args);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("reports are read one at a time"),
        "{ran}"
    );
}

#[test]
fn every_format_goes_to_a_file() {
    let formats = ["text", "html", "csv", "xlsx", "json", "md"];
    for format in formats {
        let (folder, ran) = held(
            &[("a.jsonl", &two_users())],
            &["--format", format, "--output", "out"],
        );
        assert_eq!(
            (ran.stdout.as_str(), ran.code),
            ("", Some(1)),
            "{format}: {ran}"
        );
        let written = std::fs::read(folder.path().join("out")).unwrap();
        assert!(written.len() > 300, "{format}");
    }
}

#[test]
fn mistakes_are_told_with_what_to_do() {
    let folder = folder(&[
        ("a.jsonl", &two_users()),
        ("own.yaml", &OWN.replace("without-mfa", "without-mfs")),
        ("other.yaml", OWN),
    ]);
    let args = |framework| ["report", "compliance", "a.jsonl", "--framework", framework];
    for (framework, told) in [
        ("cis-aws-7", "did you mean `cis-aws-7.0`?"),
        ("pci", "did you mean `pci-dss-4.0.1`?"),
        ("hipaa-2099", "`bartizan frameworks` lists them"),
        ("absent.yaml", "cannot read `absent.yaml`"),
        (
            "own.yaml",
            "did you mean `aws-iam-user-console-without-mfa`?",
        ),
        (
            "other.yaml",
            "the id `own` is not the name of the file, `other`",
        ),
    ] {
        let ran = run_in(folder.path(), &args(framework));
        assert_eq!(ran.code, Some(2), "{framework}: {ran}");
        assert!(ran.stderr.contains(told), "{framework}: {ran}");
    }
}

#[test]
fn the_demo_is_held_against_every_standard_that_ships() {
    let listed = run(["frameworks", "--format", "json"]).json();
    let listed = listed.as_array().unwrap();
    assert!(listed.len() >= 10);
    // Judged once: a report says the same.
    let folder = folder(&[]);
    let report = folder.path().join("report.json");
    run([
        "check",
        DEMO,
        "--output",
        &format!("json={}", report.display()),
    ]);
    for framework in listed {
        let id = framework["id"].as_str().unwrap();
        let ran = run([
            "report".as_ref(),
            "compliance".as_ref(),
            report.as_os_str(),
            "--framework".as_ref(),
            id.as_ref(),
            "--format".as_ref(),
            "json".as_ref(),
        ]);
        assert_eq!(ran.code, Some(1), "{id}: {}", ran.stderr);
        let json = ran.json();
        let requirements = json["requirements"].as_array().unwrap();
        assert_eq!(
            requirements.len() as u64,
            framework["counts"]["requirements"]
        );
        let summary = json["summary"].as_object().unwrap();
        let all: u64 = summary.values().filter_map(Value::as_u64).sum();
        assert_eq!(all, requirements.len() as u64, "{id}");
        for requirement in requirements {
            let met =
                ["met", "nothing-to-judge"].contains(&requirement["status"].as_str().unwrap());
            let unseen = requirement["unseen"].as_array().unwrap();
            assert!(!met || unseen.is_empty(), "{id}: {requirement}");
        }
    }
}

#[test]
fn a_framework_lists_what_it_asks_for() {
    let ran = run(["frameworks", "cis-aws-7.0"]);
    assert!(
        ran.stdout.contains("aws-account-root-with-access-keys"),
        "{ran}"
    );
    assert_eq!(ran.code, Some(0));
    let explained = run(["explain", "aws-account-root-with-access-keys"]);
    assert!(
        explained.stdout.contains("cis-aws-7.0     2.4"),
        "{explained}"
    );
}
