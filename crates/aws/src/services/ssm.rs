//! Patching: machines, baselines and windows; documents, never their content; and parameters, never their values.

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::ResourceTypeForTagging;
use bartizan_collect::{Action, Collector, Scope, async_trait};
use bartizan_model::aws::ssm::{
    ComplianceSummary, Document, Instance, MaintenanceWindow, Parameter, PatchBaseline, PatchGroup,
};
use bartizan_model::{ResourceType, Tags};

use crate::fault::sent;
use crate::kit::{AwsCx, Kit, client};

mod baselines;
mod compliance;
mod documents;
mod instances;
mod parameters;
mod windows;

const DESCRIBE_INSTANCE_INFORMATION: Action = Action::new(
    "SSM",
    "DescribeInstanceInformation",
    "ssm:DescribeInstanceInformation",
);
const DESCRIBE_INSTANCE_PATCH_STATES: Action = Action::new(
    "SSM",
    "DescribeInstancePatchStates",
    "ssm:DescribeInstancePatchStates",
);
const DESCRIBE_PATCH_BASELINES: Action = Action::new(
    "SSM",
    "DescribePatchBaselines",
    "ssm:DescribePatchBaselines",
);
const GET_PATCH_BASELINE: Action = Action::new("SSM", "GetPatchBaseline", "ssm:GetPatchBaseline");
const DESCRIBE_PATCH_GROUPS: Action =
    Action::new("SSM", "DescribePatchGroups", "ssm:DescribePatchGroups");
const DESCRIBE_MAINTENANCE_WINDOWS: Action = Action::new(
    "SSM",
    "DescribeMaintenanceWindows",
    "ssm:DescribeMaintenanceWindows",
);
const DESCRIBE_MAINTENANCE_WINDOW_TASKS: Action = Action::new(
    "SSM",
    "DescribeMaintenanceWindowTasks",
    "ssm:DescribeMaintenanceWindowTasks",
);
const DESCRIBE_MAINTENANCE_WINDOW_TARGETS: Action = Action::new(
    "SSM",
    "DescribeMaintenanceWindowTargets",
    "ssm:DescribeMaintenanceWindowTargets",
);
const LIST_COMPLIANCE_SUMMARIES: Action = Action::new(
    "SSM",
    "ListComplianceSummaries",
    "ssm:ListComplianceSummaries",
);
const DESCRIBE_PARAMETERS: Action =
    Action::new("SSM", "DescribeParameters", "ssm:DescribeParameters");
const LIST_DOCUMENTS: Action = Action::new("SSM", "ListDocuments", "ssm:ListDocuments");
const DESCRIBE_DOCUMENT_PERMISSION: Action = Action::new(
    "SSM",
    "DescribeDocumentPermission",
    "ssm:DescribeDocumentPermission",
);
const LIST_TAGS_FOR_RESOURCE: Action =
    Action::new("SSM", "ListTagsForResource", "ssm:ListTagsForResource");

/// `GetParameter` and its kin are not here, so no value of a parameter can be read; nor is `GetDocument`.
const ACTIONS: &[Action] = &[
    DESCRIBE_INSTANCE_INFORMATION,
    DESCRIBE_INSTANCE_PATCH_STATES,
    DESCRIBE_PATCH_BASELINES,
    GET_PATCH_BASELINE,
    DESCRIBE_PATCH_GROUPS,
    DESCRIBE_MAINTENANCE_WINDOWS,
    DESCRIBE_MAINTENANCE_WINDOW_TASKS,
    DESCRIBE_MAINTENANCE_WINDOW_TARGETS,
    LIST_COMPLIANCE_SUMMARIES,
    DESCRIBE_PARAMETERS,
    LIST_DOCUMENTS,
    DESCRIBE_DOCUMENT_PERMISSION,
    LIST_TAGS_FOR_RESOURCE,
];

/// Patching: machines, baselines and windows; documents and parameters by name.
pub(crate) struct Ssm;

#[async_trait]
impl Collector<Kit> for Ssm {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn scope(&self) -> Scope {
        Scope::Region
    }

    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }

    fn types(&self) -> &'static [&'static str] {
        &[
            ComplianceSummary::TYPE,
            Document::TYPE,
            Instance::TYPE,
            MaintenanceWindow::TYPE,
            Parameter::TYPE,
            PatchBaseline::TYPE,
            PatchGroup::TYPE,
        ]
    }

    async fn collect(&self, cx: &AwsCx) {
        let ssm = client!(aws_sdk_ssm, cx, ACTIONS);
        futures::join!(
            patching(cx, &ssm),
            windows::windows(cx, &ssm),
            compliance::summaries(cx, &ssm),
            parameters::parameters(cx, &ssm),
            documents::documents(cx, &ssm),
        );
    }
}

/// Machines and patch groups come before baselines, since they tell which of AWS's baselines are used.
async fn patching(cx: &AwsCx, ssm: &Client) {
    let (mut used, by_groups) =
        futures::join!(instances::instances(cx, ssm), baselines::groups(cx, ssm));
    used.extend(by_groups);
    baselines::baselines(cx, ssm, &used).await;
}

/// The ARN of something that Systems Manager knows by a shorter id.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html#awssystemsmanager-resources-for-iam-policies>
fn arn(cx: &AwsCx, service: &str, resource: &str) -> String {
    let (partition, account) = (&cx.kit().partition, cx.account());
    let region = cx.region().unwrap_or_default();
    format!("arn:{partition}:{service}:{region}:{account}:{resource}")
}

/// The id of something without an ARN.
fn made_up_id(cx: &AwsCx, path: &str) -> String {
    let region = cx.region().unwrap_or_default();
    format!("aws://{}/{region}/{path}", cx.account())
}

async fn tags(cx: &AwsCx, ssm: &Client, kind: ResourceTypeForTagging, id: &str) -> Tags {
    cx.ask(LIST_TAGS_FOR_RESOURCE, || {
        sent(
            ssm.list_tags_for_resource()
                .resource_type(kind.clone())
                .resource_id(id)
                .send(),
        )
    })
    .await
    .map(|answer| {
        let tags = answer.tag_list.unwrap_or_default();
        tags.into_iter().map(|tag| (tag.key, tag.value)).collect()
    })
}
