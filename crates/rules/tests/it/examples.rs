//! Running a rule's cases, as `rules test` does.

use bartizan_rules::{Source, cases};

use crate::{GOOD, compiled};

fn report(yaml: &str) -> cases::RuleReport {
    let cases = Some(("example.cases.yaml".to_owned(), yaml.to_owned()));
    let rules = compiled(vec![Source {
        path: "example.rego".to_owned(),
        text: GOOD.to_owned(),
        cases,
    }]);
    cases::run(&rules).rules.remove(0)
}

#[test]
fn what_a_case_gets_wrong_is_told() {
    let report = report(
        "- name: fails\n  resource: { console_password: true, mfa_devices: [] }\n  expect: pass\n\
         - name: other words\n  resource: { console_password: true, mfa_devices: [] }\n  expect: fail\n  message: two devices\n\
         - name: a fact\n  resource: {}\n  facts: { now: x }\n  expect: pass\n\
         - name: a parameter\n  resource: {}\n  params: { max: 1 }\n  expect: pass\n",
    );
    let wrong: Vec<(u64, &str)> = report
        .results
        .iter()
        .map(|it| (it.line, it.wrong.as_deref().unwrap()))
        .collect();
    assert_eq!(
        wrong,
        [
            (1, "expected pass, found fail (`no device`)"),
            (
                4,
                "expected a message with `two devices`, found `no device`"
            ),
            (8, "the rule does not ask for the fact `now`"),
            (12, "the rule has no parameter `max`"),
        ]
    );
    assert!(!report.is_good());
}

#[test]
fn lines_that_no_case_reaches_are_told() {
    let report =
        report("- name: programmatic\n  resource: { console_password: false }\n  expect: pass\n");
    assert!(report.results.iter().all(|it| it.wrong.is_none()));
    assert_eq!(report.uncovered, [13, 15]);
    assert!(!report.is_good());
}

#[test]
fn cases_that_can_not_be_run_are_told() {
    let told = |yaml| report(yaml).fault.unwrap().to_string();
    insta::assert_snapshot!(told("- name: ["), @r#"`example.cases.yaml` line 1: expected string scalar at line 1, column 9"#);
    insta::assert_snapshot!(told("- name: a\n  resource: {}\n  expects: pass\n"), @r#"`example.cases.yaml` line 3: unknown field `expects`, expected one of name, resource, facts, params, expect, message at line 3, column 3"#);
    insta::assert_snapshot!(told("- name: a\n  resource: { mfa_device: [] }\n  expect: pass\n"), @r#"`example.cases.yaml` line 1: the resource of `a` is no `aws.iam.user`: unknown field `mfa_device`, expected one of `type`, `id`, `name`, `account`, `region`, `tags`, `path`, `unique_id`, `created_at`, `console_password`, `password_last_used`, `password_last_changed`, `mfa_devices`, `access_keys`, `groups`, `attached_policies`, `inline_policies`, `permissions_boundary`, `last_accessed`"#);
    insta::assert_snapshot!(told("- name: a\n  resource: { mfa_devices: [3] }\n  expect: pass\n"), @r#"`example.cases.yaml` line 1: the resource of `a` is no `aws.iam.user`: invalid type: integer `3`, expected struct MfaDevice"#);
}

#[test]
fn a_rule_without_cases_is_told() {
    let rules = compiled(vec![crate::source("example.rego", GOOD)]);
    let report = cases::run(&rules);
    assert_eq!(report.without_cases().count(), 1);
    assert!(!report.is_good());
}

/// In stock OPA a builtin that fails leaves its body undefined, which reads as a pass: the cases tell.
#[test]
fn a_builtin_that_fails_is_told() {
    let rego = "violation contains {\"message\": \"m\"} if regex.match(input.resource.path, \"x\")";
    let yaml = "- name: a\n  resource: { path: \"(\" }\n  expect: pass\n";
    let rule = crate::rule_of("aws.iam.user", "#   reads: [path]\n", rego);
    let rules = compiled(vec![Source {
        cases: Some(("example.cases.yaml".to_owned(), yaml.to_owned())),
        ..rule
    }]);
    let report = cases::run(&rules).rules.remove(0);
    let wrong = report.results.first().unwrap().wrong.clone().unwrap();
    assert!(wrong.contains("invalid regex"), "{wrong}");
}
