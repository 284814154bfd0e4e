//! Users, groups, roles, policies and the identity providers that are trusted.

use bartizan_iam::PolicyDocument;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::observed::Observed;
use crate::resource::resource;

resource! {
    /// A person or a program with long-lived credentials.
    pub struct User = "aws.iam.user" {
        /// The path, `/` for none.
        pub path: String,
        /// The unique id that survives no re-creation: `AIDA…`.
        pub unique_id: String,
        /// When it was made.
        pub created_at: Option<Timestamp>,
        /// Whether it has a password for the console.
        pub console_password: Observed<bool>,
        /// When the password was last used; absent for never, or not within AWS's memory.
        pub password_last_used: Observed<Timestamp>,
        /// When the password was last changed; absent without a password.
        pub password_last_changed: Observed<Timestamp>,
        /// Its MFA devices of all kinds.
        pub mfa_devices: Observed<Vec<MfaDevice>>,
        /// Its access keys, active or not.
        pub access_keys: Observed<Vec<AccessKey>>,
        /// The names of its groups.
        pub groups: Vec<String>,
        /// The managed policies attached to the user itself.
        pub attached_policies: Vec<AttachedPolicy>,
        /// The policies written into the user itself.
        pub inline_policies: Vec<InlinePolicy>,
        /// The ARN of its permissions boundary.
        pub permissions_boundary: Option<String>,
        /// What it used of what its policies allow, by service in order; collected with `--last-accessed` only.
        #[serde(default = "Observed::<Vec<ServiceUse>>::not_collected")]
        pub last_accessed: Observed<Vec<ServiceUse>>,
    }
}

resource! {
    /// A set of users that share policies.
    pub struct Group = "aws.iam.group" {
        /// The path, `/` for none.
        pub path: String,
        /// The unique id: `AGPA…`.
        pub unique_id: String,
        /// When it was made.
        pub created_at: Option<Timestamp>,
        /// The names of its users; unknown when not every user could be listed.
        pub members: Observed<Vec<String>>,
        /// The managed policies attached to it.
        pub attached_policies: Vec<AttachedPolicy>,
        /// The policies written into it.
        pub inline_policies: Vec<InlinePolicy>,
    }
}

resource! {
    /// A principal that others assume.
    pub struct Role = "aws.iam.role" {
        /// The path; `/aws-service-role/…` for the roles that AWS services own.
        pub path: String,
        /// The unique id: `AROA…`.
        pub unique_id: String,
        /// When it was made.
        pub created_at: Option<Timestamp>,
        /// Who may assume it.
        pub trust_policy: Observed<PolicyDocument>,
        /// The managed policies attached to it.
        pub attached_policies: Vec<AttachedPolicy>,
        /// The policies written into it.
        pub inline_policies: Vec<InlinePolicy>,
        /// The ARN of its permissions boundary.
        pub permissions_boundary: Option<String>,
        /// When and where it was last used; null for never within AWS's memory of 400 days.
        pub last_used: Option<LastUse>,
        /// The names of the instance profiles that carry it.
        pub instance_profiles: Vec<String>,
        /// How long a session may last, in seconds.
        #[serde(default = "Observed::<i32>::not_collected")]
        pub max_session_seconds: Observed<i32>,
        /// What it used of what its policies allow, by service in order; collected with `--last-accessed` only.
        #[serde(default = "Observed::<Vec<ServiceUse>>::not_collected")]
        pub last_accessed: Observed<Vec<ServiceUse>>,
    }
}

resource! {
    /// A managed policy: the account's own, or one of AWS's that is in use here.
    pub struct Policy = "aws.iam.policy" {
        /// The path, `/` for none.
        pub path: String,
        /// Whose policy it is.
        pub manager: PolicyManager,
        /// The version in force, as in `v3`.
        pub default_version: String,
        /// What the version in force says.
        pub document: Observed<PolicyDocument>,
        /// How many users, groups and roles it is attached to.
        pub attachments: i32,
        /// How many users and roles have it as their boundary.
        pub boundary_uses: i32,
        /// When it was made.
        pub created_at: Option<Timestamp>,
        /// When its version in force was last changed.
        pub updated_at: Option<Timestamp>,
    }
}

resource! {
    /// A SAML identity provider that the account trusts.
    pub struct SamlProvider = "aws.iam.saml_provider" {
        /// When it was made.
        pub created_at: Option<Timestamp>,
        /// Until when its metadata is valid.
        pub valid_until: Option<Timestamp>,
    }
}

resource! {
    /// An OpenID Connect identity provider that the account trusts.
    pub struct OidcProvider = "aws.iam.oidc_provider" {
        /// The issuer, without `https://`.
        pub url: Observed<String>,
        /// The audiences that it may issue tokens for.
        pub client_ids: Observed<Vec<String>>,
        /// When it was made.
        pub created_at: Observed<Timestamp>,
    }
}

resource! {
    /// A TLS certificate kept in IAM.
    pub struct ServerCertificate = "aws.iam.server_certificate" {
        /// The path, `/` for none.
        pub path: String,
        /// When it was uploaded.
        pub uploaded_at: Option<Timestamp>,
        /// When it expires.
        pub expires_at: Option<Timestamp>,
    }
}

/// A managed policy by reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttachedPolicy {
    /// The policy's ARN.
    pub arn: String,
    /// The policy's name.
    pub name: String,
}

/// A policy written into a user, group or role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InlinePolicy {
    /// The policy's name.
    pub name: String,
    /// What it says.
    pub document: Observed<PolicyDocument>,
}

/// A second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MfaDevice {
    /// The serial number, an ARN for all but hardware tokens.
    pub serial: String,
    /// What kind it is.
    pub kind: MfaKind,
    /// Since when it is in use.
    pub enabled_at: Option<Timestamp>,
}

/// The kinds of second factor, told apart by serial number.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable-overview.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MfaKind {
    /// An authenticator app: its serial is an ARN with `:mfa/`.
    Virtual,
    /// A passkey or security key: its serial is an ARN with `:u2f/`.
    SecurityKey,
    /// A hardware token: its serial is no ARN.
    Hardware,
}

/// An access key. Its secret is never read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessKey {
    /// The key's id: `AKIA…`.
    pub id: String,
    /// Whether it can be used.
    pub active: bool,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When and where it was last used; absent for never.
    pub last_used: Observed<LastUse>,
}

/// When and where something was last used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LastUse {
    /// When.
    pub at: Timestamp,
    /// In which region, when AWS says.
    pub region: Option<String>,
    /// With which service, when AWS says.
    pub service: Option<String>,
}

/// When a service was last used, of those that the principal's policies allow.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceLastAccessed.html>
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceUse {
    /// The prefix of its actions, as in `s3`.
    pub service: String,
    /// When it was last tried, allowed or not; null for never within AWS's memory of 400 days.
    pub at: Option<Timestamp>,
    /// Those of its actions that IAM keeps track of, in order; empty where it tracks none, or the service was not used.
    pub actions: Vec<ActionUse>,
}

/// When an action was last used.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TrackedActionLastAccessed.html>
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionUse {
    /// Its name without the service, as in `CreateBucket`.
    pub action: String,
    /// When it was last tried, allowed or not; null for never within the time that IAM tracks it.
    pub at: Option<Timestamp>,
}

/// Whose managed policy it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PolicyManager {
    /// AWS writes it.
    Aws,
    /// The account writes it.
    #[default]
    Customer,
}
