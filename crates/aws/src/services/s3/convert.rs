//! S3's answers, as the model has them.

use aws_sdk_s3::operation::get_bucket_versioning::GetBucketVersioningOutput;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, Grant, MfaDeleteStatus,
    ObjectLockConfiguration, ObjectLockEnabled, Owner, PublicAccessBlockConfiguration,
    ServerSideEncryptionRule,
};
use bartizan_model::aws::s3::{
    Acl, AclGrant, Encryption, ObjectLock, PublicAccessBlock, Versioning,
};

/// The region that a location constraint stands for: none is the first region, `EU` is an old name.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html>
pub(super) fn region(constraint: Option<&BucketLocationConstraint>) -> String {
    match constraint.map_or("", BucketLocationConstraint::as_str) {
        "" => "us-east-1",
        "EU" => "eu-west-1",
        region => region,
    }
    .to_owned()
}

/// The first default that a rule sets; S3 keeps one rule a bucket.
pub(super) fn encryption(rules: Vec<ServerSideEncryptionRule>) -> Option<Encryption> {
    rules.into_iter().find_map(|rule| {
        let default = rule.apply_server_side_encryption_by_default?;
        Some(Encryption {
            algorithm: default.sse_algorithm.to_string(),
            kms_key: default.kms_master_key_id.filter(|key| !key.is_empty()),
            bucket_key: rule.bucket_key_enabled.unwrap_or_default(),
        })
    })
}

/// A switch that the answer leaves out is off.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html>
pub(super) fn public_access_block(set: &PublicAccessBlockConfiguration) -> PublicAccessBlock {
    PublicAccessBlock {
        block_public_acls: set.block_public_acls.unwrap_or_default(),
        ignore_public_acls: set.ignore_public_acls.unwrap_or_default(),
        block_public_policy: set.block_public_policy.unwrap_or_default(),
        restrict_public_buckets: set.restrict_public_buckets.unwrap_or_default(),
    }
}

/// The list, or none when the answer lacks it or one grant cannot be understood: a grant
/// that is left out could be the one that opens the bucket.
pub(super) fn acl(owner: Option<Owner>, grants: Option<Vec<Grant>>) -> Option<Acl> {
    let mut grants = grants?
        .into_iter()
        .map(grant)
        .collect::<Option<Vec<AclGrant>>>()?;
    grants.sort();
    Some(Acl {
        owner: owner.and_then(|owner| owner.id),
        grants,
    })
}

fn grant(grant: Grant) -> Option<AclGrant> {
    let grantee = grant.grantee?;
    Some(AclGrant {
        grantee_type: grantee.r#type.to_string(),
        grantee: grantee.uri.or(grantee.id).or(grantee.email_address),
        permission: grant.permission?.to_string(),
    })
}

/// A bucket that never had versioning is answered with neither element.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html>
pub(super) fn versioning(answer: &GetBucketVersioningOutput) -> Versioning {
    Versioning {
        enabled: answer.status == Some(BucketVersioningStatus::Enabled),
        mfa_delete: answer.mfa_delete == Some(MfaDeleteStatus::Enabled),
    }
}

