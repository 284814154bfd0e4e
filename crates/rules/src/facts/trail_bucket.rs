use bartizan_model::aws::s3::PublicAccessBlock;
use bartizan_model::{Gap, Observed, Resource};
use serde_json::{Value, json};

use super::{Around, Fact, not_collected};
use crate::survey::BucketNote;

pub(super) const FACT: Fact = Fact {
    name: "trail_bucket",
    types: &["aws.cloudtrail.trail"],
    reads: &[],
    neighbours: &["aws.cloudtrail.trail", "aws.s3.bucket"],
    doc: "The bucket that the trail writes to: `name`, `account`, `open_by_acl` and `open_by_policy` (whether everybody gets in that way, both levels of public access blocks counted), `logging`, and `versioning`, `mfa_delete`, `object_lock`, which are null when they could not be read. Null when the bucket is of an account that is not audited, or the trail names none.",
    compute,
};

fn compute(resource: &Resource, around: &Around) -> Observed<Value> {
    let Resource::CloudTrailTrail(trail) = resource else {
        return Observed::Absent;
    };
    let Some(survey) = &around.survey else {
        return Observed::Unknown(not_collected("s3:ListAllMyBuckets"));
    };
    let Some(name) = &trail.bucket else {
        return Observed::Absent;
    };
    match survey.buckets.of_trails(name) {
        Some(bucket) => told(name, bucket, around).into(),
        None => match survey.ground.gap_anywhere("aws.s3.bucket") {
            Some(gap) => Observed::Unknown(gap),
            None => Observed::Absent,
        },
    }
}

fn told(name: &str, bucket: &BucketNote, around: &Around) -> Result<Value, Gap> {
    let own = bucket.block.as_ref();
    let whole = around.block(&bucket.account);
    let open_by_acl = open(&bucket.acl_is_open, &own, &whole, |it| {
        it.ignore_public_acls
    })?;
    let open_by_policy = open(&bucket.policy_is_open, &own, &whole, |it| {
        it.restrict_public_buckets
    })?;
    let logging = match &bucket.logging {
        Observed::Unknown(gap) => return Err(gap.clone()),
        other => other.known().copied().unwrap_or_default(),
    };
    Ok(json!({
        "name": name,
        "account": bucket.account,
        "open_by_acl": open_by_acl,
        "open_by_policy": open_by_policy,
        "logging": logging,
        "versioning": bucket.versioning.known(),
        "mfa_delete": bucket.mfa_delete.known(),
        "object_lock": bucket.object_lock.known(),
    }))
}

/// Whether something is open after both blocks. One closed door is enough to know.
fn open(
    door: &Observed<bool>,
    own: &Observed<&PublicAccessBlock>,
    whole: &Observed<&PublicAccessBlock>,
    closes: impl Fn(&PublicAccessBlock) -> bool,
) -> Result<bool, Gap> {
    let closed = |block: &Observed<&PublicAccessBlock>| block.known().is_some_and(|it| closes(it));
    if *door == Observed::Known(false) || closed(own) || closed(whole) {
        return Ok(false);
    }
    let gaps = [door.gap(), own.gap(), whole.gap()];
    match gaps.into_iter().flatten().next() {
        Some(gap) => Err(gap.clone()),
        None => Ok(true),
    }
}
