//! The actions behind CloudTrail's events, which are the names of API calls and not of permissions.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

use crate::dictionary::Dictionary;

/// Event sources whose actions begin otherwise.
const SERVICES: &[(&str, &str)] = &[
    ("monitoring", "cloudwatch"),
    ("email", "ses"),
    ("tagging", "tag"),
    ("deviceauthorization.iot", "iot"),
];

/// Calls whose actions are called otherwise, by service in lower case. Where a call needs several, all of them.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>
/// <https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html>
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html>
const CALLS: &[(&str, &str, &[&str])] = &[
    ("kms", "ReEncrypt", &["ReEncryptFrom", "ReEncryptTo"]),
    ("lambda", "Invoke", &["InvokeFunction"]),
    ("s3", "CompleteMultipartUpload", &["PutObject"]),
    ("s3", "CopyObject", &["GetObject", "PutObject"]),
    ("s3", "CreateMultipartUpload", &["PutObject"]),
    (
        "s3",
        "DeleteBucketAnalyticsConfiguration",
        &["PutAnalyticsConfiguration"],
    ),
    ("s3", "DeleteBucketCors", &["PutBucketCORS"]),
    (
        "s3",
        "DeleteBucketEncryption",
        &["PutEncryptionConfiguration"],
    ),
    (
        "s3",
        "DeleteBucketInventoryConfiguration",
        &["PutInventoryConfiguration"],
    ),
    (
        "s3",
        "DeleteBucketLifecycle",
        &["PutLifecycleConfiguration"],
    ),
    (
        "s3",
        "DeleteBucketMetricsConfiguration",
        &["PutMetricsConfiguration"],
    ),
    (
        "s3",
        "DeleteBucketOwnershipControls",
        &["PutBucketOwnershipControls"],
    ),
    (
        "s3",
        "DeleteBucketPublicAccessBlock",
        &["PutBucketPublicAccessBlock"],
    ),
    (
        "s3",
        "DeleteBucketReplication",
        &["PutReplicationConfiguration"],
    ),
    ("s3", "DeleteBucketTagging", &["PutBucketTagging"]),
    ("s3", "DeleteObjects", &["DeleteObject"]),
    (
        "s3",
        "GetBucketAccelerateConfiguration",
        &["GetAccelerateConfiguration"],
    ),
    (
        "s3",
        "GetBucketAnalyticsConfiguration",
        &["GetAnalyticsConfiguration"],
    ),
    ("s3", "GetBucketEncryption", &["GetEncryptionConfiguration"]),
    (
        "s3",
        "GetBucketInventoryConfiguration",
        &["GetInventoryConfiguration"],
    ),
    ("s3", "GetBucketLifecycle", &["GetLifecycleConfiguration"]),
    (
        "s3",
        "GetBucketLifecycleConfiguration",
        &["GetLifecycleConfiguration"],
    ),
    (
        "s3",
        "GetBucketMetricsConfiguration",
        &["GetMetricsConfiguration"],
    ),
    (
        "s3",
        "GetBucketReplication",
        &["GetReplicationConfiguration"],
    ),
    (
        "s3",
        "GetObjectLockConfiguration",
        &["GetBucketObjectLockConfiguration"],
    ),
    (
        "s3",
        "GetPublicAccessBlock",
        &["GetBucketPublicAccessBlock"],
    ),
    ("s3", "HeadBucket", &["ListBucket"]),
    ("s3", "HeadObject", &["GetObject"]),
    ("s3", "ListBuckets", &["ListAllMyBuckets"]),
    (
        "s3",
        "ListMultipartUploads",
        &["ListBucketMultipartUploads"],
    ),
    ("s3", "ListObjectVersions", &["ListBucketVersions"]),
    ("s3", "ListObjects", &["ListBucket"]),
    ("s3", "ListObjectsV2", &["ListBucket"]),
    ("s3", "ListParts", &["ListMultipartUploadParts"]),
    (
        "s3",
        "PutBucketAccelerateConfiguration",
        &["PutAccelerateConfiguration"],
    ),
    (
        "s3",
        "PutBucketAnalyticsConfiguration",
        &["PutAnalyticsConfiguration"],
    ),
    ("s3", "PutBucketEncryption", &["PutEncryptionConfiguration"]),
    (
        "s3",
        "PutBucketInventoryConfiguration",
        &["PutInventoryConfiguration"],
    ),
    ("s3", "PutBucketLifecycle", &["PutLifecycleConfiguration"]),
    (
        "s3",
        "PutBucketLifecycleConfiguration",
        &["PutLifecycleConfiguration"],
    ),
    (
        "s3",
        "PutBucketMetricsConfiguration",
        &["PutMetricsConfiguration"],
    ),
    (
        "s3",
        "PutBucketReplication",
        &["PutReplicationConfiguration"],
    ),
    (
        "s3",
        "PutObjectLockConfiguration",
        &["PutBucketObjectLockConfiguration"],
    ),
    (
        "s3",
        "PutPublicAccessBlock",
        &["PutBucketPublicAccessBlock"],
    ),
    ("s3", "UploadPart", &["PutObject"]),
    ("s3", "UploadPartCopy", &["GetObject", "PutObject"]),
];

