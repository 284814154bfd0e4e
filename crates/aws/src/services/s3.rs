//! Buckets, each looked at in its own region, and access points.

mod access_points;
mod bucket;
mod convert;
mod lifecycle;
mod multi_region;
mod views;

use aws_sdk_s3::types;
use bartizan_collect::{Action, Collector, Scope, async_trait};
use bartizan_model::aws::s3::{AccessPoint, Bucket, MultiRegionAccessPoint};
use bartizan_model::{Observed, ResourceType};

use crate::fault::sent;
use crate::kit::{AwsCx, Kit};
use views::{View, Views};

// Many of S3's permissions are not named as the call is:
// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>
// The codes that mean "none configured" are those of
// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

/// Needs `s3:ListAllMyBuckets`.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>
const LIST_BUCKETS: Action = Action::new("S3", "ListBuckets", "s3:ListAllMyBuckets");
const GET_BUCKET_LOCATION: Action = Action::new("S3", "GetBucketLocation", "s3:GetBucketLocation");
/// Needs `s3:GetEncryptionConfiguration`.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html>
const GET_BUCKET_ENCRYPTION: Action =
    Action::new("S3", "GetBucketEncryption", "s3:GetEncryptionConfiguration")
        .absent_when(&["ServerSideEncryptionConfigurationNotFoundError"]);
/// Needs `s3:GetBucketPublicAccessBlock`; `s3:GetAccountPublicAccessBlock` is the account's.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html>
const GET_PUBLIC_ACCESS_BLOCK: Action = Action::new(
    "S3",
    "GetPublicAccessBlock",
    "s3:GetBucketPublicAccessBlock",
)
.absent_when(&["NoSuchPublicAccessBlockConfiguration"]);
const GET_BUCKET_POLICY: Action =
    Action::new("S3", "GetBucketPolicy", "s3:GetBucketPolicy").absent_when(&["NoSuchBucketPolicy"]);
const GET_BUCKET_ACL: Action = Action::new("S3", "GetBucketAcl", "s3:GetBucketAcl");
const GET_BUCKET_OWNERSHIP_CONTROLS: Action = Action::new(
    "S3",
    "GetBucketOwnershipControls",
    "s3:GetBucketOwnershipControls",
)
.absent_when(&["OwnershipControlsNotFoundError"]);
const GET_BUCKET_VERSIONING: Action =
    Action::new("S3", "GetBucketVersioning", "s3:GetBucketVersioning");
const GET_BUCKET_LOGGING: Action = Action::new("S3", "GetBucketLogging", "s3:GetBucketLogging");
/// Needs `s3:GetBucketObjectLockConfiguration`.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html>
const GET_OBJECT_LOCK_CONFIGURATION: Action = Action::new(
    "S3",
    "GetObjectLockConfiguration",
    "s3:GetBucketObjectLockConfiguration",
)
.absent_when(&["ObjectLockConfigurationNotFoundError"]);
const GET_BUCKET_TAGGING: Action =
    Action::new("S3", "GetBucketTagging", "s3:GetBucketTagging").absent_when(&["NoSuchTagSet"]);
/// Needs `s3:GetLifecycleConfiguration`.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html>
const GET_BUCKET_LIFECYCLE_CONFIGURATION: Action = Action::new(
    "S3",
    "GetBucketLifecycleConfiguration",
    "s3:GetLifecycleConfiguration",
)
.absent_when(&["NoSuchLifecycleConfiguration"]);
/// Needs `s3:GetReplicationConfiguration`.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketReplication.html>
const GET_BUCKET_REPLICATION: Action = Action::new(
    "S3",
    "GetBucketReplication",
    "s3:GetReplicationConfiguration",
)
.absent_when(&["ReplicationConfigurationNotFoundError"]);
const LIST_ACCESS_POINTS: Action =
    Action::new("S3 Control", "ListAccessPoints", "s3:ListAccessPoints");
