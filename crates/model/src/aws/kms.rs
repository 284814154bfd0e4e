//! Keys.

use std::collections::BTreeMap;

use bartizan_iam::PolicyDocument;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::observed::Observed;
use crate::resource::resource;

resource! {
    /// A KMS key as KMS describes it.
    pub struct Key = "aws.kms.key" {
        /// Who manages it.
        pub manager: Observed<KeyManager>,
        /// Its state, as KMS spells it: `Enabled`, `Disabled`, `PendingDeletion`, `PendingImport`, `Unavailable`, …
        pub state: Observed<String>,
        /// What it is for: `ENCRYPT_DECRYPT`, `SIGN_VERIFY`, `GENERATE_VERIFY_MAC`, `KEY_AGREEMENT`.
        pub usage: Observed<String>,
        /// The kind of key material: `SYMMETRIC_DEFAULT`, `RSA_2048`, …
        pub spec: Observed<String>,
        /// Where the key material comes from: `AWS_KMS`, `EXTERNAL`, `AWS_CLOUDHSM`, `EXTERNAL_KEY_STORE`.
        pub origin: Observed<String>,
        /// Whether it is a multi-region key.
        pub multi_region: Observed<bool>,
        /// When it was made.
        pub created_at: Observed<Timestamp>,
        /// When it will be deleted; absent when it will not.
        pub deletion_at: Observed<Timestamp>,
        /// When imported key material expires; absent when it does not.
        pub material_expires_at: Observed<Timestamp>,
        /// Its aliases, with the `alias/` prefix, in order.
        pub aliases: Observed<Vec<String>>,
        /// The key policy.
        pub policy: Observed<PolicyDocument>,
        /// Automatic rotation; absent for keys that cannot rotate (asymmetric, HMAC, imported, custom store).
        pub rotation: Observed<Rotation>,
        /// The grants on it.
        pub grants: Observed<Vec<Grant>>,
    }
}

/// Who manages a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeyManager {
    /// An AWS service made it for the account.
    Aws,
    /// The account made it.
    Customer,
}

/// Automatic rotation of key material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// Whether it is on.
    pub enabled: bool,
    /// Days between rotations, when KMS says.
    pub period_days: Option<i32>,
    /// When the next one is due.
    pub next_at: Option<Timestamp>,
}

/// A grant: permission given to one principal outside the key policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The grant's id.
    pub id: String,
    /// Who was granted.
    pub grantee: Option<String>,
    /// Who may retire it.
    pub retiring_principal: Option<String>,
    /// The account under which it was issued.
    pub issuing_account: Option<String>,
    /// What it allows, in order.
    pub operations: Vec<String>,
    /// Encryption-context constraints, by kind (`equals`, `subset`); empty for none.
    pub constraints: BTreeMap<String, BTreeMap<String, String>>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
}
