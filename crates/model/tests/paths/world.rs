//! Accounts made up for tests.

use std::path::PathBuf;

use bartizan_iam::PolicyDocument;
use bartizan_iam::paths::{Actor, Found, Goal, Paths, Strength, Technique, Way};
use bartizan_model::aws::iam::{
    AccessKey, AttachedPolicy, Group, InlinePolicy, Policy, Role, User,
};
use bartizan_model::{Access, AccountRef, Observed, Resource, ResourceType};
use serde_json::{Value, json};

pub(crate) const HOME: &str = "111122223333";

/// Where `/policies/escalation` stands.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../policies/escalation")
}

/// Every technique that ships.
pub(crate) fn techniques() -> Vec<Technique> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let read = files.iter().flat_map(|file| {
        let text = std::fs::read_to_string(file).unwrap();
        Technique::read(&file.display().to_string(), &text).unwrap_or_else(|it| panic_with(&it))
    });
    read.collect()
}

#[expect(clippy::panic, reason = "tests")]
fn panic_with<T>(fault: &dyn std::error::Error) -> T {
    panic!("{fault}")
}

/// A file of the shared folder (`BARTIZAN_SHARED`); none, said loudly, when it is absent.
pub(crate) fn shared(file: &str) -> Option<String> {
    let shared = std::env::var("BARTIZAN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let path = PathBuf::from(shared).join(file);
    let read = std::fs::read_to_string(&path).ok();
    if read.is_none() {
        #[expect(clippy::print_stderr, reason = "a test that tests nothing says so")]
        {
            eprintln!(
                "NOT TESTED: {} is absent (set BARTIZAN_SHARED)",
                path.display()
            );
        }
    }
    read
}

pub(crate) fn known(document: &Value) -> Observed<PolicyDocument> {
    Observed::Known(PolicyDocument::parse(&document.to_string()).unwrap())
}

/// One Allow.
pub(crate) fn allow(actions: &[&str], resource: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": actions, "Resource": resource}})
}

/// A trust policy for a kind of principal.
pub(crate) fn trusts(kind: &str, names: &[&str]) -> Value {
    json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {kind: names}, "Action": "sts:AssumeRole"}})
}

/// An account that is put together.
pub(crate) struct World {
    access: Access,
}

impl Default for World {
    fn default() -> Self {
        let mut access = Access::default();
        access.audited(&[AccountRef {
            id: HOME.to_owned(),
            principal: String::new(),
        }]);
        Self { access }
    }
}

pub(crate) fn arn(kind: &str, name: &str) -> String {
    format!("arn:aws:iam::{HOME}:{kind}/{name}")
}

fn inline(policies: &[Value]) -> Vec<InlinePolicy> {
    let all = policies.iter().enumerate();
    all.map(|(number, policy)| InlinePolicy {
        name: format!("p{}", number + 1),
        document: known(policy),
    })
    .collect()
}

impl World {
    pub(crate) fn add(&mut self, resource: impl Into<Resource>) -> &mut Self {
        self.access.add(&resource.into());
        self
    }

    pub(crate) fn user(&mut self, name: &str, policies: &[Value]) -> &mut Self {
        self.add(User {
            inline_policies: inline(policies),
            ..user(name)
        })
    }

    pub(crate) fn role(&mut self, name: &str, trust: &Value, policies: &[Value]) -> &mut Self {
        self.add(Role {
            inline_policies: inline(policies),
            ..role(name, trust)
        })
    }

    pub(crate) fn group(&mut self, name: &str, policies: &[Value]) -> &mut Self {
        self.add(Group {
            inline_policies: inline(policies),
            ..Group::at(arn("group", name), name, HOME, None)
        })
    }

    /// A managed policy, attached to nobody yet.
    pub(crate) fn policy(&mut self, name: &str, document: &Value) -> &mut Self {
        self.add(Policy {
            document: known(document),
            ..Policy::at(arn("policy", name), name, HOME, None)
        })
    }

    pub(crate) fn ask(&self, to: &Ask) -> Told {
        self.ask_of(to, |_| {})
    }