const GET_ACCESS_POINT: Action = Action::new("S3 Control", "GetAccessPoint", "s3:GetAccessPoint");
const GET_ACCESS_POINT_POLICY: Action = Action::new(
    "S3 Control",
    "GetAccessPointPolicy",
    "s3:GetAccessPointPolicy",
)
.absent_when(&["NoSuchAccessPointPolicy"]);
const LIST_MULTI_REGION_ACCESS_POINTS: Action = Action::new(
    "S3 Control",
    "ListMultiRegionAccessPoints",
    "s3:ListMultiRegionAccessPoints",
);
const GET_MULTI_REGION_ACCESS_POINT_POLICY: Action = Action::new(
    "S3 Control",
    "GetMultiRegionAccessPointPolicy",
    "s3:GetMultiRegionAccessPointPolicy",
)
.absent_when(&["NoSuchMultiRegionAccessPointPolicy"]);

const ACTIONS: &[Action] = &[
    LIST_BUCKETS,
    GET_BUCKET_LOCATION,
    GET_BUCKET_ENCRYPTION,
    GET_PUBLIC_ACCESS_BLOCK,
    GET_BUCKET_POLICY,
    GET_BUCKET_ACL,
    GET_BUCKET_OWNERSHIP_CONTROLS,
    GET_BUCKET_VERSIONING,
    GET_BUCKET_LOGGING,
    GET_OBJECT_LOCK_CONFIGURATION,
    GET_BUCKET_TAGGING,
    GET_BUCKET_LIFECYCLE_CONFIGURATION,
    GET_BUCKET_REPLICATION,
    LIST_ACCESS_POINTS,
    GET_ACCESS_POINT,
    GET_ACCESS_POINT_POLICY,
    LIST_MULTI_REGION_ACCESS_POINTS,
    GET_MULTI_REGION_ACCESS_POINT_POLICY,
];

/// The largest page of buckets. Any parameter also makes S3 say each bucket's region.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>
const LARGEST_PAGE: i32 = 10_000;

/// Buckets, each looked at in its own region, and access points.
pub(crate) struct S3;

#[async_trait]
impl Collector<Kit> for S3 {
    fn name(&self) -> &'static str {
        "s3"
    }

    fn scope(&self) -> Scope {
        Scope::Account
    }

    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }

    fn types(&self) -> &'static [&'static str] {
        &[
            AccessPoint::TYPE,
            Bucket::TYPE,
            MultiRegionAccessPoint::TYPE,
        ]
    }

    async fn collect(&self, cx: &AwsCx) {
        futures::join!(
            buckets(cx),
            access_points::collect(cx),
            multi_region::collect(cx),
        );
    }
}

async fn buckets(cx: &AwsCx) {
    let views = Views::new(cx);
    let s3 = &views.home().s3;
    let buckets = cx
        .list(
            LIST_BUCKETS,
            &[Bucket::TYPE],
            |token| {
                let page = s3.list_buckets().max_buckets(LARGEST_PAGE);
                sent(page.set_continuation_token(token).send())
            },
            |page| (page.buckets.unwrap_or_default(), page.continuation_token),
        )
        .await;
    cx.each(buckets, |listed| look(&views, listed)).await;
}

/// Looks at a bucket, unless it lies in a region that this audit does not visit.
async fn look(views: &Views<'_>, listed: types::Bucket) {
    let Some(name) = listed.name.as_deref().filter(|name| !name.is_empty()) else {
        return;
    };
    let region = match listed.bucket_region.clone() {
        Some(region) if !region.is_empty() => Observed::Known(region),
        _ => location(views.home(), name).await,
    };
    let view = match region {
        Observed::Known(region) => match views.of(&region) {
            Some(view) => view,
            None => return,
        },
        Observed::Absent => views.home(),
        Observed::Unknown(gap) => {
            // Nothing is missing, but the region that the bucket lies in is; the bucket is
            // still looked at, since leaving it out could hide what is wrong with it.
            let home = views.home();
            home.cx.hide(gap, &[]);
            home
        }
    };
    bucket::read(view, name, &listed).await;
}

/// Asks for the region of a bucket that the listing left open.
async fn location(view: &View, name: &str) -> Observed<String> {
    view.cx
        .ask(GET_BUCKET_LOCATION, || {
            sent(view.s3.get_bucket_location().bucket(name).send())
        })
        .await
        .map(|answer| convert::region(answer.location_constraint.as_ref()))
}
