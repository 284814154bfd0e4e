//! `bartizan.toml`: what it changes, where it is found, and what is said of mistakes in it.

use bartizan_model::aws::iam::{AccessKey, User};
use bartizan_model::{Observed, Resource, ResourceType as _};

use crate::support::{ACCOUNT, ONLY, RULES, Ran, folder, run_in, snapshot, two_users};

const MFA: &str = "aws-iam-user-console-without-mfa";

/// A folder with a snapshot of two users, of whom ana fails, the three rules, and other files.
fn beside(files: &[(&str, &str)]) -> tempfile::TempDir {
    let users = two_users();
    folder(&[&[("a.jsonl", users.as_str())], &RULES[..], files].concat())
}

/// Runs `check` beside a `bartizan.toml`.
fn check(config: &str, args: &[&str]) -> Ran {
    let folder = beside(&[("bartizan.toml", config)]);
    run_in(
        folder.path(),
        &[&["check", "a.jsonl"], &ONLY[..], args].concat(),
    )
}

/// What is said of a file that has a mistake.
fn mistake(config: &str) -> String {
    let ran = check(config, &[]);
    assert_eq!((ran.stdout.as_str(), ran.code), ("", Some(2)), "{ran}");
    ran.stderr
}

fn waiver(resource: &str, until: &str) -> String {
    format!(
        "[[waivers]]\nrule = \"{MFA}\"\nresource = \"{resource}\"\nreason = \"in a sealed envelope\"\nuntil = {until}\n"
    )
}

