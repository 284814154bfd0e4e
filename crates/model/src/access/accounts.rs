//! Accounts: who was looked at, their organizations, and what follows from those and from tags.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_iam::{Arn, Caller, Context, Known, PrincipalKind, Target};

use super::Access;
use crate::aws::account::{Account, Organization};
use crate::aws::s3::PublicAccessBlock;
use crate::observed::Observed;
use crate::resource::Tags;

/// What is known of accounts, by number.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    audited: BTreeSet<String>,
    settings: BTreeMap<String, Settings>,
    /// Canonical user ids, by which S3 names accounts.
    canonical: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Settings {
    partition: String,
    organization: Observed<Organization>,
    block: Observed<PublicAccessBlock>,
}

impl Accounts {
    pub(super) fn audited(&mut self, account: &str) {
        self.audited.insert(account.to_owned());
    }

    pub(super) fn add(&mut self, account: &Account) {
        self.audited(&account.account);
        let partition = Arn::parse(&account.id).map_or("aws", |arn| arn.partition);
        let settings = Settings {
            partition: partition.to_owned(),
            organization: account.organization.clone(),
            block: account.s3_public_access_block.clone(),
        };
        self.settings.insert(account.account.clone(), settings);
    }

    pub(super) fn canonical(&mut self, account: &str, id: &str) {
        self.canonical.insert(account.to_owned(), id.to_owned());
    }

    pub(super) fn canonical_of(&self, account: &str) -> Option<&str> {
        self.canonical.get(account).map(String::as_str)
    }

    pub(super) fn audited_accounts(&self) -> impl Iterator<Item = &str> {
        self.audited.iter().map(String::as_str)
    }

    /// The partition that an account is in: `aws` where nothing tells.
    pub(super) fn partition(&self, account: &str) -> &str {
        let settings = self.settings.get(account);
        settings.map_or("aws", |settings| &settings.partition)
    }

    pub(super) fn is_audited(&self, account: &str) -> bool {
        self.audited.contains(account)
    }

    /// The organization by the account's own word.
    pub(super) fn organization(&self, account: &str) -> Observed<&Organization> {
        match self.settings.get(account) {
            Some(settings) => settings.organization.as_ref(),
            None => Observed::not_collected(),
        }
    }

    /// The account-wide S3 block.
    pub(super) fn block(&self, account: &str) -> Observed<&PublicAccessBlock> {
        match self.settings.get(account) {
            Some(settings) => settings.block.as_ref(),
            None => Observed::not_collected(),
        }
    }
}

pub(super) fn facts(access: &Access, caller: &Caller, target: &Target) -> Context {
    let mut facts = of_caller(access, caller);
    let known = of_target(access, target);
    let account = caller.principal.account();
    if account.is_some() && account == access.account_of(target) {
        facts.add(&known.own);
    }
    facts.add(&known.all);
    facts
}

/// What is known of any request of a caller.
pub(super) fn of_caller(access: &Access, caller: &Caller) -> Context {
    let mut facts = Context::new();
    if let Some(account) = caller.principal.account() {
        // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-caller-account
        facts.set("kms:CallerAccount", account);
        in_organization(access, &mut facts, "aws:PrincipalOrg", account);
        if let Some(holder) = access.holders.of(&caller.principal) {
            tagged(&mut facts, &["aws:PrincipalTag/"], &holder.tags);
        } else if caller.principal.kind() == PrincipalKind::Root {
            facts.no_other("aws:PrincipalTag/");
        }
    }
    facts
}

/// What is known of any request to a target.
pub(super) fn of_target(access: &Access, target: &Target) -> Known {
    let mut known = Known::default();
    if let Some(account) = access.account_of(target) {
        in_organization(access, &mut known.all, "aws:ResourceOrg", account);
        // Across accounts, a key's tags do not count.
        // https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html
        if let Some((keys, tags)) = access.tags_of(&target.resource) {
            tagged(&mut known.own, keys, tags);
        }
    }
    known
}

fn in_organization(access: &Access, facts: &mut Context, key: &str, account: &str) {
    match access.organization_of(account) {
        Observed::Known(organization) => {
            facts.set(&format!("{key}ID"), organization.id.as_str());
            if let Some(path) = access.path_of(account) {
                facts.set_many(&format!("{key}Paths"), [path]);
            }
        }
        Observed::Absent => {
            facts.absent(&format!("{key}ID"));
            facts.absent(&format!("{key}Paths"));
        }
        Observed::Unknown(_) => {}
    }
}

fn tagged(facts: &mut Context, keys: &[&str], tags: &Tags) {
    let known = match tags {
        Observed::Unknown(_) => return,
        Observed::Absent => None,
        Observed::Known(tags) => Some(tags),
    };
    for key in keys {
        for (name, value) in known.into_iter().flatten() {
            facts.set(&format!("{key}{name}"), value.as_str());
        }
        facts.no_other(key);
    }
}
