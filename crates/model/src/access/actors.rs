//! Who may go a path: everybody of the snapshots, and everybody else whom policies name.

use std::collections::BTreeSet;
use std::sync::Arc;

use bartizan_iam::paths::{Actor, ActorKind, Around};
use bartizan_iam::{
    Arn, Attached, Caller, Compiled, Context, Known, PolicyDocument, Principal, PrincipalKind,
    Target,
};
use jiff::Timestamp;

use super::{Access, accounts, holders};
use crate::observed::Observed;
use crate::resource::Resource;

/// An account of nobody's, for whoever has some account.
const STRANGER: &str = "000000000000";

/// How many that are not of the snapshots are told of; policies may name any number.
const MOST: usize = 10_000;

/// The principals that policies of resources name, by kind and as written.
#[derive(Debug, Default)]
pub(super) struct Named(BTreeSet<(String, String)>);

impl Named {
    pub(super) fn add(&mut self, resource: &Resource) {
        let policy = match resource {
            Resource::IamRole(role) => &role.trust_policy,
            Resource::KmsKey(key) => &key.policy,
            Resource::S3Bucket(bucket) => &bucket.policy,
            _ => return,
        };
        let Observed::Known(document) = policy else {
            return;
        };
        let named = document
            .statement
            .iter()
            .filter_map(|it| it.principal.as_ref());
        for (kind, names) in named.flat_map(|it| &it.0) {
            for name in names {
                if self.0.len() < MOST {
                    self.0.insert((kind.clone(), name.clone()));
                }
            }
        }
    }
}

impl Around for Access {
    fn target(&self, resource: &str, action: &str) -> Target {
        Self::target(self, resource, action)
    }

    fn known(&self, target: &Target) -> Known {
        Self::known(self, target)
    }
}

impl Access {
    /// Everybody who may take part in paths: users, roles, groups and root users of the snapshots, and the accounts,
    /// services and providers that policies name. `now` is when requests are made; sessions begin no earlier.
    #[must_use]
    pub fn actors(&self, now: Option<Timestamp>) -> Vec<Actor> {
        let mut all: Vec<Actor> = self
            .reach()
            .callers()
            .iter()
            .map(|caller| self.own(caller.clone()))
            .collect();
        all.extend(self.members());
        all.extend(self.others());
        if let Some(now) = now {
            for actor in &mut all {
                timed(actor, now);
            }
        }
        all
    }

    /// A user, role or root user of the snapshots.
    fn own(&self, caller: Caller) -> Actor {
        let facts = accounts::of_caller(self, &caller);
        let holder = self.holders.get(caller.principal.arn());
        let Some(holder) = holder else {
            return Actor {
                name: caller.principal.arn().to_owned(),
                kind: ActorKind::Root,
                groups: Vec::new(),
                policies: Vec::new(),
                caller,
                facts,
            };
        };
        let group = |name: &String| (holder.account.clone(), name.clone());
        let groups = holder.groups.iter();
        let groups: Vec<_> = groups
            .filter_map(|name| self.holders.groups.get(&group(name)))
            .collect();
        let through = groups.iter().flat_map(|group| &group.attached);
        let policies: BTreeSet<&String> = holder.attached.iter().chain(through).collect();
        Actor {
            name: caller.principal.arn().to_owned(),
            kind: holder.actor.clone(),
            groups: groups.iter().map(|group| group.arn.clone()).collect(),
            policies: policies
                .into_iter()
                .filter(|arn| Arn::parse(arn).is_some_and(|it| it.account != "aws"))
                .cloned()
                .collect(),
            caller,
            facts,
        }
    }

    /// For each group a user with its policies alone.
    fn members(&self) -> impl Iterator<Item = Actor> {
        self.holders
            .groups
            .iter()
            .filter_map(|((account, name), group)| {
                let partition = Arn::parse(&group.arn)?.partition;
                let arn = format!("arn:{partition}:iam::{account}:user/qz-member-of-{name}");
                let mut caller = Caller::new(Principal::parse(&arn).ok()?);
                caller.groups = holders::of_group(self, account, name);
                let mut own = self.holders.arns();
                let of_account =
                    |arn: &&str| Arn::parse(arn).is_some_and(|it| it.account == account);
                if let Some(other) = own.find(of_account)
                    && let Ok(principal) = Principal::parse(other)
                    && let Ok(other) = self.caller(&principal)
                {
                    caller.scps = other.scps;
                    caller.management_account = other.management_account;
                }
                Some(Actor {
                    facts: accounts::of_caller(self, &caller),
                    caller,
                    name: group.arn.clone(),
                    kind: ActorKind::Member {
                        group: group.arn.clone(),
                    },
                    groups: Vec::new(),
                    policies: Vec::new(),
                })
            })
    }

