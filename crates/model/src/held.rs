//! The identity policies of one principal, as documents.

use std::collections::BTreeMap;

use bartizan_iam::PolicyDocument;

use crate::ResourceType;
use crate::aws::iam::{AttachedPolicy, Group, InlinePolicy, Policy, Role, ServiceUse, User};
use crate::observed::{Gap, Observed, Reason};
use crate::resource::{Resource, ScopeGap};

/// Gathers the identity policies of one user or role from the resources of snapshots, in any order.
#[derive(Debug)]
pub struct HeldPolicies {
    principal: String,
    found: Option<Principal>,
    groups: BTreeMap<(String, String), Lists>,
    policies: BTreeMap<(String, String), Observed<PolicyDocument>>,
    gaps: Vec<ScopeGap>,
}

/// Managed and inline policies of somebody.
#[derive(Debug, Clone, Default)]
struct Lists {
    attached: Vec<AttachedPolicy>,
    inline: Vec<InlinePolicy>,
}

#[derive(Debug)]
struct Principal {
    account: String,
    own: Lists,
    groups: Vec<String>,
    last_accessed: Observed<Vec<ServiceUse>>,
}

/// One policy that a principal has.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldPolicy {
    /// The ARN of a managed policy, the name of an inline one.
    pub name: String,
    /// The group through which the principal has it, if it is not its own.
    pub group: Option<String>,
    /// What it says.
    pub document: Observed<PolicyDocument>,
}

/// What a principal has.
#[derive(Debug, Clone, PartialEq)]
pub struct Holding {
    /// Its policies, managed before inline, its own before those of its groups.
    pub policies: Vec<HeldPolicy>,
    /// When it last used what.
    pub last_accessed: Observed<Vec<ServiceUse>>,
}

/// The types that say something about identity policies.
pub(crate) const TYPES: &[&str] = &[Group::TYPE, Policy::TYPE, Role::TYPE, User::TYPE];

impl HeldPolicies {
    /// For the user or role of this ARN.
    #[must_use]
    pub fn of(principal: &str) -> Self {
        Self {
            principal: principal.to_owned(),
            found: None,
            groups: BTreeMap::new(),
            policies: BTreeMap::new(),
            gaps: Vec::new(),
        }
    }

    /// Whether resources of a type matter.
    #[must_use]
    pub fn reads(kind: &str) -> bool {
        TYPES.contains(&kind)
    }

    /// Adds a resource.
    pub fn add(&mut self, resource: &Resource) {
        match resource {
            Resource::IamUser(user) if user.id == self.principal => {
                self.found = Some(Principal {
                    account: user.account.clone(),
                    own: lists(&user.attached_policies, &user.inline_policies),
                    groups: user.groups.clone(),
                    last_accessed: user.last_accessed.clone(),
                });
            }
            Resource::IamRole(role) if role.id == self.principal => {
                self.found = Some(Principal {
                    account: role.account.clone(),
                    own: lists(&role.attached_policies, &role.inline_policies),
                    groups: Vec::new(),
                    last_accessed: role.last_accessed.clone(),
                });
            }
            Resource::IamGroup(group) => {
                let key = (group.account.clone(), group.name.clone());
                let lists = lists(&group.attached_policies, &group.inline_policies);
                self.groups.insert(key, lists);
            }
            Resource::IamPolicy(policy) => {
                let key = (policy.account.clone(), policy.id.clone());
                self.policies.insert(key, policy.document.clone());
            }
            _ => {}
        }
    }

    /// Adds a place where resources could not be listed.
    pub fn add_gap(&mut self, gap: ScopeGap) {
        self.gaps.push(gap);
    }

    /// What the principal has; nothing where it is not in the snapshots.
    #[must_use]
    pub fn holding(&self) -> Option<Holding> {
        let principal = self.found.as_ref()?;
        let account = &principal.account;
        let mut policies = self.all(account, &principal.own, None);
        for group in &principal.groups {
            let key = (account.clone(), group.clone());
            match self.groups.get(&key) {
                Some(lists) => policies.extend(self.all(account, lists, Some(group))),
                None => policies.push(HeldPolicy {
                    name: format!("policies of group {group}"),
                    group: Some(group.clone()),
                    document: Observed::Unknown(self.hidden(Group::TYPE, account)),
                }),
            }
        }
        Some(Holding {
            policies,
            last_accessed: principal.last_accessed.clone(),
        })
    }

    fn all(&self, account: &str, lists: &Lists, group: Option<&String>) -> Vec<HeldPolicy> {
        let managed = lists.attached.iter().map(|policy| {
            let key = (account.to_owned(), policy.arn.clone());
            let document = match self.policies.get(&key) {
                Some(document) => document.clone(),
                None => Observed::Unknown(self.hidden(Policy::TYPE, account)),
            };
            (policy.arn.clone(), document)
        });
        let inline = lists.inline.iter();
        let inline = inline.map(|policy| (policy.name.clone(), policy.document.clone()));
        let held = |(name, document)| HeldPolicy {
            name,
            group: group.cloned(),
            document,
        };
        managed.chain(inline).map(held).collect()
    }

    /// Why resources of a type are missing.
    fn hidden(&self, kind: &str, account: &str) -> Gap {
        let of = |gap: &&ScopeGap| gap.account == account && gap.hides.iter().any(|it| it == kind);
        let known = self.gaps.iter().find(of).map(|gap| gap.gap.clone());
        known.unwrap_or(Gap {
            reason: Reason::NotCollected,
            ..Gap::default()
        })
    }
}

fn lists(attached: &[AttachedPolicy], inline: &[InlinePolicy]) -> Lists {
    Lists {
        attached: attached.to_vec(),
        inline: inline.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const HOME: &str = "111122223333";
    const ANA: &str = "arn:aws:iam::111122223333:user/ana";

    fn document(text: &str) -> Observed<PolicyDocument> {
        Observed::Known(PolicyDocument::parse(text).unwrap())
    }

    #[test]
    fn own_policies_come_before_those_of_groups_and_what_is_missing_is_unknown() {
        let all = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        let attach = |name: &str| AttachedPolicy {
            arn: format!("arn:aws:iam::{HOME}:policy/{name}"),
            name: name.to_owned(),
        };
        let inline = |name: &str| InlinePolicy {
            name: name.to_owned(),
            document: document(all),
        };
        let mut held = HeldPolicies::of(ANA);
        let group = Group {
            inline_policies: vec![inline("write")],
            ..Group::at(format!("arn:aws:iam::{HOME}:group/w"), "w", HOME, None)
        };
        let policy = Policy {
            document: document(all),
            ..Policy::at(attach("a").arn, "a", HOME, None)
        };
        held.add(&group.into());
        held.add(&policy.into());
        assert_eq!(held.holding(), None);
        let user = User {
            attached_policies: vec![attach("a"), attach("b")],
            inline_policies: vec![inline("own")],
            groups: vec!["w".to_owned(), "x".to_owned()],
            ..User::at(ANA, "ana", HOME, None)
        };
        held.add(&user.into());
        let holding = held.holding().unwrap();
        let told: Vec<_> = holding
            .policies
            .iter()
            .map(|it| {
                let name = it.name.rsplit('/').next().unwrap();
                (name, it.group.as_deref(), it.document.known().is_some())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("a", None, true),
                ("b", None, false),
                ("own", None, true),
                ("write", Some("w"), true),
                ("policies of group x", Some("x"), false),
            ]
        );
    }
}
