//! What cloudsplaining's tests say of policies, each judged alone there and in an account here.

use std::collections::BTreeSet;

use bartizan_model::Observed;
use bartizan_model::aws::iam::{Role, User};
use serde_json::{Value, json};

use crate::world::{Ask, World, allow, arn, attached, key, role, shared, techniques, trusts, user};

/// Rows that are answered otherwise, each explained in `docs/iam-disagreements.md`.
const OTHERWISE: &[&str] = &["cloudsplaining/28"];

/// An account where every technique finds what it needs.
fn account() -> World {
    let mut world = World::default();
    let everything = [allow(&["*"], "*")];
    let techniques = techniques();
    let services: BTreeSet<&str> = techniques
        .iter()
        .flat_map(|it| it.trusts.iter().map(String::as_str))
        .filter(|it| !it.starts_with("cognito"))
        .collect();
    let services: Vec<&str> = services.into_iter().collect();
    world.role("service", &trusts("Service", &services), &everything);
    world.group("administrators", &everything);
    world.policy("everything", &everything[0]);
    for (name, password, keys) in [("boss", false, 0), ("chief", true, 2)] {
        world.add(User {
            console_password: Observed::Known(password),
            access_keys: Observed::Known((0..keys).map(|_| key()).collect()),
            attached_policies: attached(&["everything"]),
            ..user(name)
        });
    }
    world.policy("plain", &allow(&["s3:ListAllMyBuckets"], "*"));
    world.add(Role {
        attached_policies: attached(&["plain"]),
        ..role(
            "plain",
            &trusts("AWS", &[&arn("user", "subject"), &arn("role", "subject")]),
        )
    });
    world
}

#[test]
fn what_cloudsplaining_calls_escalation_is_a_path() {
    let Some(text) = shared("oracle/iam/cloudsplaining.jsonl") else {
        return;
    };
    let techniques = techniques();
    let mut count = 0;
    let mut wrong = Vec::new();
    for row in text.lines() {
        let row: Value = serde_json::from_str(row).unwrap();
        if row["kind"] != "privesc" {
            continue;
        }
        count += 1;
        let id = row["id"].as_str().unwrap();
        let mut world = account();
        world.policy("subject", &row["policy"]);
        world.group("own", &[]);
        world.add(Role {
            attached_policies: attached(&["subject"]),
            ..role("subject", &trusts("Service", &["x.amazonaws.com"]))
        });
        world.add(User {
            attached_policies: attached(&["subject"]),
            groups: vec!["own".to_owned()],
            ..user("subject")
        });
        let told = world.ask(&Ask::Admin);
        let paths: Vec<String> = [told.of("user/subject"), told.of("role/subject")]
            .concat()
            .iter()
            .map(|it| (*it).to_owned())
            .filter(|it| !it.starts_with("unknown"))
            .collect();
        let expected = row["expected"]["result"].as_array().unwrap();
        let types = expected.iter().map(|it| it["type"].as_str().unwrap());
        let ids = types.filter_map(|name| {
            let source = format!("cloudsplaining:{name}");
            let mut all = techniques.iter();
            Some(&all.find(|it| it.sources.contains(&source))?.id)
        });
        let ids: Vec<&String> = ids.collect();
        let named = |path: &String| ids.iter().any(|id| path.contains(id.as_str()));
        let same = paths.is_empty() == expected.is_empty()
            && (expected.is_empty() || paths.iter().any(named));
        if same == OTHERWISE.contains(&id) {
            wrong.push(format!(
                "{id}: {} not {ids:?} but {paths:#?}",
                json!(row["policy"])
            ));
        }
    }
    assert_eq!(count, 65);
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
