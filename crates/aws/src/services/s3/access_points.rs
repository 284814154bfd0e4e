//! Access points, region by region.

use aws_sdk_s3control::Client;
use aws_sdk_s3control::types::{AccessPoint as Listed, PublicAccessBlockConfiguration};
use bartizan_iam::PolicyDocument;
use bartizan_model::aws::s3::{AccessPoint, PublicAccessBlock};
use bartizan_model::{Observed, ResourceType};

use super::{ACTIONS, GET_ACCESS_POINT, GET_ACCESS_POINT_POLICY, LIST_ACCESS_POINTS};
use crate::fault::{sent, told};
use crate::kit::{AwsCx, client};
use crate::policy::document;

/// The largest page. <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListAccessPoints.html>
const LARGEST_PAGE: i32 = 1000;

/// Hands over the access points of every region that this audit visits.
pub(super) async fn collect(cx: &AwsCx) {
    cx.each(&cx.kit().visited, |region| in_region(cx.at(region)))
        .await;
}

async fn in_region(here: AwsCx) {
    let control = client!(aws_sdk_s3control, &here, ACTIONS);
    let points = here
        .list(
            LIST_ACCESS_POINTS,
            &[AccessPoint::TYPE],
            |token| {
                let call = control.list_access_points().account_id(here.account());
                sent(call.max_results(LARGEST_PAGE).set_next_token(token).send())
            },
            |page| (page.access_point_list.unwrap_or_default(), page.next_token),
        )
        .await;
    here.each(points, |listed| read(&here, &control, listed))
        .await;
}

async fn read(here: &AwsCx, control: &Client, listed: Listed) {
    // AWS lists a region's own; an emulator that lists all of them everywhere would have each found once a region.
    if elsewhere(listed.access_point_arn.as_deref(), here.region()) {
        return;
    }
    let name = &listed.name;
    let (public_access_block, policy) = futures::join!(
        public_access_block(here, control, name),
        policy(here, control, name),
    );
    let (partition, account) = (&here.kit().partition, here.account());
    let region = here.region().unwrap_or_default();
    let id = listed
        .access_point_arn
        .unwrap_or_else(|| format!("arn:{partition}:s3:{region}:{account}:accesspoint/{name}"));
    here.emit(AccessPoint {
        bucket: listed.bucket,
        bucket_account: listed.bucket_account_id,
        vpc: listed.vpc_configuration.map(|only| only.vpc_id),
        public_access_block,
        policy,
        ..AccessPoint::at(id, name, account, Some(region))
    });
}

async fn public_access_block(
    here: &AwsCx,
    control: &Client,
    name: &str,
) -> Observed<PublicAccessBlock> {
    here.ask(GET_ACCESS_POINT, || {
        let call = control.get_access_point().account_id(here.account());
        sent(call.name(name).send())
    })
    .await
    .and_then(|answer| answer.public_access_block_configuration.into())
    .map(|set| block(&set))
}

async fn policy(here: &AwsCx, control: &Client, name: &str) -> Observed<PolicyDocument> {
    here.ask(GET_ACCESS_POINT_POLICY, || {
        let call = control.get_access_point_policy();
        sent(call.account_id(here.account()).name(name).send())
    })
    .await
    .and_then(|answer| told(GET_ACCESS_POINT_POLICY, answer.policy))
    .and_then(|text| document(GET_ACCESS_POINT_POLICY, PolicyDocument::parse(&text)))
}

fn elsewhere(arn: Option<&str>, here: Option<&str>) -> bool {
    let region = arn.and_then(|arn| arn.split(':').nth(3));
    region.is_some_and(|region| !region.is_empty() && here != Some(region))
}

/// A switch that the answer leaves out is off.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PublicAccessBlockConfiguration.html>
pub(super) fn block(set: &PublicAccessBlockConfiguration) -> PublicAccessBlock {
    PublicAccessBlock {
        block_public_acls: set.block_public_acls.unwrap_or_default(),
        ignore_public_acls: set.ignore_public_acls.unwrap_or_default(),
        block_public_policy: set.block_public_policy.unwrap_or_default(),
        restrict_public_buckets: set.restrict_public_buckets.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::elsewhere;

    #[test]
    fn an_access_point_is_where_its_arn_says() {
        let arn = Some("arn:aws:s3:eu-west-1:111122223333:accesspoint/a");
        assert!(!elsewhere(arn, Some("eu-west-1")));
        assert!(elsewhere(arn, Some("us-east-1")));
        // Without one it is where it was listed.
        assert!(!elsewhere(None, Some("us-east-1")));
        assert!(!elsewhere(Some("a"), Some("us-east-1")));
    }
}