    /// With something done to the actors first.
    pub(crate) fn ask_of(&self, to: &Ask, change: impl Fn(&mut Actor)) -> Told {
        let techniques = techniques();
        let now = "2026-11-22T00:00:00Z".parse().ok();
        let mut actors = self.access.actors(now);
        actors.iter_mut().for_each(change);
        let reach = Paths::reach(&actors);
        let mut paths = Paths::new(&actors, &reach, &self.access, &techniques);
        let goal = match to {
            Ask::Admin => Goal::Administrator,
            Ask::Actor(name) => Goal::Actor(paths.actor(name).unwrap()),
            Ask::Resource(arn) => Goal::Resource(bartizan_iam::paths::reading(arn)),
        };
        let found = paths.to(&goal, None).unwrap();
        Told::new(&paths, &found)
    }
}

pub(crate) enum Ask {
    Admin,
    Actor(String),
    Resource(String),
}

pub(crate) fn user(name: &str) -> User {
    User {
        console_password: Observed::Known(false),
        access_keys: Observed::Known(Vec::new()),
        ..User::at(arn("user", name), name, HOME, None)
    }
}

pub(crate) fn role(name: &str, trust: &Value) -> Role {
    Role {
        trust_policy: known(trust),
        instance_profiles: vec![name.to_owned()],
        ..Role::at(arn("role", name), name, HOME, None)
    }
}

pub(crate) fn attached(names: &[&str]) -> Vec<AttachedPolicy> {
    let one = |name: &&str| AttachedPolicy {
        arn: arn("policy", name),
        name: (*name).to_owned(),
    };
    names.iter().map(one).collect()
}

pub(crate) fn key() -> AccessKey {
    AccessKey {
        id: "AKIAEXAMPLE".to_owned(),
        active: true,
        created_at: None,
        last_used: Observed::Absent,
    }
}

/// What was found, in lines.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) administrators: Vec<String>,
    /// `ana certain: sts-assume-role → role/deploy; is → administrator of …`.
    pub(crate) paths: Vec<String>,
    pub(crate) chokepoints: Vec<String>,
}

impl Told {
    fn new(paths: &Paths<'_>, found: &Found) -> Self {
        let techniques = techniques();
        let short = |name: String| match name.split_once(&format!("::{HOME}:")) {
            Some((_, rest)) => rest.to_owned(),
            None => name,
        };
        let who = |at: usize| short(paths.actors()[at].name.clone());
        let way = |way: &Way| match way {
            Way::Technique(number) => techniques[*number].id.clone(),
            Way::Is => "is".to_owned(),
            Way::Administers => "administers".to_owned(),
            Way::Uses(_) => "uses".to_owned(),
        };
        let mut lines = Vec::new();
        for pair in &found.pairs {
            for path in &pair.paths {
                let steps = path.iter().map(|step| {
                    let step = &found.steps[*step];
                    let means = step.means.iter().map(|it| match it.through {
                        Some(through) => format!("{} through {}", way(&it.way), who(through)),
                        None => way(&it.way),
                    });
                    let means: Vec<String> = means.collect();
                    format!("{} → {}", means.join(", "), short(paths.name(step.to)))
                });
                let steps: Vec<String> = steps.collect();
                let (from, strength) = (who(pair.from), pair.strength.name());
                lines.push(format!("{from} {strength}: {}", steps.join("; ")));
            }
        }
        let chokepoints = found.chokepoints.iter().map(|it| {
            let holder = it.place.holder.clone().map(short).unwrap_or_default();
            format!("{holder} {} {}/{}", it.place.policy, it.actors, it.paths)
        });
        let administrators = found.administrators.iter();
        Self {
            administrators: administrators
                .map(|(at, strength)| match strength {
                    Strength::Certain => who(*at),
                    other => format!("{} {}", who(*at), other.name()),
                })
                .collect(),
            paths: lines,
            chokepoints: chokepoints.collect(),
        }
    }

    /// The paths of one.
    pub(crate) fn of(&self, name: &str) -> Vec<&str> {
        let begin = format!("{name} ");
        let own = self.paths.iter().filter_map(|it| it.strip_prefix(&begin));
        own.collect()
    }
}
