//! Machines and what their last patch run found.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{InstanceInformation, InstancePatchState};
use bartizan_model::aws::ssm::{Instance, PatchBaseline, PatchState};
use bartizan_model::{Gap, Observed, Reason, ResourceType, Tags};

use super::baselines::short;
use super::{DESCRIBE_INSTANCE_INFORMATION, DESCRIBE_INSTANCE_PATCH_STATES, arn};
use crate::fault::sent;
use crate::kit::AwsCx;
use crate::time::timestamp;

/// The most machines that one question about patch states may name.
/// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstancePatchStates.html>
const BATCH: usize = 50;

/// Hands over the region's machines; returns the short ids of the baselines that they use.
pub(super) async fn instances(cx: &AwsCx, ssm: &Client) -> BTreeSet<String> {
    let instances = cx
        .list(
            DESCRIBE_INSTANCE_INFORMATION,
            // Without the machines it is also not known which of AWS's baselines are used.
            &[Instance::TYPE, PatchBaseline::TYPE],
            |token| {
                sent(
                    ssm.describe_instance_information()
                        .max_results(50)
                        .set_next_token(token)
                        .send(),
                )
            },
            |page| {
                let list = page.instance_information_list;
                (list.unwrap_or_default(), page.next_token)
            },
        )
        .await;
    let batches = instances.chunks(BATCH).map(|batch| states(cx, ssm, batch));
    let mut used = BTreeSet::new();
    let mut gaps = BTreeSet::new();
    for (batch, states) in instances
        .chunks(BATCH)
        .zip(futures::future::join_all(batches).await)
    {
        used.extend(states.by_id.values().filter_map(baseline));
        for info in batch {
            emit(cx, info, &states);
        }
        gaps.extend(states.gap);
    }
    for gap in gaps {
        cx.hide(gap, &[PatchBaseline::TYPE]);
    }
    used
}

/// The patch states of a batch of machines.
struct States {
    by_id: BTreeMap<String, InstancePatchState>,
    /// Why there may be more.
    gap: Option<Gap>,
}

async fn states(cx: &AwsCx, ssm: &Client, batch: &[InstanceInformation]) -> States {
    let ids: Vec<_> = batch
        .iter()
        .filter_map(|it| it.instance_id.clone())
        .collect();
    let pages = cx
        .pages(
            DESCRIBE_INSTANCE_PATCH_STATES,
            |token| {
                sent(
                    ssm.describe_instance_patch_states()
                        .set_instance_ids(Some(ids.clone()))
                        .max_results(100)
                        .set_next_token(token)
                        .send(),
                )
            },
            |page| {
                let states = page.instance_patch_states;
                (states.unwrap_or_default(), page.next_token)
            },
        )
        .await;
    let states = pages.items.into_iter();
    States {
        by_id: states.map(|it| (it.instance_id.clone(), it)).collect(),
        gap: pages.gap,
    }
}

impl States {
    fn of(&self, id: &str) -> Observed<PatchState> {
        match (self.by_id.get(id), &self.gap) {
            (Some(state), _) => Observed::Known(patch_state(state)),
            (None, Some(gap)) => Observed::Unknown(gap.clone()),
            (None, None) => Observed::Absent,
        }
    }
}

fn emit(cx: &AwsCx, info: &InstanceInformation, states: &States) {
    let Some(id) = &info.instance_id else {
        return;
    };
    // Machines outside EC2 have a number of their own: `mi-…`.
    let ec2 = id.starts_with("i-");
    let arn = if ec2 {
        arn(cx, "ec2", &format!("instance/{id}"))
    } else {
        arn(cx, "ssm", &format!("managed-instance/{id}"))
    };
    let names = [&info.name, &info.computer_name];
    let name = names.into_iter().flatten().find(|name| !name.is_empty());
    cx.emit(Instance {
        resource_type: info
            .resource_type
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        ping: info.ping_status.as_ref().map(ToString::to_string),
        last_ping_at: info.last_ping_date_time.as_ref().and_then(timestamp),
        agent_version: info.agent_version.clone(),
        agent_latest: info.is_latest_version,
        platform: info.platform_type.as_ref().map(ToString::to_string),
        platform_name: info.platform_name.clone(),
        platform_version: info.platform_version.clone(),
        patches: states.of(id),
        tags: tags(ec2),
        ..Instance::at(arn, name.unwrap_or(id).clone(), cx.account(), cx.region())
    });
}

/// A machine's tags would cost a call each, and those of EC2 are not Systems Manager's to tell.
fn tags(ec2: bool) -> Tags {
    let action = if ec2 {
        "ec2:DescribeTags"
    } else {
        super::LIST_TAGS_FOR_RESOURCE.permission
    };
    Observed::Unknown(Gap {
        action: action.into(),
        reason: Reason::NotCollected,
        code: None,
    })
}

fn baseline(state: &InstancePatchState) -> Option<String> {
    Some(short(&state.baseline_id).to_owned()).filter(|id| !id.is_empty())
}

fn patch_state(it: &InstancePatchState) -> PatchState {
    let named = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    PatchState {
        baseline: named(&it.baseline_id),
        patch_group: named(&it.patch_group),
        operation: Some(it.operation.to_string()),
        ended_at: timestamp(&it.operation_end_time),
        installed: it.installed_count,
        pending_reboot: it.installed_pending_reboot_count,
        missing: it.missing_count,
        failed: it.failed_count,
        critical_non_compliant: it.critical_non_compliant_count,
        security_non_compliant: it.security_non_compliant_count,
        other_non_compliant: it.other_non_compliant_count,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use aws_sdk_ssm::types::PatchOperationType;
    use aws_smithy_types::DateTime;

    use super::*;

    fn state() -> InstancePatchState {
        InstancePatchState::builder()
            .instance_id("i-1")
            .patch_group("")
            .baseline_id("arn:aws:ssm:eu-west-1:075727635805:patchbaseline/pb-0a")
            .operation(PatchOperationType::Scan)
            .operation_start_time(DateTime::from_secs(0))
            .operation_end_time(DateTime::from_fractional_secs(60, 0.5))
            .missing_count(3)
            .build()
            .unwrap()
    }

    #[test]
    fn a_machine_is_absent_only_from_a_complete_answer() {
        let mut states = States {
            by_id: BTreeMap::from([("i-1".to_owned(), state())]),
            gap: None,
        };
        assert_eq!(states.of("i-1").known().unwrap().missing, 3);
        assert_eq!(states.of("i-2"), Observed::Absent);
        states.gap = Some(Gap::default());
        assert!(states.of("i-1").known().is_some());
        assert!(states.of("i-2").gap().is_some());
    }

    #[test]
    fn an_empty_patch_group_is_none_and_times_are_whole_seconds() {
        let kept = patch_state(&state());
        assert_eq!(kept.patch_group, None);
        assert_eq!(kept.ended_at.unwrap().to_string(), "1970-01-01T00:01:00Z");
        assert_eq!(baseline(&state()).unwrap(), "pb-0a");
    }
}
