use bartizan_model::{Observed, Resource};
use serde_json::{Value, json};

use super::{Around, Fact, not_collected};

pub(super) const FACT: Fact = Fact {
    name: "account_public_access_block",
    types: &["aws.s3.bucket"],
    reads: &[],
    doc: "The account-wide S3 public access block of the bucket's account: the four switches as in `public_access_block`, null when none is set.",
    compute,
};

fn compute(resource: &Resource, around: &Around) -> Observed<Value> {
    match around.blocks.get(resource.identity().account) {
        None => Observed::Unknown(not_collected("s3:GetAccountPublicAccessBlock")),
        Some(block) => block.as_ref().map(|block| {
            json!({
                "block_public_acls": block.block_public_acls,
                "ignore_public_acls": block.ignore_public_acls,
                "block_public_policy": block.block_public_policy,
                "restrict_public_buckets": block.restrict_public_buckets,
            })
        }),
    }
}
