//! The techniques themselves: whole, unique, and of actions that AWS has.

use std::collections::BTreeSet;

use bartizan_iam::paths::{On, Technique, When, Yields};
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

/// Where the page of techniques stands.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/escalation.md");

/// `BARTIZAN_UPDATE=1 cargo test -p bartizan-model --test paths page` writes it.
#[test]
fn the_page_of_techniques_is_what_they_are() {
    let page = page();
    if std::env::var_os("BARTIZAN_UPDATE").is_some() {
        std::fs::write(PAGE, &page).unwrap();
    }
    let written = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert!(
        written == page,
        "{PAGE} is out of date: run the test with BARTIZAN_UPDATE=1"
    );
}

fn page() -> String {
    let techniques = techniques();
    let mut page = format!(
        "# Escalation techniques\n\n\
         The {} techniques by which `bartizan iam paths` looks for paths, from `policies/escalation/`. This page is made \
         from them.\n\n\
         *Yields*: what one gets. *Takes*: the permissions, each with what it is done to where that is not just any \
         resource; in italics what has to be there and is not collected, so that the step is told as `needs-existing`.\n",
        techniques.len()
    );
    let mut service = "";
    for technique in &techniques {
        let own = service_of(&technique.id);
        if own != service {
            service = own;
            page +=
                &format!("\n## {service}\n\n| technique | takes | yields |\n| --- | --- | --- |\n");
        }
        page += &row(technique);
    }
    page
}

/// The file that a technique stands in.
fn service_of(id: &str) -> &str {
    let files = std::fs::read_dir(crate::world::folder()).unwrap();
    let names = files.map(|it| {
        it.unwrap()
            .path()
            .file_stem()
            .unwrap()
            .display()
            .to_string()
    });
    let longest = names
        .filter(|it| id.starts_with(it.as_str()))
        .max_by_key(String::len);
    &id[..longest.unwrap().len()]
}

fn row(technique: &Technique) -> String {
    let needs = technique.needs.iter().map(|(action, on)| match on {
        On::Any => format!("`{action}`"),
        on => format!("`{action}` on {}", words(*on)),
    });
    let mut takes = needs.collect::<Vec<_>>().join(", ");
    if !technique.trusts.is_empty() {
        takes += &format!("; the role trusts {}", technique.trusts.join(" or "));
    }
    for when in &technique.when {
        takes += match when {
            When::RoleInInstanceProfile => "; an instance profile carries the role",
            When::UserHasRoomForAKey => "; the user has fewer than two keys",
            When::UserHasTwoKeys => "; the user has two keys",
            When::UserWithoutPassword => "; the user has no password",
            When::UserWithPassword => "; the user has a password",
        };
    }
    if let Some(existing) = &technique.existing {
        takes += &format!("; *{existing}*");
    }
    let yields = match (technique.yields, &technique.retired) {
        (_, Some(day)) => format!("nothing since {day}"),
        (Yields::Role, _) => "the role".to_owned(),
        (Yields::User, _) => "the user".to_owned(),
        (Yields::Group, _) => "the group's policies".to_owned(),
        (Yields::OneSelf, _) => "administrator, as oneself".to_owned(),
        (Yields::AsRole, _) => "administrator, as the role".to_owned(),
        (Yields::AsUser, _) => "administrator, as the user".to_owned(),
        (Yields::AsNew, _) => "administrator, as somebody new".to_owned(),
    };
    let (id, title, see) = (&technique.id, &technique.title, &technique.see);
    format!("| [`{id}`]({see})<br>{title} | {takes} | {yields} |\n")
}

fn words(on: On) -> &'static str {
    match on {
        On::Any => "any",
        On::Role => "the role",
        On::User => "the user",
        On::Group => "the group",
        On::PolicyOfRole => "a policy of the role",
        On::OwnUser | On::OwnRole => "oneself",
        On::OwnGroup => "an own group",
        On::OwnPolicy => "an own policy",
    }
}

#[expect(clippy::panic, reason = "tests")]
fn panic_about<T>(set: &BTreeSet<String>) -> T {
    panic!("no row for {set:?}")
}
