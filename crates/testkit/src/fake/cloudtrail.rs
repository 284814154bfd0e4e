//! CloudTrail.

use serde_json::{Value, json};

use super::view::{View, json_tags, with_token};
use crate::answer::{Answer, Refusal, Served};
use crate::scenario::{number_in, seconds_ago, team, uuid};

/// Every second trail records every region.
pub(super) fn multi_region(trail: usize) -> bool {
    trail.is_multiple_of(2)
}

/// A trail with Insights, or without, in turn of three.
fn insights(trail: usize) -> bool {
    trail.is_multiple_of(3)
}

impl View<'_> {
    pub(super) fn cloudtrail(&self) -> Served {
        match self.call().operation.as_str() {
            "DescribeTrails" => Ok(Answer::json(&json!({"trailList": self.trails_here()}))),
            "GetTrailStatus" => self.trail().map(|trail| Answer::json(&trail_status(trail))),
            "GetEventSelectors" => self
                .trail()
                .map(|trail| Answer::json(&self.event_selectors(trail))),
            "GetInsightSelectors" => self.insight_selectors(),
            "ListTags" => self.list_trail_tags(),
            "ListEventDataStores" => self.list_event_data_stores(),
            "GetEventDataStore" => self.event_data_store(),
            _ => self.not_implemented(),
        }
    }

    fn trail_arn(&self, trail: usize) -> String {
        let home = self.scenario().region_of(trail);
        format!(
            "arn:aws:cloudtrail:{home}:{}:trail/{}",
            self.account(),
            trail_name(trail)
        )
    }

    /// Trails at home here, and the shadows of multi-region trails unless they are not wanted.
    fn trails_here(&self) -> Value {
        let shadows = self
            .call()
            .params
            .get("includeShadowTrails")
            .and_then(Value::as_bool)
            .unwrap_or(true);
        let trails = 0..self.scenario().trails;
        trails
            .filter(|&trail| {
                self.scenario().region_of(trail) == self.region()
                    || (shadows && multi_region(trail))
            })
            .map(|trail| self.trail_json(trail))
            .collect()
    }

    fn trail_json(&self, trail: usize) -> Value {
        let home = self.scenario().region_of(trail);
        let mut json = json!({
            "Name": trail_name(trail),
            "S3BucketName": format!("audit-log-{}-00002", self.account()),
            "S3KeyPrefix": team(trail),
            "IncludeGlobalServiceEvents": multi_region(trail),
            "IsMultiRegionTrail": multi_region(trail),
            "HomeRegion": home,
            "TrailARN": self.trail_arn(trail),
            "LogFileValidationEnabled": multi_region(trail),
            "HasCustomEventSelectors": true,
            "HasInsightSelectors": insights(trail),
            "IsOrganizationTrail": false,
        });
        if let (true, Some(json)) = (multi_region(trail), json.as_object_mut()) {
            let key = format!(
                "arn:aws:kms:{home}:{}:key/{}",
                self.account(),
                uuid("key", trail)
            );
            json.insert("KmsKeyId".to_owned(), key.into());
        }
        json
    }

    /// The trail that a call names, by name at home or by ARN.
    fn trail(&self) -> Result<usize, Refusal> {
        let name = match self.call().text("Name") {
            "" => self.call().text("TrailName"),
            name => name,
        };
        number_in(name)
            .filter(|&trail| trail < self.scenario().trails)
            .filter(|&trail| name == self.trail_arn(trail) || name == trail_name(trail))
            .ok_or_else(|| {
                Refusal::new(
                    400,
                    "TrailNotFoundException",
                    format!("Unknown trail: {name}"),
                )
            })
    }

    fn event_selectors(&self, trail: usize) -> Value {
        let arn = self.trail_arn(trail);
        if multi_region(trail) {
            json!({"TrailARN": arn, "AdvancedEventSelectors": [management_events()]})
        } else {
            json!({"TrailARN": arn, "EventSelectors": [{
                "ReadWriteType": "WriteOnly",
                "IncludeManagementEvents": true,
                "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}],
                "ExcludeManagementEventSources": ["kms.amazonaws.com"]
            }]})
        }
    }

    fn insight_selectors(&self) -> Served {
        let trail = self.trail()?;
        if !insights(trail) {
            let message = format!("Trail {} does not have Insights enabled", trail_name(trail));
            return Err(Refusal::new(400, "InsightNotEnabledException", message));
        }
        Ok(Answer::json(&json!({
            "TrailARN": self.trail_arn(trail),
            "InsightSelectors": [{"InsightType": "ApiCallRateInsight"}]
        })))
    }

    /// Twenty ARNs at most.
    /// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTags.html>
    fn list_trail_tags(&self) -> Served {
        let ids = self.call().texts("ResourceIdList");
        if ids.len() > 20 {
            return Err(Refusal::new(
                400,
                "InvalidParameterCombinationException",
                "more than 20 resources",
            ));
        }
        let tags: Value = ids
            .iter()
            .map(|id| json!({"ResourceId": id, "TagsList": number_in(id).map_or(json!([]), json_tags)}))
            .collect();
        Ok(Answer::json(&json!({"ResourceTagList": tags})))
    }

    fn store_arn(&self, store: usize) -> String {
        self.arn(
            "cloudtrail",
            &format!("eventdatastore/{}", uuid("store", store)),
        )
    }

    fn list_event_data_stores(&self) -> Served {
        let here = self.here(self.scenario().event_data_stores);
        let (stores, next) = self.page_of(&here, "NextToken", "MaxResults", 1000, 1000)?;
        let stores: Value = stores
            .iter()
            .map(|&store| json!({"EventDataStoreArn": self.store_arn(store), "Name": format!("lake-{store}")}))
            .collect();
        Ok(with_token(
            json!({"EventDataStores": stores}),
            "NextToken",
            next,
        ))
    }

    fn event_data_store(&self) -> Served {
        let name = self.call().text("EventDataStore");
        let store = number_in(name)
            .filter(|store| self.here(self.scenario().event_data_stores).contains(store))
            .ok_or_else(|| {
                Refusal::new(
                    400,
                    "EventDataStoreNotFoundException",
                    "no such event data store",
                )
            })?;
        Ok(Answer::json(&json!({
            "EventDataStoreArn": self.store_arn(store),
            "Name": format!("lake-{store}"),
            "Status": "ENABLED",
            "AdvancedEventSelectors": [management_events()],
            "MultiRegionEnabled": true,
            "OrganizationEnabled": false,
            "RetentionPeriod": 2557,
            "TerminationProtectionEnabled": store.is_multiple_of(2),
            "CreatedTimestamp": seconds_ago(300),
            "UpdatedTimestamp": seconds_ago(30),
        })))
    }
}

fn trail_name(trail: usize) -> String {
    format!("{}-trail-{trail}", team(trail))
}

fn management_events() -> Value {
    json!({"Name": "Management events", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]})
}

/// One trail of five was stopped.
fn trail_status(trail: usize) -> Value {
    let logging = trail % 5 != 1;
    let mut status = json!({
        "IsLogging": logging,
        "StartLoggingTime": seconds_ago(300),
        "LatestDeliveryTime": seconds_ago(if logging { 0 } else { 90 }),
    });
    if let (false, Some(status)) = (logging, status.as_object_mut()) {
        status.insert("StopLoggingTime".to_owned(), seconds_ago(90).into());
    }
    status
}
