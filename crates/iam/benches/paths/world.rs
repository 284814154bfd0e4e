//! A made-up organization of users and roles.

use std::collections::HashMap;

use bartizan_iam::paths::{Actor, ActorKind, Around};
use bartizan_iam::{Attached, Caller, Context, Known, Principal, Target};
use serde_json::json;

use crate::made::{Dice, account, managed, policy};

const ACCOUNTS: usize = 20;

const SERVICES: &[&str] = &[
    "ec2.amazonaws.com",
    "lambda.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "glue.amazonaws.com",
    "codebuild.amazonaws.com",
    "cloudformation.amazonaws.com",
    "states.amazonaws.com",
];

pub(crate) struct World {
    pub(crate) actors: Vec<Actor>,
    trust: HashMap<String, Attached>,
}

impl Around for World {
    fn target(&self, resource: &str, action: &str) -> Target {
        let mut target = Target::new(resource);
        if action.starts_with("sts:") {
            target.policy = self.trust.get(resource).cloned();
        }
        target
    }

    fn known(&self, _: &Target) -> Known {
        Known::default()
    }
}

impl World {
    pub(crate) fn new(users: usize, roles: usize) -> Option<Self> {
        let managed = managed()?;
        let mut dice = Dice::new();
        let all = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        let scps = vec![vec![
            policy("FullAWSAccess", &json!([all])),
            policy(
                "guard",
                &json!([{"Effect": "Deny", "Action": ["organizations:Leave*", "iam:CreateUser"], "Resource": "*"}]),
            ),
        ]];
        let boundary = policy(
            "boundary",
            &json!([{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}]),
        );
        let mut actors = Vec::new();
        let mut trust = HashMap::new();
        for at in 0..users + roles {
            let is_role = at >= users;
            let home = account(at % ACCOUNTS);
            let arn = match is_role {
                true => format!("arn:aws:iam::{home}:role/r{at}"),
                false => format!("arn:aws:iam::{home}:user/u{at}"),
            };
            let mut caller = Caller::new(Principal::parse(&arn).unwrap());
            for _ in 0..1 + dice.roll(3) {
                let one = managed[dice.roll(managed.len())].clone();
                caller.identity.push(one);
            }
            let own = json!([
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource":
                    format!("arn:aws:iam::{}:role/r{}*", account(dice.roll(ACCOUNTS)), users + dice.roll(roles))},
                {"Effect": "Allow", "Action": "iam:PassRole", "Resource": format!("arn:aws:iam::{home}:role/r{}*", users / 1000 + dice.roll(3))}
            ]);
            caller.identity.push(policy("own", &own));
            if at % 500 == 3 {
                caller.identity.push(policy("everything", &json!([all])));
            }
            if at % 10 == 0 {
                caller.boundary = Some(vec![boundary.clone()]);
            }
            caller.scps.clone_from(&scps);
            if is_role {
                let who = match dice.roll(3) {
                    0 => json!({"Service": SERVICES[dice.roll(SERVICES.len())]}),
                    1 => json!({"AWS": format!("arn:aws:iam::{home}:root")}),
                    _ => {
                        json!({"AWS": format!("arn:aws:iam::{}:root", account(dice.roll(ACCOUNTS)))})
                    }
                };
                let lets_in =
                    json!([{"Effect": "Allow", "Principal": who, "Action": "sts:AssumeRole"}]);
                trust.insert(arn.clone(), policy("trust policy", &lets_in));
            }
            actors.push(Actor {
                caller,
                facts: Context::new(),
                name: arn,
                kind: match is_role {
                    true => ActorKind::Role {
                        instance_profile: Some(at % 3 == 0),
                    },
                    false => ActorKind::User {
                        password: Some(at % 2 == 0),
                        keys: Some(at % 3),
                    },
                },
                groups: Vec::new(),
                policies: Vec::new(),
            });
        }
        Some(Self { actors, trust })
    }
}
