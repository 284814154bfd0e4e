use std::collections::BTreeSet;

use bartizan_iam::{
    Access, Effect, Exposure, Home, PolicyDocument, Statement, Who, Zone, outside, outside_access,
};
use bartizan_model::{Observed, Resource};
use serde_json::{Value, json};

use super::statement_actions::covered;
use super::{Around, Fact, malformed};

pub(super) const FACT: Fact = Fact {
    name: "outside_access",
    types: TYPES,
    // A canonical user is the owner's own when the ACL says that it owns the bucket.
    reads: &["policy", "trust_policy", "acl"],
    neighbours: &[],
    doc: include_str!("outside_access.md"),
    compute,
};

/// The types that have a policy which says who may use them.
pub(super) const TYPES: &[&str] = &[
    "aws.s3.bucket",
    "aws.s3.access_point",
    "aws.s3.multi_region_access_point",
    "aws.kms.key",
    "aws.iam.role",
];

/// A policy that says who may use a resource.
struct Guard<'a> {
    policy: &'a Observed<PolicyDocument>,
    home: Home<'a>,
    /// The call that reads it.
    action: &'static str,
}

impl<'a> Guard<'a> {
    fn of(resource: &'a Resource) -> Option<Self> {
        let (policy, canonical_user, action) = match resource {
            Resource::S3Bucket(bucket) => {
                let owner = bucket.acl.known().and_then(|acl| acl.owner.as_deref());
                (&bucket.policy, owner, "s3:GetBucketPolicy")
            }
            Resource::S3AccessPoint(point) => (&point.policy, None, "s3:GetAccessPointPolicy"),
            Resource::S3MultiRegionAccessPoint(point) => {
                (&point.policy, None, "s3:GetMultiRegionAccessPointPolicy")
            }
            Resource::KmsKey(key) => (&key.policy, None, "kms:GetKeyPolicy"),
            Resource::IamRole(role) => (
                &role.trust_policy,
                None,
                "iam:GetAccountAuthorizationDetails",
            ),
            _ => return None,
        };
        let home = Home {
            account: resource.identity().account,
            canonical_user,
        };
        Some(Self {
            policy,
            home,
            action,
        })
    }
}

fn compute(resource: &Resource, around: &Around) -> Observed<Value> {
    if let Resource::S3Bucket(bucket) = resource
        && let (Observed::Unknown(gap), Observed::Known(policy)) = (&bucket.acl, &bucket.policy)
        && names_canonical_users(policy)
    {
        return Observed::Unknown(gap.clone());
    }
    let Some(guard) = Guard::of(resource) else {
        return Observed::Absent;
    };
    match guard.policy {
        Observed::Unknown(gap) => Observed::Unknown(gap.clone()),
        Observed::Absent => Observed::Known(Value::Array(Vec::new())),
        Observed::Known(policy) => entries(policy, guard.home, around, guard.action),
    }
}

/// Whether an organization is let in of which it is not known whether it is the account's own.
pub(super) fn may_be_own(resource: &Resource, around: &Around) -> bool {
    // Proofs cost, and most policies name no organization at all.
    let guard = Guard::of(resource);
    let read = guard.and_then(|it| outside_access(it.policy.known()?, it.home).ok());
    if !read.is_some_and(|all| all.iter().any(|it| it.who == Who::Organization)) {
        return false;
    }
    let entries = compute(resource, around);
    let entries = entries.known().and_then(Value::as_array);
    entries.into_iter().flatten().any(|entry| {
        entry.get("who").and_then(Value::as_str) == Some(Who::Organization.name())
            && entry.get("own").is_some_and(Value::is_null)
    })
}

fn names_canonical_users(policy: &PolicyDocument) -> bool {
    let principals = policy.statement.iter().flat_map(|it| &it.principal);
    principals
        .flat_map(|it| it.0.keys())
        .any(|kind| kind == "CanonicalUser")
}

