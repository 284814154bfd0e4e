//! The policies that lie on resources of snapshots, and who is let in by them from outside.

use std::collections::BTreeMap;

use bartizan_iam::{
    Compiled, Disagreement, Effect, Exposure, Opening, Outsider, PolicyDocument, Principals,
    Statement, Zone, outside,
};

use crate::aws::account::Account;
use crate::aws::iam::Role;
use crate::aws::kms::Key;
use crate::aws::s3::{AccessPoint, Bucket, MultiRegionAccessPoint, PublicAccessBlock};
use crate::observed::{Gap, Observed};
use crate::resource::{Resource, ResourceType, ScopeGap};
use crate::snapshot::{SnapshotFault, Snapshots};

/// A policy on a resource.
#[derive(Debug, Clone)]
pub struct ResourcePolicy {
    /// The resource's ARN.
    pub resource: String,
    /// The account that it belongs to.
    pub account: String,
    /// What kind of policy it is, in words.
    pub kind: &'static str,
    /// The policy.
    pub document: Observed<PolicyDocument>,
    /// The resource's own public access block, for those of S3.
    pub block: Observed<PublicAccessBlock>,
    /// The only VPC that it serves, for an access point that has one.
    pub vpc: Option<String>,
}

/// The policies on resources of snapshots, by resource.
#[derive(Debug, Default)]
pub struct ResourcePolicies {
    policies: Vec<ResourcePolicy>,
    blocks: BTreeMap<String, Observed<PublicAccessBlock>>,
    zone: Zone,
    organizations: BTreeMap<String, String>,
    gaps: Vec<ScopeGap>,
}

/// The types that may have a policy, those that can be collected.
const TYPES: &[&str] = &[
    Account::TYPE,
    Role::TYPE,
    Key::TYPE,
    AccessPoint::TYPE,
    Bucket::TYPE,
    MultiRegionAccessPoint::TYPE,
];

impl ResourcePolicies {
    /// Reads snapshots to their end.
    ///
    /// # Errors
    /// When a line cannot be read.
    pub fn read(snapshots: &mut Snapshots) -> Result<Self, SnapshotFault> {
        let mut all = Self::default();
        for header in snapshots.headers() {
            let accounts = header.accounts.iter().map(|it| it.id.clone());
            all.zone.accounts.extend(accounts);
        }
        while let Some(line) = snapshots.next_line()? {
            if let Some(gap) = line.gap()? {
                all.gaps.push(gap);
            } else if TYPES.contains(&line.kind) {
                all.add(&line.resource()?);
            }
        }
        all.policies.sort_by(|a, b| a.resource.cmp(&b.resource));
        Ok(all)
    }

    /// Adds a resource.
    pub fn add(&mut self, resource: &Resource) {
        match resource {
            Resource::Account(account) => self.add_account(account),
            Resource::IamRole(role) => {
                let none = Observed::Absent;
                self.push(resource, "trust policy", &role.trust_policy, &none);
            }
            Resource::KmsKey(key) => {
                self.push(resource, "key policy", &key.policy, &Observed::Absent);
            }
            Resource::S3Bucket(bucket) => {
                let owner = bucket.acl.known().and_then(|acl| acl.owner.clone());
                self.zone.canonical_users.extend(owner);
                let block = &bucket.public_access_block;
                self.push(resource, "bucket policy", &bucket.policy, block);
            }
            Resource::S3AccessPoint(point) => {
                let block = &point.public_access_block;
                self.push(resource, "access point policy", &point.policy, block);
                if let Some(policy) = self.policies.last_mut()
                    && policy.resource == point.id
                {
                    policy.vpc.clone_from(&point.vpc);
                }
            }
            Resource::S3MultiRegionAccessPoint(point) => {
                let block = &point.public_access_block;
                self.push(resource, "access point policy", &point.policy, block);
            }
            _ => {}
        }
    }

    fn add_account(&mut self, account: &Account) {
        self.zone.accounts.insert(account.account.clone());
        let block = account.s3_public_access_block.clone();
        self.blocks.insert(account.account.clone(), block);
        if let Some(organization) = account.organization.known() {
            let id = organization.id.clone();
            self.zone.organizations.insert(id.clone());
            self.organizations.insert(account.account.clone(), id);
        }
    }

    fn push(
        &mut self,
        resource: &Resource,
        kind: &'static str,
        document: &Observed<PolicyDocument>,
        block: &Observed<PublicAccessBlock>,
    ) {
        if *document == Observed::Absent {
            return;
        }
        let identity = resource.identity();
        self.policies.push(ResourcePolicy {
            resource: identity.id.to_owned(),
            account: identity.account.to_owned(),
            kind,
            document: document.clone(),
            block: block.clone(),
            vpc: None,
        });
    }

