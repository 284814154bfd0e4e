//! The account and its regions.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::aws::s3::PublicAccessBlock;
use crate::observed::Observed;
use crate::resource::resource;

resource! {
    /// An AWS account and its account-wide settings. Its id is the ARN of its root.
    pub struct Account = "aws.account" {
        /// The partition that it lives in: `aws`, `aws-cn`, `aws-us-gov`.
        pub partition: String,
        /// The sign-in alias; absent when none is set.
        pub alias: Observed<String>,
        /// The regions that are enabled.
        pub enabled_regions: Observed<Vec<String>>,
        /// IAM's own counts and quotas by name, as GetAccountSummary spells them.
        /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>
        pub summary: Observed<BTreeMap<String, i32>>,
        /// Whether the root user has an MFA device of any kind.
        pub root_mfa: Observed<bool>,
        /// Whether one of the root user's MFA devices is virtual.
        pub root_virtual_mfa: Observed<bool>,
        /// Whether the root user has access keys.
        pub root_access_keys: Observed<bool>,
        /// The root user's row of the credential report; absent when the report has none.
        pub root_user: Observed<RootUser>,
        /// When IAM made the credential report that users were read from. IAM makes a new one every four hours at most.
        pub credential_report_at: Observed<Timestamp>,
        /// The password policy; absent when the account uses AWS's default.
        pub password_policy: Observed<PasswordPolicy>,
        /// The account-wide S3 block; absent when none is set.
        pub s3_public_access_block: Observed<PublicAccessBlock>,
        /// The kinds of alternate contacts that are registered, in order: `BILLING`, `OPERATIONS`, `SECURITY`. Who
        /// they are is not kept.
        #[serde(default = "Observed::<Vec<String>>::not_collected")]
        pub alternate_contacts: Observed<Vec<String>>,
        /// The organization that it belongs to; absent when it stands alone.
        #[serde(default = "Observed::<Organization>::not_collected")]
        pub organization: Observed<Organization>,
    }
}

resource! {
    /// A region of an account. AWS has no ARN for it: its id is `aws://ACCOUNT/REGION`.
    pub struct Region = "aws.region" {
        /// Whether it is on by default or was opted into.
        pub opt_status: Observed<OptStatus>,
        /// The IAM Access Analyzers of the region, in order.
        #[serde(default = "Observed::<Vec<AccessAnalyzer>>::not_collected")]
        pub access_analyzers: Observed<Vec<AccessAnalyzer>>,
        /// Whether Systems Manager documents of the region may be shared with everyone: `Enable` or `Disable`.
        #[serde(default = "Observed::<String>::not_collected")]
        pub document_public_sharing: Observed<String>,
    }
}

/// The organization that an account belongs to.
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// Its id, as in `o-a1b2c3d4e5`.
    pub id: String,
    /// The account that manages it, twelve digits.
    pub management_account: String,
    /// Whether all features are on, and with them service control policies; otherwise only billing is shared.
    pub all_features: bool,
}

/// An IAM Access Analyzer.
/// <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerSummary.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessAnalyzer {
    /// Its name.
    pub name: String,
    /// What it looks for, and over what: `ACCOUNT`, `ORGANIZATION`, `ACCOUNT_UNUSED_ACCESS`, …
    pub kind: String,
    /// `ACTIVE`, `CREATING`, `DISABLED` or `FAILED`.
    pub status: String,
}

/// How a region came to be enabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OptStatus {
    /// Enabled by default; it can not be turned off.
    EnabledByDefault,
    /// Opted into.
    Enabled,
}

/// What the credential report says of the root user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RootUser {
    /// When somebody last signed in as root; null for never, or not within AWS's memory.
    pub password_last_used: Option<Timestamp>,
    /// When the first access key was last used.
    pub access_key_1_last_used: Option<Timestamp>,
    /// When the second access key was last used.
    pub access_key_2_last_used: Option<Timestamp>,
}

/// The account's password policy.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordPolicy {
    /// Least length, in characters.
    pub minimum_length: Option<i32>,
    /// Whether a symbol is required.
    pub require_symbols: bool,
    /// Whether a digit is required.
    pub require_numbers: bool,
    /// Whether an uppercase letter is required.
    pub require_uppercase: bool,
    /// Whether a lowercase letter is required.
    pub require_lowercase: bool,
    /// Whether users may change their own password.
    pub users_may_change: bool,
    /// Days until a password expires; null for never.
    pub max_age_days: Option<i32>,
    /// How many former passwords may not be used again; null for none.
    pub reuse_prevention: Option<i32>,
    /// Whether an expired password locks the user out until an administrator resets it.
    pub hard_expiry: bool,
}
