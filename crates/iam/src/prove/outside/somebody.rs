//! Everybody outside a zone, as far as policies tell them apart.

use std::collections::BTreeSet;

use super::Zone;
use crate::arn::Arn;
use crate::document::PolicyDocument;
use crate::principal::{Principal, is_account};
use crate::prove::subject::{Names, Own, Subject, Subjects};

/// Who is let in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Outsider {
    /// Everybody, requests without a signature included.
    Anyone,
    /// Principals of any AWS account, or of any that the conditions leave.
    AnyAccount,
    /// Principals of this account.
    Account(String),
    /// The user, role or session with this ARN.
    Principal(String),
    /// The principal that had this unique id when the policy was written.
    Id(String),
    /// The account with this canonical user id.
    CanonicalUser(String),
    /// Any AWS service.
    AnyService,
    /// This AWS service.
    Service(String),
    /// Whoever any identity provider vouches for.
    AnyProvider,
    /// Whoever this identity provider vouches for.
    Provider(String),
}

impl Outsider {
    /// Whether the other is one of these.
    pub(super) fn has(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Anyone, _) => true,
            (
                Self::AnyAccount,
                Self::Account(_) | Self::Principal(_) | Self::Id(_) | Self::CanonicalUser(_),
            )
            | (Self::AnyService, Self::Service(_))
            | (Self::AnyProvider, Self::Provider(_)) => true,
            (Self::Account(account), Self::Principal(arn)) => {
                Arn::parse(arn).is_some_and(|it| it.account == account)
            }
            (one, other) => one == other,
        }
    }

    /// Its kind in one word.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::AnyAccount => "any-account",
            Self::Account(_) => "account",
            Self::Principal(_) => "principal",
            Self::Id(_) => "unique-id",
            Self::CanonicalUser(_) => "canonical-user",
            Self::AnyService => "any-service",
            Self::Service(_) => "service",
            Self::AnyProvider => "any-provider",
            Self::Provider(_) => "provider",
        }
    }

    /// The account, ARN, id or name, where it is one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Account(name)
            | Self::Principal(name)
            | Self::Id(name)
            | Self::CanonicalUser(name)
            | Self::Service(name)
            | Self::Provider(name) => Some(name),
            Self::Anyone | Self::AnyAccount | Self::AnyService | Self::AnyProvider => None,
        }
    }
}

impl std::fmt::Display for Outsider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Anyone => f.write_str("anyone"),
            Self::AnyAccount => f.write_str("any aws account"),
            Self::Account(name) => write!(f, "account {name}"),
            Self::Principal(name) => f.write_str(name),
            Self::Id(name) => write!(f, "the principal with id {name}"),
            Self::CanonicalUser(name) => write!(f, "the account with canonical user id {name}"),
            Self::AnyService => f.write_str("any aws service"),
            Self::Service(name) => write!(f, "the service {name}"),
            Self::AnyProvider => f.write_str("users of any identity provider"),
            Self::Provider(name) => write!(f, "users of {name}"),
        }
    }
}

/// Some who are alike for the policies, with their places among the subjects.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) who: Outsider,
    pub(super) members: Vec<usize>,
}

/// Everybody outside.
#[derive(Debug, Default)]
pub(super) struct Outsiders {
    pub(super) subjects: Subjects,
    /// By subject: it stands for many whose names are not told apart.
    pub(super) nameless: Vec<bool>,
    /// The most general first.
    pub(super) classes: Vec<Class>,
    /// Accounts are told apart in ways that are not followed.
    pub(super) incomplete: bool,
}

/// An account that no policy names; what is left of accounts when all that are named are gone.
const STRANGERS: [&str; 4] = [
    "999999999999",
    "888888888888",
    "777777777777",
    "666666666666",
];

/// A provider that no policy names.
const UNNAMED_PROVIDER: &str = "arn:aws:iam::999999999999:oidc-provider/unnamed.example";

/// A service that no policy names.
const UNNAMED_SERVICE: &str = "unnamed.amazonaws.com";