/// Object lock with its default retention; none when it is not on.
pub(super) fn object_lock(set: ObjectLockConfiguration) -> Option<ObjectLock> {
    if set.object_lock_enabled != Some(ObjectLockEnabled::Enabled) {
        return None;
    }
    let retention = set.rule.and_then(|rule| rule.default_retention);
    Some(retention.map_or_else(ObjectLock::default, |it| ObjectLock {
        mode: it.mode.map(|mode| mode.to_string()),
        // Retention is in days or in years; some endpoints answer the other as zero.
        days: it.days.filter(|&days| days > 0),
        years: it.years.filter(|&years| years > 0),
    }))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use aws_sdk_s3::types::{
        DefaultRetention, Grantee, ObjectLockRetentionMode, ObjectLockRule, Permission,
        ServerSideEncryption, ServerSideEncryptionByDefault, Type,
    };

    use super::*;

    #[test]
    fn a_location_names_its_region() {
        let said = |text: &str| region(Some(&BucketLocationConstraint::from(text)));
        assert_eq!(region(None), "us-east-1");
        assert_eq!(said(""), "us-east-1");
        assert_eq!(said("EU"), "eu-west-1");
        assert_eq!(said("ap-southeast-7"), "ap-southeast-7");
        assert_eq!(said("mars-north-1"), "mars-north-1");
    }

    #[test]
    fn a_rule_without_a_default_sets_no_encryption() {
        let bare = ServerSideEncryptionRule::builder().build();
        assert_eq!(encryption(vec![bare.clone()]), None);
        let kms = ServerSideEncryptionByDefault::builder()
            .sse_algorithm(ServerSideEncryption::AwsKms)
            .kms_master_key_id("")
            .build()
            .unwrap();
        let rule = ServerSideEncryptionRule::builder()
            .apply_server_side_encryption_by_default(kms)
            .bucket_key_enabled(true)
            .build();
        let encryption = encryption(vec![bare, rule]).unwrap();
        assert_eq!(encryption.algorithm, "aws:kms");
        assert_eq!(encryption.kms_key, None);
        assert!(encryption.bucket_key);
    }

    fn grant_to(kind: Type, uri: Option<&str>, id: Option<&str>) -> Grant {
        let grantee = Grantee::builder()
            .r#type(kind)
            .set_uri(uri.map(str::to_owned))
            .set_id(id.map(str::to_owned))
            .build()
            .unwrap();
        Grant::builder()
            .grantee(grantee)
            .permission(Permission::Read)
            .build()
    }

    #[test]
    fn grants_have_an_order_of_their_own() {
        let all = grant_to(Type::Group, Some("http://acs/AllUsers"), None);
        let owner = grant_to(Type::CanonicalUser, None, Some("abc"));
        let there = acl(None, Some(vec![all.clone(), owner.clone()]));
        assert_eq!(there, acl(None, Some(vec![owner, all])));
        let grantees: Vec<_> = there
            .unwrap()
            .grants
            .into_iter()
            .map(|it| it.grantee)
            .collect();
        assert_eq!(
            grantees,
            [Some("abc".into()), Some("http://acs/AllUsers".into())]
        );
    }

    #[test]
    fn a_list_that_cannot_be_understood_is_not_an_empty_one() {
        assert_eq!(acl(None, None), None);
        let strange = Grant::builder().permission(Permission::Read).build();
        assert_eq!(acl(None, Some(vec![strange])), None);
        assert!(acl(None, Some(Vec::new())).is_some());
    }

    #[test]
    fn only_enabled_is_enabled() {
        let suspended = GetBucketVersioningOutput::builder()
            .status(BucketVersioningStatus::Suspended)
            .mfa_delete(MfaDeleteStatus::Enabled)
            .build();
        let versioning = versioning(&suspended);
        assert!(!versioning.enabled);
        assert!(versioning.mfa_delete);
    }

    #[test]
    fn retention_is_in_days_or_years() {
        let off = ObjectLockConfiguration::builder().build();
        assert_eq!(object_lock(off), None);
        let on = ObjectLockConfiguration::builder().object_lock_enabled(ObjectLockEnabled::Enabled);
        assert_eq!(object_lock(on.clone().build()), Some(ObjectLock::default()));
        let retention = DefaultRetention::builder()
            .mode(ObjectLockRetentionMode::Compliance)
            .days(30)
            .years(0)
            .build();
        let rule = ObjectLockRule::builder()
            .default_retention(retention)
            .build();
        let lock = object_lock(on.rule(rule).build()).unwrap();
        assert_eq!(lock.mode.as_deref(), Some("COMPLIANCE"));
        assert_eq!((lock.days, lock.years), (Some(30), None));
    }
}
