//! What snapshots say about access: principals and resources with their policies, ready for the policy engine.
//!
//! [`Access::read`] takes a stream of snapshots once; [`Access::caller`], [`Access::target`] and [`Access::facts`]
//! then make requests for [`bartizan_iam::decide`]. Each policy is compiled once and shared by all whom it is attached to.
//! What a snapshot could not tell becomes an unread policy, so that the engine says `Unknown` where it matters.

mod accounts;
mod actors;
mod assumed;
mod holders;
mod organizations;
mod policies;
mod reach;
mod resources;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use bartizan_iam::{Attached, Caller, Compiled, Context, PolicyDocument, Principal, Target};

use crate::observed::{Gap, Observed};
use crate::resource::{Resource, ResourceType, ScopeGap};
use crate::snapshot::{SnapshotFault, Snapshots};
use crate::{AccountRef, aws};

pub use assumed::Assumed;
pub use reach::{Strange, Stranger};
pub use resources::resources_have_policies;

/// An index of what snapshots say about access.
#[derive(Debug, Default)]
pub struct Access {
    accounts: accounts::Accounts,
    policies: policies::Policies,
    holders: holders::Holders,
    organizations: organizations::Organizations,
    resources: resources::Resources,
    named: actors::Named,
    gaps: Vec<ScopeGap>,
}

/// A principal that does not exist, by a snapshot that shows all there are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("account {account} has no principal `{arn}`")]
pub struct NoSuchPrincipal {
    /// What was asked for.
    pub arn: String,
    /// The account, which was looked at.
    pub account: String,
    /// The principal that is spelled most like it.
    pub nearest: Option<String>,
}

/// The resource types that say something about access; lines of other types are not even parsed.
const TYPES: &[&str] = &[
    aws::account::Account::TYPE,
    aws::iam::Group::TYPE,
    aws::iam::Policy::TYPE,
    aws::iam::Role::TYPE,
    aws::iam::User::TYPE,
    aws::kms::Key::TYPE,
    aws::organizations::Account::TYPE,
    aws::organizations::Policy::TYPE,
    aws::organizations::Root::TYPE,
    aws::s3::AccessPoint::TYPE,
    aws::s3::Bucket::TYPE,
    aws::s3::MultiRegionAccessPoint::TYPE,
];

impl Access {
    /// Reads snapshots to their end.
    ///
    /// # Errors
    /// When a line cannot be read.
    pub fn read(snapshots: &mut Snapshots) -> Result<Self, SnapshotFault> {
        let mut access = Self::default();
        for header in snapshots.headers() {
            access.audited(&header.accounts);
        }
        while let Some(line) = snapshots.next_line()? {
            if let Some(gap) = line.gap()? {
                access.gaps.push(gap);
            } else if TYPES.contains(&line.kind) {
                access.add(&line.resource()?);
            }
        }
        Ok(access)
    }

    /// Notes accounts that were looked at, even if nothing was found in them.
    pub fn audited(&mut self, accounts: &[AccountRef]) {
        for account in accounts {
            self.accounts.audited(&account.id);
        }
    }

    /// Adds a resource. The order does not matter.
    pub fn add(&mut self, resource: &Resource) {
        self.named.add(resource);
        match resource {
            Resource::Account(account) => self.accounts.add(account),
            Resource::IamPolicy(policy) => self.policies.add(policy),
            Resource::IamGroup(group) => self.holders.add_group(group),
            Resource::IamUser(user) => self.holders.add_user(user),
            Resource::IamRole(role) => self.holders.add_role(role),
            Resource::KmsKey(key) => self.resources.add_key(key),
            Resource::OrganizationsAccount(account) => self.organizations.add_account(account),
            Resource::OrganizationsPolicy(policy) => self.organizations.add_policy(policy),
            Resource::OrganizationsRoot(root) => self.organizations.add_root(root),
            Resource::S3AccessPoint(point) => self.resources.add_point(point),
            Resource::S3MultiRegionAccessPoint(point) => self.resources.add_global_point(point),
            Resource::S3Bucket(bucket) => {
                let owner = bucket.acl.known().and_then(|acl| acl.owner.as_deref());
                if let Some(owner) = owner {
                    self.accounts.canonical(&bucket.account, owner);
                }
                self.resources.add_bucket(bucket);
            }
            _ => {}
        }
    }

    /// Adds a place where resources could not be listed.
    pub fn add_gap(&mut self, gap: ScopeGap) {
        self.gaps.push(gap);
    }

    /// Places where resources could not be listed.
    #[must_use]
    pub fn gaps(&self) -> &[ScopeGap] {
        &self.gaps
    }

    /// The users and roles, by ARN in order.
    pub fn principals(&self) -> impl Iterator<Item = &str> {
        self.holders.arns()
    }

    /// Who asks, with every policy on that side. A role may be asked for by its own ARN or by a session's.
    ///
    /// # Errors
    /// When the account was looked at, its users and roles could be listed, and the principal is not among them.
    pub fn caller(&self, principal: &Principal) -> Result<Caller, NoSuchPrincipal> {
        holders::caller(self, principal)
    }

    /// What is acted on, with every policy on that side. The action tells whether a role's trust policy counts,
    /// and whether an alias stands for its key.
    #[must_use]
    pub fn target(&self, resource: &str, action: &str) -> Target {
        resources::target(self, resource, action)
    }

    /// What is known about any request of this caller to this target: tags and organizations.
    #[must_use]
    pub fn facts(&self, caller: &Caller, target: &Target) -> Context {
        accounts::facts(self, caller, target)
    }

    /// What snapshots do not tell and the answer takes for granted.
    #[must_use]
    pub fn assumed(&self, caller: &Caller, target: &Target, action: &str) -> Vec<Assumed> {
        assumed::assumed(self, caller, target, action)
    }

    /// Why resources of a type may be missing from an account.
    fn hidden(&self, kind: &str, account: &str) -> Option<&Gap> {
        let of = |gap: &&ScopeGap| gap.account == account && gap.hides.iter().any(|it| it == kind);
        self.gaps.iter().find(of).map(|gap| &gap.gap)
    }

    /// Why a resource of a type is not in the index.
    fn why_missing(&self, kind: &str, account: &str) -> String {
        match self.hidden(kind, account) {
            Some(gap) => words(gap),
            None => "it is not in the snapshot".to_owned(),
        }
    }
}

/// A gap in words: `kms:GetKeyPolicy: access denied`.
fn words(gap: &Gap) -> String {
    match &*gap.action {
        "" => gap.reason.words().to_owned(),
        action => format!("{action}: {}", gap.reason.words()),
    }
}

/// A policy that was observed, compiled; none where there is none.
fn attached(name: &str, document: &Observed<PolicyDocument>) -> Option<Attached> {
    match document {
        Observed::Known(document) => Some(Attached::new(name, Arc::new(Compiled::new(document)))),
        Observed::Absent => None,
        Observed::Unknown(gap) => Some(Attached::unread(name, &words(gap))),
    }
}
