use bartizan_model::{Observed, Resource};
use serde_json::{Value, json};

use super::{Around, Fact};

pub(super) const FACT: Fact = Fact {
    name: "account_public_access_block",
    types: &[
        "aws.s3.bucket",
        "aws.s3.access_point",
        "aws.s3.multi_region_access_point",
    ],
    reads: &[],
    neighbours: &[],
    doc: "The account-wide S3 public access block of the resource's account: the four switches as in `public_access_block`, null when none is set.",
    compute,
};

fn compute(resource: &Resource, around: &Around) -> Observed<Value> {
    around.block(resource.identity().account).map(|block| {
        json!({
            "block_public_acls": block.block_public_acls,
            "ignore_public_acls": block.ignore_public_acls,
            "block_public_policy": block.block_public_policy,
            "restrict_public_buckets": block.restrict_public_buckets,
        })
    })
}
