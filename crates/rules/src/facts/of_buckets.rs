use bartizan_model::{Observed, Resource};
use serde_json::Value;

use super::{Around, Fact, not_collected};

pub(super) const TRAILS_HERE: Fact = Fact {
    name: "trails_here",
    types: &["aws.s3.bucket"],
    reads: &[],
    neighbours: &["aws.cloudtrail.trail"],
    doc: "The names of the audited trails that write to the bucket, in order. Unknown when none is known and the trails of its account were not all listed.",
    compute: trails_here,
};

pub(super) const LOGS_HERE: Fact = Fact {
    name: "logs_here",
    types: &["aws.s3.bucket"],
    reads: &[],
    neighbours: &["aws.s3.bucket"],
    doc: "How many buckets send their access logs to the bucket. Unknown when none is known and the logging of a bucket of its account could not be read.",
    compute: logs_here,
};

fn trails_here(resource: &Resource, around: &Around) -> Observed<Value> {
    let Some(survey) = &around.survey else {
        return Observed::Unknown(not_collected("cloudtrail:DescribeTrails"));
    };
    let identity = resource.identity();
    let names: Vec<Value> = survey
        .trails
        .names_at(identity.name)
        .map(Value::from)
        .collect();
    if names.is_empty()
        && let Some(gap) = survey
            .ground
            .gap("aws.cloudtrail.trail", identity.account, None)
    {
        return Observed::Unknown(gap);
    }
    Observed::Known(names.into())
}

fn logs_here(resource: &Resource, around: &Around) -> Observed<Value> {
    let Some(survey) = &around.survey else {
        return Observed::Unknown(not_collected("s3:GetBucketLogging"));
    };
    let identity = resource.identity();
    let count = survey.buckets.logging_to(identity.name);
    if count == 0 {
        let hidden = survey.ground.gap("aws.s3.bucket", identity.account, None);
        let unread = survey.buckets.unknown_logging(identity.account).cloned();
        if let Some(gap) = hidden.or(unread) {
            return Observed::Unknown(gap);
        }
    }
    Observed::Known(count.into())
}
