//! Patching as Systems Manager sees it, and parameters by name and type.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::observed::Observed;
use crate::resource::resource;

resource! {
    /// A machine that Systems Manager manages. Its id is its ARN.
    pub struct Instance = "aws.ssm.instance" {
        /// `EC2Instance`, `ManagedInstance`, …
        pub resource_type: String,
        /// `Online`, `ConnectionLost` or `Inactive`.
        pub ping: Option<String>,
        /// When the agent last answered.
        pub last_ping_at: Option<Timestamp>,
        /// The agent's version.
        pub agent_version: Option<String>,
        /// Whether that is the newest agent.
        pub agent_latest: Option<bool>,
        /// `Linux`, `Windows` or `MacOS`.
        pub platform: Option<String>,
        /// The operating system's name.
        pub platform_name: Option<String>,
        /// The operating system's version.
        pub platform_version: Option<String>,
        /// What the last scan or installation of patches found; absent when there was none.
        pub patches: Observed<PatchState>,
    }
}

resource! {
    /// A patch baseline: which patches are approved, and when. AWS's own are kept only when something here uses them.
    pub struct PatchBaseline = "aws.ssm.patch_baseline" {
        /// Whether the account wrote it.
        pub customer_owned: bool,
        /// `AMAZON_LINUX_2`, `WINDOWS`, …
        pub operating_system: Option<String>,
        /// Whether it is the default of its operating system.
        pub default: bool,
        /// The rules by which patches are approved.
        pub approval_rules: Observed<Vec<ApprovalRule>>,
        /// Patches approved by name, in order.
        pub approved_patches: Observed<Vec<String>>,
        /// Patches rejected by name, in order.
        pub rejected_patches: Observed<Vec<String>>,
        /// What happens to rejected patches: `ALLOW_AS_DEPENDENCY` or `BLOCK`.
        pub rejected_action: Observed<String>,
        /// The patch groups that use it, in order.
        pub patch_groups: Observed<Vec<String>>,
    }
}

resource! {
    /// A patch group. AWS has no ARN for it: its id is `aws://ACCOUNT/REGION/patch-group/OS/NAME`.
    pub struct PatchGroup = "aws.ssm.patch_group" {
        /// The baseline that it uses.
        pub baseline: Option<String>,
        /// The baseline's operating system.
        pub operating_system: Option<String>,
    }
}

resource! {
    /// A maintenance window.
    pub struct MaintenanceWindow = "aws.ssm.maintenance_window" {
        /// Whether it runs.
        pub enabled: bool,
        /// When: a cron or rate expression.
        pub schedule: Option<String>,
        /// How long, in hours.
        pub duration_hours: Option<i32>,
        /// How many hours before the end no new task starts.
        pub cutoff_hours: i32,
        /// When it next runs, as Systems Manager spells it.
        pub next_execution: Option<String>,
        /// What it runs, in order.
        pub tasks: Observed<Vec<WindowTask>>,
        /// How many targets are registered with it.
        pub targets: Observed<usize>,
    }
}

resource! {
    /// A parameter, by name and type. Its value is never read.
    pub struct Parameter = "aws.ssm.parameter" {
        /// `String`, `StringList` or `SecureString`.
        pub value_type: Option<String>,
        /// The KMS key of a `SecureString`.
        pub kms_key: Option<String>,
        /// `Standard`, `Advanced` or `Intelligent-Tiering`.
        pub tier: Option<String>,
        /// `text`, `aws:ec2:image`, …
        pub data_type: Option<String>,
        /// When it was last changed.
        pub modified_at: Option<Timestamp>,
    }
}

resource! {
    /// A document that the account owns, by name. Its content is never read.
    pub struct Document = "aws.ssm.document" {
        /// `Command`, `Automation`, `Session`, …
        pub document_type: Option<String>,
        /// Whom it is shared with, in order: account ids, or `all` for everyone.
        pub shared_with: Observed<Vec<String>>,
    }
}

resource! {
    /// Systems Manager's own count of compliance in a region. AWS has no ARN for it: its id is `aws://ACCOUNT/REGION/compliance/TYPE`.
    pub struct ComplianceSummary = "aws.ssm.compliance_summary" {
        /// Resources that comply.
        pub compliant: i32,
        /// Resources that do not.
        pub non_compliant: i32,
        /// Those that do not, by severity: `CRITICAL`, `HIGH`, `MEDIUM`, `LOW`, `INFORMATIONAL`, `UNSPECIFIED`.
        pub non_compliant_by_severity: BTreeMap<String, i32>,
    }
}

/// What the last scan or installation of patches found on a machine.
/// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_InstancePatchState.html>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchState {
    /// The baseline that was used.
    pub baseline: Option<String>,
    /// The patch group of the machine; null for none.
    pub patch_group: Option<String>,
    /// `Scan` or `Install`.
    pub operation: Option<String>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Patches installed.
    pub installed: i32,
    /// Patches installed that wait for a reboot; null when the agent does not tell, like the three counts below.
    pub pending_reboot: Option<i32>,
    /// Patches approved but not installed.
    pub missing: i32,
    /// Patches that failed to install.
    pub failed: i32,
    /// Critical patches missing, failed or waiting.
    pub critical_non_compliant: Option<i32>,
    /// Security patches missing, failed or waiting.
    pub security_non_compliant: Option<i32>,
    /// Other patches missing, failed or waiting.
    pub other_non_compliant: Option<i32>,
}

/// A rule of a patch baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalRule {
    /// Days after release until a patch is approved.
    pub approve_after_days: Option<i32>,
    /// Patches released up to this date are approved.
    pub approve_until: Option<String>,
    /// The severity that a missing patch is reported with.
    pub compliance_level: Option<String>,
    /// Filter key (`CLASSIFICATION`, `MSRC_SEVERITY`, …) → values.
    pub filters: BTreeMap<String, Vec<String>>,
    /// Whether updates that are not about security are installed too.
    pub non_security: bool,
}

/// A task of a maintenance window.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowTask {
    /// `RUN_COMMAND`, `AUTOMATION`, `LAMBDA` or `STEP_FUNCTIONS`.
    pub kind: Option<String>,
    /// What it runs, as in `AWS-RunPatchBaseline`.
    pub runs: Option<String>,
}
