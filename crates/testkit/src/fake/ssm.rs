//! Systems Manager: parameters, patch baselines, tags.

use serde_json::{Value, json};

use super::view::{View, json_tags, with_token};
use crate::answer::{Answer, Refusal, Served};
use crate::scenario::{id17, number_in, seconds_ago, team};

/// AWS's own baselines in every region.
pub(super) const AWS_BASELINES: [(&str, &str); 3] = [
    (
        "AWS-AmazonLinux2023DefaultPatchBaseline",
        "AMAZON_LINUX_2023",
    ),
    ("AWS-UbuntuDefaultPatchBaseline", "UBUNTU"),
    ("AWS-DefaultPatchBaseline", "WINDOWS"),
];

/// A baseline, by number: the account's own, or one of AWS's.
#[derive(Clone, Copy)]
enum Baseline {
    Own(usize),
    Aws(usize),
}

impl View<'_> {
    pub(super) fn ssm(&self) -> Served {
        match self.call().operation.as_str() {
            "DescribeParameters" => self.parameters(),
            "DescribePatchBaselines" => self.baselines(),
            "GetPatchBaseline" => self.baseline(),
            "DescribePatchGroups" => self.patch_groups(),
            "ListTagsForResource" => self.ssm_tags(),
            "ListDocuments" => self.documents(),
            "DescribeDocumentPermission" => self.document_permission(),
            "GetServiceSetting" => self.service_setting(),
            "DescribeInstanceInformation" => self.instances(),
            "DescribeInstancePatchStates" => self.patch_states(),
            "ListComplianceSummaries" => self.compliance(),
            "DescribeMaintenanceWindows" => self.windows(),
            "DescribeMaintenanceWindowTasks" => self.window_tasks(),
            "DescribeMaintenanceWindowTargets" => self.window_targets(),
            _ => self.not_implemented(),
        }
    }

    /// One parameter of four is a secret in plain text.
    fn parameters(&self) -> Served {
        let here = self.here(self.scenario().parameters);
        let (page, next) = self.page_of(&here, "NextToken", "MaxResults", 50, 50)?;
        let parameters: Value = page
            .iter()
            .map(|&number| {
                let (thing, kind) = match number % 4 {
                    0 => ("db/password", "SecureString"),
                    1 => ("api_key", "String"),
                    2 => ("queue/url", "String"),
                    _ => ("allowed/hosts", "StringList"),
                };
                let name = format!("/{}/{thing}/{number}", team(number));
                let mut parameter = json!({
                    "Name": name,
                    "ARN": self.arn("ssm", &format!("parameter{name}")),
                    "Type": kind,
                    "LastModifiedDate": seconds_ago(20 + number % 400),
                    "LastModifiedUser": self.iam_arn("user/deploy"),
                    "Version": 1,
                    "Tier": "Standard",
                    "Policies": [],
                    "DataType": "text",
                });
                if let ("SecureString", Some(parameter)) = (kind, parameter.as_object_mut()) {
                    parameter.insert("KeyId".to_owned(), "alias/aws/ssm".into());
                }
                parameter
            })
            .collect();
        Ok(with_token(
            json!({"Parameters": parameters}),
            "NextToken",
            next,
        ))
    }

    fn baseline_id(&self, baseline: Baseline) -> String {
        match baseline {
            Baseline::Own(number) => format!("pb-{}", id17("baseline", number)),
            Baseline::Aws(number) => {
                format!(
                    "arn:aws:ssm:{}:075727635805:patchbaseline/pb-{}",
                    self.region(),
                    id17("aws-baseline", number)
                )
            }
        }
    }

    /// Own baselines first, since there are few questions about the others.
    fn baselines_here(&self) -> Vec<Baseline> {
        let own = self
            .here(self.scenario().baselines)
            .into_iter()
            .map(Baseline::Own);
        own.chain((0..AWS_BASELINES.len()).map(Baseline::Aws))
            .collect()
    }

    fn baseline_identity(&self, baseline: Baseline) -> Value {
        let (name, system, default) = match baseline {
            Baseline::Own(number) => (
                format!("{}-linux-{number}", team(number)),
                "AMAZON_LINUX_2023",
                false,
            ),
            Baseline::Aws(number) => AWS_BASELINES
                .get(number)
                .map_or_else(Default::default, |&(name, system)| {
                    (name.to_owned(), system, true)
                }),
        };
        json!({
            "BaselineId": self.baseline_id(baseline),
            "BaselineName": name,
            "OperatingSystem": system,
            "BaselineDescription": "",
            "DefaultBaseline": default,
        })
    }

    /// Honours the filter `OWNER`, which takes `Self`, `AWS` or `All`.
    /// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribePatchBaselines.html>
    fn baselines(&self) -> Served {
        let filters = self.call().params.get("Filters").and_then(Value::as_array);
        let owner = filters
            .and_then(|filters| {
                filters
                    .iter()
                    .find(|filter| filter.get("Key").is_some_and(|key| key == "OWNER"))
            })
            .and_then(|filter| filter.pointer("/Values/0"))
            .and_then(Value::as_str)
            .unwrap_or("All");
        let mut all = self.baselines_here();
        all.retain(|baseline| match baseline {
            Baseline::Own(_) => owner != "AWS",
            Baseline::Aws(_) => owner != "Self",
        });
        let (page, next) = self.page_of(&all, "NextToken", "MaxResults", 100, 100)?;
        let identities: Value = page
            .iter()
            .map(|&baseline| self.baseline_identity(baseline))
            .collect();
        Ok(with_token(
            json!({"BaselineIdentities": identities}),
            "NextToken",
            next,
        ))
    }

    fn baseline(&self) -> Served {
        let id = self.call().text("BaselineId");
        let baseline = self
            .baselines_here()
            .into_iter()
            .find(|&baseline| self.baseline_id(baseline) == id)
            .ok_or_else(|| {
                Refusal::new(
                    400,
                    "DoesNotExistException",
                    format!("baseline {id} does not exist"),
                )
            })?;
        let mut body = self.baseline_identity(baseline);
        let Some(map) = body.as_object_mut() else {
            return Ok(Answer::json(&body));
        };
        if let (Some(name), Some(_)) = (map.remove("BaselineName"), map.remove("DefaultBaseline")) {
            map.insert("Name".to_owned(), name);
        }
        let days = match baseline {
            Baseline::Own(number) => 7 * (1 + number % 6),
            Baseline::Aws(_) => 7,
        };
        let groups = match baseline {
            Baseline::Own(number) => vec![patch_group(number)],
            Baseline::Aws(_) => Vec::new(),
        };
        map.insert(
            "ApprovalRules".to_owned(),
            json!({"PatchRules": [{
                "PatchFilterGroup": {"PatchFilters": [
                    {"Key": "CLASSIFICATION", "Values": ["Security", "Bugfix"]},
                    {"Key": "SEVERITY", "Values": ["Critical", "Important"]}
                ]},
                "ComplianceLevel": "CRITICAL",
                "ApproveAfterDays": days,
                "EnableNonSecurity": false
            }]}),
        );
        map.insert("ApprovedPatches".to_owned(), json!([]));
        map.insert("RejectedPatches".to_owned(), json!(["telnet"]));
        map.insert("RejectedPatchesAction".to_owned(), json!("BLOCK"));
        map.insert("PatchGroups".to_owned(), json!(groups));
        map.insert("GlobalFilters".to_owned(), json!({"PatchFilters": []}));
        map.insert("CreatedDate".to_owned(), json!(seconds_ago(200)));
        map.insert("ModifiedDate".to_owned(), json!(seconds_ago(100)));
        Ok(Answer::json(&body))
    }

    fn patch_groups(&self) -> Served {
        let here = self.here(self.scenario().baselines);
        let (page, next) = self.page_of(&here, "NextToken", "MaxResults", 100, 100)?;
        let mappings: Value = page
            .iter()
            .map(|&number| {
                json!({
                    "PatchGroup": patch_group(number),
                    "BaselineIdentity": self.baseline_identity(Baseline::Own(number)),
                })
            })
            .collect();
        Ok(with_token(json!({"Mappings": mappings}), "NextToken", next))
    }

    fn ssm_tags(&self) -> Served {
        let number = number_in(self.call().text("ResourceId")).unwrap_or(3);
        Ok(Answer::json(&json!({"TagList": json_tags(number)})))
    }
}

/// The patch group of a team's machines.
pub(super) fn patch_group(number: usize) -> String {
    format!("{}-{number}", team(number))
}
