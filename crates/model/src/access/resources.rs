//! Resources with policies: buckets, access points, keys, roles.

use std::collections::BTreeMap;
use std::sync::Arc;

use bartizan_iam::{Arn, Attached, Grant, Switch, Target, Unread};

use super::organizations::Levels;
use super::{Access, attached, words};
use crate::aws::organizations::Controls;
use crate::aws::{iam, kms, s3};
use crate::observed::Observed;
use crate::resource::{ResourceType, Tags};

mod services;

use services::may_have_a_policy;
pub use services::resources_have_policies;

/// Resources with policies.
#[derive(Debug, Default)]
pub(super) struct Resources {
    /// Buckets by name.
    pub(super) buckets: BTreeMap<String, Bucket>,
    /// Access points and keys by ARN.
    by_arn: BTreeMap<String, Other>,
    /// Keys by account, region and alias.
    aliases: BTreeMap<(String, String, String), String>,
}

#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) account: String,
    policy: Option<Attached>,
    /// The customer's key that new objects are encrypted with.
    pub(super) key: Option<String>,
    block: Observed<s3::PublicAccessBlock>,
    /// Whether access control lists are off; none when that is not known.
    pub(super) acls_are_off: Option<bool>,
    /// Whether its access control list gives somebody else something, as far as is known.
    pub(super) shares_by_acl: bool,
}

/// An access point or a key.
#[derive(Debug)]
struct Other {
    account: String,
    policy: Option<Attached>,
    block: Observed<s3::PublicAccessBlock>,
    grants: Vec<Grant>,
    grants_unread: Option<Arc<Unread>>,
    aws_managed: bool,
    tags: Tags,
}

impl Resources {
    /// Access points and keys, by ARN in order.
    pub(super) fn arns(&self) -> impl Iterator<Item = &str> {
        self.by_arn.keys().map(String::as_str)
    }

    pub(super) fn add_bucket(&mut self, bucket: &s3::Bucket) {
        let shares = bucket.acl.known().is_none_or(|acl| {
            let own = |grantee: &Option<String>| grantee.is_some() && *grantee == acl.owner;
            acl.grants.iter().any(|grant| !own(&grant.grantee))
        });
        let made = Bucket {
            account: bucket.account.clone(),
            policy: attached("bucket policy", &bucket.policy),
            key: key_of(bucket),
            block: bucket.public_access_block.clone(),
            acls_are_off: match &bucket.ownership {
                Observed::Known(ownership) => Some(ownership == "BucketOwnerEnforced"),
                Observed::Absent => Some(false),
                Observed::Unknown(_) => None,
            },
            shares_by_acl: shares,
        };
        self.buckets.insert(bucket.name.clone(), made);
    }

    pub(super) fn add_point(&mut self, point: &s3::AccessPoint) {
        let policy = attached("access point policy", &point.policy);
        let block = point.public_access_block.clone();
        let made = Other::new(&point.account, policy, block);
        self.by_arn.insert(point.id.clone(), made);
    }

    pub(super) fn add_global_point(&mut self, point: &s3::MultiRegionAccessPoint) {
        let policy = attached("access point policy", &point.policy);
        let block = point.public_access_block.clone();
        let made = Other::new(&point.account, policy, block);
        self.by_arn.insert(point.id.clone(), made);
    }

    pub(super) fn add_key(&mut self, key: &kms::Key) {
        let policy = attached("key policy", &key.policy);
        let mut made = Other::new(&key.account, policy, Observed::Absent);
        made.aws_managed = key.manager.known() == Some(&kms::KeyManager::Aws);
        made.tags = key.tags.clone();
        match &key.grants {
            Observed::Known(grants) => {
                made.grants = grants.iter().filter_map(grant).collect();
                if made.grants.len() < grants.len() {
                    made.grants_unread = Some(unread("grants", "one of them names no grantee"));
                }
            }
            Observed::Absent => {}
            Observed::Unknown(gap) => made.grants_unread = Some(unread("grants", &words(gap))),
        }
        for alias in key.aliases.known().into_iter().flatten() {
            let region = key.region.clone().unwrap_or_default();
            let name = (key.account.clone(), region, alias.clone());
            self.aliases.insert(name, key.id.clone());
        }
        self.by_arn.insert(key.id.clone(), made);
    }
}