fn entries(
    policy: &PolicyDocument,
    home: Home<'_>,
    around: &Around,
    action: &'static str,
) -> Observed<Value> {
    // Who may use a role is asked of another service than the one that keeps it.
    let service = match action.split_once(':') {
        Some(("iam", _)) | None => "sts",
        Some((service, _)) => service,
    };
    match outside_access(policy, home) {
        Ok(entries) => {
            let refuted = refuted(policy, &entries, home.account, around);
            let left = entries.into_iter().filter(|entry| {
                !(refuted.contains(&entry.statement)
                    && lets_strangers_in(entry, home.account, around))
            });
            let told = left.map(|entry| written(entry, home.account, service, around));
            Observed::Known(told.collect())
        }
        Err(_) => Observed::Unknown(malformed(action)),
    }
}

/// Whether it lets in who is not the owner's own: principals, and not services, providers and who is gone.
fn lets_strangers_in(entry: &Access, home: &str, around: &Around) -> bool {
    let people = matches!(entry.who, Who::Anyone | Who::Account | Who::Organization);
    people && owned(entry, home, around) != Some(true)
}

/// The statements that let nobody in after all, which is proven: what one denies takes away what another allows, or
/// its conditions leave nobody outside.
fn refuted(
    policy: &PolicyDocument,
    entries: &[Access],
    home: &str,
    around: &Around,
) -> BTreeSet<usize> {
    let denies: Vec<&Statement> = policy
        .statement
        .iter()
        .filter(|it| it.effect == Effect::Deny)
        .collect();
    let suspects: BTreeSet<usize> = entries
        .iter()
        .filter(|it| !denies.is_empty() || !it.conditions.is_empty())
        .filter(|it| lets_strangers_in(it, home, around))
        .map(|it| it.statement)
        .collect();
    if suspects.is_empty() {
        return suspects;
    }
    let zone = zone(home, around);
    let closed = |index: &usize| {
        let allows = policy.statement.get(*index).into_iter();
        let alone = PolicyDocument {
            version: policy.version.clone(),
            id: None,
            statement: allows.chain(denies.iter().copied()).cloned().collect(),
        };
        matches!(outside(&[&alone], &zone), Ok(Exposure::Closed))
    };
    suspects.into_iter().filter(closed).collect()
}

/// Who is not outside: the owner, the accounts that are audited together, and the organization where it is known.
fn zone(home: &str, around: &Around) -> Zone {
    let mut zone = Zone {
        accounts: [home.to_owned()].into(),
        home: Some(home.to_owned()),
        ..Zone::default()
    };
    zone.accounts.extend(around.audited.iter().cloned());
    if let Observed::Known(organization) = around.organization(home) {
        zone.organizations.insert(organization.id.clone());
        zone.home_organization = Some(organization.id.clone());
    }
    zone
}

fn written(entry: Access, home: &str, service: &str, around: &Around) -> Value {
    let own = owned(&entry, home, around);
    let allows = covered(&entry.actions, &entry.not_actions, service);
    json!({
        "statement": entry.statement,
        "sid": entry.sid,
        "who": entry.who.name(),
        "principal": entry.principal,
        "account": entry.account,
        "own": own,
        "actions": entry.actions,
        "not_actions": entry.not_actions,
        "allows": allows,
        "resources": entry.resources,
        "not_resources": entry.not_resources,
        "narrowed": entry.narrowed,
        "by": entry.by,
        "conditions": entry.conditions,
        "external_id": entry.external_id,
        "source_checked": entry.source_checked,
    })
}

/// Whether it is the owner's own; none when it is an organization and the owner's is not known.
fn owned(entry: &Access, home: &str, around: &Around) -> Option<bool> {
    match entry.who {
        Who::Organization if !entry.own => match around.organization(home) {
            Observed::Known(organization) => Some(organization.id == entry.principal),
            Observed::Absent => Some(false),
            Observed::Unknown(_) => None,
        },
        _ => {
            let audited = |account: &String| account == home || around.audited.contains(account);
            Some(entry.own || entry.account.as_ref().is_some_and(audited))
        }
    }
}
