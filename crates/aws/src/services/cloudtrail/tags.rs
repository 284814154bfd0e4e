//! Tags of trails and event data stores, asked for in batches.

use std::collections::BTreeMap;

use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::types::ResourceTag;
use bartizan_model::Tags;

use super::LIST_TAGS;
use crate::fault::sent;
use crate::kit::AwsCx;

/// How many resources one call may name.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTags.html>
const LARGEST_BATCH: usize = 20;

/// What is known of the tags of each resource that was asked about.
#[derive(Default)]
pub(super) struct TagsByArn(BTreeMap<String, Tags>);

impl TagsByArn {
    /// The tags of a resource.
    pub(super) fn of(&self, arn: &str) -> Tags {
        self.0.get(arn).cloned().unwrap_or_default()
    }
}

/// Asks for the tags of a region's resources.
pub(super) async fn of<'a>(
    cx: &AwsCx,
    cloudtrail: &Client,
    arns: impl Iterator<Item = &'a str>,
) -> TagsByArn {
    let mut found = TagsByArn::default();
    // An organization's trail belongs to another account, which may refuse; one refused
    // resource fails its batch, so the account's own are asked about by themselves.
    let (own, foreign): (Vec<&str>, Vec<&str>) = arns.partition(|arn| owner(arn) == cx.account());
    for batch in own
        .chunks(LARGEST_BATCH)
        .chain(foreign.chunks(LARGEST_BATCH))
    {
        let arns: Vec<String> = batch.iter().map(|&arn| arn.to_owned()).collect();
        let pages = cx
            .pages(
                LIST_TAGS,
                |token| {
                    let ask = cloudtrail
                        .list_tags()
                        .set_resource_id_list(Some(arns.clone()));
                    sent(ask.set_next_token(token).send())
                },
                |page| (page.resource_tag_list.unwrap_or_default(), page.next_token),
            )
            .await;
        let tagged = pages.observed().map(by_arn);
        found.0.extend(arns.into_iter().map(|arn| {
            let tags = tagged.part(|tagged| Some(tagged.get(&arn).cloned().unwrap_or_default()));
            (arn, tags)
        }));
    }
    found
}

/// The account that an ARN names.
fn owner(arn: &str) -> &str {
    arn.split(':').nth(4).unwrap_or_default()
}

fn by_arn(tagged: Vec<ResourceTag>) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut by_arn = BTreeMap::<String, BTreeMap<String, String>>::new();
    for resource in tagged {
        let Some(arn) = resource.resource_id else {
            continue;
        };
        let tags = resource.tags_list.unwrap_or_default();
        by_arn.entry(arn).or_default().extend(
            tags.into_iter()
                .map(|tag| (tag.key, tag.value.unwrap_or_default())),
        );
    }
    by_arn
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use aws_sdk_cloudtrail::types::Tag;

    use super::*;

    #[test]
    fn an_arn_names_its_owner() {
        let arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/all";
        assert_eq!(owner(arn), "111122223333");
        assert_eq!(owner("trail"), "");
    }

    #[test]
    fn tags_of_a_resource_that_is_answered_twice_are_put_together() {
        let of = |arn: Option<&str>, key: &str| {
            ResourceTag::builder()
                .set_resource_id(arn.map(str::to_owned))
                .tags_list(Tag::builder().key(key).build().unwrap())
                .build()
        };
        let tags = by_arn(vec![of(Some("a"), "x"), of(None, "z"), of(Some("a"), "y")]);
        assert_eq!(tags.len(), 1);
        assert_eq!(tags["a"].keys().collect::<Vec<_>>(), ["x", "y"]);
    }
}
