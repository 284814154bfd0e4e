//! Patch baselines and the patch groups that use them.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::Client;
use aws_sdk_ssm::operation::get_patch_baseline::GetPatchBaselineOutput;
use aws_sdk_ssm::types::{
    PatchBaselineIdentity, PatchGroupPatchBaselineMapping, PatchOrchestratorFilter, PatchRule,
    ResourceTypeForTagging,
};
use bartizan_collect::Pages;
use bartizan_model::aws::ssm::{ApprovalRule, PatchBaseline, PatchGroup};
use bartizan_model::{Observed, ResourceType};

use super::{
    DESCRIBE_PATCH_BASELINES, DESCRIBE_PATCH_GROUPS, GET_PATCH_BASELINE, arn, made_up_id, tags,
};
use crate::fault::sent;
use crate::kit::AwsCx;

/// A baseline's id without the ARN that AWS puts around its own: `pb-…`.
pub(super) fn short(id: &str) -> &str {
    id.rsplit_once('/').map_or(id, |(_, id)| id)
}

/// Hands over the region's patch groups; returns the short ids of the baselines that they use.
pub(super) async fn groups(cx: &AwsCx, ssm: &Client) -> BTreeSet<String> {
    let mappings = cx
        .list(
            DESCRIBE_PATCH_GROUPS,
            // Without the groups it is also not known which of AWS's baselines are used.
            &[PatchGroup::TYPE, PatchBaseline::TYPE],
            |token| {
                sent(
                    ssm.describe_patch_groups()
                        .max_results(100)
                        .set_next_token(token)
                        .send(),
                )
            },
            |page| (page.mappings.unwrap_or_default(), page.next_token),
        )
        .await;
    let groups = mappings.into_iter().filter_map(|it| group(cx, it));
    groups.collect()
}

/// Hands over a patch group; returns the short id of its baseline.
fn group(cx: &AwsCx, mapping: PatchGroupPatchBaselineMapping) -> Option<String> {
    let name = mapping.patch_group?;
    let baseline = mapping.baseline_identity;
    let system = baseline
        .as_ref()
        .and_then(|it| it.operating_system.as_ref())
        .map(ToString::to_string);
    let baseline = baseline.and_then(|it| it.baseline_id);
    // The same name may stand for a baseline of each operating system.
    let path = format!(
        "patch-group/{}/{name}",
        system.as_deref().unwrap_or_default()
    );
    cx.emit(PatchGroup {
        baseline: baseline.clone(),
        operating_system: system,
        ..PatchGroup::at(made_up_id(cx, &path), name, cx.account(), cx.region())
    });
    Some(short(&baseline?).to_owned())
}

/// Hands over the account's own baselines, and those of AWS that are used.
pub(super) async fn baselines(cx: &AwsCx, ssm: &Client, used: &BTreeSet<String>) {
    let own = identities(cx, ssm, "Self").await;
    let complete = own.gap.is_none();
    if let Some(gap) = own.gap {
        cx.hide(gap, &[PatchBaseline::TYPE]);
    }
    // Emulators answer with AWS's baselines too, whatever they are asked for.
    let own: Vec<_> = own
        .items
        .into_iter()
        .filter(|it| id(it).is_some_and(|id| owned(id, cx.account())))
        .collect();
    let known: BTreeSet<_> = own.iter().filter_map(id).map(short).collect();
    let foreign = used.iter().any(|id| !known.contains(id.as_str()));
    let theirs = if complete && foreign {
        let pages = identities(cx, ssm, "AWS").await;
        if let Some(gap) = pages.gap {
            cx.hide(gap, &[PatchBaseline::TYPE]);
        }
        pages.items
    } else {
        Vec::new()
    };
    let theirs: Vec<_> = theirs
        .into_iter()
        .filter(|it| {
            id(it).is_some_and(|id| used.contains(short(id)) && !known.contains(short(id)))
        })
        .collect();
    drop(known);
    let own = own.into_iter().map(|it| (it, true));
    let all = own.chain(theirs.into_iter().map(|it| (it, false)));
    cx.each(all, |(it, own)| baseline(cx, ssm, it, own)).await;
}

fn id(identity: &PatchBaselineIdentity) -> Option<&str> {
    identity.baseline_id.as_deref()
}

/// Whether an id that AWS gave for the account's own baselines is one: those of AWS come as an
/// ARN of another account.
fn owned(id: &str, account: &str) -> bool {
    !id.starts_with("arn:") || id.split(':').nth(4) == Some(account)
}