/// How many subjects are looked at.
const MOST: usize = 2_000;

impl Outsiders {
    /// Those whom the documents tell apart and the zone does not have.
    pub(super) fn new(documents: &[PolicyDocument], zone: &Zone) -> Self {
        let mut names = Names::default();
        let mut partial = BTreeSet::new();
        for statement in documents.iter().flat_map(|it| &it.statement) {
            names.of_statement(statement);
            for (key, values) in statement.condition.values().flatten() {
                mentioned(&key.to_ascii_lowercase(), values, &mut names, &mut partial);
            }
        }
        let mut out = Self::default();
        let partition = names.partitions.first().cloned();
        let partition = partition.as_deref().unwrap_or("aws");
        if !zone.signed_only {
            out.add(Outsider::Anyone, vec![(Principal::anonymous(), true)]);
        }
        out.strangers(&names, &partial, partition, zone);
        for account in names.accounts.iter().filter(|it| is_account(it)) {
            if !zone.accounts.contains(account) {
                let members = of_account(partition, account);
                out.add(Outsider::Account(account.clone()), members);
            }
        }
        out.named(&names, partition, zone);
        if zone.doubt_services {
            let unnamed = Principal::service(UNNAMED_SERVICE);
            out.add(Outsider::AnyService, vec![(unnamed, true)]);
            for name in &names.services {
                let service = vec![(Principal::service(name), false)];
                out.add(Outsider::Service(name.clone()), service);
            }
        }
        if !zone.signed_only || documents.iter().any(takes_any_provider) {
            let unnamed = Principal::parse(UNNAMED_PROVIDER).ok();
            let unnamed = unnamed.into_iter().map(|it| (it, true)).collect();
            out.add(Outsider::AnyProvider, unnamed);
        }
        for provider in names.providers.difference(&zone.providers) {
            let one = Principal::parse(provider).ok();
            let one = one.into_iter().map(|it| (it, false)).collect();
            out.add(Outsider::Provider(provider.clone()), one);
        }
        out.subjects.too_many |= out.subjects.all.len() > MOST;
        out
    }

    fn add(&mut self, who: Outsider, members: Vec<(Principal, bool)>) {
        let mut places = Vec::new();
        for (principal, nameless) in members {
            if self.subjects.all.len() > MOST {
                break;
            }
            places.push(self.subjects.all.len());
            self.nameless.push(nameless);
            // Whoever has less is let in to no more.
            self.subjects.all.push(Subject {
                principal,
                own: Own::Allow,
                bounded: false,
            });
        }
        if !places.is_empty() {
            let members = places;
            self.classes.push(Class { who, members });
        }
    }

    /// Accounts that nobody names: one that no pattern matches, and one for a pattern.
    fn strangers(
        &mut self,
        names: &Names,
        partial: &BTreeSet<String>,
        partition: &str,
        zone: &Zone,
    ) {
        let unknown = |it: &&str| {
            let known = |set: &BTreeSet<String>| set.contains(*it);
            !known(&names.accounts)
                && !known(&zone.accounts)
                && !partial
                    .iter()
                    .any(|pattern| crate::glob_matches(pattern, it))
        };
        let mut accounts: Vec<String> = Vec::new();
        match STRANGERS.iter().copied().find(|it| unknown(it)) {
            Some(account) => accounts.push(account.to_owned()),
            None => self.incomplete = true,
        }
        match partial.iter().collect::<Vec<_>>().as_slice() {
            [] => {}
            [one] => match instance(one) {
                Some(account) if !zone.accounts.contains(&account) => accounts.push(account),
                _ => self.incomplete = true,
            },
            _ => self.incomplete = true,
        }
        let members = accounts.iter().flat_map(|it| of_account(partition, it));
        self.add(Outsider::AnyAccount, members.collect());
    }

