//! Trails and event data stores.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::observed::Observed;
use crate::resource::resource;

resource! {
    /// A trail, seen once, in its home region.
    pub struct Trail = "aws.cloudtrail.trail" {
        /// Whether it records every region.
        pub multi_region: bool,
        /// Whether it records every account of the organization.
        pub organization: bool,
        /// Whether it records events of global services such as IAM.
        pub global_events: bool,
        /// The bucket that it writes to.
        pub bucket: Option<String>,
        /// The prefix in that bucket.
        pub prefix: Option<String>,
        /// The KMS key that encrypts its files; null for S3's own keys.
        pub kms_key: Option<String>,
        /// Whether digest files are written that prove its files unchanged.
        pub log_file_validation: bool,
        /// The CloudWatch log group that it copies to.
        pub log_group: Option<String>,
        /// The SNS topic that is told of new files.
        pub sns_topic: Option<String>,
        /// Whether it records, and how delivery goes.
        pub status: Observed<TrailStatus>,
        /// Which events it records; the classic and the advanced form are kept apart.
        pub event_selectors: Observed<EventSelectors>,
        /// The kinds of Insights events that it looks for, in order; absent when none.
        pub insights: Observed<Vec<String>>,
    }
}

resource! {
    /// A CloudTrail Lake event data store.
    pub struct EventDataStore = "aws.cloudtrail.event_data_store" {
        /// `ENABLED`, `STOPPED_INGESTION`, `PENDING_DELETION`, …
        pub status: Observed<String>,
        /// Whether it records every region.
        pub multi_region: Observed<bool>,
        /// Whether it records every account of the organization.
        pub organization: Observed<bool>,
        /// How long events are kept, in days.
        pub retention_days: Observed<i32>,
        /// Whether it is guarded against deletion.
        pub termination_protection: Observed<bool>,
        /// The KMS key that encrypts it; absent for AWS's own.
        pub kms_key: Observed<String>,
        /// Which events it records.
        pub event_selectors: Observed<Vec<AdvancedEventSelector>>,
    }
}

/// Whether a trail records, and how its delivery goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrailStatus {
    /// Whether it is recording now.
    pub logging: bool,
    /// When recording last started.
    pub started_at: Option<Timestamp>,
    /// When recording last stopped.
    pub stopped_at: Option<Timestamp>,
    /// When files last reached the bucket.
    pub delivered_at: Option<Timestamp>,
    /// The last error of delivery to the bucket.
    pub delivery_error: Option<String>,
    /// When digest files last reached the bucket.
    pub digest_delivered_at: Option<Timestamp>,
    /// The last error of digest delivery.
    pub digest_delivery_error: Option<String>,
    /// When events last reached CloudWatch Logs.
    pub log_group_delivered_at: Option<Timestamp>,
    /// The last error of delivery to CloudWatch Logs.
    pub log_group_delivery_error: Option<String>,
}

/// Which events a trail records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventSelectors {
    /// The classic form; empty when the advanced form is used.
    pub classic: Vec<EventSelector>,
    /// The advanced form; empty when the classic form is used.
    pub advanced: Vec<AdvancedEventSelector>,
}

/// A classic event selector.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventSelector {
    /// `ReadOnly`, `WriteOnly` or `All`.
    pub read_write: String,
    /// Whether management events are recorded.
    pub management_events: bool,
    /// Sources whose management events are left out, in order.
    pub excluded_sources: Vec<String>,
    /// Data resource type → ARN prefixes.
    pub data_resources: BTreeMap<String, Vec<String>>,
}

/// An advanced event selector: all of its fields must match.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdvancedEventSelector {
    /// Its name.
    pub name: Option<String>,
    /// Field (`eventCategory`, `resources.type`, …) → operator (`equals`, `starts_with`, `ends_with`, `not_equals`, `not_starts_with`, `not_ends_with`) → values.
    pub fields: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}