async fn identities(cx: &AwsCx, ssm: &Client, owner: &str) -> Pages<PatchBaselineIdentity> {
    let by_owner = PatchOrchestratorFilter::builder()
        .key("OWNER")
        .values(owner)
        .build();
    cx.pages(
        DESCRIBE_PATCH_BASELINES,
        |token| {
            sent(
                ssm.describe_patch_baselines()
                    .filters(by_owner.clone())
                    .max_results(100)
                    .set_next_token(token)
                    .send(),
            )
        },
        |page| {
            (
                page.baseline_identities.unwrap_or_default(),
                page.next_token,
            )
        },
    )
    .await
}

async fn baseline(cx: &AwsCx, ssm: &Client, identity: PatchBaselineIdentity, own: bool) {
    let Some(id) = identity.baseline_id else {
        return;
    };
    let detail = cx.ask(GET_PATCH_BASELINE, || {
        sent(ssm.get_patch_baseline().baseline_id(&id).send())
    });
    let tags = async {
        // Nobody but AWS can tag what is AWS's.
        if own {
            tags(cx, ssm, ResourceTypeForTagging::PatchBaseline, &id).await
        } else {
            Observed::Absent
        }
    };
    let (detail, tags) = futures::join!(detail, tags);
    let arn = if id.starts_with("arn:") {
        id.clone()
    } else {
        arn(cx, "ssm", &format!("patchbaseline/{id}"))
    };
    let name = identity
        .baseline_name
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| short(&id).to_owned());
    cx.emit(PatchBaseline {
        customer_owned: own,
        operating_system: identity.operating_system.map(|it| it.to_string()),
        default: identity.default_baseline,
        approval_rules: detail.part(|it| Some(approval_rules(it))),
        approved_patches: detail.part(|it| Some(in_order(it.approved_patches.as_deref()))),
        rejected_patches: detail.part(|it| Some(in_order(it.rejected_patches.as_deref()))),
        rejected_action: detail
            .part(|it| it.rejected_patches_action.as_ref().map(ToString::to_string)),
        patch_groups: detail.part(|it| Some(in_order(it.patch_groups.as_deref()))),
        tags,
        ..PatchBaseline::at(arn, name, cx.account(), cx.region())
    });
}

fn in_order(names: Option<&[String]>) -> Vec<String> {
    let mut names = names.unwrap_or_default().to_vec();
    names.sort();
    names
}

/// The rules in the order that their author gave them.
fn approval_rules(detail: &GetPatchBaselineOutput) -> Vec<ApprovalRule> {
    let rules = detail.approval_rules.as_ref().map(|it| &it.patch_rules);
    rules.into_iter().flatten().map(approval_rule).collect()
}

fn approval_rule(rule: &PatchRule) -> ApprovalRule {
    let mut filters = BTreeMap::<String, Vec<String>>::new();
    let given = rule.patch_filter_group.as_ref().map(|it| &it.patch_filters);
    for filter in given.into_iter().flatten() {
        let values = filters.entry(filter.key.to_string()).or_default();
        values.extend(filter.values.iter().cloned());
    }
    filters.values_mut().for_each(|values| values.sort());
    ApprovalRule {
        approve_after_days: rule.approve_after_days,
        approve_until: rule.approve_until_date.clone(),
        compliance_level: rule.compliance_level.as_ref().map(ToString::to_string),
        filters,
        non_security: rule.enable_non_security.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use aws_sdk_ssm::types::{PatchFilter, PatchFilterGroup, PatchFilterKey};

    use super::*;

    #[test]
    fn a_baseline_of_another_account_is_not_our_own() {
        let theirs = "arn:aws:ssm:us-east-1:075727635805:patchbaseline/pb-0123";
        assert!(!owned(theirs, "111122223333"));
        assert!(owned(theirs, "075727635805"));
        assert!(owned("pb-0123", "111122223333"));
        assert_eq!(short(theirs), short("pb-0123"));
    }

    #[test]
    fn filters_of_one_key_are_joined_in_order() {
        let filter = |key: PatchFilterKey, value: &str| {
            let builder = PatchFilter::builder().key(key).values(value);
            builder.build().unwrap()
        };
        let group = PatchFilterGroup::builder()
            .patch_filters(filter(PatchFilterKey::Severity, "Important"))
            .patch_filters(filter(PatchFilterKey::Severity, "Critical"))
            .patch_filters(filter(PatchFilterKey::Classification, "Security"))
            .build()
            .unwrap();
        let rule = PatchRule::builder()
            .patch_filter_group(group)
            .approve_after_days(7)
            .build();
        let kept = approval_rule(&rule);
        assert_eq!(kept.approve_after_days, Some(7));
        assert_eq!(
            kept.filters.into_iter().collect::<Vec<_>>(),
            [
                ("CLASSIFICATION".to_owned(), vec!["Security".to_owned()]),
                (
                    "SEVERITY".to_owned(),
                    vec!["Critical".to_owned(), "Important".to_owned()]
                ),
            ]
        );
    }
}
