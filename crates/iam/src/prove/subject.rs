//! Everybody who can ask, as far as the policies tell them apart.

use std::collections::BTreeSet;

use crate::arn::Arn;
use crate::compile::{Named, Naming, Principals};
use crate::document::{Effect, PolicyDocument, Statement};
use crate::principal::{Principal, PrincipalKind};
use crate::residual::Residual;

/// What the policies of the principal itself say about the request. It matters where a resource policy
/// names the account: then they have to allow too.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Own {
    /// A boundary or session policy does not allow it: only a policy that names this very identity helps.
    Limit,
    /// None of them allows it and none limits it: a policy that names the role behind the session helps too.
    Nothing,
    /// They allow it: a policy that names the account helps too.
    Allow,
}

/// Somebody who asks.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) principal: Principal,
    pub(super) own: Own,
    /// Has a permissions boundary.
    pub(super) bounded: bool,
}

/// One of each kind that the policies tell apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Subjects {
    /// Empty where no policy names principals.
    pub(super) all: Vec<Subject>,
    /// There are more than are looked at.
    pub(super) too_many: bool,
}

/// How many are looked at.
const MOST: usize = 4_000;

/// An account that no policy names.
const ACCOUNTS: [&str; 4] = [
    "999999999999",
    "888888888888",
    "777777777777",
    "666666666666",
];

impl Subjects {
    /// Who is meant by a statement.
    pub(super) fn meant(&self, principals: &Principals, effect: Effect) -> Vec<bool> {
        self.all
            .iter()
            .map(|it| it.is_meant(principals, effect))
            .collect()
    }
}

impl Subject {
    pub(super) fn is_meant(&self, principals: &Principals, effect: Effect) -> bool {
        match (effect, principals) {
            (_, Principals::Absent) => true,
            (Effect::Deny, _) => principals.deny(&self.principal, self.bounded) == Residual::Always,
            (Effect::Allow, _) => {
                let helps = |naming| match naming {
                    Naming::Directly => true,
                    Naming::BehindSession => self.own >= Own::Nothing,
                    Naming::ByAccount => self.own >= Own::Allow,
                };
                let mut named = principals.allow(&self.principal);
                named.any(|(naming, holds)| helps(naming) && holds == Residual::Always)
            }
        }
    }
}

/// What the statements name.
#[derive(Default)]
pub(super) struct Names {
    pub(super) accounts: BTreeSet<String>,
    pub(super) users: BTreeSet<String>,
    /// By account and name.
    pub(super) roles: BTreeSet<(String, String)>,
    pub(super) sessions: BTreeSet<String>,
    pub(super) ids: BTreeSet<String>,
    pub(super) services: BTreeSet<String>,
    pub(super) providers: BTreeSet<String>,
    pub(super) canonical: BTreeSet<String>,
    pub(super) partitions: BTreeSet<String>,
    /// An exception to a Deny, which boundaries undo.
    not_in_deny: bool,
    any: bool,
}

/// One subject of each kind that the documents tell apart.
pub(super) fn subjects<'d>(documents: impl Iterator<Item = &'d PolicyDocument>) -> Subjects {
    let mut names = Names::default();
    for statement in documents.flat_map(|document| &document.statement) {
        names.of_statement(statement);
    }
    if !names.any {
        return Subjects::default();
    }
    names.subjects()
}

impl Names {
    /// Adds those of a statement.
    pub(super) fn of_statement(&mut self, statement: &Statement) {
        match Principals::of(statement) {
            Principals::Absent => return,
            Principals::Named(list) => list.iter().for_each(|it| self.add(it)),
            Principals::Not(list) => {
                self.not_in_deny |= statement.effect == Effect::Deny;
                list.iter().for_each(|it| self.add(it));
            }
        }
        self.any = true;
    }

    fn add(&mut self, named: &Named) {
        match named {
            Named::Account(account) => {
                self.accounts.insert(account.to_string());
            }
            Named::User(arn) => {
                self.account_of(arn);
                self.users.insert(arn.to_string());
            }
            Named::Role { account, name } => {
                self.accounts.insert(account.to_string());
                self.roles.insert((account.to_string(), name.to_string()));
            }
            Named::Session(arn) => {
                self.account_of(arn);
                self.sessions.insert(arn.to_string());
            }
            Named::Id(id) => {
                self.ids.insert(id.to_string());
            }
            Named::Service(name) => {
                self.services.insert(name.to_ascii_lowercase());
            }
            Named::Provider(provider) => {
                self.providers.insert(provider.to_string());
            }
            Named::CanonicalUser(id) => {
                self.canonical.insert(id.to_string());
            }
            Named::Everyone | Named::EveryService | Named::EveryProvider | Named::Nobody => {}
        }
    }

