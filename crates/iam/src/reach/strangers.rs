//! Those whom a resource's own policy lets in, wherever they are from.

use crate::arn::Arn;
use crate::compile::{Named, Principals};
use crate::decide::Target;
use crate::document::Effect;
use crate::principal::Principal;

/// Whom the Allows of a resource's policy and its grants name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedPrincipals {
    /// Those who are named as such, an account by its root user; without those that cannot be told, such as a user who was
    /// deleted. In order.
    pub principals: Vec<Principal>,
    /// Whether some statement is for everybody, or for everybody but some.
    pub everybody: bool,
}

impl Target {
    /// Whom its policy and its grants name. Whether they are let in is [`decide`](crate::decide)'s matter.
    #[must_use]
    pub fn named(&self) -> NamedPrincipals {
        let partition = Arn::parse(&self.resource).map_or("aws", |arn| arn.partition);
        let mut named = NamedPrincipals::default();
        let policy = self.policy.as_ref().and_then(|it| it.policy());
        let rules = policy.into_iter().flat_map(|policy| policy.rules());
        for rule in rules.filter(|rule| rule.effect == Effect::Allow) {
            match &rule.principals {
                Principals::Absent => {}
                Principals::Named(list) => {
                    list.iter().for_each(|entry| named.add(entry, partition));
                }
                Principals::Not(_) => named.everybody = true,
            }
        }
        for grant in &self.grants {
            named.add(&grant.grantee, partition);
        }
        named.principals.sort_by(|a, b| a.arn().cmp(b.arn()));
        named.principals.dedup();
        named
    }
}

impl NamedPrincipals {
    fn add(&mut self, entry: &Named, partition: &str) {
        let parsed = |text: &str| Principal::parse(text).ok();
        let principal = match entry {
            Named::Everyone => {
                self.everybody = true;
                None
            }
            Named::Account(account) => Some(Principal::root(partition, account)),
            Named::User(arn) | Named::Provider(arn) => parsed(arn),
            Named::Session(arn) => parsed(arn),
            Named::Role { account, name } => {
                parsed(&format!("arn:{partition}:iam::{account}:role/{name}"))
            }
            Named::Service(name) => Some(Principal::service(name)),
            Named::Id(_)
            | Named::EveryService
            | Named::EveryProvider
            | Named::CanonicalUser(_)
            | Named::Nobody => None,
        };
        self.principals.extend(principal);
    }
}
