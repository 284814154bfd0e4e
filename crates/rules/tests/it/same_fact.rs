//! No two rules report the same fact: every rule is run on the resources of every case of its type.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use bartizan_finding::Outcome;
use bartizan_rules::Rule;
use bartizan_rules::cases::{self, Case, conclude};

use crate::shipped;

/// The rules of each type, with the cases of all of them.
fn by_kind() -> BTreeMap<&'static str, (Vec<&'static Rule>, Vec<Case>)> {
    let mut kinds: BTreeMap<&str, (Vec<&Rule>, Vec<Case>)> = BTreeMap::new();
    for rule in shipped().rules() {
        let (rules, pool) = kinds.entry(rule.kind()).or_default();
        rules.push(rule);
        // A case that changes a parameter is about that.
        let cases = cases::read(rule).unwrap().into_iter();
        pool.extend(cases.filter(|case| case.params.is_empty()));
    }
    kinds
}

#[test]
fn no_two_rules_report_the_same_fact() {
    let mut wrong = String::new();
    for (rules, pool) in by_kind().values() {
        let concluded: Vec<Vec<Option<Outcome>>> =
            rules.iter().map(|rule| conclude(rule, pool)).collect();
        for (at, (rule, ours)) in rules.iter().zip(&concluded).enumerate() {
            for (other, theirs) in rules.iter().zip(&concluded).skip(at + 1) {
                if fail_together(ours, theirs) {
                    writeln!(wrong, "{} and {} fail on the same cases", rule.id, other.id).unwrap();
                }
                if let Some((case, message)) = same_words(pool, ours, theirs) {
                    let (one, two) = (&rule.id, &other.id);
                    writeln!(wrong, "{one} and {two} both say `{message}` of `{case}`").unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn two_rules_that_are_one_are_found() {
    let (rules, pool) = by_kind().remove("aws.s3.bucket").unwrap();
    let concluded = conclude(rules.first().unwrap(), &pool);
    let fails = concluded.iter().flatten().filter(|it| it.name() == "fail");
    assert!(fails.count() > 0);
    assert!(fail_together(&concluded, &concluded));
    assert!(same_words(&pool, &concluded, &concluded).is_some());
}

/// Whether two rules fail on the same cases, of those that both can judge.
fn fail_together(ours: &[Option<Outcome>], theirs: &[Option<Outcome>]) -> bool {
    let known = |outcome: &Option<Outcome>| match outcome {
        Some(Outcome::Fail(_)) => Some(true),
        Some(Outcome::Pass) => Some(false),
        _ => None,
    };
    let both: Vec<(bool, bool)> = ours
        .iter()
        .zip(theirs)
        .filter_map(|(ours, theirs)| Some((known(ours)?, known(theirs)?)))
        .collect();
    both.contains(&(true, true)) && both.iter().all(|(ours, theirs)| ours == theirs)
}

/// A case of which both say the same.
fn same_words(
    pool: &[Case],
    ours: &[Option<Outcome>],
    theirs: &[Option<Outcome>],
) -> Option<(String, String)> {
    let messages = |outcome: &Option<Outcome>| -> BTreeSet<String> {
        let violations = outcome.iter().flat_map(|it| it.violations().iter());
        violations.map(|it| it.message.clone()).collect()
    };
    pool.iter()
        .zip(ours.iter().zip(theirs))
        .find_map(|(case, (ours, theirs))| {
            let (ours, theirs) = (messages(ours), messages(theirs));
            let same = ours.intersection(&theirs).next()?.clone();
            Some((case.name.clone(), same))
        })
}
