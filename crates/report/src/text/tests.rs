#![expect(clippy::unwrap_used, reason = "tests")]

use bartizan_finding::{AuditedAccount, Outcome, WaiverId};
use bartizan_model::Reason;
use unicode_width::UnicodeWidthStr;

use super::{Options, write};
use crate::sample;

fn text(audit: &bartizan_finding::Audit, options: Options) -> String {
    let mut out = Vec::new();
    write(audit, &options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_person_sees_this() {
    insta::assert_snapshot!(text(&sample::audit(), Options::default()), @r"
    AWS account 111122223333 (acme-pay), 2 regions, seen 2026-11-22 16:01 UTC

    CRITICAL · 1 failed

    aws-s3-bucket-open-by-acl
    Bucket is open to strangers through its ACL

      outcome  resource                      region        what
      ──────────────────────────────────────────────────────────────────────────────
      fail     analytics-exports-for-partne  eu-central-1  grants READ to everyone
               rs-eu-central-1                             on the internet
                                                           grants WRITE to every
                                                           AWS account

      fix   Open the console, find the resource, and change the one setting that the
            title names; then run the audit again and see that it passes.
      more  bartizan explain aws-s3-bucket-open-by-acl

    HIGH · 1 failed, 1 unknown, 1 waived

    aws-iam-user-console-without-mfa
    IAM user can sign in with a password alone

      outcome  resource                    what
      ──────────────────────────────────────────────────────────────────────────────
      fail     user/ana                    has a console password and no MFA device
      unknown  user/evil\u{1b}[2J\u{202e}  iam:ListMFADevices: throttled
      waived   user/break-glass            has a console password and no MFA device
                                           until 2027-01-31: kept in a sealed
                                           envelope

      fix   Open the console, find the resource, and change the one setting that the
            title names; then run the audit again and see that it passes.
      more  bartizan explain aws-iam-user-console-without-mfa

    MEDIUM · 1 unknown

    aws-kms-key-without-rotation
    KMS key does not rotate

      outcome  resource                    region        what
      ──────────────────────────────────────────────────────────────────────────────
      unknown  alias/payments              eu-central-1  kms:GetKeyRotationStatus:
               key/1234abcd-12ab-34cd-56e                access denied
               f-1234567890ab

      more  bartizan explain aws-kms-key-without-rotation

    Gaps · could not be read, so unknown and not passed

      call                      where         why                missing
      ─────────────────────────────────────────────────────────────────────────────
      wafv2:ListWebACLs         eu-central-1  no answer in time  some or all
                                                                 aws.wafv2.web_acl
      kms:GetKeyRotationStatus  eu-central-1  access denied      part of 4
                                us-east-1                        resources

    Summary
      2 failed (1 critical, 1 high), 2 unknown, 1 waived, 1 passed, 3 gaps; 6
      resources judged by 3 rules
      1 rule switched off, 1 waiver expired

    Next
      bartizan explain aws-s3-bucket-open-by-acl  why it matters, how to fix it
      bartizan permissions aws                    the policy that the audit needs
      --format json                               every finding, passes included
    ");
}

#[test]
fn nothing_to_say_is_said_briefly() {
    let audit = sample::of(&[sample::finding("iam", "user", "ben", None, Outcome::Pass)]);
    insta::assert_snapshot!(text(&audit, Options::default()), @"
    AWS account 111122223333 (acme-pay), 2 regions, seen 2026-11-22 16:01 UTC

    Summary
      nothing failed, 1 passed; 1 resource judged by 3 rules

    Next
      --format json  every finding, passes included
    ");
}

#[test]
fn no_line_is_wider_than_asked_and_nothing_reaches_the_terminal_raw() {
    for width in [60, 80, 100, 132] {
        let text = text(
            &sample::audit(),
            Options {
                width,
                ..Options::default()
            },
        );
        for line in text.lines() {
            assert!(line.width() <= width, "{width}: {line}");
            assert!(
                !line.chars().any(|c| c.is_control() || c == '\u{202e}'),
                "{line:?}"
            );
        }
    }
}

#[test]
fn colour_changes_nothing_but_colour() {
    let (with, without) = (
        Options {
            colour: true,
            ..Options::default()
        },
        Options::default(),
    );
    let coloured = text(&sample::audit(), with);
    assert!(coloured.contains("\u{1b}[31m"));
    let mut stripped = String::new();
    for part in coloured.split('\u{1b}') {
        stripped.push_str(
            part.strip_prefix('[')
                .and_then(|it| it.split_once('m'))
                .map_or(part, |(_, rest)| rest),
        );
    }
    assert_eq!(stripped, text(&sample::audit(), without));
}

#[test]
fn many_findings_are_counted_and_not_all_shown() {
    let findings: Vec<_> = (0..3_000)
        .map(|n| {
            let outcome = match n % 3 {
                0 => Outcome::Fail(vec![sample::violation("has no device")]),
                1 => Outcome::Unknown(vec![sample::gap(
                    "iam:ListMFADevices",
                    Reason::AccessDenied,
                )]),
                _ => Outcome::Pass,
            };
            sample::finding("iam", "user", &format!("user-{n}"), None, outcome)
        })
        .collect();
    let text = text(
        &sample::of(&findings),
        Options {
            rows: 4,
            ..Options::default()
        },
    );
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with("  fail "))
            .count(),
        3
    );
    assert!(
        text.contains("… and 1,996 more: `--format json` lists all"),
        "{text}"
    );
    assert!(
        text.contains("1,000 failed (1,000 high), 1,000 unknown, 1,000 passed"),
        "{text}"
    );
}

#[test]
fn what_was_accepted_is_shown_after_what_fails_and_never_crowded_out() {
    let waived = || Outcome::Waived {
        by: WaiverId("w".to_owned()),
        until: jiff::civil::date(2027, 1, 31),
        reason: "reviewed\u{1b}[2J".to_owned(),
        violations: vec![sample::violation("has no device")],
    };
    let mut findings: Vec<_> = (0..100)
        .map(|n| {
            let outcome = Outcome::Fail(vec![sample::violation("has no device")]);
            sample::finding("iam", "user", &format!("user-{n}"), None, outcome)
        })
        .collect();
    findings.push(sample::finding("iam", "user", "glass", None, waived()));
    findings.push(sample::finding("kms", "key", "k", None, waived()));
    let text = text(&sample::of(&findings), Options::default());
    assert!(text.contains("HIGH · 100 failed, 1 waived"), "{text}");
    assert!(text.contains("  waived   user/glass "), "{text}");
    assert!(
        text.contains("until 2027-01-31: reviewed\\u{1b}[2J"),
        "{text}"
    );
    assert!(text.contains("… and 81 more"), "{text}");
    let (_, accepted) = text.split_once("MEDIUM · 1 waived").unwrap();
    let (section, _) = accepted.split_once("Summary").unwrap();
    assert!(!section.contains("  fix "), "{text}");
}

#[test]
fn a_name_of_10_kb_is_cut_where_one_can_see_it_and_many_messages_are_counted() {
    let violations = (0..1_000)
        .map(|n| sample::violation(&format!("wrong {n}")))
        .collect();
    let findings = [sample::finding(
        "iam",
        "user",
        &"x".repeat(10_000),
        None,
        Outcome::Fail(violations),
    )];
    let text = text(&sample::of(&findings), Options::default());
    assert!(text.len() < 3_000, "{}", text.len());
    assert!(text.replace([' ', '\n'], "").contains("xxx…"), "{text}");
    assert!(text.contains("and 995 more"), "{text}");
}

#[test]
fn with_many_accounts_each_row_names_its_own() {
    let mut audit = sample::audit();
    audit.audited.accounts.push(AuditedAccount {
        id: "444455556666".to_owned(),
        alias: None,
    });
    let text = text(
        &audit,
        Options {
            width: 100,
            ..Options::default()
        },
    );
    assert!(
        text.starts_with("AWS accounts 111122223333 (acme-pay), 444455556666, 2 regions, seen"),
        "{text}"
    );
    assert!(text.contains("  fail     111122223333  user/ana"), "{text}");
}
