//! Rules as a user wants them: parameters, severities, switched off.

use bartizan_finding::{Outcome, Severity};
use bartizan_model::aws::iam::{AccessKey, User};
use bartizan_model::{Observed, Resource};
use bartizan_rules::{Limits, RuleSet, RuleSettings, SettingFault, Settings};
use serde_json::{Value, json};

use crate::support::{judged_with, user};
use crate::{compiled, rule_of, shipped_sources};

const ROTATED: &str = "aws-iam-user-access-key-not-rotated";

/// A rule with a parameter of each kind.
fn one() -> RuleSet {
    let metadata = "#   reads: [groups]\n#   params: { days: 90, names: [], flag: true, word: a, limits: { a: 1 }, ages: [1] }\n";
    let uses = "violation contains {\"message\": sprintf(\"%v\", [input.params.days])} if {\n\tcount(input.resource.groups) == 0\n\t\
                some x in [input.params.names, input.params.flag, input.params.word, input.params.limits, input.params.ages]\n\tx != 0\n}";
    compiled(vec![rule_of("aws.iam.user", metadata, uses)])
}

fn of_rule(id: &str, settings: RuleSettings) -> Settings {
    Settings {
        rules: [(id.to_owned(), settings)].into(),
        ..Settings::default()
    }
}

fn param(id: &str, name: &str, value: Value) -> Settings {
    let params = [(name.to_owned(), value)].into();
    of_rule(
        id,
        RuleSettings {
            params,
            ..RuleSettings::default()
        },
    )
}

fn configured(mut rules: RuleSet, settings: &Settings) -> RuleSet {
    rules.configure(settings, None).unwrap();
    rules
}

fn said(mut rules: RuleSet, settings: &Settings) -> Vec<String> {
    let faults = rules.configure(settings, None).err().unwrap_or_default();
    faults
        .iter()
        .map(|fault| format!("{fault}; {}", fault.hint().unwrap_or_default()))
        .collect()
}

#[test]
fn a_parameter_changes_what_a_rule_concludes_and_the_rules_own_wins() {
    let key = AccessKey {
        id: "AKIAEXAMPLE".to_owned(),
        active: true,
        created_at: Some("2026-02-01T00:00:00Z".parse().unwrap()),
        last_used: Observed::Absent,
    };
    let ana = Resource::from(User {
        access_keys: Observed::Known(vec![key]),
        ..user("ana")
    });
    let failed = |settings: &Settings| {
        let rules = configured(compiled(shipped_sources()), settings);
        let audit = judged_with(&rules, std::slice::from_ref(&ana), &[], &Limits::default());
        let mut failed = false;
        audit
            .unwrap()
            .findings
            .each(|it| {
                failed |= it.rule == ROTATED && matches!(it.outcome, Outcome::Fail(_));
                Ok(())
            })
            .unwrap();
        failed
    };
    // 59 days old.
    let everywhere = |days: u64| Settings {
        params: [("max_age_days".to_owned(), json!(days))].into(),
        ..Settings::default()
    };
    assert!(!failed(&Settings::default()));
    assert!(failed(&everywhere(30)));
    assert!(failed(&param(ROTATED, "max_age_days", json!(30))));
    let mut both = param(ROTATED, "max_age_days", json!(70));
    both.params = everywhere(30).params;
    assert!(!failed(&both));
}

#[test]
fn a_severity_is_said_in_findings_and_prose_and_the_old_one_is_known() {
    let settings = RuleSettings {
        severity: Some(Severity::Critical),
        ..RuleSettings::default()
    };
    let rules = configured(compiled(shipped_sources()), &of_rule(ROTATED, settings));
    assert_eq!(
        rules.get(ROTATED).unwrap().prose().severity,
        Severity::Critical
    );
    let declared = rules.declared(ROTATED).unwrap();
    assert_eq!(declared.severity, Some(Severity::Medium));
    let audit = judged_with(&rules, &[user("ana").into()], &[], &Limits::default()).unwrap();
    audit
        .findings
        .each(|it| {
            assert_eq!(
                it.severity == Severity::Critical,
                it.rule == ROTATED,
                "{it:?}"
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_rule_that_is_switched_off_judges_nothing_and_is_named() {
    let off = RuleSettings {
        enabled: Some(false),
        ..RuleSettings::default()
    };
    let rules = configured(compiled(shipped_sources()), &of_rule(ROTATED, off));
    assert!(rules.get(ROTATED).is_none());
    assert_eq!(rules.nearest(ROTATED), Some(ROTATED));
    let audit = judged_with(&rules, &[user("ana").into()], &[], &Limits::default()).unwrap();
    assert_eq!(audit.switched_off, [ROTATED]);
    assert!(audit.rules.iter().all(|rule| rule.id != ROTATED));
    audit
        .findings
        .each(|it| {
            assert_ne!(it.rule, ROTATED);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_setting_that_fits_no_rule_is_a_mistake_with_what_was_meant() {
    let id = "test-example";
    let none = RuleSettings::default;
    insta::assert_debug_snapshot!(said(one(), &of_rule("test-exampel", none())), @r#"
    [
        "there is no rule `test-exampel`; did you mean `test-example`?",
    ]
    "#);
    insta::assert_debug_snapshot!(said(one(), &param(id, "dais", json!(1))), @r#"
    [
        "`test-example` does not have a parameter `dais`; did you mean `days`?",
    ]
    "#);
    let mut everywhere = Settings::default();
    everywhere.params.insert("dayz".to_owned(), json!(1));
    everywhere.params.insert("names".to_owned(), json!("one"));
    insta::assert_debug_snapshot!(said(one(), &everywhere), @r#"
    [
        "no rule has a parameter `dayz`; did you mean `days`?",
        "the parameter `names` is a list; this is a string; its default is `[]`",
    ]
    "#);
}

#[test]
fn a_parameter_keeps_the_type_of_its_default() {
    let id = "test-example";
    for (name, good, bad) in [
        ("days", json!(30), json!("30")),
        ("days", json!(0.5), json!(true)),
        (
            "names",
            json!(["111122223333"]),
            json!([111_122_223_333_u64]),
        ),
        ("names", json!([]), json!("a")),
        ("flag", json!(false), json!("false")),
        ("word", json!("b"), json!(["b"])),
        ("limits", json!({"b": 2}), json!([1])),
        ("ages", json!([2, 3]), json!([2, "3"])),
    ] {
        assert_eq!(
            said(one(), &param(id, name, good.clone())),
            [""; 0],
            "{good}"
        );
        let faults = one().configure(&param(id, name, bad.clone()), None).err();
        assert!(
            matches!(faults.as_deref(), Some([SettingFault::WrongType { .. }])),
            "{name} {bad}: {faults:?}"
        );
    }
}

#[test]
fn what_is_said_of_rules_that_were_left_out_is_no_mistake() {
    let shipped = compiled(shipped_sources());
    let settings = param(ROTATED, "max_age_days", json!(30));
    let mut rules = one();
    assert!(rules.configure(&settings, None).is_err());
    rules.configure(&settings, Some(&shipped)).unwrap();
    assert_eq!(rules.rules().len(), 1);
}