impl Other {
    fn new(
        account: &str,
        policy: Option<Attached>,
        block: Observed<s3::PublicAccessBlock>,
    ) -> Self {
        Self {
            account: account.to_owned(),
            policy,
            block,
            grants: Vec::new(),
            grants_unread: None,
            aws_managed: false,
            tags: Observed::Absent,
        }
    }
}

/// The ARN of the key that new objects are encrypted with; S3 keeps an ARN, an id or an alias.
fn key_of(bucket: &s3::Bucket) -> Option<String> {
    let key = bucket.encryption.known()?.kms_key.as_deref()?;
    if key.starts_with("arn:") {
        return Some(key.to_owned());
    }
    let partition = Arn::parse(&bucket.id)?.partition;
    let region = bucket.region.as_deref()?;
    let kind = if key.starts_with("alias/") {
        ""
    } else {
        "key/"
    };
    let account = &bucket.account;
    Some(format!(
        "arn:{partition}:kms:{region}:{account}:{kind}{key}"
    ))
}

fn grant(grant: &kms::Grant) -> Option<Grant> {
    let made = Grant::new(&grant.id, grant.grantee.as_deref()?, &grant.operations);
    let kinds = grant.constraints.iter();
    Some(kinds.fold(made, |made, (kind, pairs)| {
        let pairs = pairs
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()));
        made.constrained(pairs, kind == "equals")
    }))
}

fn unread(policy: &str, reason: &str) -> Arc<Unread> {
    Arc::new(Unread {
        policy: policy.into(),
        reason: reason.into(),
    })
}

pub(super) fn target(access: &Access, resource: &str, action: &str) -> Target {
    let (service, name) = action.split_once(':').unwrap_or((action, ""));
    let resource = match by_alias(access, resource, name) {
        Some(key) => key,
        None => resource,
    };
    let mut target = Target::new(resource);
    let Some(arn) = Arn::parse(resource) else {
        return target;
    };
    match (arn.service, kind(&arn)) {
        ("s3", "") => bucket(access, &arn, &mut target),
        ("s3", "accesspoint") => point(access, resource, &mut target),
        ("kms", "key") => key(access, resource, &arn, &mut target),
        ("iam", "role") if service.eq_ignore_ascii_case("sts") => {
            target.policy = match access.holders.get(resource) {
                Some(role) => role.trust.clone(),
                None => missing(access, iam::Role::TYPE, "trust policy", arn.account),
            };
        }
        (service, _) if may_have_a_policy(service, arn.resource) => {
            let reason = format!("policies of {service} are not collected");
            target.policy = Some(Attached::unread("resource policy", &reason));
        }
        _ => {}
    }
    let account = access.account_of(&target).map(str::to_owned);
    if let Some(account) = account {
        target.management_account = access.is_management(&account);
        if let Levels::Seen(levels) = access.levels(&account, Controls::Resources) {
            target.rcps = levels;
        }
        target.account = Some(account.into());
    }
    target
}

/// What stands before the first slash or colon of a resource that has a region or account; empty for buckets.
fn kind<'a>(arn: &Arn<'a>) -> &'a str {
    if arn.service == "s3" && arn.account.is_empty() {
        return "";
    }
    arn.resource.split(['/', ':']).next().unwrap_or_default()
}

/// The key that an alias stands for; actions on aliases themselves are about the alias.
fn by_alias<'a>(access: &'a Access, resource: &str, action: &str) -> Option<&'a str> {
    let arn = Arn::parse(resource)?;
    let itself = action.to_ascii_lowercase().ends_with("alias");
    if arn.service != "kms" || !arn.resource.starts_with("alias/") || itself {
        return None;
    }
    let name = [arn.account, arn.region, arn.resource].map(str::to_owned);
    let [account, region, alias] = name;
    let key = access.resources.aliases.get(&(account, region, alias))?;
    Some(key)
}

