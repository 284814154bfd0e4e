//! What CloudTrail says about event data stores.

use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::types;
use bartizan_model::ResourceType;
use bartizan_model::aws::cloudtrail::EventDataStore;

use super::tags::TagsByArn;
use super::{GET_EVENT_DATA_STORE, LIST_EVENT_DATA_STORES, given, selectors};
use crate::fault::sent;
use crate::kit::AwsCx;

/// The largest page of event data stores.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListEventDataStores.html>
const LARGEST_PAGE: i32 = 1000;

/// The event data stores at home in a region.
pub(super) async fn list(cx: &AwsCx, cloudtrail: &Client) -> Vec<types::EventDataStore> {
    cx.list(
        LIST_EVENT_DATA_STORES,
        &[EventDataStore::TYPE],
        |token| {
            let page = cloudtrail
                .list_event_data_stores()
                .max_results(LARGEST_PAGE);
            sent(page.set_next_token(token).send())
        },
        |page| (page.event_data_stores.unwrap_or_default(), page.next_token),
    )
    .await
}

/// Asks what the listing no longer tells and hands the event data store over.
pub(super) async fn read(
    cx: &AwsCx,
    cloudtrail: &Client,
    tags: &TagsByArn,
    listed: types::EventDataStore,
) {
    let Some(arn) = given(listed.event_data_store_arn) else {
        return;
    };
    let answer = cx
        .ask(GET_EVENT_DATA_STORE, || {
            sent(
                cloudtrail
                    .get_event_data_store()
                    .event_data_store(&arn)
                    .send(),
            )
        })
        .await;
    let store = EventDataStore {
        status: answer.part(|it| it.status.as_ref().map(ToString::to_string)),
        multi_region: answer.part(|it| it.multi_region_enabled),
        organization: answer.part(|it| it.organization_enabled),
        retention_days: answer.part(|it| it.retention_period),
        termination_protection: answer.part(|it| it.termination_protection_enabled),
        kms_key: answer.part(|it| given(it.kms_key_id.clone())),
        event_selectors: answer.part(|it| {
            let given = it.advanced_event_selectors.clone();
            Some(selectors::advanced(given.unwrap_or_default()))
        }),
        tags: tags.of(&arn),
        ..EventDataStore::at(
            arn.clone(),
            given(listed.name).unwrap_or(arn),
            cx.account(),
            cx.region(),
        )
    };
    cx.emit(store);
}
