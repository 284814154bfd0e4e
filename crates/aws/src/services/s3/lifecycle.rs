//! How long a bucket keeps its objects, and where it copies them to.

use aws_sdk_s3::types::{
    ExpirationStatus, LifecycleRule as ApiRule, LifecycleRuleFilter,
    ReplicationRule as ApiReplication, ReplicationRuleStatus,
};
use bartizan_model::Observed;
use bartizan_model::aws::s3::{LifecycleRule, ReplicationRule};

use super::views::View;
use super::{GET_BUCKET_LIFECYCLE_CONFIGURATION, GET_BUCKET_REPLICATION};
use crate::fault::{sent, told};

/// The lifecycle rules of a bucket.
pub(super) async fn rules(view: &View, name: &str) -> Observed<Vec<LifecycleRule>> {
    let call = view.s3.get_bucket_lifecycle_configuration().bucket(name);
    view.cx
        .ask(GET_BUCKET_LIFECYCLE_CONFIGURATION, || {
            sent(call.clone().send())
        })
        .await
        .and_then(|answer| told(GET_BUCKET_LIFECYCLE_CONFIGURATION, answer.rules))
        .map(|rules| {
            let mut rules: Vec<_> = rules.into_iter().map(rule).collect();
            rules.sort();
            rules
        })
}

/// The replication rules of a bucket.
pub(super) async fn replication(view: &View, name: &str) -> Observed<Vec<ReplicationRule>> {
    let call = view.s3.get_bucket_replication().bucket(name);
    view.cx
        .ask(GET_BUCKET_REPLICATION, || sent(call.clone().send()))
        .await
        .and_then(|answer| {
            let rules = answer.replication_configuration.and_then(|set| {
                let rules = set.rules.into_iter().map(replicated);
                rules.collect::<Option<Vec<_>>>()
            });
            told(GET_BUCKET_REPLICATION, rules)
        })
        .map(|mut rules| {
            rules.sort();
            rules
        })
}

fn rule(it: ApiRule) -> LifecycleRule {
    let filtered = filtered(&it);
    let transitions = it.transitions.is_some_and(|all| !all.is_empty());
    let noncurrent = it.noncurrent_version_transitions;
    LifecycleRule {
        enabled: it.status == ExpirationStatus::Enabled,
        filtered,
        id: it.id,
        expires_after_days: it.expiration.and_then(|expiration| expiration.days),
        noncurrent_expires_after_days: it
            .noncurrent_version_expiration
            .and_then(|expiration| expiration.noncurrent_days),
        transitions: transitions || noncurrent.is_some_and(|all| !all.is_empty()),
        aborts_uploads_after_days: it
            .abort_incomplete_multipart_upload
            .and_then(|abort| abort.days_after_initiation),
    }
}

/// An empty prefix is every object.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-filters.html>
#[expect(
    deprecated,
    reason = "rules made before filters have their prefix here"
)]
fn filtered(it: &ApiRule) -> bool {
    let some = |prefix: Option<&str>| prefix.is_some_and(|prefix| !prefix.is_empty());
    let narrows = |filter: &LifecycleRuleFilter| {
        some(filter.prefix.as_deref())
            || filter.tag.is_some()
            || filter.object_size_greater_than.is_some()
            || filter.object_size_less_than.is_some()
            || filter.and.is_some()
    };
    some(it.prefix.as_deref()) || it.filter.as_ref().is_some_and(narrows)
}

/// A rule and the name of its bucket, which S3 gives as an ARN.
fn replicated(it: ApiReplication) -> Option<ReplicationRule> {
    let destination = it.destination?;
    let name = destination.bucket.rsplit(':').next().unwrap_or_default();
    Some(ReplicationRule {
        id: it.id,
        enabled: it.status == ReplicationRuleStatus::Enabled,
        bucket: name.to_owned(),
        account: destination.account,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use aws_sdk_s3::types::{
        AbortIncompleteMultipartUpload, Destination, LifecycleExpiration, LifecycleRuleAndOperator,
        NoncurrentVersionExpiration, NoncurrentVersionTransition, Tag,
    };

    use super::*;

    fn enabled() -> aws_sdk_s3::types::builders::LifecycleRuleBuilder {
        ApiRule::builder().id("a").status(ExpirationStatus::Enabled)
    }

    #[test]
    fn an_empty_prefix_leaves_nothing_out() {
        let filter = |filter: LifecycleRuleFilter| rule(enabled().filter(filter).build().unwrap());
        let all = LifecycleRuleFilter::builder();
        assert!(!filter(all.clone().build()).filtered);
        assert!(!filter(all.clone().prefix("").build()).filtered);
        assert!(filter(all.clone().prefix("logs/").build()).filtered);
        let tag = Tag::builder().key("a").value("b").build().unwrap();
        assert!(filter(all.clone().tag(tag).build()).filtered);
        let both = LifecycleRuleAndOperator::builder().prefix("a").build();
        assert!(filter(all.and(both).build()).filtered);
        #[expect(deprecated, reason = "old rules have it")]
        let old = enabled().prefix("logs/").build().unwrap();
        assert!(rule(old).filtered);
    }

    #[test]
    fn days_are_told_apart_by_what_ends_after_them() {
        let kept = rule(
            enabled()
                .expiration(LifecycleExpiration::builder().days(365).build())
                .noncurrent_version_expiration(
                    NoncurrentVersionExpiration::builder()
                        .noncurrent_days(30)
                        .build(),
                )
                .noncurrent_version_transitions(NoncurrentVersionTransition::builder().build())
                .abort_incomplete_multipart_upload(
                    AbortIncompleteMultipartUpload::builder()
                        .days_after_initiation(7)
                        .build(),
                )
                .build()
                .unwrap(),
        );
        assert_eq!(
            (
                kept.expires_after_days,
                kept.noncurrent_expires_after_days,
                kept.aborts_uploads_after_days,
            ),
            (Some(365), Some(30), Some(7))
        );
        assert!(kept.enabled && kept.transitions && !kept.filtered);
        let marker = LifecycleExpiration::builder()
            .expired_object_delete_marker(true)
            .build();
        let kept = rule(enabled().expiration(marker).build().unwrap());
        assert_eq!((kept.expires_after_days, kept.transitions), (None, false));
    }

    #[test]
    fn copies_go_to_a_bucket_by_name() {
        let rule = |destination: Option<Destination>| {
            ApiReplication::builder()
                .status(ReplicationRuleStatus::Disabled)
                .set_destination(destination)
                .build()
                .unwrap()
        };
        let to = Destination::builder()
            .bucket("arn:aws:s3:::copies")
            .account("444455556666")
            .build()
            .unwrap();
        let kept = replicated(rule(Some(to))).unwrap();
        assert_eq!((kept.bucket.as_str(), kept.enabled), ("copies", false));
        assert_eq!(kept.account.as_deref(), Some("444455556666"));
        assert_eq!(replicated(rule(None)), None);
    }
}