fn bucket(access: &Access, arn: &Arn<'_>, target: &mut Target) {
    let name = arn.resource.split('/').next().unwrap_or_default();
    let Some(bucket) = access.resources.buckets.get(name) else {
        // `*` is every bucket and no particular one.
        if !name.contains(['*', '?']) {
            let reason = "the bucket is not in the snapshot";
            target.policy = Some(Attached::unread("bucket policy", reason));
        }
        return;
    };
    target.policy = bucket.policy.clone();
    target.restrict_public_buckets = restricts(access, &bucket.block, &bucket.account);
}

fn point(access: &Access, resource: &str, target: &mut Target) {
    // Objects are named behind the access point: `…:accesspoint/name/object/key`.
    let whole = resource.split("/object/").next().unwrap_or(resource);
    match access.resources.by_arn.get(whole) {
        Some(point) => {
            target.policy = point.policy.clone();
            target.restrict_public_buckets = restricts(access, &point.block, &point.account);
        }
        None => {
            let reason = "the access point is not in the snapshot";
            target.policy = Some(Attached::unread("access point policy", reason));
        }
    }
}

fn key(access: &Access, resource: &str, arn: &Arn<'_>, target: &mut Target) {
    let Some(key) = access.resources.by_arn.get(resource) else {
        target.policy = missing(access, kms::Key::TYPE, "key policy", arn.account);
        return;
    };
    target.policy = key.policy.clone();
    target.grants = key.grants.clone();
    target.grants_unread = key.grants_unread.clone();
    target.aws_managed_key = key.aws_managed;
}

fn missing(access: &Access, kind: &str, policy: &str, account: &str) -> Option<Attached> {
    let reason = access.why_missing(kind, account);
    Some(Attached::unread(policy, &reason))
}

/// The stricter of two switches counts, so one that is on is enough to know.
fn restricts(access: &Access, own: &Observed<s3::PublicAccessBlock>, account: &str) -> Switch {
    let mut unknown = None;
    for block in [own.as_ref(), access.accounts.block(account)] {
        match block {
            Observed::Known(block) if block.restrict_public_buckets => return Switch::On,
            Observed::Known(_) | Observed::Absent => {}
            Observed::Unknown(gap) => unknown = Some(gap),
        }
    }
    match unknown {
        Some(gap) => Switch::Unread(unread("RestrictPublicBuckets", &words(&gap))),
        None => Switch::Off,
    }
}

impl Access {
    /// The account that a target belongs to, by its ARN or by the snapshot.
    pub(super) fn account_of<'a>(&'a self, target: &'a Target) -> Option<&'a str> {
        if let Some(account) = target.account.as_deref() {
            return Some(account);
        }
        let arn = Arn::parse(&target.resource)?;
        if !arn.account.is_empty() {
            return Some(arn.account);
        }
        Some(self.bucket_of(&arn)?.account.as_str())
    }

    /// The bucket that a resource is or lies in.
    pub(super) fn bucket_of(&self, arn: &Arn<'_>) -> Option<&Bucket> {
        let name = arn.resource.split('/').next()?;
        let bucket = || self.resources.buckets.get(name);
        (arn.service == "s3" && arn.account.is_empty()).then(bucket)?
    }

    /// The tags of a resource whose service makes them condition keys, with the keys' beginnings.
    pub(super) fn tags_of(&self, resource: &str) -> Option<(&'static [&'static str], &Tags)> {
        const KEY: &[&str] = &["aws:ResourceTag/"];
        const HOLDER: &[&str] = &["aws:ResourceTag/", "iam:ResourceTag/"];
        if let Some(holder) = self.holders.get(resource) {
            return Some((HOLDER, &holder.tags));
        }
        let other = self.resources.by_arn.get(resource)?;
        resource.contains(":kms:").then_some((KEY, &other.tags))
    }
}
