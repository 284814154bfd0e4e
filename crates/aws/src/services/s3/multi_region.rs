//! Multi-region access points, which belong to no region.

use aws_sdk_s3control::Client;
use aws_sdk_s3control::types::MultiRegionAccessPointReport as Listed;
use bartizan_iam::PolicyDocument;
use bartizan_model::aws::s3::MultiRegionAccessPoint;
use bartizan_model::{Observed, ResourceType};

use super::access_points::block;
use super::{
    ACTIONS, GET_MULTI_REGION_ACCESS_POINT_POLICY as GET_POLICY, LIST_MULTI_REGION_ACCESS_POINTS,
};
use crate::fault::{sent, told};
use crate::kit::{AwsCx, client};
use crate::policy::document;

/// The only region that answers questions about them, and the only partition that has them.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRestrictions.html>
const HOME: (&str, &str) = ("aws", "us-west-2");

/// Hands over the multi-region access points of the account.
pub(super) async fn collect(cx: &AwsCx) {
    let (partition, region) = HOME;
    if cx.kit().partition != partition {
        return;
    }
    let home = cx.at(region);
    let control = client!(aws_sdk_s3control, &home, ACTIONS);
    let pages = home
        .pages(
            LIST_MULTI_REGION_ACCESS_POINTS,
            |token| {
                let call = control.list_multi_region_access_points();
                sent(call.account_id(cx.account()).set_next_token(token).send())
            },
            |page| (page.access_points.unwrap_or_default(), page.next_token),
        )
        .await;
    if let Some(gap) = pages.gap {
        cx.hide(gap, &[MultiRegionAccessPoint::TYPE]);
    }
    home.each(pages.items, |listed| read(cx, &home, &control, listed))
        .await;
}

async fn read(cx: &AwsCx, home: &AwsCx, control: &Client, listed: Listed) {
    let (Some(name), Some(alias)) = (listed.name, listed.alias) else {
        return;
    };
    let regions = listed.regions.unwrap_or_default().into_iter();
    let mut buckets: Vec<_> = regions.filter_map(|region| region.bucket).collect();
    buckets.sort();
    // The ARN has the alias in it and not the name.
    // <https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRequests.html>
    let (partition, account) = (&cx.kit().partition, cx.account());
    let id = format!("arn:{partition}:s3::{account}:accesspoint/{alias}");
    cx.emit(MultiRegionAccessPoint {
        buckets,
        public_access_block: listed.public_access_block.as_ref().map(block).into(),
        policy: policy(home, control, &name).await,
        ..MultiRegionAccessPoint::at(id, name, account, None)
    });
}

/// The policy that is in force. One that was put a moment ago is only proposed until every region has it.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_MultiRegionAccessPointPolicyDocument.html>
async fn policy(home: &AwsCx, control: &Client, name: &str) -> Observed<PolicyDocument> {
    home.ask(GET_POLICY, || {
        let call = control.get_multi_region_access_point_policy();
        sent(call.account_id(home.account()).name(name).send())
    })
    .await
    .and_then(|answer| told(GET_POLICY, answer.policy))
    .and_then(|versions| {
        let in_force = versions.established.and_then(|version| version.policy);
        in_force.filter(|text| !text.is_empty()).into()
    })
    .and_then(|text: String| document(GET_POLICY, PolicyDocument::parse(&text)))
}