/// Calls that need no permission: signing in, and asking who one is.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>
pub(super) fn is_free(source: &str, event: &str) -> bool {
    source == "signin.amazonaws.com"
        || (source == "sts.amazonaws.com"
            && ["GetCallerIdentity", "GetSessionToken"].contains(&event))
}

/// The actions of an event; none where they are not known.
pub(super) fn actions(source: &str, event: &str) -> Vec<String> {
    let host = source.strip_suffix(".amazonaws.com").unwrap_or(source);
    let named = SERVICES.iter().find(|(from, _)| *from == host);
    let service = named.map_or(host, |(_, to)| to);
    let call = CALLS
        .iter()
        .find(|(of, name, _)| *of == service && name.eq_ignore_ascii_case(event));
    let dictionary = Dictionary::get();
    if let Some((_, _, names)) = call {
        return names
            .iter()
            .map(|name| format!("{service}:{name}"))
            .collect();
    }
    [event, without_version(event)]
        .iter()
        .find_map(|name| dictionary.action(&format!("{service}:{name}")))
        .map(|action| action.to_string())
        .into_iter()
        .collect()
}

/// Lambda and CloudFront put the version of their API behind the name: `CreateFunction20150331`, `ListFunctions20150331v2`,
/// `CreateDistribution2020_05_31`.
fn without_version(event: &str) -> &str {
    let name = match event.rsplit_once('v') {
        Some((name, digits))
            if !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit()) =>
        {
            name
        }
        _ => event,
    };
    let bare = name.trim_end_matches(|it: char| it.is_ascii_digit() || it == '_');
    match name.len() - bare.len() {
        8 | 10 => bare,
        _ => event,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_mapped_to_actions_that_aws_has() {
        for (source, event, expected) in [
            (
                "s3.amazonaws.com",
                "ListBuckets",
                &["s3:ListAllMyBuckets"][..],
            ),
            (
                "s3.amazonaws.com",
                "GetBucketPolicy",
                &["s3:GetBucketPolicy"],
            ),
            (
                "lambda.amazonaws.com",
                "GetFunction20150331v2",
                &["lambda:GetFunction"],
            ),
            (
                "lambda.amazonaws.com",
                "CreateFunction20150331",
                &["lambda:CreateFunction"],
            ),
            (
                "cloudfront.amazonaws.com",
                "CreateDistribution2020_05_31",
                &["cloudfront:CreateDistribution"],
            ),
            (
                "monitoring.amazonaws.com",
                "PutMetricAlarm",
                &["cloudwatch:PutMetricAlarm"],
            ),
            (
                "kms.amazonaws.com",
                "ReEncrypt",
                &["kms:ReEncryptFrom", "kms:ReEncryptTo"],
            ),
            ("signin.amazonaws.com", "ConsoleLogin", &[]),
            ("apigateway.amazonaws.com", "CreateRestApi", &[]),
        ] {
            assert_eq!(actions(source, event), expected, "{source} {event}");
        }
    }

    /// The table speaks of actions that the dictionary has, and of calls that are none themselves.
    #[test]
    fn the_table_is_needed_and_right() {
        let dictionary = Dictionary::get();
        for (service, call, names) in CALLS {
            assert!(
                dictionary.action(&format!("{service}:{call}")).is_none(),
                "{service}:{call}"
            );
            for name in *names {
                assert!(
                    dictionary.action(&format!("{service}:{name}")).is_some(),
                    "{service}:{name}"
                );
            }
        }
        for (_, service) in SERVICES {
            assert!(dictionary.service(service).is_some(), "{service}");
        }
    }
}
