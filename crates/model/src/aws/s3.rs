//! Buckets and what opens or closes them.

use bartizan_iam::PolicyDocument;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::observed::Observed;
use crate::resource::resource;

resource! {
    /// A bucket.
    pub struct Bucket = "aws.s3.bucket" {
        /// When it was made.
        pub created_at: Option<Timestamp>,
        /// Default encryption; absent when none is set (since 2023 AWS sets at least SSE-S3).
        pub encryption: Observed<Encryption>,
        /// The bucket's own public access block; absent when none is set.
        pub public_access_block: Observed<PublicAccessBlock>,
        /// The bucket policy; absent when there is none.
        pub policy: Observed<PolicyDocument>,
        /// The access control list.
        pub acl: Observed<Acl>,
        /// Who owns what is written, as S3 spells it: `BucketOwnerEnforced` turns ACLs off; absent when none is set.
        pub ownership: Observed<String>,
        /// Versioning.
        pub versioning: Observed<Versioning>,
        /// Server access logging; absent when off.
        pub logging: Observed<Logging>,
        /// Object lock; absent when the bucket was made without it.
        pub object_lock: Observed<ObjectLock>,
        /// The lifecycle rules; absent when there are none.
        #[serde(default = "Observed::<Vec<LifecycleRule>>::not_collected")]
        pub lifecycle: Observed<Vec<LifecycleRule>>,
        /// The replication rules; absent when there are none.
        #[serde(default = "Observed::<Vec<ReplicationRule>>::not_collected")]
        pub replication: Observed<Vec<ReplicationRule>>,
    }
}

resource! {
    /// An access point: a name of its own for a bucket, with a policy of its own.
    pub struct AccessPoint = "aws.s3.access_point" {
        /// The bucket that it leads to.
        pub bucket: String,
        /// The account of that bucket, when S3 says.
        pub bucket_account: Option<String>,
        /// The only network that it serves; null for the internet.
        pub vpc: Option<String>,
        /// Its own public access block; absent when S3 names none.
        pub public_access_block: Observed<PublicAccessBlock>,
        /// Its policy; absent when there is none.
        pub policy: Observed<PolicyDocument>,
    }
}

resource! {
    /// A multi-region access point: one name for buckets in several regions.
    pub struct MultiRegionAccessPoint = "aws.s3.multi_region_access_point" {
        /// The buckets that it leads to, in order.
        pub buckets: Vec<String>,
        /// Its public access block, which can not be changed once it is made.
        pub public_access_block: Observed<PublicAccessBlock>,
        /// Its policy; absent when there is none.
        pub policy: Observed<PolicyDocument>,
    }
}

/// A lifecycle rule.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct LifecycleRule {
    /// Its name.
    pub id: Option<String>,
    /// Whether it is in force.
    pub enabled: bool,
    /// Whether it is for a part of the objects only.
    pub filtered: bool,
    /// Days until objects expire; null when they do not.
    pub expires_after_days: Option<i32>,
    /// Days until versions that are no longer current expire; null when they do not.
    pub noncurrent_expires_after_days: Option<i32>,
    /// Whether objects move to a cheaper storage class at some time.
    pub transitions: bool,
    /// Days until uploads that were never completed are removed; null for never.
    pub aborts_uploads_after_days: Option<i32>,
}

/// A replication rule.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct ReplicationRule {
    /// Its name.
    pub id: Option<String>,
    /// Whether it is in force.
    pub enabled: bool,
    /// The bucket that copies go to.
    pub bucket: String,
    /// The account that copies go to, when it is named.
    pub account: Option<String>,
}

/// The four switches against public access.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicAccessBlock {
    /// Refuses new public ACLs.
    pub block_public_acls: bool,
    /// Ignores public ACLs that exist.
    pub ignore_public_acls: bool,
    /// Refuses new public policies.
    pub block_public_policy: bool,
    /// Limits access by public policies to the account and AWS services.
    pub restrict_public_buckets: bool,
}

/// Default encryption of a bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Encryption {
    /// The algorithm, as S3 spells it: `AES256`, `aws:kms`, `aws:kms:dsse`.
    pub algorithm: String,
    /// The KMS key; null for S3's own keys, or for the AWS-managed `aws/s3` key.
    pub kms_key: Option<String>,
    /// Whether a bucket key saves calls to KMS.
    pub bucket_key: bool,
}

/// An access control list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acl {
    /// The canonical id of the owner.
    pub owner: Option<String>,
    /// The grants, in order.
    pub grants: Vec<AclGrant>,
}

/// One grant of an access control list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AclGrant {
    /// `CanonicalUser`, `AmazonCustomerByEmail` or `Group`.
    pub grantee_type: String,
    /// The canonical id, or the URI of a group such as AllUsers.
    pub grantee: Option<String>,
    /// `FULL_CONTROL`, `READ`, `WRITE`, `READ_ACP` or `WRITE_ACP`.
    pub permission: String,
}

/// Versioning of a bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Versioning {
    /// Whether new objects are versioned.
    pub enabled: bool,
    /// Whether deleting a version needs MFA.
    pub mfa_delete: bool,
}

/// Where access logs go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Logging {
    /// The bucket that receives them.
    pub bucket: String,
    /// Their prefix.
    pub prefix: String,
}

/// Object lock of a bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectLock {
    /// The default retention mode, `GOVERNANCE` or `COMPLIANCE`; null when objects are locked one by one.
    pub mode: Option<String>,
    /// Default retention in days.
    pub days: Option<i32>,
    /// Default retention in years.
    pub years: Option<i32>,
}
