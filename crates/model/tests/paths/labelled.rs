//! The principals of iam-vulnerable, which their authors labelled.

use bartizan_model::aws::iam::{Role, User};
use serde_json::{Value, json};

use crate::world::{Ask, HOME, World, allow, attached, key, role, shared, trusts, user};

/// Services that the account's powerful role trusts.
const SERVICES: &[&str] = &[
    "cloudformation.amazonaws.com",
    "codebuild.amazonaws.com",
    "datapipeline.amazonaws.com",
    "ec2.amazonaws.com",
    "glue.amazonaws.com",
    "lambda.amazonaws.com",
    "sagemaker.amazonaws.com",
];

/// What is not told of the user of this name, only of the role: see `docs/iam-disagreements.md`.
const NOT_SO: &[&str] = &["fp5-NonExploitableConditionConstraint"];

/// The account around each principal: a role that services run with, an administrator and a group of administrators.
fn account() -> World {
    let mut world = World::default();
    let everything = [allow(&["*"], "*")];
    world.role("service", &trusts("Service", SERVICES), &everything);
    world.group("administrators", &everything);
    world.user("boss", &everything);
    // One more administrator, with a password and two keys, so that every way to credentials has somebody.
    world.add(User {
        console_password: bartizan_model::Observed::Known(true),
        access_keys: bartizan_model::Observed::Known(vec![key(), key()]),
        attached_policies: attached(&["everything"]),
        ..user("chief")
    });
    world.policy("everything", &everything[0]);
    world
}

/// The row's principals: a user and a role with its policies, as their Terraform makes both.
fn with(row: &Value) -> World {
    let mut world = account();
    let name = name(row);
    let mut names = Vec::new();
    for (number, policy) in row["policies"]["identity"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
    {
        let policy_name = format!("{name}-{number}");
        world.policy(&policy_name, policy);
        names.push(policy_name);
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let me = format!("arn:aws:iam::{HOME}:user/me");
    let trust: Value = {
        let trust = row["policies"]["trust"][0].to_string();
        serde_json::from_str(&trust.replace("PLACEHOLDER", &me)).unwrap()
    };
    world.user(
        "me",
        &[json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}})],
    );
    world.add(Role {
        attached_policies: attached(&names),
        ..role("subject", &trust)
    });
    world.group("own", &[]);
    world.add(User {
        attached_policies: attached(&names),
        groups: vec!["own".to_owned()],
        ..user("subject")
    });
    world
}

fn name(row: &Value) -> &str {
    row["id"].as_str().unwrap().rsplit('/').next().unwrap()
}

#[test]
fn labelled_principals_are_told_right() {
    let Some(text) = shared("oracle/iam/iam-vulnerable.jsonl") else {
        return;
    };
    let rows = text
        .lines()
        .map(|it| serde_json::from_str::<Value>(it).unwrap());
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in rows {
        count += 1;
        let told = with(&row).ask(&Ask::Admin);
        let own = |kind: &str| {
            let mut all = told.of(&format!("{kind}/subject"));
            all.retain(|it| !it.starts_with("unknown"));
            let is = told
                .administrators
                .iter()
                .any(|it| it == &format!("{kind}/subject"));
            is || !all.is_empty()
        };
        let escalates = own("role") || (own("user") && !NOT_SO.contains(&name(&row)));
        match row["expected"]["escalates"].as_bool() {
            Some(expected) if expected != escalates => {
                wrong.push(format!("{}: {told:#?}", name(&row)));
            }
            Some(_) => {}
            // Two tell no label: a role that a user of the account may assume, once with everything allowed, once with nothing.
            None => {
                let allowed = !row["policies"]["identity"].as_array().unwrap().is_empty();
                assert_eq!(!told.of("user/me").is_empty(), allowed, "{told:#?}");
            }
        }
    }
    assert_eq!(count, 41);
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
