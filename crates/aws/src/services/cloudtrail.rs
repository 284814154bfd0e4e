//! Trails and event data stores, each seen once.

mod selectors;
mod store;
mod tags;
mod trail;

use std::collections::BTreeMap;

use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::types;
use bartizan_collect::{Action, Collector, Scope, async_trait};
use bartizan_model::ResourceType;
use bartizan_model::aws::cloudtrail::{EventDataStore, Trail};

use crate::fault::sent;
use crate::kit::{AwsCx, Kit, client};
use tags::TagsByArn;

const DESCRIBE_TRAILS: Action =
    Action::new("CloudTrail", "DescribeTrails", "cloudtrail:DescribeTrails");
const GET_TRAIL_STATUS: Action =
    Action::new("CloudTrail", "GetTrailStatus", "cloudtrail:GetTrailStatus");
const GET_EVENT_SELECTORS: Action = Action::new(
    "CloudTrail",
    "GetEventSelectors",
    "cloudtrail:GetEventSelectors",
);
/// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetInsightSelectors.html>
const GET_INSIGHT_SELECTORS: Action = Action::new(
    "CloudTrail",
    "GetInsightSelectors",
    "cloudtrail:GetInsightSelectors",
)
.absent_when(&["InsightNotEnabledException"]);
const LIST_EVENT_DATA_STORES: Action = Action::new(
    "CloudTrail",
    "ListEventDataStores",
    "cloudtrail:ListEventDataStores",
);
const GET_EVENT_DATA_STORE: Action = Action::new(
    "CloudTrail",
    "GetEventDataStore",
    "cloudtrail:GetEventDataStore",
);
const LIST_TAGS: Action = Action::new("CloudTrail", "ListTags", "cloudtrail:ListTags");

const ACTIONS: &[Action] = &[
    DESCRIBE_TRAILS,
    GET_TRAIL_STATUS,
    GET_EVENT_SELECTORS,
    GET_INSIGHT_SELECTORS,
    LIST_EVENT_DATA_STORES,
    GET_EVENT_DATA_STORE,
    LIST_TAGS,
];

/// Trails and event data stores, each seen once.
pub(crate) struct CloudTrail;

#[async_trait]
impl Collector<Kit> for CloudTrail {
    fn name(&self) -> &'static str {
        "cloudtrail"
    }

    fn scope(&self) -> Scope {
        Scope::Region
    }

    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }

    fn types(&self) -> &'static [&'static str] {
        &[EventDataStore::TYPE, Trail::TYPE]
    }

    async fn collect(&self, cx: &AwsCx) {
        let cloudtrail = client!(aws_sdk_cloudtrail, cx, ACTIONS);
        let (trails, stores) =
            futures::future::join(trails(cx, &cloudtrail), store::list(cx, &cloudtrail)).await;
        let mut by_home = BTreeMap::<String, Vec<types::Trail>>::new();
        for trail in trails {
            if let Some(home) = trail::seen_from(&trail, cx.region(), &cx.kit().visited) {
                by_home.entry(home).or_default().push(trail);
            }
        }
        let here = by_home
            .remove(cx.region().unwrap_or_default())
            .unwrap_or_default();
        look(cx, &cloudtrail, here, stores).await;
        for (home, trails) in by_home {
            let there = cx.at(&home);
            let cloudtrail = client!(aws_sdk_cloudtrail, &there, ACTIONS);
            look(&there, &cloudtrail, trails, Vec::new()).await;
        }
    }
}

/// The trails that record a region, wherever they are at home.
async fn trails(cx: &AwsCx, cloudtrail: &Client) -> Vec<types::Trail> {
    cx.list(
        DESCRIBE_TRAILS,
        &[Trail::TYPE],
        // Without shadow trails, member accounts would not see their organization's trails.
        // <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html>
        |_| {
            sent(
                cloudtrail
                    .describe_trails()
                    .include_shadow_trails(true)
                    .send(),
            )
        },
        |page| (page.trail_list.unwrap_or_default(), None),
    )
    .await
}

/// Looks at trails and event data stores in the region where they are at home.
async fn look(
    cx: &AwsCx,
    cloudtrail: &Client,
    trails: Vec<types::Trail>,
    stores: Vec<types::EventDataStore>,
) {
    let trail_arns = trails.iter().filter_map(|it| it.trail_arn.as_deref());
    let store_arns = stores
        .iter()
        .filter_map(|it| it.event_data_store_arn.as_deref());
    let tags: TagsByArn = tags::of(cx, cloudtrail, trail_arns.chain(store_arns)).await;
    cx.each(trails, |it| trail::read(cx, cloudtrail, &tags, it))
        .await;
    cx.each(stores, |it| store::read(cx, cloudtrail, &tags, it))
        .await;
}

/// A text that says something: some endpoints answer what is not set with an empty one.
fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}
