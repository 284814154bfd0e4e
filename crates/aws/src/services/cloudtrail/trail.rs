//! What CloudTrail says about one trail.

use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::operation::get_trail_status::GetTrailStatusOutput;
use aws_sdk_cloudtrail::types;
use bartizan_model::aws::cloudtrail::{EventSelectors, Trail, TrailStatus};
use bartizan_model::{Observed, ResourceType};

use super::tags::TagsByArn;
use super::{GET_EVENT_SELECTORS, GET_INSIGHT_SELECTORS, GET_TRAIL_STATUS, given, selectors};
use crate::fault::{sent, told};
use crate::kit::AwsCx;
use crate::time::timestamp;

/// The home of a trail that it falls to this region to look at; none when it falls to another.
///
/// A trail shows in every region that it records. It is looked at in its home region; when
/// this audit does not visit that, the first region that it visits looks there, since the
/// trail records what happens in the visited regions all the same.
pub(super) fn seen_from(
    trail: &types::Trail,
    region: Option<&str>,
    visited: &[String],
) -> Option<String> {
    let home = trail.home_region.as_deref().filter(|home| !home.is_empty());
    let home = home.or(region)?;
    let mine = region == Some(home)
        || (region == visited.first().map(String::as_str)
            && !visited.iter().any(|region| region == home));
    mine.then(|| home.to_owned())
}

/// Asks for each attribute of a trail and hands the trail over.
pub(super) async fn read(
    cx: &AwsCx,
    cloudtrail: &Client,
    tags: &TagsByArn,
    described: types::Trail,
) {
    let Some(arn) = given(described.trail_arn) else {
        return;
    };
    let insights = if described.has_insight_selectors == Some(false) && !cx.kit().emulated() {
        Observed::Absent
    } else {
        insights(cx, cloudtrail, &arn).await
    };
    let trail = Trail {
        multi_region: described.is_multi_region_trail.unwrap_or_default(),
        organization: described.is_organization_trail.unwrap_or_default(),
        global_events: described.include_global_service_events.unwrap_or_default(),
        bucket: given(described.s3_bucket_name),
        prefix: given(described.s3_key_prefix),
        kms_key: given(described.kms_key_id),
        log_file_validation: described.log_file_validation_enabled.unwrap_or_default(),
        log_group: given(described.cloud_watch_logs_log_group_arn),
        sns_topic: given(described.sns_topic_arn),
        status: status(cx, cloudtrail, &arn).await,
        event_selectors: event_selectors(cx, cloudtrail, &arn).await,
        insights,
        tags: tags.of(&arn),
        ..Trail::at(
            arn.clone(),
            given(described.name).unwrap_or(arn),
            cx.account(),
            cx.region(),
        )
    };
    cx.emit(trail);
}

async fn status(cx: &AwsCx, cloudtrail: &Client, arn: &str) -> Observed<TrailStatus> {
    cx.ask(GET_TRAIL_STATUS, || {
        sent(cloudtrail.get_trail_status().name(arn).send())
    })
    .await
    .and_then(|answer| told(GET_TRAIL_STATUS, trail_status(answer)))
}

/// The status; none when the answer does not say whether the trail records.
fn trail_status(answer: GetTrailStatusOutput) -> Option<TrailStatus> {
    let time = |time: Option<aws_sdk_cloudtrail::primitives::DateTime>| {
        // Some endpoints answer the beginning of time where there is none.
        time.filter(|time| time.secs() > 0)
            .as_ref()
            .and_then(timestamp)
    };
    Some(TrailStatus {
        logging: answer.is_logging?,
        started_at: time(answer.start_logging_time),
        stopped_at: time(answer.stop_logging_time),
        delivered_at: time(answer.latest_delivery_time),
        delivery_error: given(answer.latest_delivery_error),
        digest_delivered_at: time(answer.latest_digest_delivery_time),
        digest_delivery_error: given(answer.latest_digest_delivery_error),
        log_group_delivered_at: time(answer.latest_cloud_watch_logs_delivery_time),
        log_group_delivery_error: given(answer.latest_cloud_watch_logs_delivery_error),
    })
}

async fn event_selectors(cx: &AwsCx, cloudtrail: &Client, arn: &str) -> Observed<EventSelectors> {
    cx.ask(GET_EVENT_SELECTORS, || {
        sent(cloudtrail.get_event_selectors().trail_name(arn).send())
    })
    .await
    .and_then(|answer| {
        let selectors =
            selectors::of_trail(answer.event_selectors, answer.advanced_event_selectors);
        told(GET_EVENT_SELECTORS, selectors)
    })
}

/// Asks for the kinds of Insights events. Not asked where the description of the trail says
/// that there are none; emulators say so of every trail.
async fn insights(cx: &AwsCx, cloudtrail: &Client, arn: &str) -> Observed<Vec<String>> {
    cx.ask(GET_INSIGHT_SELECTORS, || {
        sent(cloudtrail.get_insight_selectors().trail_name(arn).send())
    })
    .await
    .and_then(|answer| selectors::insights(answer.insight_selectors.unwrap_or_default()).into())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use aws_sdk_cloudtrail::primitives::DateTime;

    use super::*;

    fn at_home_in(home: Option<&str>) -> types::Trail {
        types::Trail::builder()
            .set_home_region(home.map(str::to_owned))
            .build()
    }

    #[test]
    fn every_trail_falls_to_one_region() {
        let visited = ["eu-west-1", "us-east-1"].map(str::to_owned);
        let seen = |home, from| seen_from(&at_home_in(home), Some(from), &visited);
        let here = |region: &str| Some(region.to_owned());
        assert_eq!(seen(Some("us-east-1"), "us-east-1"), here("us-east-1"));
        assert_eq!(seen(Some("us-east-1"), "eu-west-1"), None);
        assert_eq!(
            seen(Some("ap-south-1"), "eu-west-1"),
            here("ap-south-1"),
            "nobody else visits its home"
        );
        assert_eq!(seen(Some("ap-south-1"), "us-east-1"), None);
        assert_eq!(seen(None, "us-east-1"), here("us-east-1"));
        assert_eq!(seen(Some(""), "us-east-1"), here("us-east-1"));
    }

    #[test]
    fn a_status_that_does_not_say_whether_it_records_is_none() {
        assert_eq!(trail_status(GetTrailStatusOutput::builder().build()), None);
    }

    #[test]
    fn times_are_whole_seconds_and_errors_are_not_empty() {
        let answer = GetTrailStatusOutput::builder()
            .is_logging(true)
            .start_logging_time(DateTime::from_millis(1_700_000_000_987))
            .stop_logging_time(DateTime::from_secs(0))
            .latest_delivery_time(DateTime::from_secs(i64::MAX))
            .latest_delivery_error("")
            .latest_digest_delivery_error("NoSuchBucket")
            .build();
        let status = trail_status(answer).unwrap();
        assert!(status.logging);
        assert_eq!(
            status.started_at.unwrap().to_string(),
            "2023-11-14T22:13:20Z"
        );
        assert_eq!(status.stopped_at, None);
        assert_eq!(status.delivered_at, None);
        assert_eq!(status.delivery_error, None);
        assert_eq!(
            status.digest_delivery_error.as_deref(),
            Some("NoSuchBucket")
        );
    }
}
