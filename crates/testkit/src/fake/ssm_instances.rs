//! Managed machines and what patching found on them, which no emulator serves.

use serde_json::{Value, json};

use super::ssm::patch_group;
use super::view::{View, with_token};
use crate::answer::{Refusal, Served};
use crate::scenario::{id17, number_in, seconds_ago, team};

/// How patching stands on a machine, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patching {
    Patched,
    MissingCritical,
    PendingReboot,
    NeverScanned,
    Failed,
}

pub(super) fn patching(instance: usize) -> Patching {
    match instance % 5 {
        0 => Patching::Patched,
        1 => Patching::MissingCritical,
        2 => Patching::PendingReboot,
        3 => Patching::NeverScanned,
        _ => Patching::Failed,
    }
}

/// The patch groups of a region are those of its baselines; machines take the first one.
fn machine(instance: usize) -> String {
    let purpose = ["api", "db", "worker", "bastion", "batch"];
    format!(
        "{}-{}-{instance}",
        team(instance),
        purpose.get(instance % purpose.len()).unwrap_or(&"api")
    )
}

impl View<'_> {
    fn instance_id(instance: usize) -> String {
        format!("i-{}", id17("instance", instance))
    }

    pub(super) fn instances(&self) -> Served {
        let here = self.here(self.scenario().instances);
        let (page, next) = self.page_of(&here, "NextToken", "MaxResults", 50, 50)?;
        let list: Value = page
            .iter()
            .map(|&instance| {
                json!({
                    "InstanceId": Self::instance_id(instance),
                    "PingStatus": if patching(instance) == Patching::NeverScanned { "ConnectionLost" } else { "Online" },
                    "LastPingDateTime": seconds_ago(0),
                    "AgentVersion": "3.3.2299.0",
                    "IsLatestVersion": instance.is_multiple_of(2),
                    "PlatformType": "Linux",
                    "PlatformName": "Amazon Linux",
                    "PlatformVersion": "2023",
                    "ResourceType": "EC2Instance",
                    "IPAddress": format!("10.0.{}.{}", instance / 250 % 250, instance % 250),
                    "ComputerName": format!("{}.internal", machine(instance)),
                })
            })
            .collect();
        Ok(with_token(
            json!({"InstanceInformationList": list}),
            "NextToken",
            next,
        ))
    }

    /// Fifty machines at most; those that were never scanned are left out of the answer.
    /// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstancePatchStates.html>
    pub(super) fn patch_states(&self) -> Served {
        let ids = self.call().texts("InstanceIds");
        if ids.is_empty() || ids.len() > 50 {
            return Err(Refusal::new(
                400,
                "ValidationException",
                "InstanceIds must have 1 to 50 members",
            ));
        }
        let here = self.here(self.scenario().instances);
        let known: Vec<_> = ids
            .iter()
            .filter_map(|id| {
                number_in(id)
                    .filter(|&number| Self::instance_id(number) == *id && here.contains(&number))
            })
            .filter(|&number| patching(number) != Patching::NeverScanned)
            .collect();
        let (page, next) = self.page_of(&known, "NextToken", "MaxResults", 100, 100)?;
        let group = self.here(self.scenario().baselines).first().copied();
        let states: Value = page
            .iter()
            .map(|&instance| patch_state(instance, group))
            .collect();
        Ok(with_token(
            json!({"InstancePatchStates": states}),
            "NextToken",
            next,
        ))
    }

    pub(super) fn compliance(&self) -> Served {
        let here = self.here(self.scenario().instances);
        let scanned = here
            .iter()
            .filter(|&&one| patching(one) != Patching::NeverScanned)
            .count();
        let critical = here
            .iter()
            .filter(|&&one| patching(one) == Patching::MissingCritical)
            .count();
        let other = here
            .iter()
            .filter(|&&one| patching(one) == Patching::Failed)
            .count();
        let all = if scanned == 0 {
            Vec::new()
        } else {
            let bad = critical + other;
            vec![json!({
                "ComplianceType": "Patch",
                "CompliantSummary": {"CompliantCount": scanned - bad, "SeveritySummary": severities(0, 0)},
                "NonCompliantSummary": {"NonCompliantCount": bad, "SeveritySummary": severities(critical, other)},
            })]
        };
        let (items, next) = self.page_of(&all, "NextToken", "MaxResults", 50, 50)?;
        Ok(with_token(
            json!({"ComplianceSummaryItems": items}),
            "NextToken",
            next,
        ))
    }
}

fn severities(critical: usize, medium: usize) -> Value {
    json!({
        "CriticalCount": critical, "HighCount": 0, "MediumCount": medium, "LowCount": 0,
        "InformationalCount": 0, "UnspecifiedCount": 0
    })
}

fn patch_state(instance: usize, group: Option<usize>) -> Value {
    let (missing, failed, reboot, critical, security) = match patching(instance) {
        Patching::Patched | Patching::NeverScanned => (0, 0, 0, 0, 0),
        Patching::MissingCritical => (7, 0, 0, 3, 2),
        Patching::PendingReboot => (0, 0, 4, 0, 0),
        Patching::Failed => (1, 2, 0, 0, 2),
    };
    json!({
        "InstanceId": View::instance_id(instance),
        "PatchGroup": group.map(patch_group).unwrap_or_default(),
        "BaselineId": group.map_or_else(|| format!("pb-{}", id17("aws-baseline", 0)), |group| format!("pb-{}", id17("baseline", group))),
        "SnapshotId": "00000000-0000-4000-8000-000000000000",
        "OwnerInformation": "",
        "InstalledCount": 214,
        "InstalledOtherCount": 11,
        "InstalledPendingRebootCount": reboot,
        "InstalledRejectedCount": 0,
        "MissingCount": missing,
        "FailedCount": failed,
        "UnreportedNotApplicableCount": 0,
        "NotApplicableCount": 1300,
        "OperationStartTime": seconds_ago(2),
        "OperationEndTime": seconds_ago(2) + 240,
        "Operation": if patching(instance) == Patching::MissingCritical { "Scan" } else { "Install" },
        "RebootOption": "RebootIfNeeded",
        "CriticalNonCompliantCount": critical,
        "SecurityNonCompliantCount": security,
        "OtherNonCompliantCount": 0,
    })
}