    fn account_of(&mut self, arn: &str) {
        if let Some(arn) = Arn::parse(arn) {
            self.accounts.insert(arn.account.to_owned());
            self.partitions.insert(arn.partition.to_owned());
        }
    }

    fn subjects(mut self) -> Subjects {
        let strange = ACCOUNTS.iter().find(|it| !self.accounts.contains(**it));
        self.accounts.extend(strange.map(|it| (*it).to_owned()));
        self.services.insert("unnamed.amazonaws.com".to_owned());
        let strange = "arn:aws:iam::999999999999:oidc-provider/unnamed.example";
        self.providers.insert(strange.to_owned());
        let mut all = Subjects::default();
        if self.product() > MOST {
            all.too_many = true;
            return all;
        }
        for account in &self.accounts {
            for principal in self.of_account(account) {
                self.add_all(&mut all, principal);
                if all.all.len() > MOST {
                    all.too_many = true;
                    return all;
                }
            }
        }
        let lone = self.services.iter().map(|it| Principal::service(it));
        let vouched = self.providers.iter();
        let vouched = vouched.filter_map(|it| Principal::parse(it).ok());
        for principal in lone.chain(vouched).chain([Principal::anonymous()]) {
            all.all.push(Subject {
                principal,
                own: Own::Limit,
                bounded: false,
            });
        }
        all
    }

    /// How many there may be: whatever is named, with every account, id, provider and canonical user.
    fn product(&self) -> usize {
        let identities = self.users.len() * 2 + self.roles.len() + self.sessions.len() * 2;
        let issued = self.sessions.len() * self.users.len();
        let identities = identities + issued + self.accounts.len() * 4;
        [
            self.ids.len() + 1,
            self.providers.len() + 1,
            self.canonical.len() + 1,
        ]
        .into_iter()
        .fold(identities, usize::saturating_mul)
    }

    /// The principals of an account, each with every id, provider and canonical user that is named.
    fn of_account(&self, account: &str) -> Vec<Principal> {
        let partition = self.partitions.first().map_or("aws", String::as_str);
        let mut out = vec![Principal::root(partition, account)];
        let of_account = |arn: &&String| Arn::parse(arn).is_some_and(|it| it.account == account);
        let mut roles: BTreeSet<&str> = self
            .roles
            .iter()
            .filter(|(of, _)| of == account)
            .map(|(_, name)| name.as_str())
            .collect();
        let mut arns: BTreeSet<String> = self.users.iter().filter(of_account).cloned().collect();
        for arn in self.sessions.iter().filter(of_account) {
            arns.insert(arn.clone());
            let resource = Arn::parse(arn).map_or("", |it| it.resource);
            let rest = resource.strip_prefix("assumed-role/");
            roles.extend(rest.and_then(|it| Some(it.split_once('/')?.0)));
        }
        roles.insert("unnamed");
        for role in roles {
            arns.insert(format!(
                "arn:{partition}:sts::{account}:assumed-role/{role}/unnamed"
            ));
        }
        arns.insert(format!("arn:{partition}:iam::{account}:user/unnamed"));
        arns.insert(format!(
            "arn:{partition}:sts::{account}:federated-user/unnamed"
        ));
        for arn in &arns {
            let Ok(principal) = Principal::parse(arn) else {
                continue;
            };
            if principal.kind() == PrincipalKind::FederatedUser {
                let issuers = self.users.iter().filter(of_account);
                out.extend(issuers.map(|user| principal.clone().with_issuer(user)));
            }
            if principal.kind() == PrincipalKind::RoleSession {
                let providers = self.providers.iter();
                out.extend(providers.map(|it| principal.clone().with_provider(it)));
            }
            out.push(principal);
        }
        let with_ids: Vec<Principal> = out
            .iter()
            .flat_map(|one| self.ids.iter().map(|id| one.clone().with_id(id)))
            .collect();
        out.extend(with_ids);
        let with_canonical: Vec<Principal> = out
            .iter()
            .flat_map(|one| {
                let ids = self.canonical.iter();
                ids.map(|id| one.clone().with_canonical_user(id))
            })
            .collect();
        out.extend(with_canonical);
        out
    }

    fn add_all(&self, all: &mut Subjects, principal: Principal) {
        for own in [Own::Allow, Own::Nothing, Own::Limit] {
            for bounded in [false, true] {
                // Only a Deny with exceptions asks for the boundary.
                if bounded && !self.not_in_deny {
                    continue;
                }
                all.all.push(Subject {
                    principal: principal.clone(),
                    own,
                    bounded,
                });
            }
        }
    }
}
