//! Every rule that ships: its cases hold, reach every line, and show every outcome.

use std::fmt::Write as _;

use bartizan_model::Resource;
use bartizan_rules::cases::{self, Expect};

use crate::shipped;

#[test]
fn every_case_holds_and_every_line_is_reached() {
    let rules = shipped();
    let report = cases::run(rules);
    let mut wrong = String::new();
    for rule in &report.rules {
        if let Some(fault) = &rule.fault {
            writeln!(wrong, "{fault}").unwrap();
        }
        for result in &rule.results {
            if let Some(what) = &result.wrong {
                writeln!(
                    wrong,
                    "{} line {}: `{}`: {what}",
                    rule.path, result.line, result.name
                )
                .unwrap();
            }
        }
        if !rule.uncovered.is_empty() {
            writeln!(
                wrong,
                "{}: no case reaches the lines {:?}",
                rule.path, rule.uncovered
            )
            .unwrap();
        }
        assert!(
            rule.lines > 0 || rule.fault.is_some(),
            "{} has no lines",
            rule.path
        );
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(report.is_good());
}

#[test]
fn every_rule_stands_where_its_package_says() {
    for rule in shipped().rules() {
        let package = format!(
            "rules.{}",
            rule.path.strip_suffix(".rego").unwrap().replace('/', ".")
        );
        assert_eq!(rule.package, package);
        assert_eq!(
            rule.id,
            package
                .strip_prefix("rules.")
                .unwrap()
                .replace(['.', '_'], "-")
        );
        assert_eq!(Some(rule.service()), rule.path.split('/').nth(1));
        assert_eq!(rule.path.split('/').next(), Some("aws"));
    }
}

/// Whether an attribute of a type can be unknown at all.
fn can_be_unknown(kind: &str, attribute: &str) -> bool {
    let mut resource = serde_json::to_value(Resource::baseline(kind).unwrap()).unwrap();
    resource
        .as_object_mut()
        .unwrap()
        .insert(attribute.to_owned(), unknown());
    Resource::read(kind, &resource.to_string()).is_ok()
}

fn unknown() -> serde_json::Value {
    serde_json::json!({ "$unknown": { "action": "test:Poison", "reason": "access-denied" } })
}

#[test]
fn every_outcome_has_a_case() {
    for rule in shipped().rules() {
        let cases = cases::read(rule).unwrap();
        let has = |expect| cases.iter().any(|case| case.expect == expect);
        assert!(has(Expect::Fail), "{} has no case that fails", rule.id);
        assert!(has(Expect::Pass), "{} has no case that passes", rule.id);
        let possible = rule
            .depends_on()
            .iter()
            .any(|name| can_be_unknown(rule.kind(), name));
        assert!(
            has(Expect::Unknown) || !possible,
            "{} has no case that is unknown",
            rule.id
        );
    }
}

/// An attribute that a rule does not read can not change what it says; one that it reads makes it unknown; one that
/// only its facts are computed from does the one or the other.
#[test]
fn poison() {
    let rules = shipped();
    let mut poisoned = 0;
    for rule in rules.rules() {
        let attributes = Resource::attributes(rule.kind()).unwrap();
        for case in cases::read(rule).unwrap() {
            // Facts that the case gives are not computed, so they can not become unknown.
            let depends = rule.depends_on_given(|fact| case.facts.contains_key(fact));
            for attribute in attributes
                .iter()
                .filter(|name| can_be_unknown(rule.kind(), name))
            {
                let mut case = case.clone();
                case.resource.insert((*attribute).to_owned(), unknown());
                let said = case.expect;
                if depends.contains(attribute) {
                    case.expect = Expect::Unknown;
                }
                let mut wrong = cases::run_case(rule, &case).unwrap().wrong;
                // A fact may need an attribute for some resources only.
                if wrong.is_some() && !rule.metadata.custom.reads.iter().any(|it| it == attribute) {
                    case.expect = said;
                    wrong = cases::run_case(rule, &case).unwrap().wrong;
                }
                assert_eq!(
                    wrong, None,
                    "{}: `{}` with `{attribute}` poisoned",
                    rule.id, case.name
                );
                poisoned += 1;
            }
        }
    }
    assert!(poisoned > 300, "{poisoned}");
}
