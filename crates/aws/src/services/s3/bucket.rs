//! What S3 says about one bucket.

use aws_sdk_s3::types;
use bartizan_iam::PolicyDocument;
use bartizan_model::aws::s3::{Acl, Bucket, Encryption, Logging, ObjectLock, PublicAccessBlock};
use bartizan_model::{Observed, ResourceType, Tags};

use super::convert;
use super::lifecycle;
use super::views::View;
use super::{
    GET_BUCKET_ACL, GET_BUCKET_ENCRYPTION, GET_BUCKET_LOGGING, GET_BUCKET_OWNERSHIP_CONTROLS,
    GET_BUCKET_POLICY, GET_BUCKET_TAGGING, GET_BUCKET_VERSIONING, GET_OBJECT_LOCK_CONFIGURATION,
    GET_PUBLIC_ACCESS_BLOCK,
};
use crate::fault::{sent, told};
use crate::policy::document;
use crate::time::timestamp;

/// Asks for each attribute of a bucket and hands the bucket over.
pub(super) async fn read(view: &View, name: &str, listed: &types::Bucket) {
    let (cx, s3) = (&view.cx, &view.s3);
    let versioning = cx
        .ask(GET_BUCKET_VERSIONING, || {
            sent(s3.get_bucket_versioning().bucket(name).send())
        })
        .await
        .map(|answer| convert::versioning(&answer));
    let id = format!("arn:{}:s3:::{name}", cx.kit().partition);
    let bucket = Bucket {
        created_at: listed.creation_date.as_ref().and_then(timestamp),
        encryption: encryption(view, name).await,
        public_access_block: public_access_block(view, name).await,
        policy: policy(view, name).await,
        acl: acl(view, name).await,
        ownership: ownership(view, name).await,
        versioning,
        logging: logging(view, name).await,
        object_lock: object_lock(view, name).await,
        lifecycle: lifecycle::rules(view, name).await,
        replication: lifecycle::replication(view, name).await,
        tags: tags(view, name).await,
        ..Bucket::at(id, name, cx.account(), cx.region())
    };
    cx.emit(bucket);
}

async fn encryption(view: &View, name: &str) -> Observed<Encryption> {
    view.cx
        .ask(GET_BUCKET_ENCRYPTION, || {
            sent(view.s3.get_bucket_encryption().bucket(name).send())
        })
        .await
        .and_then(|answer| {
            told(
                GET_BUCKET_ENCRYPTION,
                answer.server_side_encryption_configuration,
            )
        })
        .and_then(|set| convert::encryption(set.rules).into())
}

async fn public_access_block(view: &View, name: &str) -> Observed<PublicAccessBlock> {
    view.cx
        .ask(GET_PUBLIC_ACCESS_BLOCK, || {
            sent(view.s3.get_public_access_block().bucket(name).send())
        })
        .await
        .and_then(|answer| {
            told(
                GET_PUBLIC_ACCESS_BLOCK,
                answer.public_access_block_configuration,
            )
        })
        .map(|set| convert::public_access_block(&set))
}

async fn policy(view: &View, name: &str) -> Observed<PolicyDocument> {
    view.cx
        .ask(GET_BUCKET_POLICY, || {
            sent(view.s3.get_bucket_policy().bucket(name).send())
        })
        .await
        .and_then(|answer| told(GET_BUCKET_POLICY, answer.policy))
        .and_then(|text| document(GET_BUCKET_POLICY, PolicyDocument::parse(&text)))
}

async fn acl(view: &View, name: &str) -> Observed<Acl> {
    view.cx
        .ask(GET_BUCKET_ACL, || {
            sent(view.s3.get_bucket_acl().bucket(name).send())
        })
        .await
        .and_then(|answer| told(GET_BUCKET_ACL, convert::acl(answer.owner, answer.grants)))
}

async fn ownership(view: &View, name: &str) -> Observed<String> {
    view.cx
        .ask(GET_BUCKET_OWNERSHIP_CONTROLS, || {
            sent(view.s3.get_bucket_ownership_controls().bucket(name).send())
        })
        .await
        .and_then(|answer| {
            let rule = answer
                .ownership_controls
                .and_then(|set| set.rules.into_iter().next());
            told(GET_BUCKET_OWNERSHIP_CONTROLS, rule)
        })
        .map(|rule| rule.object_ownership.to_string())
}

async fn logging(view: &View, name: &str) -> Observed<Logging> {
    view.cx
        .ask(GET_BUCKET_LOGGING, || {
            sent(view.s3.get_bucket_logging().bucket(name).send())
        })
        .await
        // An answer without a target is how S3 says that logging is off.
        .and_then(|answer| answer.logging_enabled.into())
        .map(|set: types::LoggingEnabled| Logging {
            bucket: set.target_bucket,
            prefix: set.target_prefix,
        })
}

async fn object_lock(view: &View, name: &str) -> Observed<ObjectLock> {
    view.cx
        .ask(GET_OBJECT_LOCK_CONFIGURATION, || {
            sent(view.s3.get_object_lock_configuration().bucket(name).send())
        })
        .await
        .and_then(|answer| {
            told(
                GET_OBJECT_LOCK_CONFIGURATION,
                answer.object_lock_configuration,
            )
        })
        .and_then(|set| convert::object_lock(set).into())
}

async fn tags(view: &View, name: &str) -> Tags {
    view.cx
        .ask(GET_BUCKET_TAGGING, || {
            sent(view.s3.get_bucket_tagging().bucket(name).send())
        })
        .await
        .map(|answer| {
            let tags = answer.tag_set.into_iter();
            tags.map(|tag| (tag.key, tag.value)).collect()
        })
        // S3 has an error for "no tags"; a rule reads an empty set, as for every other service.
        .or_when_absent(std::collections::BTreeMap::new())
}