    /// Principals that are named one by one.
    fn named(&mut self, names: &Names, partition: &str, zone: &Zone) {
        let foreign = |arn: &str| {
            let account = Arn::parse(arn).map_or("", |it| it.account);
            // CloudFront's identities are a service's.
            is_account(account) && !zone.accounts.contains(account)
                || (!is_account(account) && zone.doubt_services)
        };
        for (account, name) in &names.roles {
            if zone.accounts.contains(account) {
                continue;
            }
            let arn = format!("arn:{partition}:sts::{account}:assumed-role/{name}/session");
            let role = Outsider::Principal(format!("arn:{partition}:iam::{account}:role/{name}"));
            let one = Principal::parse(&arn).ok();
            self.add(role, one.into_iter().map(|it| (it, false)).collect());
        }
        for arn in names.users.iter().chain(&names.sessions) {
            if foreign(arn) {
                let one = Principal::parse(arn).ok();
                let one = one.into_iter().map(|it| (it, false)).collect();
                self.add(Outsider::Principal(arn.clone()), one);
            }
        }
        let [stranger, ..] = STRANGERS;
        for id in &names.ids {
            let members = of_account(partition, stranger);
            let members = members.into_iter().map(|(it, free)| (it.with_id(id), free));
            self.add(Outsider::Id(id.clone()), members.collect());
        }
        for id in names.canonical.difference(&zone.canonical_users) {
            let members = of_account(partition, stranger).into_iter();
            let members = members.map(|(it, free)| (it.with_canonical_user(id), free));
            self.add(Outsider::CanonicalUser(id.clone()), members.collect());
        }
    }
}

/// Whether a policy names every provider as such, or everybody but some.
fn takes_any_provider(document: &PolicyDocument) -> bool {
    document.statement.iter().any(|it| {
        let named = it.principal.iter().flat_map(|it| it.0.iter());
        let mut named = named.flat_map(|(kind, texts)| texts.iter().map(move |text| (kind, text)));
        it.not_principal.is_some() || named.any(|(kind, text)| kind == "Federated" && text == "*")
    })
}

/// One of each kind that an account has.
fn of_account(partition: &str, account: &str) -> Vec<(Principal, bool)> {
    let texts = [
        format!("arn:{partition}:iam::{account}:user/somebody"),
        format!("arn:{partition}:sts::{account}:assumed-role/somebody/session"),
        format!("arn:{partition}:sts::{account}:federated-user/somebody"),
    ];
    let named = texts.iter().filter_map(|it| Principal::parse(it).ok());
    let root = (Principal::root(partition, account), false);
    named.map(|it| (it, true)).chain([root]).collect()
}

/// Notes the accounts and services that a condition names.
fn mentioned(key: &str, values: &[String], names: &mut Names, partial: &mut BTreeSet<String>) {
    for value in values {
        let account = match key {
            "aws:principalaccount" | "kms:calleraccount" => Some(value.as_str()),
            "aws:principalarn" => value.split(':').nth(4),
            "aws:principalservicename" => {
                if !value.contains(['*', '?', '$']) {
                    names.services.insert(value.to_ascii_lowercase());
                }
                None
            }
            _ => None,
        };
        if key == "aws:principalarn"
            && let Some(partition) = value.split(':').nth(1)
            && !partition.contains(['*', '?', '$'])
        {
            names.partitions.insert(partition.to_owned());
        }
        match account {
            None | Some("*" | "") => {}
            Some(account) if is_account(account) => {
                names.accounts.insert(account.to_owned());
            }
            Some(account) if account.contains(['*', '?']) => {
                partial.insert(account.to_owned());
            }
            Some(_) => {}
        }
    }
}

/// An account that a pattern matches.
fn instance(pattern: &str) -> Option<String> {
    let stars = pattern.matches('*').count();
    let fixed = pattern.len() - stars;
    let mut missing = 12_usize.checked_sub(fixed)?;
    let mut account = String::new();
    for c in pattern.chars() {
        match c {
            '*' => {
                account.extend(std::iter::repeat_n('5', missing));
                missing = 0;
            }
            '?' => account.push('5'),
            c => account.push(c),
        }
    }
    is_account(&account).then_some(account)
}
