//! Users, groups, roles, policies and identity providers.

mod details;
mod last_accessed;
mod providers;
mod report;
mod sessions;
mod users;

use aws_sdk_iam::Client;
use bartizan_collect::{Action, Collector, Scope, async_trait};
use bartizan_model::aws::iam::{
    Group, OidcProvider, Policy, Role, SamlProvider, ServerCertificate, User,
};
use bartizan_model::{Observed, ResourceType};

use crate::kit::{AwsCx, Kit, client};

pub(crate) use report::{CredentialReport, root_user};

const GET_DETAILS: Action = Action::new(
    "IAM",
    "GetAccountAuthorizationDetails",
    "iam:GetAccountAuthorizationDetails",
);
/// The details leave out how long a session of a role may last; the listing tells it, a thousand roles an answer.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleDetail.html>
const LIST_ROLES: Action = Action::new("IAM", "ListRoles", "iam:ListRoles");
/// Asks IAM to refresh its own report; nothing of the account changes, and AWS counts it as reading.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>
pub(crate) const GENERATE_CREDENTIAL_REPORT: Action = Action::new(
    "IAM",
    "GenerateCredentialReport",
    "iam:GenerateCredentialReport",
);
pub(crate) const GET_CREDENTIAL_REPORT: Action =
    Action::new("IAM", "GetCredentialReport", "iam:GetCredentialReport");
const NO_SUCH_ENTITY: &[&str] = &["NoSuchEntity", "NoSuchEntityException"];
const GET_LOGIN_PROFILE: Action =
    Action::new("IAM", "GetLoginProfile", "iam:GetLoginProfile").absent_when(NO_SUCH_ENTITY);
const GET_USER: Action = Action::new("IAM", "GetUser", "iam:GetUser");
const LIST_ACCESS_KEYS: Action = Action::new("IAM", "ListAccessKeys", "iam:ListAccessKeys");
const GET_ACCESS_KEY_LAST_USED: Action =
    Action::new("IAM", "GetAccessKeyLastUsed", "iam:GetAccessKeyLastUsed");
const LIST_MFA_DEVICES: Action = Action::new("IAM", "ListMFADevices", "iam:ListMFADevices");
const LIST_POLICY_TAGS: Action = Action::new("IAM", "ListPolicyTags", "iam:ListPolicyTags");
const LIST_SAML_PROVIDERS: Action =
    Action::new("IAM", "ListSAMLProviders", "iam:ListSAMLProviders");
const LIST_SAML_PROVIDER_TAGS: Action =
    Action::new("IAM", "ListSAMLProviderTags", "iam:ListSAMLProviderTags");
const LIST_OIDC_PROVIDERS: Action = Action::new(
    "IAM",
    "ListOpenIDConnectProviders",
    "iam:ListOpenIDConnectProviders",
);
const GET_OIDC_PROVIDER: Action = Action::new(
    "IAM",
    "GetOpenIDConnectProvider",
    "iam:GetOpenIDConnectProvider",
);
const LIST_SERVER_CERTIFICATES: Action = Action::new(
    "IAM",
    "ListServerCertificates",
    "iam:ListServerCertificates",
);
const LIST_SERVER_CERTIFICATE_TAGS: Action = Action::new(
    "IAM",
    "ListServerCertificateTags",
    "iam:ListServerCertificateTags",
);

const ACTIONS: &[Action] = &[
    GET_DETAILS,
    LIST_ROLES,
    GENERATE_CREDENTIAL_REPORT,
    GET_CREDENTIAL_REPORT,
    GET_LOGIN_PROFILE,
    GET_USER,
    LIST_ACCESS_KEYS,
    GET_ACCESS_KEY_LAST_USED,
    LIST_MFA_DEVICES,
    LIST_POLICY_TAGS,
    LIST_SAML_PROVIDERS,
    LIST_SAML_PROVIDER_TAGS,
    LIST_OIDC_PROVIDERS,
    GET_OIDC_PROVIDER,
    LIST_SERVER_CERTIFICATES,
    LIST_SERVER_CERTIFICATE_TAGS,
    last_accessed::GENERATE,
    last_accessed::GET,
];

/// Users, groups, roles, policies and identity providers.
pub(crate) struct Iam;

#[async_trait]
impl Collector<Kit> for Iam {
    fn name(&self) -> &'static str {
        "iam"
    }

    fn scope(&self) -> Scope {
        Scope::Account
    }

    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }

    fn types(&self) -> &'static [&'static str] {
        &[
            Group::TYPE,
            OidcProvider::TYPE,
            Policy::TYPE,
            Role::TYPE,
            SamlProvider::TYPE,
            ServerCertificate::TYPE,
            User::TYPE,
        ]
    }

    async fn collect(&self, cx: &AwsCx) {
        let client = client!(aws_sdk_iam, cx, ACTIONS);
        futures::join!(
            details::collect(cx, &client),
            providers::saml(cx, &client),
            providers::oidc(cx, &client),
            providers::certificates(cx, &client),
        );
    }
}

/// The credential report, asked for once an account whoever needs it.
pub(crate) async fn credential_report(cx: &AwsCx, client: &Client) -> Observed<CredentialReport> {
    cx.kit()
        .credential_report
        .get_or_init(|| report::read(cx, client))
        .await
        .clone()
}