    /// The policies, by resource in order; resources without one are not among them.
    #[must_use]
    pub fn policies(&self) -> &[ResourcePolicy] {
        &self.policies
    }

    /// What is trusted unless somebody says otherwise: the accounts that were looked at and their organizations.
    #[must_use]
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Places where resources with policies could not be listed.
    pub fn gaps(&self) -> impl Iterator<Item = &ScopeGap> {
        let hides = |gap: &&ScopeGap| gap.hides.iter().any(|it| TYPES.contains(&it.as_str()));
        self.gaps.iter().filter(hides)
    }

    /// Who outside the zone is let in by a policy, public access blocks taken into account.
    ///
    /// # Errors
    /// As [`outside`].
    pub fn exposure(&self, policy: &ResourcePolicy, zone: &Zone) -> Result<Exposure, Disagreement> {
        let document = match &policy.document {
            Observed::Known(document) => document,
            Observed::Absent => return Ok(Exposure::Closed),
            Observed::Unknown(gap) => return Ok(unknown(gap)),
        };
        let mut zone = zone.clone();
        zone.home = Some(policy.account.clone());
        zone.home_organization = self.organizations.get(&policy.account).cloned();
        zone.resource = Some(policy.resource.clone());
        let of_s3 = policy.kind != "trust policy" && policy.kind != "key policy";
        zone.signed_only = !of_s3;
        let only = policy.vpc.as_deref().map(only_from);
        let documents: Vec<&PolicyDocument> = std::iter::once(document).chain(&only).collect();
        let exposure = outside(&documents, &zone)?;
        if !of_s3 {
            return Ok(exposure);
        }
        Ok(self.restricted(policy, document, exposure))
    }

    /// `RestrictPublicBuckets` leaves of a public policy what it gives to the account and to services.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-options>
    fn restricted(
        &self,
        policy: &ResourcePolicy,
        document: &PolicyDocument,
        exposure: Exposure,
    ) -> Exposure {
        let Exposure::Open { openings, doubt } = exposure else {
            return exposure;
        };
        if !Compiled::new(document).is_public_for_s3() {
            return Exposure::Open { openings, doubt };
        }
        let of_account = match self.blocks.get(&policy.account) {
            Some(block) => block.as_ref(),
            None => Observed::not_collected(),
        };
        let mut unread = None;
        for block in [policy.block.as_ref(), of_account] {
            match block {
                Observed::Known(block) if block.restrict_public_buckets => {
                    return only_services(openings, doubt);
                }
                Observed::Known(_) | Observed::Absent => {}
                Observed::Unknown(gap) => unread = Some(gap),
            }
        }
        match unread {
            Some(gap) => unknown(&gap),
            None => Exposure::Open { openings, doubt },
        }
    }
}

/// What an access point that serves one VPC refuses.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-vpc.html>
fn only_from(vpc: &str) -> PolicyDocument {
    let others = ("aws:SourceVpc".to_owned(), vec![vpc.to_owned()]);
    let condition = ("StringNotEquals".to_owned(), [others].into());
    PolicyDocument {
        statement: vec![Statement {
            effect: Effect::Deny,
            action: vec!["s3:*".to_owned()],
            resource: vec!["*".to_owned()],
            principal: Some(Principals(
                [("AWS".to_owned(), vec!["*".to_owned()])].into(),
            )),
            condition: [condition].into(),
            ..Statement::default()
        }],
        ..PolicyDocument::default()
    }
}

fn only_services(mut openings: Vec<Opening>, doubt: Option<String>) -> Exposure {
    for opening in &mut openings {
        let service = |it: &Outsider| matches!(it, Outsider::AnyService | Outsider::Service(_));
        opening.who.retain(service);
    }
    openings.retain(|it| !it.who.is_empty());
    match (openings.is_empty(), doubt) {
        // Whoever it is that was not settled, the block keeps them out.
        (true, _) => Exposure::Closed,
        (false, doubt) => Exposure::Open { openings, doubt },
    }
}

fn unknown(gap: &Gap) -> Exposure {
    let reason = match &*gap.action {
        "" => gap.reason.words().to_owned(),
        action => format!("{action}: {}", gap.reason.words()),
    };
    Exposure::Unknown { reason }
}

#[cfg(test)]
#[path = "exposed/tests.rs"]
mod tests;
