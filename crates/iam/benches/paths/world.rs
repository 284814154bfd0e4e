//! A made-up organization of users and roles.

use std::collections::HashMap;
use std::process::Command;
use std::sync::Arc;

use bartizan_iam::paths::{Actor, ActorKind, Around};
use bartizan_iam::{Attached, Caller, Compiled, Context, Known, PolicyDocument, Principal, Target};
use serde_json::{Value, json};

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

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn account(number: usize) -> String {
    format!("{:012}", 100_000_000_000 + number * 7_919)
}

fn policy(name: &str, statements: &Value) -> Attached {
    let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let compiled = Compiled::new(&PolicyDocument::parse(&text).unwrap());
    Attached::new(name, Arc::new(compiled))
}

/// Every managed policy, by its ARN.
fn managed() -> Option<Vec<Attached>> {
    let shared = std::env::var("BARTIZAN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let file = format!("{shared}/data/aws-managed-policies.jsonl.xz");
    let unpacked = Command::new("xz").args(["-dc", &file]).output().ok()?;
    let lines = String::from_utf8(unpacked.stdout).ok()?;
    let read = lines.lines().map(|line| {
        let row: Value = serde_json::from_str(line).unwrap();
        let document = PolicyDocument::parse(&row["document"].to_string()).unwrap();
        let name = row["name"].as_str().unwrap_or("managed");
        let arn = format!("arn:aws:iam::aws:policy/{name}");
        Attached::new(arn, Arc::new(Compiled::new(&document)))
    });
    let all: Vec<_> = read.collect();
    (!all.is_empty()).then_some(all)
}

impl World {
    pub(crate) fn new(users: usize, roles: usize) -> Option<Self> {
        let managed = managed()?;
        let mut dice = Dice(20_261_122);
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
