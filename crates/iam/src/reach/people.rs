//! The callers by what policies tell them apart by.

use std::collections::HashMap;

use super::Bits;
use crate::compile::Named;
use crate::decide::Caller;
use crate::decide::organization::scps_bind;
use crate::decide::table::{Who, who};
use crate::principal::PrincipalKind;

/// The callers by what policies tell them apart by.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) everybody: Bits,
    /// Those who have an account.
    pub(super) signed: Bits,
    by_account: HashMap<Box<str>, Bits>,
    /// By how policies treat them.
    pub(super) whos: Vec<(Who, Bits)>,
    /// One of each kind, with all of it.
    pub(super) kinds: Vec<(PrincipalKind, usize, Bits)>,
    pub(super) service_linked: Bits,
    /// Those with a permissions boundary.
    pub(super) bounded: Bits,
    /// Those with session policies.
    pub(super) in_session: Bits,
    /// For each level of service control policies those that it binds.
    pub(super) levels: Vec<Bits>,
    federated: Bits,
    /// By an ARN, id, service's or provider's name in lower case.
    by_name: HashMap<String, Vec<u32>>,
    /// Roles and their sessions by account and name.
    roles: HashMap<(Box<str>, Box<str>), Vec<u32>>,
}

/// Those whom an entry of a `Principal` element may name, and nobody else.
pub(super) enum Candidates<'p> {
    Everybody,
    Bits(&'p Bits),
    List(Vec<u32>),
}

impl People {
    pub(super) fn new(callers: &[Caller]) -> Self {
        let bound = callers.len();
        let mut people = Self {
            everybody: Bits::all(bound),
            signed: Bits::none(bound),
            service_linked: Bits::none(bound),
            bounded: Bits::none(bound),
            in_session: Bits::none(bound),
            federated: Bits::none(bound),
            ..Self::default()
        };
        for (at, caller) in callers.iter().enumerate() {
            people.add(at, caller, bound);
        }
        people
    }

    fn add(&mut self, at: usize, caller: &Caller, bound: usize) {
        let principal = &caller.principal;
        if let Some(account) = &principal.account {
            self.signed.insert(at);
            let of_account = self.by_account.entry(account.clone());
            of_account.or_insert_with(|| Bits::none(bound)).insert(at);
        }
        let its = who(principal.kind);
        match self.whos.iter_mut().find(|(who, _)| *who == its) {
            Some((_, bits)) => bits.insert(at),
            None => self.whos.push((its, Bits::of(bound, [at]))),
        }
        match self.kinds.iter_mut().find(|it| it.0 == principal.kind) {
            Some((_, _, bits)) => bits.insert(at),
            None => self.kinds.push((principal.kind, at, Bits::of(bound, [at]))),
        }
        let federated = matches!(
            principal.kind,
            PrincipalKind::WebIdentity | PrincipalKind::Saml
        ) || principal.provider.is_some();
        for (so, bits) in [
            (principal.service_linked, &mut self.service_linked),
            (caller.boundary.is_some(), &mut self.bounded),
            (caller.session.is_some(), &mut self.in_session),
            (federated, &mut self.federated),
        ] {
            if so {
                bits.insert(at);
            }
        }
        if scps_bind(caller) {
            let levels = caller.scps.len().max(self.levels.len());
            self.levels.resize_with(levels, || Bits::none(bound));
            let its = self.levels.iter_mut().take(caller.scps.len());
            its.for_each(|level| level.insert(at));
        }
        self.name(at, caller);
    }

    fn name(&mut self, at: usize, caller: &Caller) {
        let principal = &caller.principal;
        let number = u32::try_from(at).unwrap_or(u32::MAX);
        let mut names: Vec<String> = [
            Some(&principal.arn),
            principal.issuer.as_ref(),
            principal.id.as_ref(),
            principal.provider.as_ref(),
            principal.canonical_user.as_ref(),
        ]
        .into_iter()
        .flatten()
        .map(|name| name.to_ascii_lowercase())
        .collect();
        names.sort();
        names.dedup();
        for name in names {
            self.by_name.entry(name).or_default().push(number);
        }
        if let (PrincipalKind::Role | PrincipalKind::RoleSession, Some(account)) =
            (principal.kind, &principal.account)
        {
            let role = (account.clone(), principal.name.clone());
            self.roles.entry(role).or_default().push(number);
        }
    }

    /// The callers of an account.
    pub(super) fn of_account(&self, account: &str) -> Option<&Bits> {
        self.by_account.get(account)
    }

    /// Whether a caller is treated so.
    pub(super) fn are(&self, wanted: Who) -> Option<&Bits> {
        let found = self.whos.iter().find(|(who, _)| *who == wanted)?;
        Some(&found.1)
    }

    pub(super) fn kind(&self, wanted: PrincipalKind) -> Option<&Bits> {
        let found = self.kinds.iter().find(|it| it.0 == wanted)?;
        Some(&found.2)
    }

    /// Whom the entry may name; of others it surely does not.
    pub(super) fn named(&self, entry: &Named) -> Candidates<'_> {
        let list = |name: &str| {
            let found = self.by_name.get(&name.to_ascii_lowercase());
            Candidates::List(found.cloned().unwrap_or_default())
        };
        match entry {
            Named::Everyone => Candidates::Everybody,
            Named::Account(account) => match self.of_account(account) {
                Some(bits) => Candidates::Bits(bits),
                None => Candidates::List(Vec::new()),
            },
            Named::Role { account, name } => self.roles(account, name),
            Named::Session(arn) => self.session(arn),
            Named::User(name)
            | Named::Id(name)
            | Named::Service(name)
            | Named::Provider(name)
            | Named::CanonicalUser(name) => list(name),
            Named::EveryService => match self.kind(PrincipalKind::Service) {
                Some(bits) => Candidates::Bits(bits),
                None => Candidates::List(Vec::new()),
            },
            Named::EveryProvider => Candidates::Bits(&self.federated),
            Named::Nobody => Candidates::List(Vec::new()),
        }
    }

    fn roles(&self, account: &str, name: &str) -> Candidates<'_> {
        let found = self.roles.get(&(account.into(), name.into()));
        Candidates::List(found.cloned().unwrap_or_default())
    }

    /// The session itself, and the role that may have it.
    fn session(&self, arn: &str) -> Candidates<'_> {
        let itself = self.by_name.get(&arn.to_ascii_lowercase());
        let mut all = itself.cloned().unwrap_or_default();
        if let Some(of) = crate::arn::Arn::parse(arn)
            && let Some(("assumed-role", rest)) = of.resource.split_once('/')
            && let Some((role, _)) = rest.split_once('/')
            && let Candidates::List(roles) = self.roles(of.account, role)
        {
            all.extend(roles);
        }
        Candidates::List(all)
    }
}
