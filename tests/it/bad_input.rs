//! Each kind of bad input gets one clear message and exit code 2.

use std::io::{BufWriter, Write};

use crate::support::{folder, run_in, two_users};

#[test]
fn a_snapshot_that_was_cut_between_lines() {
    let text = two_users();
    let cut: String = text
        .lines()
        .take(2)
        .map(|line| format!("{line}\n"))
        .collect();
    let folder = folder(&[("a.jsonl", &cut)]);
    insta::assert_snapshot!(run_in(folder.path(), &["check", "a.jsonl"]), @"
    error: `a.jsonl` is cut short: its header promises 2 lines after it, 1 are there
    hint: the disk was full or a copy was interrupted; copy or collect it again
    exit 2
    ");
}

#[test]
fn a_snapshot_that_was_cut_within_a_line() {
    let text = two_users();
    let folder = folder(&[("a.jsonl", &text[..text.len() - 40])]);
    insta::assert_snapshot!(run_in(folder.path(), &["check", "a.jsonl"]), @"
    error: `a.jsonl` is cut short: its header promises 2 lines after it, 1 are there
    hint: the disk was full or a copy was interrupted; copy or collect it again
    exit 2
    ");
}

#[test]
fn a_snapshot_of_another_version() {
    let text = two_users().replace("bartizan.snapshot/1", "bartizan.snapshot/9");
    let folder = folder(&[("a.jsonl", &text)]);
    insta::assert_snapshot!(run_in(folder.path(), &["check", "a.jsonl"]), @"
    error: `a.jsonl` has the format `bartizan.snapshot/9`; this version reads `bartizan.snapshot/1`
    hint: read it with the version of bartizan that wrote it, or collect again
    exit 2
    ");
}

#[test]
fn a_snapshot_with_a_type_that_nobody_knows() {
    let text = two_users().replace("aws.iam.user", "aws.iam.unicorn");
    let folder = folder(&[("a.jsonl", &text)]);
    insta::assert_snapshot!(run_in(folder.path(), &["check", "a.jsonl"]), @"
    error: `a.jsonl` line 2: this version does not know the resource type `aws.iam.unicorn`
    hint: the file was changed after it was written, or a newer bartizan wrote it; collect again
    exit 2
    ");
}

#[test]
fn a_line_of_100_mb_is_refused_without_reading_it() {
    let folder = folder(&[]);
    let mut file = BufWriter::new(std::fs::File::create(folder.path().join("a.jsonl")).unwrap());
    file.write_all(two_users().lines().next().unwrap().as_bytes())
        .unwrap();
    file.write_all(b"\n{\"type\":\"").unwrap();
    for _ in 0..100 {
        file.write_all(&[b'x'; 1 << 20]).unwrap();
    }
    file.write_all(b"\"}\n").unwrap();
    file.flush().unwrap();
    insta::assert_snapshot!(run_in(folder.path(), &["check", "a.jsonl"]), @"
    error: `a.jsonl` line 2: longer than 16 MiB, more than any resource needs
    hint: the file was changed after it was written, or a newer bartizan wrote it; collect again
    exit 2
    ");
}

#[test]
fn files_that_are_no_snapshots() {
    let folder = folder(&[("empty", ""), ("text", "hello\n"), ("sub/x", "")]);
    for name in ["empty", "text", "sub", "missing"] {
        let ran = run_in(folder.path(), &["check", name]);
        assert_eq!(
            (ran.stdout.as_str(), ran.code),
            ("", Some(2)),
            "{name}: {ran}"
        );
        assert_eq!(ran.stderr.lines().count(), 2, "{name}: {ran}");
        assert!(
            ran.stderr.starts_with("error: ") && ran.stderr.contains("\nhint: "),
            "{name}: {ran}"
        );
    }
}

#[test]
fn an_output_that_cannot_be_written() {
    // A folder under a regular file refuses even root.
    let folder = folder(&[("a.jsonl", &two_users()), ("file", "")]);
    let args = ["check", "a.jsonl", "--output", "json=file/report.json"];
    insta::assert_snapshot!(run_in(folder.path(), &args), @"
    error: cannot write `file/report.json`: Not a directory (os error 20)
    hint: check that its folder exists, may be written to, and has room
    exit 2
    ");
    let collect = ["collect", "aws", "-o", "file/snapshot.jsonl"];
    assert_eq!(
        run_in(folder.path(), &collect).code,
        Some(2),
        "before anything is looked at"
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

/// A rule with this body, in a folder of its own, on two users.
fn with_rule(body: &str) -> tempfile::TempDir {
    let rule = format!(
        "# METADATA\n# title: Mine\n# description: Because.\n# custom:\n#   severity: low\n#   resource: aws.iam.user\n\
         #   reads: [groups]\n#   remediation: Change it.\npackage rules.aws.iam.mine\n\n{body}\n"
    );
    folder(&[
        ("a.jsonl", &two_users()),
        ("rules/aws/iam/mine.rego", &rule),
    ])
}

const ARGS: &[&str] = &["check", "a.jsonl", "--rules", "rules", "--no-builtin-rules"];

#[test]
fn a_users_own_rule_judges() {
    let folder = with_rule(
        "violation contains {\"message\": \"has no group\"} if count(input.resource.groups) == 0",
    );
    insta::assert_snapshot!(run_in(folder.path(), ARGS), @"
    AWS account 111122223333, us-east-1, seen 2026-11-22 16:01 UTC

    LOW · 2 failed

    aws-iam-mine
    Mine

      outcome  resource  what
      ────────────────────────────────
      fail     user/ana  has no group
      fail     user/ben  has no group

      fix   Change it.
      more  bartizan explain aws-iam-mine

    Summary
      2 failed (2 low), 0 passed; 2 resources judged by 1 rule

    Next
      bartizan explain aws-iam-mine  why it matters, how to fix it
      --format json                  every finding, passes included
    exit 0
    ");
}

#[test]
fn a_rule_that_does_not_parse_is_pointed_at() {
    let folder =
        with_rule("violation contains {\"message\": \"x\"} if count(input.resource.groups == 0");
    insta::assert_snapshot!(run_in(folder.path(), ARGS), @r#"
      × expecting `)` while parsing call expr
        ╭─[rules/aws/iam/mine.rego:12:1]
     11 │ violation contains {"message": "x"} if count(input.resource.groups == 0
        ╰────
    error: 1 mistake in 1 rule file; nothing was judged
    exit 2
    "#);
}

#[test]
fn a_rule_that_reads_what_does_not_exist_gets_a_suggestion() {
    let folder = with_rule("violation contains {\"message\": \"x\"} if input.resource.groups == 1");
    let path = folder.path().join("rules/aws/iam/mine.rego");
    let text = std::fs::read_to_string(&path)
        .unwrap()
        .replace("groups", "gruops");
    std::fs::write(path, text).unwrap();
    insta::assert_snapshot!(run_in(folder.path(), ARGS), @"
      × rule `aws-iam-mine` reads `gruops`, which `aws.iam.user` does not have
       ╭─[rules/aws/iam/mine.rego:7:13]
     6 │ #   resource: aws.iam.user
     7 │ #   reads: [gruops]
       ·             ───┬──
       ·                ╰── here
     8 │ #   remediation: Change it.
       ╰────
      help: did you mean `groups`?
    error: 1 mistake in 1 rule file; nothing was judged
    exit 2
    ");
}

#[test]
fn a_rule_that_loops_for_ever_ends_and_is_never_a_pass() {
    let mut body = "violation contains {\"message\": \"x\"} if {\n\tinput.resource.groups == []\n\tall := [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n".to_owned();
    for variable in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] {
        body.push_str(&format!("\tsome {variable} in all\n"));
    }
    let folder = with_rule(&(body + "\ta + b + c + d + e + f + g + h + i + j == -1\n}"));
    let ran = run_in(folder.path(), ARGS);
    assert_eq!((ran.stdout.as_str(), ran.code), ("", Some(2)), "{ran}");
    // Instructions or seconds run out first, depending on the machine.
    let start = "error: rule `aws-iam-mine` failed on `arn:aws:iam::111122223333:user/ana`: it did not end within ";
    assert!(ran.stderr.starts_with(start), "{ran}");
}

#[test]
fn a_rule_that_wants_all_memory_ends_and_is_never_a_pass() {
    let mut body = "violation contains {\"message\": s40} if {\n\tinput.resource.groups == []\n\ts0 := \"twice as much each time\"\n".to_owned();
    for n in 0..40 {
        body.push_str(&format!("\ts{} := concat(\"\", [s{n}, s{n}])\n", n + 1));
    }
    let folder = with_rule(&(body + "}"));
    insta::assert_snapshot!(run_in(folder.path(), ARGS), @"
    error: rule `aws-iam-mine` failed on `arn:aws:iam::111122223333:user/ana`: it needs more than 128 MiB of memory
    hint: correct the rule, or leave it out
    exit 2
    ");
}

#[test]
fn a_folder_without_rules_is_no_set_of_rules() {
    let folder = folder(&[("a.jsonl", &two_users()), ("rules/readme.md", "")]);
    insta::assert_snapshot!(run_in(folder.path(), ARGS), @"
    error: `rules` holds no rule
    hint: a rule is a file that ends in `.rego`
    exit 2
    ");
}
