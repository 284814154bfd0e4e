//! The command line itself.

use crate::support::{folder, run, run_in};

#[test]
fn version_says_the_version() {
    let ran = run(["--version"]);
    assert_eq!(
        (ran.stdout.as_str(), ran.code),
        (
            concat!("bartizan ", env!("CARGO_PKG_VERSION"), "\n"),
            Some(0)
        )
    );
}

#[test]
fn help_holds_the_exit_codes_and_so_does_the_manual() {
    let help = run(["--help"]).stdout;
    let table = help.split_once("Exit codes:\n").unwrap().1;
    insta::assert_snapshot!(table, @"
      0  nothing failed at or above --fail-on (default: high)
      1  something failed at or above --fail-on; with --fail-on-new, something new did
      2  wrong arguments, unreadable input, or an output that cannot be written
      3  nothing failed at or above --fail-on, but part of the account could not be read
      4  nothing could be read: no credentials, or what answers is not AWS
    130  interrupted; no half-written file is left
    ");
    let manual = run(["man"]).stdout;
    for line in table.lines() {
        let meaning = line.trim().split_once("  ").unwrap().1;
        assert!(manual.replace("\\-", "-").contains(meaning), "{meaning}");
    }
}

#[test]
fn wrong_arguments_exit_with_2() {
    for args in [
        &["frobnicate"][..],
        &[],
        &["check"],
        &["audit"],
        &["audit", "aws", "--fail-on", "catastrophic"],
        &["audit", "aws", "--concurrency", "0"],
        &["audit", "aws", "--external-id", "x"],
        &["audit", "demo", "--no-builtin-rules"],
        &["audit", "aws", "--service", "s4"],
        &[
            "audit",
            "aws",
            "--role-arn",
            "a",
            "--external-id",
            "x",
            "--external-id",
            "y",
        ],
    ] {
        let ran = run(args);
        assert_eq!(
            (ran.stdout.as_str(), ran.code),
            ("", Some(2)),
            "{args:?}: {ran}"
        );
    }
}

#[test]
fn a_service_that_does_not_exist_is_answered_with_those_that_do() {
    insta::assert_snapshot!(run(["collect", "aws", "--service", "s4", "-o", "/dev/null"]), @"
    error: there is no service `s4`
    hint: services are account, iam, kms, s3, cloudtrail, wafv2, ssm, organizations
    exit 2
    ");
}

#[test]
fn without_credentials_nothing_can_be_read() {
    let ran = run(["audit", "aws", "--region", "us-east-1"]);
    insta::assert_snapshot!(ran, @"
    error: no usable aws credentials were found
    hint: sign in again (`aws sso login`), or set --profile or AWS_ACCESS_KEY_ID and its companions
    exit 4
    ");
}

#[test]
fn a_rule_that_does_not_exist_is_answered_with_the_nearest() {
    insta::assert_snapshot!(run(["explain", "aws-iam-user-console-without-mfaa"]), @"
    error: there is no rule `aws-iam-user-console-without-mfaa`
    hint: did you mean `aws-iam-user-console-without-mfa`?
    exit 2
    ");
}

#[test]
fn explain_tells_what_why_how_and_examples() {
    insta::assert_snapshot!(run(["explain", "aws-iam-user-console-without-mfa"]), @r#"
    aws-iam-user-console-without-mfa
    IAM user can sign in with a password alone

      severity  high
      judges    aws.iam.user
      reads     console_password, mfa_devices

    Why it matters

      The user has a console password and no MFA device, so one leaked or guessed
      password is enough to act as them.
      Stolen passwords are the commonest way into cloud accounts, and a payments
      operator's console reaches customer money.

    How to fix it

      Console: IAM, Users, the user, "Security credentials", "Assign MFA device".
      If nobody signs in with it, remove the password: aws iam delete-login-profile
      --user-name NAME

    Examples

      fail     password and no device
      fail     password and a list of devices that AWS leaves out
      pass     programmatic user
      pass     a hardware token counts, though its serial is no ARN
      unknown  the auditor may not list devices
      unknown  the credential report could not be read

    Asked for by

      aws-fsbp        IAM.5, IAM.19
      cis-aws-6.0     2.9
      cis-aws-7.0     2.10
      dora            Art. 9(4)(d)
      gdpr-32         32(1)(b)
      iso-27001-2022  A.6.7, A.8.2, A.8.5
      nis2            Art. 21(2)(j), 6.7.2.d, 11.1.2.c, 11.3.2.a, 11.4.2.c, 11.6.1,
                      11.6.2.a, 11.7.1, 11.7.2
      nist-800-53-r5  AC-6(3), AC-7(4), AC-17, AC-17(4), IA-2, IA-2(1), IA-2(2),
                      IA-2(6), IA-2(8), IA-5, MA-4
      pci-dss-4.0.1   8.3.1, 8.4.1, 8.4.2, 8.4.3, 8.5.1
      soc-2           CC6.1, CC6.6

    Read more

      https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
      https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
    exit 0
    "#);
}

#[test]
fn every_rule_is_listed_for_people_and_for_programs() {
    let text = run(["rules"]).stdout;
    let json = run(["rules", "--format", "json"]).json();
    let rules = json.as_array().unwrap();
    assert!(rules.len() >= 90, "{}", rules.len());
    for rule in rules {
        assert!(text.contains(rule["id"].as_str().unwrap()), "{rule}");
        let reads = ["reads", "facts"].map(|list| rule[list].as_array().unwrap().len());
        assert_ne!(reads, [0, 0], "{rule}");
    }
    // Every run compiles every rule: some are enough to see that they can be explained.
    for rule in rules.iter().step_by(40) {
        assert_eq!(run(["explain", rule["id"].as_str().unwrap()]).code, Some(0));
    }
}

#[test]
fn the_policy_allows_looking_only() {
    let policy = run(["permissions", "aws"]).json();
    for action in policy["Statement"][0]["Action"].as_array().unwrap() {
        let (_, name) = action.as_str().unwrap().split_once(':').unwrap();
        let looks = ["Get", "List", "Describe", "Generate", "Gateway"]
            .iter()
            .any(|verb| name.starts_with(verb));
        assert!(looks && !name.contains('*'), "{action}");
    }
}

#[test]
fn every_schema_is_a_schema() {
    for format in ["snapshot", "report", "ndjson", "config"] {
        let schema = run(["schema", format]).json();
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
    }
}

#[test]
fn completions_exist_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(
            run(["completions", shell]).stdout.contains("bartizan"),
            "{shell}"
        );
    }
}

#[test]
fn the_rules_that_ship_hold_by_their_own_cases() {
    let ran = run([
        "rules",
        "test",
        concat!(env!("CARGO_MANIFEST_DIR"), "/policies"),
    ]);
    assert_eq!(ran.code, Some(0), "{ran}");
}

#[test]
fn cases_that_do_not_hold_are_shown_by_line() {
    let rego = include_str!("../../policies/aws/iam/user_console_without_mfa.rego");
    let cases = "- name: no password\n  resource: {console_password: false, mfa_devices: []}\n  expect: fail\n";
    let folder = folder(&[
        ("rules/aws/iam/user_console_without_mfa.rego", rego),
        ("rules/aws/iam/user_console_without_mfa.cases.yaml", cases),
    ]);
    insta::assert_snapshot!(run_in(folder.path(), &["rules", "test", "rules"]), @"
    FAIL  aws-iam-user-console-without-mfa  1 case
          line 1, no password: expected fail, found pass
          no case reaches line 18, 20, 24, 25, 26 of rules/aws/iam/user_console_without_mfa.rego

    0 of 1 rules hold
    exit 1
    ");
}
