//! Buckets, as far as other resources ask: those that trails write to, and those that receive access logs.

use std::collections::BTreeMap;

use bartizan_iam::{Home, Who, outside_access};
use bartizan_model::aws::s3::{Bucket, Encryption, Logging, PublicAccessBlock};
use bartizan_model::{Gap, Observed, Reason};
use serde::Deserialize;

use super::keys::Reference;
use super::trails::Trails;

/// What is noted of buckets.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    /// Those that trails write to, by name.
    of_trails: BTreeMap<String, BucketNote>,
    /// How many buckets send their access logs to one.
    log_targets: BTreeMap<String, usize>,
    /// By account: a bucket of which it is not known where it logs to.
    unknown_logging: BTreeMap<String, Gap>,
}

/// What facts tell of a trail's bucket.
#[derive(Debug, Clone)]
pub(crate) struct BucketNote {
    pub(crate) account: String,
    /// Whether its ACL admits everybody, were ACLs not ignored.
    pub(crate) acl_is_open: Observed<bool>,
    /// Whether its policy admits everybody, were public access not restricted.
    pub(crate) policy_is_open: Observed<bool>,
    pub(crate) block: Observed<PublicAccessBlock>,
    pub(crate) logging: Observed<bool>,
    pub(crate) versioning: Observed<bool>,
    pub(crate) mfa_delete: Observed<bool>,
    pub(crate) object_lock: Observed<bool>,
}

/// What is seen of one bucket.
#[derive(Debug)]
pub(super) struct Seen {
    account: String,
    name: String,
    logs_to: Observed<String>,
    pub(super) key: Option<Reference>,
    of_trails: Option<BucketNote>,
}

/// The attributes of a bucket that matter to others.
#[derive(Deserialize)]
struct Slim {
    name: String,
    account: String,
    region: Option<String>,
    #[serde(default)]
    encryption: Observed<Encryption>,
    #[serde(default)]
    logging: Observed<Logging>,
}

/// Looks at a bucket; none when nothing about it matters to others.
pub(super) fn bucket(text: &str, trails: &Trails) -> serde_json::Result<Option<Box<Seen>>> {
    let slim: Slim = serde_json::from_str(text)?;
    let of_trails = if trails.write_to(&slim.name) {
        Some(note(&serde_json::from_str(text)?))
    } else {
        None
    };
    let key = slim.encryption.and_then(|it| it.kms_key.into());
    let logs_to = slim.logging.map(|it| it.bucket);
    if of_trails.is_none() && key == Observed::Absent && logs_to == Observed::Absent {
        return Ok(None);
    }
    let key = (key != Observed::Absent).then(|| Reference {
        key,
        account: slim.account.clone(),
        region: slim.region,
        kind: "aws.s3.bucket",
        name: slim.name.clone(),
    });
    Ok(Some(Box::new(Seen {
        account: slim.account,
        name: slim.name,
        logs_to,
        key,
        of_trails,
    })))
}

fn note(bucket: &Bucket) -> BucketNote {
    let absent = |what: Observed<bool>| what.or_when_absent(false);
    BucketNote {
        account: bucket.account.clone(),
        acl_is_open: acl_is_open(bucket),
        policy_is_open: policy_is_open(bucket),
        block: bucket.public_access_block.clone(),
        logging: absent(bucket.logging.as_ref().map(|_| true)),
        versioning: absent(bucket.versioning.as_ref().map(|it| it.enabled)),
        mfa_delete: absent(bucket.versioning.as_ref().map(|it| it.mfa_delete)),
        object_lock: absent(bucket.object_lock.as_ref().map(|_| true)),
    }
}

/// ACLs that are turned off admit nobody.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html>
fn acl_is_open(bucket: &Bucket) -> Observed<bool> {
    if let Observed::Known(ownership) = &bucket.ownership
        && ownership == "BucketOwnerEnforced"
    {
        return Observed::Known(false);
    }
    let open = bucket.acl.as_ref().map(|acl| {
        acl.grants.iter().any(|grant| {
            grant.grantee.as_deref().is_some_and(|grantee| {
                grantee.ends_with("/groups/global/AllUsers")
                    || grantee.ends_with("/groups/global/AuthenticatedUsers")
            })
        })
    });
    match (&bucket.ownership, open) {
        // Whether the ACL counts is not known, and it would matter.
        (Observed::Unknown(gap), Observed::Known(true)) => Observed::Unknown(gap.clone()),
        (_, open) => open.or_when_absent(false),
    }
}

fn policy_is_open(bucket: &Bucket) -> Observed<bool> {
    let home = Home {
        account: &bucket.account,
        canonical_user: None,
    };
    bucket
        .policy
        .as_ref()
        .and_then(|policy| match outside_access(policy, home) {
            Ok(entries) => Observed::Known(
                entries
                    .iter()
                    .any(|it| it.who == Who::Anyone && !it.narrowed),
            ),
            Err(_) => Observed::Unknown(Gap {
                action: "s3:GetBucketPolicy".into(),
                reason: Reason::Malformed,
                code: None,
            }),
        })
        .or_when_absent(false)
}

impl Buckets {
    pub(super) fn keep(&mut self, seen: Seen) -> usize {
        let mut bytes = 0;
        match seen.logs_to {
            Observed::Known(target) => {
                bytes += match self.log_targets.get_mut(&target) {
                    Some(count) => {
                        *count += 1;
                        0
                    }
                    None => {
                        let bytes = 64 + target.len();
                        self.log_targets.insert(target, 1);
                        bytes
                    }
                };
            }
            Observed::Unknown(gap) => {
                self.unknown_logging.entry(seen.account).or_insert(gap);
            }
            Observed::Absent => {}
        }
        if let Some(note) = seen.of_trails {
            bytes += 512 + seen.name.len();
            self.of_trails.insert(seen.name, note);
        }
        bytes
    }

    /// A bucket that trails write to.
    pub(crate) fn of_trails(&self, name: &str) -> Option<&BucketNote> {
        self.of_trails.get(name)
    }

    /// How many buckets send their access logs to one, as far as is known.
    pub(crate) fn logging_to(&self, name: &str) -> usize {
        self.log_targets.get(name).copied().unwrap_or_default()
    }

    /// Why that may be too few in an account.
    pub(crate) fn unknown_logging(&self, account: &str) -> Option<&Gap> {
        self.unknown_logging.get(account)
    }
}