    /// Everybody else whom policies name.
    fn others(&self) -> Vec<Actor> {
        let mut all: Vec<Actor> = Vec::new();
        for (kind, name) in &self.named.0 {
            let made = match kind.as_str() {
                "AWS" if name == "*" => {
                    all.extend(self.anonymous());
                    self.foreign(STRANGER, "anybody with an aws account", ActorKind::Stranger)
                }
                "AWS" => self.of_another_account(name),
                "Service" => outside(name, ActorKind::Service),
                "Federated" => outside(name, ActorKind::Provider),
                _ => None,
            };
            all.extend(made.filter(|made| all.iter().all(|it| it.name != made.name)));
        }
        all
    }

    fn anonymous(&self) -> Option<Actor> {
        outside("*", ActorKind::Anonymous).map(|actor| Actor {
            name: "anybody without an account".to_owned(),
            ..actor
        })
    }

    fn of_another_account(&self, name: &str) -> Option<Actor> {
        let account = match Arn::parse(name) {
            Some(arn) => arn.account,
            None => name,
        };
        let number = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        let own = self.accounts.is_audited(account) || self.holders.get(name).is_some();
        if !number || own {
            return None;
        }
        let principal = Principal::parse(name).ok()?;
        if principal.kind() == PrincipalKind::Root {
            let title = format!("account {account}");
            return self.foreign(account, &title, ActorKind::Foreign);
        }
        let mut caller = Caller::new(principal);
        caller.identity.extend(own_choice());
        Some(Actor {
            facts: accounts::of_caller(self, &caller),
            name: name.to_owned(),
            kind: ActorKind::Foreign,
            groups: Vec::new(),
            policies: Vec::new(),
            caller,
        })
    }

    /// Anybody of an account. A session of a role whose path is not shown, so that nothing hangs on its name.
    fn foreign(&self, account: &str, name: &str, kind: ActorKind) -> Option<Actor> {
        let mut own = self.accounts();
        let partition = own.next().map_or("aws", |own| self.accounts.partition(own));
        let arn = format!("arn:{partition}:sts::{account}:assumed-role/anybody/anybody");
        let mut caller = Caller::new(Principal::parse(&arn).ok()?);
        caller.identity.extend(own_choice());
        let mut facts = accounts::of_caller(self, &caller);
        if kind == ActorKind::Stranger {
            // Of no organization that anybody asked for.
            facts.absent("aws:PrincipalOrgID");
            facts.absent("aws:PrincipalOrgPaths");
        }
        Some(Actor {
            caller,
            facts,
            name: name.to_owned(),
            kind,
            groups: Vec::new(),
            policies: Vec::new(),
        })
    }
}

fn outside(name: &str, kind: ActorKind) -> Option<Actor> {
    let principal = Principal::parse(name).ok()?;
    Some(Actor {
        caller: Caller::new(principal),
        facts: Context::new(),
        name: name.to_owned(),
        kind,
        groups: Vec::new(),
        policies: Vec::new(),
    })
}

/// What another account allows its own principals is its own choice: it is taken to allow everything.
fn own_choice() -> Option<Attached> {
    let text = r#"{"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    let document = PolicyDocument::parse(text).ok()?;
    let policy = Arc::new(Compiled::new(&document));
    Some(Attached::new("the other account's choice", policy))
}

/// Requests are made now, and sessions began no earlier. A user's key may be as old as it likes.
fn timed(actor: &mut Actor, now: Timestamp) {
    actor.facts.set("aws:CurrentTime", now.to_string());
    if matches!(actor.kind, ActorKind::Role { .. }) {
        actor.facts.set("aws:TokenIssueTime", now.to_string());
    }
}
