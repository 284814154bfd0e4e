use std::collections::BTreeMap;

use bartizan_model::{Gap, Observed, Resource};
use serde_json::{Value, json};

use super::{Around, Fact, not_collected};
use crate::survey::{Recorded, Survey, TrailNote};

pub(super) const FACT: Fact = Fact {
    name: "trails",
    types: &["aws.account"],
    reads: &[],
    neighbours: KIND,
    doc: "The trails that record the account: its own, and its organization's where their account is audited too. A list of `id`, `name`, `account` and `region` (where it is at home), `multi_region`, `organization`, `global_events`, `logging`, `validation`, `kms` (whether a key of the account's own encrypts it), `management` (which management events: `all`, `read`, `write`, `none`), `excluded_sources`, `s3_reads`, `s3_writes` and `lambda` (which data events: `all`, `some`, `none`), and `log_group` (whether it copies to one).",
    compute: |resource, around| {
        over(resource, around, |trail| {
            let logging = known(&trail.logging)?;
            let recorded = known(&trail.recorded)?;
            Ok(written(trail, *logging, recorded))
        })
    },
};

pub(super) const INSIGHTS: Fact = Fact {
    name: "trail_insights",
    types: &["aws.account"],
    reads: &[],
    neighbours: KIND,
    doc: "Of each trail that records the account: `name`, `logging`, and the `kinds` of Insights events that it looks for. Apart from `trails`, since it takes a call of its own.",
    compute: |resource, around| {
        over(resource, around, |trail| {
            let logging = known(&trail.logging)?;
            let kinds = known(&trail.insights)?;
            Ok(json!({ "name": trail.name, "logging": logging, "kinds": kinds }))
        })
    },
};

const KIND: &[&str] = &["aws.cloudtrail.trail"];

/// The value; none configured is none known, since every caller has put something in its place.
pub(super) fn known<T>(observed: &Observed<T>) -> Result<&T, Gap> {
    match observed {
        Observed::Known(value) => Ok(value),
        Observed::Unknown(gap) => Err(gap.clone()),
        Observed::Absent => Err(super::malformed("cloudtrail:GetTrailStatus")),
    }
}

/// What is told of each trail that records an account.
fn over(
    resource: &Resource,
    around: &Around,
    tell: impl Fn(&TrailNote) -> Result<Value, Gap>,
) -> Observed<Value> {
    let Some(survey) = &around.survey else {
        return Observed::Unknown(not_collected("cloudtrail:DescribeTrails"));
    };
    let account = resource.identity().account;
    if let Some(gap) = survey.ground.gap("aws.cloudtrail.trail", account, None) {
        return Observed::Unknown(gap);
    }
    let told: Result<Vec<Value>, Gap> = recording(survey, around, account)
        .and_then(|trails| trails.into_values().map(tell).collect());
    told.map(Value::from).into()
}

/// The trails that record an account, by ARN.
fn recording<'a>(
    survey: &'a Survey,
    around: &Around,
    account: &str,
) -> Result<BTreeMap<&'a str, &'a TrailNote>, Gap> {
    let mut trails: BTreeMap<&str, &TrailNote> = survey
        .trails
        .seen_from(account)
        .iter()
        .map(|it| (it.id.as_str(), it))
        .collect();
    for trail in survey.trails.of_organizations() {
        // What the owner's account tells of a trail is more than what a member sees.
        if trails.contains_key(trail.id.as_str())
            || same_organization(around, account, trail.owner())?
        {
            trails.insert(&trail.id, trail);
        }
    }
    Ok(trails)
}

/// Whether two accounts belong to the same organization.
pub(super) fn same_organization(around: &Around, one: &str, other: &str) -> Result<bool, Gap> {
    match (around.organization(one), around.organization(other)) {
        (Observed::Known(one), Observed::Known(other)) => Ok(one.id == other.id),
        (Observed::Absent, _) | (_, Observed::Absent) => Ok(false),
        (Observed::Unknown(gap), _) | (_, Observed::Unknown(gap)) => Err(gap),
    }
}

fn written(trail: &TrailNote, logging: bool, recorded: &Recorded) -> Value {
    json!({
        "id": trail.id,
        "name": trail.name,
        "account": trail.owner(),
        "region": trail.region,
        "multi_region": trail.multi_region,
        "organization": trail.organization,
        "global_events": trail.global_events,
        "logging": logging,
        "validation": trail.validation,
        "kms": trail.kms_key.is_some(),
        "management": recorded.management(),
        "excluded_sources": recorded.excluded_sources,
        "s3_reads": recorded.s3_reads.name(),
        "s3_writes": recorded.s3_writes.name(),
        "lambda": recorded.lambda.name(),
        "log_group": trail.log_group,
    })
}
