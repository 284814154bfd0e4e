//! An organization: its tree of accounts, and the policies that bind them.
//!
//! Only the management account and delegated administrators can see these. The owners' e-mail addresses are not kept.

use bartizan_iam::PolicyDocument;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::aws::iam::PolicyManager;
use crate::observed::Observed;
use crate::resource::resource;

resource! {
    /// The top of an organization's tree.
    pub struct Root = "aws.organizations.root" {
        /// The organization's id: `o-…`.
        pub organization: String,
        /// Its own id: `r-…`.
        pub root_id: String,
        /// The types of policy that are in use, in order, as Organizations spells them: `SERVICE_CONTROL_POLICY`, …
        /// A policy of a type that is not in use binds nobody.
        /// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_PolicyTypeSummary.html>
        pub policy_types: Vec<String>,
    }
}

resource! {
    /// An organizational unit.
    pub struct Unit = "aws.organizations.unit" {
        /// The organization's id: `o-…`.
        pub organization: String,
        /// Its own id: `ou-…`.
        pub unit_id: String,
        /// Where it is, as `aws:PrincipalOrgPaths` has it: `o-…/r-…/ou-…/`, itself last.
        pub path: String,
    }
}

resource! {
    /// An account as its organization sees it.
    pub struct Account = "aws.organizations.account" {
        /// The organization's id: `o-…`.
        pub organization: String,
        /// Its number, twelve digits.
        pub account_id: String,
        /// Where it is, as `aws:PrincipalOrgPaths` has it: `o-…/r-…/ou-…/`, without itself.
        /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths>
        pub path: String,
        /// `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE`, … as Organizations spells it.
        /// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html>
        pub state: Observed<String>,
        /// Whether it manages the organization, so that no policy of the organization binds it.
        pub management: bool,
        /// When it joined.
        pub joined_at: Option<Timestamp>,
        /// The services that it administers for the whole organization, in order: `securityhub.amazonaws.com`, …
        pub delegated_services: Observed<Vec<String>>,
    }
}

resource! {
    /// A service control policy or resource control policy. Policies of other types are not collected.
    pub struct Policy = "aws.organizations.policy" {
        /// The organization's id: `o-…`.
        pub organization: String,
        /// Its own id: `p-…`.
        pub policy_id: String,
        /// What it controls.
        pub controls: Controls,
        /// Whose policy it is.
        pub manager: PolicyManager,
        /// What it says.
        pub document: Observed<PolicyDocument>,
        /// The root, units and accounts that it is attached to, by their ids in order.
        pub targets: Observed<Vec<String>>,
    }
}

/// What a policy of an organization controls.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Controls {
    /// What principals of the accounts may do: a service control policy.
    #[default]
    Principals,
    /// What may be done to resources of the accounts: a resource control policy.
    Resources,
}
