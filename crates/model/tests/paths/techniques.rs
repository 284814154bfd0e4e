//! The techniques themselves: whole, unique, and of actions that AWS has.

use std::collections::BTreeSet;

use bartizan_iam::paths::Technique;
use bartizan_iam::{Dictionary, glob_matches};
use serde_json::Value;

use crate::world::{shared, techniques};

/// Actions that the dictionary does not have, on purpose.
const UNKNOWN: &[&str] = &[
    // CodeStar's console called it; AWS's reference never had it, and closed the service on 2024-07-31.
    "codestar:CreateProjectFromTemplate",
];

#[test]
fn every_id_is_there_once_and_every_action_is_one_that_aws_has() {
    let mut ids = BTreeSet::new();
    let mut unknown = BTreeSet::new();
    for technique in techniques() {
        assert!(ids.insert(technique.id.clone()), "`{}` twice", technique.id);
        assert!(technique.see.starts_with("https://docs.aws.amazon.com/"));
        for (action, _) in &technique.needs {
            if Dictionary::get().action(action).is_none() {
                unknown.insert(action.clone());
            }
        }
    }
    let listed: BTreeSet<String> = UNKNOWN.iter().map(|it| (*it).to_owned()).collect();
    assert_eq!(unknown, listed);
}

/// Each of the 123 sets of permissions that other collections list is a row's, or is a pattern that a row covers.
#[test]
fn every_known_set_of_permissions_has_a_row() {
    let Some(text) = shared("data/privilege-escalation.json") else {
        return;
    };
    let sets: Value = serde_json::from_str(&text).unwrap();
    let sets = sets.as_array().unwrap();
    assert_eq!(sets.len(), 123);
    let techniques = techniques();
    for set in sets {
        let wanted: BTreeSet<String> = set["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it.as_str().unwrap().to_ascii_lowercase())
            .collect();
        let is_it = |technique: &&Technique| {
            let needs = technique.needs.iter();
            let needs: BTreeSet<String> = needs
                .map(|(action, _)| action.to_ascii_lowercase())
                .collect();
            let covers = technique.covers.iter().map(|it| it.to_ascii_lowercase());
            needs == wanted || covers.collect::<BTreeSet<_>>().is_superset(&wanted)
        };
        let row = techniques.iter().find(is_it);
        let row = row.unwrap_or_else(|| panic_about(&wanted));
        for id in set["sources"].as_array().unwrap() {
            let id = id.as_str().unwrap();
            assert!(row.sources.iter().any(|it| it == id), "`{}`: {id}", row.id);
        }
        for pattern in wanted.iter().filter(|it| it.contains('*')) {
            let gives =
                |(action, _): &(String, _)| glob_matches(pattern, &action.to_ascii_lowercase());
            assert!(
                row.needs.iter().all(gives),
                "{pattern} does not give `{}`",
                row.id
            );
        }
    }
}

#[expect(clippy::panic, reason = "tests")]
fn panic_about<T>(set: &BTreeSet<String>) -> T {
    panic!("no row for {set:?}")
}
