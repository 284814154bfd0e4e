#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use bartizan_finding::{Finding, GapEntry, Outcome, WaiverId};
use bartizan_model::Reason;
use serde_json::Value;

use super::*;
use crate::sample::{self, ACCOUNT};

fn fails(name: &str, message: &str) -> Finding {
    let wrong = Outcome::Fail(vec![sample::violation(message)]);
    sample::finding("iam", "user", name, None, wrong)
}

fn with(finding: &Finding, outcome: Outcome) -> Finding {
    Finding {
        outcome,
        ..finding.clone()
    }
}

fn unknown() -> Outcome {
    Outcome::Unknown(vec![sample::gap(
        "iam:ListMFADevices",
        Reason::AccessDenied,
    )])
}

fn waived() -> Outcome {
    Outcome::Waived {
        by: WaiverId("w".to_owned()),
        until: jiff::civil::date(2027, 1, 31),
        reason: "accepted".to_owned(),
        violations: vec![sample::violation("is wrong")],
    }
}

fn written(old: &Audit, new: &Audit, format: Format) -> String {
    let side = |name, audit| Side { name, audit };
    let diff = Diff::of(side("old.json", old), side("new.json", new), None).unwrap();
    let mut out = Vec::new();
    diff.write(format, &Options::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Name of resource, change and why, of every finding that the difference names.
fn changes(old: &Audit, new: &Audit) -> Vec<String> {
    let text = written(old, new, Format::Json);
    let value: Value = serde_json::from_str(&text).unwrap();
    let schema = jsonschema::validator_for(&schema()).unwrap();
    let faults: Vec<_> = schema
        .iter_errors(&value)
        .map(|it| it.to_string())
        .collect();
    assert_eq!(faults, Vec::<String>::new());
    let findings = value["findings"].as_array().unwrap();
    let told = findings.iter().map(|it| {
        let name = it["finding"]["resource"]["name"].as_str().unwrap();
        format!("{name} {} {}", it["change"], it["because"]).replace('"', "")
    });
    told.collect()
}

#[test]
fn every_pair_of_outcomes_becomes_what_it_should() {
    let outcomes = [Outcome::Pass, fails("", "x").outcome, unknown(), waived()];
    let mut said = Vec::new();
    for before in &outcomes {
        for now in &outcomes {
            let [old, new] =
                [before, now].map(|it| sample::of(&[with(&fails("a", ""), it.clone())]));
            let change = changes(&old, &new)
                .pop()
                .unwrap_or_else(|| "a -".to_owned());
            said.push(format!(
                "{} → {}: {}",
                before.name(),
                now.name(),
                &change[2..]
            ));
        }
    }
    insta::assert_snapshot!(said.join("\n"), @"
    pass → pass: -
    pass → fail: new passed
    pass → unknown: now-unknown not-read
    pass → waived: -
    fail → pass: repaired null
    fail → fail: open null
    fail → unknown: unseen not-read
    fail → waived: waived null
    unknown → pass: -
    unknown → fail: new was-unknown
    unknown → unknown: -
    unknown → waived: -
    waived → pass: -
    waived → fail: new waiver-ended
    waived → unknown: now-unknown not-read
    waived → waived: -
    ");
}

#[test]
fn what_is_missing_is_deleted_only_where_somebody_looked() {
    let ana = fails("ana", "is wrong");
    let old = sample::of(&[ana]);
    let change = |edit: &dyn Fn(&mut Audit)| {
        let mut new = sample::of(&[]);
        edit(&mut new);
        changes(&old, &new)
    };
    assert_eq!(change(&|_| ()), ["ana deleted null"]);
    let gap = |kind: &str, region: Option<&str>| GapEntry {
        hides: vec![kind.to_owned()],
        ..GapEntry::new(
            ACCOUNT,
            region,
            &sample::gap("iam:ListUsers", Reason::Timeout),
        )
    };
    let hides = |kind, region| change(&|new| new.gaps.push(gap(kind, region)));
    assert_eq!(hides("aws.iam.user", None), ["ana unseen listing-failed"]);
    assert_eq!(hides("aws.iam.role", None), ["ana deleted null"]);
    assert_eq!(
        hides("aws.iam.user", Some("us-east-1")),
        ["ana deleted null"]
    );
    let elsewhere = change(&|new| new.audited.accounts.clear());
    assert_eq!(elsewhere, ["ana unseen not-looked-at"]);
    let unruled = change(&|new| new.rules.retain(|rule| rule.service != "iam"));
    assert_eq!(unruled, ["ana not-judged null"]);
}

#[test]
fn a_region_or_service_that_was_left_out_hides_what_it_had() {
    let wrong = Outcome::Fail(vec![sample::violation("is wrong")]);
    let key = sample::finding("kms", "key", "k", Some("us-east-1"), wrong);
    let mut old = sample::of(&[key]);
    old.audited.services = vec!["iam".to_owned(), "kms".to_owned()];
    let mut new = sample::of(&[]);
    new.audited.regions = vec!["eu-central-1".to_owned()];
    assert_eq!(changes(&old, &new), ["k unseen not-looked-at"]);
    let mut new = sample::of(&[]);
    new.audited.services = vec!["iam".to_owned()];
    assert_eq!(changes(&old, &new), ["k unseen not-looked-at"]);
    new.audited.services.push("kms".to_owned());
    assert_eq!(changes(&old, &new), ["k deleted null"]);
}

#[test]
fn a_new_failure_says_why_it_is_new() {
    let new = sample::of(&[fails("ana", "is wrong")]);
    let change = |edit: &dyn Fn(&mut Audit)| {
        let mut old = sample::of(&[]);
        edit(&mut old);
        changes(&old, &new)
    };
    assert_eq!(change(&|_| ()), ["ana new resource-is-new"]);
    assert_eq!(change(&|old| old.rules.clear()), ["ana new rule-is-new"]);
    let elsewhere = change(&|old| old.audited.accounts.clear());
    assert_eq!(elsewhere, ["ana new was-unknown"]);
}

#[test]
fn other_words_or_another_severity_make_a_failure_changed_and_the_old_words_are_kept() {
    let old = sample::of(&[fails("ana", "has one key"), fails("ben", "same")]);
    let mut ben = fails("ben", "same");
    ben.severity = Severity::Critical;
    let new = sample::of(&[fails("ana", "has two keys"), ben]);
    let value: Value = serde_json::from_str(&written(&old, &new, Format::Json)).unwrap();
    let said = |place: usize| {
        let it = &value["findings"][place];
        (it["change"].as_str().unwrap(), it["was"].as_str().unwrap())
    };
    assert_eq!(said(0), ("changed", "high: has one key"));
    assert_eq!(said(1), ("changed", "high: same"));
    assert_eq!(value["summary"]["findings"]["changed"], 2);
}

#[test]
fn a_failure_that_only_grew_older_is_open_and_not_changed() {
    let aged = |days: u64, key: &str| {
        let mut finding = fails("ana", &format!("access key {key} is {days} days old"));
        if let Outcome::Fail(violations) = &mut finding.outcome {
            violations[0].evidence = [
                ("age_days".to_owned(), days.into()),
                ("key".to_owned(), key.into()),
            ]
            .into();
        }
        sample::of(&[finding])
    };
    let open = |old: &Audit, new: &Audit| changes(old, new) == ["ana open null"];
    assert!(open(&aged(400, "A"), &aged(407, "A")));
    assert!(!open(&aged(400, "A"), &aged(407, "B")));
    let had = |days: u64| {
        let message = format!("has had a password for {days} days and never signed in");
        sample::of(&[fails("ana", &message)])
    };
    assert!(open(&had(95), &had(102)));
    let every = |days: u64| sample::of(&[fails("ana", &format!("rotates every {days} days"))]);
    assert!(!open(&every(90), &every(365)), "a setting is no age");
    let keys = |number: u64| sample::of(&[fails("ana", &format!("has {number} keys"))]);
    assert!(
        !open(&keys(1), &keys(2)),
        "other numbers say something else"
    );
}

#[test]
fn a_person_reads_first_what_needs_somebody() {
    let [ana, ben, carla, dan, eve] =
        ["ana", "ben", "carla", "dan", "eve"].map(|it| fails(it, "has no MFA device"));
    let evil = fails("evil\u{1b}[2J|<b>@all", "has no MFA device");
    let old = sample::of(&[
        ana.clone(),
        ben.clone(),
        carla.clone(),
        dan,
        with(&eve, Outcome::Pass),
    ]);
    let new = sample::of(&[
        ana,
        with(&ben, Outcome::Pass),
        with(&carla, unknown()),
        eve,
        evil,
    ]);
    insta::assert_snapshot!(written(&old, &new, Format::Text), @r#"
      old  old.json: AWS account 111122223333 (acme-pay), 2 regions, seen 2026-11-22
           16:01 UTC
      new  new.json: AWS account 111122223333 (acme-pay), 2 regions, seen 2026-11-22
           16:01 UTC

    New · 2 fail now and did not before

      severity  resource               what
      ────────────────────────────────────────────────────────────────────────
      high      eve                    has no MFA device; it passed before
                                       aws-iam-user-console-without-mfa
      high      evil\u{1b}[2J|<b>@all  has no MFA device; the resource is new
                                       aws-iam-user-console-without-mfa

    Not seen · 1 failed before, and nobody can tell now; not gone

      severity  resource  what
      ─────────────────────────────────────────────────────────────────
      high      carla     not known: iam:ListMFADevices: access denied
                          aws-iam-user-console-without-mfa

    Repaired · 1 failed before and pass now

      severity  resource  what
      ─────────────────────────────────────────────────────
      high      ben       aws-iam-user-console-without-mfa

    Deleted · 1 failed before, and the resource is gone

      severity  resource  what
      ─────────────────────────────────────────────────────
      high      dan       was: has no MFA device
                          aws-iam-user-console-without-mfa

    Summary
      2 new (2 high), 1 still open, 1 not seen any more, 1 repaired, 1 deleted
    "#);
    insta::assert_snapshot!(written(&old, &new, Format::Markdown), @"
    ## Bartizan: 2 new &#40;2 high&#41;, 1 still open, 1 not seen any more, 1 repaired, 1 deleted

    - old: `old.json`, AWS account 111122223333 &#40;acme-pay&#41;, 2 regions, seen 2026-11-22 16:01 UTC
    - new: `new.json`, AWS account 111122223333 &#40;acme-pay&#41;, 2 regions, seen 2026-11-22 16:01 UTC

    ### New · 2 fail now and did not before

    | severity | resource | rule | what |
    | --- | --- | --- | --- |
    | high | eve | aws-iam-user-console-without-mfa | has no MFA device; it passed before |
    | high | evil&#92;u&#123;1b&#125;&#91;2J&#124;&#60;b&#62;@&#8203;all | aws-iam-user-console-without-mfa | has no MFA device; the resource is new |

    ### Not seen · 1 failed before, and nobody can tell now; not gone

    | severity | resource | rule | what |
    | --- | --- | --- | --- |
    | high | carla | aws-iam-user-console-without-mfa | not known: iam:ListMFADevices: access denied |

    ### Repaired · 1 failed before and pass now

    | severity | resource | rule | what |
    | --- | --- | --- | --- |
    | high | ben | aws-iam-user-console-without-mfa |  |

    ### Deleted · 1 failed before, and the resource is gone

    | severity | resource | rule | what |
    | --- | --- | --- | --- |
    | high | dan | aws-iam-user-console-without-mfa | was: has no MFA device |
    ");
}

#[test]
fn a_comment_stays_a_comment_however_much_there_is_to_say() {
    let long = "|".repeat(3_000);
    let name = |number: usize| format!("{number}{long}");
    let findings: Vec<_> = (0..300).map(|number| fails(&name(number), &long)).collect();
    let text = written(&sample::of(&[]), &sample::of(&findings), Format::Markdown);
    assert!(text.len() <= crate::markdown::MOST, "{}", text.len());
    assert!(text.contains("300 new") && text.contains("more"));
}

#[test]
fn nothing_different_is_said_in_a_line() {
    let both = || sample::of(&[fails("ana", "is wrong")]);
    let text = written(&both(), &both(), Format::Text);
    assert!(
        text.ends_with("Summary\n  nothing new failed, 1 still open\n"),
        "{text}"
    );
}