#[test]
fn a_waiver_is_shown_with_reason_and_day_and_counts_for_nothing() {
    let ran = check(&waiver("user/*", "2999-12-31"), &[]);
    // The name is `ana`, the id ends in `user/ana`: a pattern is about the whole of one or the other.
    assert_eq!(ran.code, Some(1), "{ran}");
    let ran = check(&waiver("*:user/ana", "2999-12-31"), &["--fail-on", "low"]);
    insta::assert_snapshot!(ran, @"
    AWS account 111122223333, us-east-1, seen 2026-11-22 16:01 UTC

    HIGH · 1 waived

    aws-iam-user-console-without-mfa
    IAM user can sign in with a password alone

      outcome  resource  what
      ────────────────────────────────────────────────────────────
      waived   user/ana  has a console password and no MFA device
                         until 2999-12-31: in a sealed envelope

      more  bartizan explain aws-iam-user-console-without-mfa

    Summary
      nothing failed, 1 waived, 3 passed; 2 resources judged by 3 rules

    Next
      --format json  every finding, passes included
    exit 0
    ");
}

#[test]
fn the_json_report_tells_what_was_accepted_and_why() {
    let config = waiver("*:user/ana", "2999-12-31") + &waiver("nobody", "2020-01-31");
    let ran = check(&config, &["--format", "json"]);
    let report = ran.json();
    assert_eq!(report["summary"]["by_outcome"]["waived"], 1);
    let findings = report["findings"].as_array().unwrap();
    let waived: Vec<_> = findings
        .iter()
        .filter(|it| it["outcome"] == "waived")
        .collect();
    assert_eq!(waived.len(), 1);
    assert_eq!(waived[0]["violations"].as_array().unwrap().len(), 1);
    insta::assert_snapshot!(waived[0]["waiver"], @r#"{"id":"aws-iam-user-console-without-mfa *:user/ana","reason":"in a sealed envelope","until":"2999-12-31"}"#);
    insta::assert_snapshot!(serde_json::to_string_pretty(&report["waivers"]).unwrap(), @r#"
    [
      {
        "account": null,
        "findings": 1,
        "id": "aws-iam-user-console-without-mfa *:user/ana",
        "reason": "in a sealed envelope",
        "resource": "*:user/ana",
        "rule": "aws-iam-user-console-without-mfa",
        "state": "holds",
        "until": "2999-12-31"
      },
      {
        "account": null,
        "findings": 0,
        "id": "aws-iam-user-console-without-mfa nobody",
        "reason": "in a sealed envelope",
        "resource": "nobody",
        "rule": "aws-iam-user-console-without-mfa",
        "state": "expired",
        "until": "2020-01-31"
      }
    ]
    "#);
}

#[test]
fn an_expired_waiver_is_a_warning_and_the_failure_is_back() {
    let ran = check(&waiver("ana", "2020-01-31"), &[]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("fail     user/ana"), "{ran}");
    assert!(ran.stdout.contains("1 waiver expired"), "{ran}");
    insta::assert_snapshot!(ran.stderr, @"
    warning: the waiver of `aws-iam-user-console-without-mfa` on `ana` ended on 2020-01-31: 1 failed again
    hint: solve them, or decide anew and set another `until`
    ");
    let quiet = check(&waiver("ana", "2020-01-31"), &["--quiet"]);
    assert_eq!((quiet.stderr.as_str(), quiet.code), ("", Some(1)));
}

#[test]
fn a_waiver_that_fits_nothing_is_a_warning() {
    insta::assert_snapshot!(check(&waiver("ben", "2999-12-31"), &[]).stderr, @"
    warning: the waiver of `aws-iam-user-console-without-mfa` on `ben` fits nothing that failed
    hint: remove it, or correct its `rule`, `resource` or `account`
    ");
    let elsewhere = waiver("ben", "2999-12-31") + "account = \"444455556666\"\n";
    assert_eq!(check(&elsewhere, &[]).stderr, "");
    assert_eq!(check(&waiver("ben", "2999-12-31"), &["-q"]).stderr, "");
}

#[test]
fn a_severity_can_be_set_and_a_rule_switched_off() {
    let low = format!("[rules.{MFA}]\nseverity = \"low\"\n");
    let ran = check(&low, &[]);
    assert!(ran.stdout.contains("LOW · 1 failed"), "{ran}");
    assert_eq!(ran.code, Some(0));
    assert_eq!(check(&low, &["--fail-on", "low"]).code, Some(1));
    let off = format!("[rules.{MFA}]\nenabled = false\n");
    let ran = check(&off, &["--fail-on", "low"]);
    assert!(ran.stdout.contains("1 rule switched off"), "{ran}");
    assert!(!ran.stdout.contains(MFA), "{ran}");
    assert_eq!(ran.code, Some(0));
    let report = check(&off, &["--format", "json"]).json();
    assert_eq!(report["switched_off"][0], MFA);
}

#[test]
fn a_parameter_can_be_set_for_one_rule_or_for_all() {
    let key = AccessKey {
        id: "AKIAEXAMPLE".to_owned(),
        active: true,
        // 60 days before the snapshot.
        created_at: Some("2026-09-23T00:00:00Z".parse().unwrap()),
        last_used: Observed::Absent,
    };
    let id = format!("arn:aws:iam::{ACCOUNT}:user/ana");
    let ana = Resource::from(User {
        access_keys: Observed::Known(vec![key]),
        ..User::at(id, "ana", ACCOUNT, None)
    });
    let fails = |config: &str| {
        let keys = snapshot(std::slice::from_ref(&ana), &[]);
        let folder = beside(&[("bartizan.toml", config), ("keys.jsonl", &keys)]);
        let args = [&["check", "keys.jsonl", "--format", "json"], &ONLY[..]].concat();
        let report = run_in(folder.path(), &args).json();
        let mut findings = report["findings"].as_array().unwrap().iter();
        let rule = "aws-iam-user-access-key-not-rotated";
        findings.find(|it| it["rule"] == rule).unwrap()["outcome"] == "fail"
    };
    assert!(!fails(""));
    assert!(fails("[params]\nmax_age_days = 30\n"));
    assert!(fails(
        "[rules.aws-iam-user-access-key-not-rotated.params]\nmax_age_days = 30\n"
    ));
    assert!(!fails(
        "params.max_age_days = 30\n[rules.aws-iam-user-access-key-not-rotated]\nparams.max_age_days = 70\n"
    ));
}

#[test]
fn explain_and_rules_tell_what_holds_here() {
    let config = "[rules.aws-iam-user-access-key-not-rotated]\nseverity = \"critical\"\nparams = { max_age_days = 60 }\n\
        [rules.aws-kms-key-without-rotation]\nenabled = false\n";
    let folder = beside(&[("bartizan.toml", config)]);
    let said = |args: &[&str]| run_in(folder.path(), &[args, &ONLY[..]].concat());
    let head = |args: &[&str]| {
        let text = said(args).stdout;
        text.split("\nWhy it matters").next().unwrap().to_owned()
    };
    insta::assert_snapshot!(head(&["explain", "aws-iam-user-access-key-not-rotated"]), @"
    aws-iam-user-access-key-not-rotated
    Access key not rotated

      severity  critical (default: medium)
      judges    aws.iam.user
      reads     access_keys
      param     max_age_days = 60 (default: 90)
    ");
    insta::assert_snapshot!(head(&["explain", "aws-kms-key-without-rotation"]), @"
    aws-kms-key-without-rotation
    KMS key without rotation

      severity  medium
      enabled   false (switched off by your settings)
      judges    aws.kms.key
      reads     manager, origin, rotation, spec, state, usage
    ");
    let rules = said(&["rules", "--format", "json"]).json();
    let of = |id: &str| {
        let mut rules = rules.as_array().unwrap().iter();
        rules.find(|rule| rule["id"] == id).unwrap().clone()
    };
    assert_eq!(
        of("aws-iam-user-access-key-not-rotated")["severity"],
        "critical"
    );
    assert_eq!(
        of("aws-iam-user-access-key-not-rotated")["params"]["max_age_days"],
        60
    );
    assert_eq!(of("aws-kms-key-without-rotation")["enabled"], false);
    let text = said(&["rules"]).stdout;
    assert!(text.contains("\noff "), "{text}");
    assert!(text.contains("\n2 rules and 1 switched off;"), "{text}");
}

#[test]
fn the_file_is_found_in_the_repository_around_and_not_beyond() {
    let off = format!("[rules.{MFA}]\nenabled = false\n");
    let folder = beside(&[
        ("bartizan.toml", &off),
        ("repository/.git/HEAD", ""),
        ("repository/in/it/x", ""),
        ("sub/x", ""),
    ]);
    let file = |name| folder.path().join(name).display().to_string();
    let code = |sub: &str, args: &[&str]| {
        let (users, rules) = (file("a.jsonl"), file("rules"));
        let all = ["check", &users, "--rules", &rules, "--no-builtin-rules"];
        run_in(&folder.path().join(sub), &[&all, args].concat()).code
    };
    assert_eq!(code("", &[]), Some(0));
    assert_eq!(code("", &["--no-config"]), Some(1));
    // Neither a folder above that is no repository, nor one above the repository's root.
    assert_eq!(code("sub", &[]), Some(1));
    assert_eq!(code("repository/in/it", &[]), Some(1));
    assert_eq!(code("sub", &["--config", "../bartizan.toml"]), Some(0));
    std::fs::write(folder.path().join("repository/bartizan.toml"), &off).unwrap();
    assert_eq!(code("repository/in/it", &[]), Some(0));
    std::fs::write(folder.path().join("repository/in/bartizan.toml"), "").unwrap();
    assert_eq!(code("repository/in/it", &[]), Some(1));
}

#[test]
fn settings_of_rules_that_ship_are_no_mistake_where_only_others_judge() {
    let rule = "# METADATA\n# title: Mine\n# description: Because.\n# custom:\n#   severity: low\n#   resource: aws.iam.user\n\
         #   reads: [groups]\n#   remediation: Change it.\npackage rules.aws.iam.mine\n\n\
         violation contains {\"message\": \"has no group\"} if count(input.resource.groups) == 0\n";
    let config =
        format!("[rules.{MFA}]\nenabled = false\n[rules.aws-iam-mine]\nseverity = \"high\"\n");
    let folder = folder(&[
        ("a.jsonl", &two_users()),
        ("bartizan.toml", &config),
        ("rules/aws/iam/mine.rego", rule),
    ]);
    let only = [&["check", "a.jsonl"], &ONLY[..]].concat();
    assert_eq!(run_in(folder.path(), &only).code, Some(1));
    let without = run_in(folder.path(), &["check", "a.jsonl"]);
    // Which of the many rules is nearest is another matter.
    let said: String = without
        .to_string()
        .lines()
        .filter(|line| !line.contains("help:"))
        .map(|line| format!("{line}\n"))
        .collect();
    insta::assert_snapshot!(said, @r#"
      × there is no rule `aws-iam-mine`
       ╭─[bartizan.toml:3:8]
     2 │ enabled = false
     3 │ [rules.aws-iam-mine]
       ·        ──────┬─────
       ·              ╰── here
     4 │ severity = "high"
       ╰────
    error: 1 mistake in `bartizan.toml`
    exit 2
    "#);
}

#[test]
fn what_is_no_toml_is_pointed_at() {
    insta::assert_snapshot!(mistake("[rules\n"), @"
      × unclosed table, expected `]`
       ╭─[bartizan.toml:1:7]
     1 │ [rules
       ·       ▲
       ·       ╰── here
       ╰────
    error: 1 mistake in `bartizan.toml`
    ");
}

#[test]
fn what_does_not_belong_there_is_answered_with_what_does() {
    insta::assert_snapshot!(mistake("[parms]\n"), @"
      × there is no setting `parms` here
       ╭─[bartizan.toml:1:2]
     1 │ [parms]
       ·  ──┬──
       ·    ╰── here
       ╰────
      help: did you mean `params`?
    error: 1 mistake in `bartizan.toml`
    ");
    insta::assert_snapshot!(mistake(&format!("[rules.{MFA}]\nsevrity = \"low\"\n")), @r#"
      × there is no setting `sevrity` here
       ╭─[bartizan.toml:2:1]
     1 │ [rules.aws-iam-user-console-without-mfa]
     2 │ sevrity = "low"
       · ───┬───
       ·    ╰── here
       ╰────
      help: did you mean `severity`?
    error: 1 mistake in `bartizan.toml`
    "#);
    insta::assert_snapshot!(mistake(&(waiver("a", "2999-01-01") + "ticket = 7\n")), @"
      × there is no setting `ticket` here
       ╭─[bartizan.toml:6:1]
     5 │ until = 2999-01-01
     6 │ ticket = 7
       · ───┬──
       ·    ╰── here
       ╰────
      help: here are `rule`, `resource`, `account`, `reason`, `until`
    error: 1 mistake in `bartizan.toml`
    ");
}

#[test]
fn rules_and_parameters_that_do_not_exist_are_all_named_at_once() {
    insta::assert_snapshot!(mistake(
        "[params]\nmax_age_dais = 1\n\
         [rules.aws-iam-user-console-without-mfaa]\nenabled = false\n\
         [rules.aws-iam-user-access-key-not-rotated]\nseverity = \"hihg\"\nparams = { max_age_days = \"60\" }\n\
         [rules.aws-kms-key-without-rotation.params]\nmax_age_days = 60\n"
    ), @r#"
      × no rule has a parameter `max_age_dais`
       ╭─[bartizan.toml:2:1]
     1 │ [params]
     2 │ max_age_dais = 1
       · ──────┬─────
       ·       ╰── here
     3 │ [rules.aws-iam-user-console-without-mfaa]
       ╰────
      help: did you mean `max_age_days`?
      × there is no rule `aws-iam-user-console-without-mfaa`
       ╭─[bartizan.toml:3:8]
     2 │ max_age_dais = 1
     3 │ [rules.aws-iam-user-console-without-mfaa]
       ·        ────────────────┬────────────────
       ·                        ╰── here
     4 │ enabled = false
       ╰────
      help: did you mean `aws-iam-user-console-without-mfa`? rules of your own come with --rules
      × there is no severity `hihg`
       ╭─[bartizan.toml:6:12]
     5 │ [rules.aws-iam-user-access-key-not-rotated]
     6 │ severity = "hihg"
       ·            ───┬──
       ·               ╰── here
     7 │ params = { max_age_days = "60" }
       ╰────
      help: did you mean `high`?
      × the parameter `max_age_days` is a number; this is a string
       ╭─[bartizan.toml:7:27]
     6 │ severity = "hihg"
     7 │ params = { max_age_days = "60" }
       ·                           ──┬─
       ·                             ╰── here
     8 │ [rules.aws-kms-key-without-rotation.params]
       ╰────
      help: its default is `90`
      × `aws-kms-key-without-rotation` does not have a parameter `max_age_days`
       ╭─[bartizan.toml:9:1]
     8 │ [rules.aws-kms-key-without-rotation.params]
     9 │ max_age_days = 60
       · ──────┬─────
       ·       ╰── here
       ╰────
      help: `bartizan explain RULE` tells a rule's parameters
    error: 5 mistakes in `bartizan.toml`
    "#);
}

#[test]
fn a_waiver_must_say_of_what_why_and_until_when() {
    for key in ["rule", "resource", "reason", "until"] {
        let whole = waiver("ana", "2999-12-31");
        let lines = whole
            .lines()
            .filter(|line| !line.starts_with(&format!("{key} =")));
        let said = mistake(&lines.collect::<Vec<_>>().join("\n"));
        assert!(
            said.contains(&format!("the waiver has no `{key}`")),
            "{said}"
        );
        assert!(said.contains("help: say "), "{said}");
    }
    insta::assert_snapshot!(mistake(
        "[[waivers]]\nrule = \"aws-kms-*-rotation-*\"\nresource = \" \"\naccount = \"1111\"\nreason = \"\"\nuntil = 2027-03-31T00:00:00Z\n"
    ), @r#"
      × no rule fits `aws-kms-*-rotation-*`
       ╭─[bartizan.toml:2:8]
     1 │ [[waivers]]
     2 │ rule = "aws-kms-*-rotation-*"
       ·        ───────────┬──────────
       ·                   ╰── here
     3 │ resource = " "
       ╰────
      help: `bartizan rules` lists them; rules of your own come with --rules
      × the waiver's `resource` is empty
       ╭─[bartizan.toml:3:12]
     2 │ rule = "aws-kms-*-rotation-*"
     3 │ resource = " "
       ·            ─┬─
       ·             ╰── here
     4 │ account = "1111"
       ╰────
      help: `*` stands for any text
      × `1111` is no account
       ╭─[bartizan.toml:4:11]
     3 │ resource = " "
     4 │ account = "1111"
       ·           ───┬──
       ·              ╰── here
     5 │ reason = ""
       ╰────
      help: an account is twelve digits
      × the waiver gives no reason
       ╭─[bartizan.toml:5:10]
     4 │ account = "1111"
     5 │ reason = ""
       ·          ─┬
       ·           ╰── here
     6 │ until = 2027-03-31T00:00:00Z
       ╰────
      help: say who accepted it and why
      × `2027-03-31T00:00:00Z` is no date
       ╭─[bartizan.toml:6:9]
     5 │ reason = ""
     6 │ until = 2027-03-31T00:00:00Z
       ·         ──────────┬─────────
       ·                   ╰── here
       ╰────
      help: write the last day on which it holds: until = 2027-03-31
    error: 5 mistakes in `bartizan.toml`
    "#);
    for until in [
        "\"soon\"",
        "2027",
        "07:32:00",
        "2027-02-30",
        "2027-03-31T00:00:00",
    ] {
        mistake(&waiver("ana", until));
    }
    assert_eq!(check(&waiver("ana", "\"2999-12-31\""), &[]).code, Some(0));
    let twice = waiver("ana", "2999-12-31").repeat(2);
    assert!(mistake(&twice).contains("another waiver has the same"));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = folder(&[("a.jsonl", &two_users()), ("sub/x", "")]);
    let large = folder.path().join("large.toml");
    std::fs::write(&large, "# large\n".repeat(1 << 18)).unwrap();
    std::fs::write(folder.path().join("bytes.toml"), [0xff, 0xfe]).unwrap();
    let said = |file| run_in(folder.path(), &["check", "a.jsonl", "--config", file]).to_string();
    let all = ["missing.toml", "large.toml", "bytes.toml", "sub"].map(said);
    insta::assert_snapshot!(all.join("\n\n"), @"
    error: cannot read `missing.toml`: No such file or directory (os error 2)
    hint: check the path and its permissions
    exit 2

    error: cannot read `large.toml`: larger than 1024 KiB
    hint: a pattern can stand for many waivers
    exit 2

    error: cannot read `bytes.toml`: not utf-8
    hint: save it as utf-8
    exit 2

    error: cannot read `sub`: Is a directory (os error 21)
    hint: check the path and its permissions
    exit 2
    ");
}

#[test]
fn nobody_judges_by_no_rule_at_all() {
    let rules = [
        MFA,
        "aws-iam-user-access-key-not-rotated",
        "aws-kms-key-without-rotation",
    ];
    let off: String = rules
        .iter()
        .map(|rule| format!("[rules.{rule}]\nenabled = false\n"))
        .collect();
    insta::assert_snapshot!(mistake(&off), @"
    error: `bartizan.toml` switches every rule off
    hint: leave some to judge by
    ");
}

/// What its `console` blocks show is held by `docs`.
#[test]
fn the_settings_of_the_guide_are_taken_and_waive_something() {
    let guide = include_str!("../../docs/configuration.md");
    let (good, _) = guide.split_once("## Mistakes").unwrap();
    let blocks = good.split("```").skip(1).step_by(2);
    let settings: String = blocks.filter_map(|it| it.strip_prefix("toml\n")).collect();
    let folder = folder(&[("bartizan.toml", &settings)]);
    let ran = run_in(folder.path(), &["audit", "demo", "--quiet"]);
    assert!(
        ran.stderr.is_empty() && ran.stdout.contains(" waived"),
        "{ran}"
    );
}
