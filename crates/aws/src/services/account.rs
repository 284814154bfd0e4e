//! The account itself: identity, regions, IAM's summary, password policy, contacts, organization, S3's account-wide block.

mod contacts;
mod regions;

use std::collections::BTreeMap;

use aws_sdk_iam::Client;
use bartizan_collect::{Action, Collector, Scope, async_trait};
use bartizan_model::aws::account::{Account as Model, PasswordPolicy, Region};
use bartizan_model::aws::s3::PublicAccessBlock;
use bartizan_model::{Observed, ResourceType};

use crate::fault::sent;
use crate::kit::{AwsCx, Kit, client};
use crate::services::iam::{self, GENERATE_CREDENTIAL_REPORT, GET_CREDENTIAL_REPORT};
use crate::services::organizations::{self, DESCRIBE_ORGANIZATION};

const LIST_ACCOUNT_ALIASES: Action =
    Action::new("IAM", "ListAccountAliases", "iam:ListAccountAliases");
const GET_ACCOUNT_SUMMARY: Action =
    Action::new("IAM", "GetAccountSummary", "iam:GetAccountSummary");
const GET_PASSWORD_POLICY: Action = Action::new(
    "IAM",
    "GetAccountPasswordPolicy",
    "iam:GetAccountPasswordPolicy",
)
.absent_when(&["NoSuchEntity", "NoSuchEntityException"]);
const LIST_VIRTUAL_MFA_DEVICES: Action =
    Action::new("IAM", "ListVirtualMFADevices", "iam:ListVirtualMFADevices");
/// The account's block has a permission of its own.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
const GET_PUBLIC_ACCESS_BLOCK: Action = Action::new(
    "S3 Control",
    "GetPublicAccessBlock",
    "s3:GetAccountPublicAccessBlock",
)
.absent_when(&["NoSuchPublicAccessBlockConfiguration"]);
/// A contact that is not registered is an error.
/// <https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html>
const GET_ALTERNATE_CONTACT: Action = Action::new(
    "Account",
    "GetAlternateContact",
    "account:GetAlternateContact",
)
.absent_when(&["ResourceNotFoundException"]);
const LIST_ANALYZERS: Action = Action::new(
    "AccessAnalyzer",
    "ListAnalyzers",
    "access-analyzer:ListAnalyzers",
);
const GET_SERVICE_SETTING: Action =
    Action::new("SSM", "GetServiceSetting", "ssm:GetServiceSetting");

const ACTIONS: &[Action] = &[
    LIST_ACCOUNT_ALIASES,
    GET_ACCOUNT_SUMMARY,
    GET_PASSWORD_POLICY,
    LIST_VIRTUAL_MFA_DEVICES,
    GENERATE_CREDENTIAL_REPORT,
    GET_CREDENTIAL_REPORT,
    GET_PUBLIC_ACCESS_BLOCK,
    GET_ALTERNATE_CONTACT,
    DESCRIBE_ORGANIZATION,
    LIST_ANALYZERS,
    GET_SERVICE_SETTING,
];

/// The account itself and its regions.
pub(crate) struct Account;

#[async_trait]
impl Collector<Kit> for Account {
    fn name(&self) -> &'static str {
        "account"
    }

    fn scope(&self) -> Scope {
        Scope::Account
    }

    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }

    fn types(&self) -> &'static [&'static str] {
        &[Model::TYPE, Region::TYPE]
    }

    async fn collect(&self, cx: &AwsCx) {
        futures::join!(account(cx), regions::regions(cx));
    }
}

async fn account(cx: &AwsCx) {
    let client = client!(aws_sdk_iam, cx, ACTIONS);
    let summary = summary(cx, &client).await;
    let report = iam::credential_report(cx, &client).await;
    let alias = alias(cx, &client).await;
    let root_mfa = match summary.part(|counts| flag(counts, "AccountMFAEnabled")) {
        // The report says it too.
        Observed::Unknown(gap) => {
            match report.part(|report| report.root().map(|row| row.mfa_active)) {
                Observed::Known(active) => Observed::Known(active),
                _ => Observed::Unknown(gap),
            }
        }
        known => known,
    };
    let name = alias
        .known()
        .map_or_else(|| cx.account().to_owned(), Clone::clone);
    let arn = format!("arn:{}:iam::{}:root", cx.kit().partition, cx.account());
    let account = Model {
        partition: cx.kit().partition.clone(),
        alias,
        enabled_regions: cx
            .kit()
            .regions
            .part(|all| Some(all.iter().map(|region| region.name.clone()).collect())),
        root_virtual_mfa: root_virtual_mfa(cx, &client, &root_mfa).await,
        root_mfa,
        root_access_keys: summary.part(|counts| flag(counts, "AccountAccessKeysPresent")),
        root_user: report.part(|report| report.root().map(iam::root_user)),
        credential_report_at: report.part(|report| report.generated_at),
        summary,
        password_policy: password_policy(cx, &client).await,
        s3_public_access_block: account_block(cx).await,
        alternate_contacts: contacts::alternate(cx).await,
        organization: organizations::described(cx, ACTIONS).await,
        ..Model::at(arn, name, cx.account(), None)
    };
    cx.emit(account);
}

async fn summary(cx: &AwsCx, client: &Client) -> Observed<BTreeMap<String, i32>> {
    let answer = cx
        .ask(GET_ACCOUNT_SUMMARY, || {
            sent(client.get_account_summary().send())
        })
        .await;
    answer.map(|answer| {
        let counts = answer.summary_map.unwrap_or_default();
        counts
            .into_iter()
            .map(|(name, count)| (name.to_string(), count))
            .collect()
    })
}

/// A count that stands for yes or no; absent when IAM leaves it out.
fn flag(counts: &BTreeMap<String, i32>, name: &str) -> Option<bool> {
    counts.get(name).map(|&count| count > 0)
}

async fn alias(cx: &AwsCx, client: &Client) -> Observed<String> {
    let answer = cx
        .ask(LIST_ACCOUNT_ALIASES, || {
            sent(client.list_account_aliases().send())
        })
        .await;
    // An account has one alias at most.
    answer.and_then(|answer| answer.account_aliases.into_iter().next().into())
}

/// Whether one of root's devices is virtual. Without any device the question answers itself.
async fn root_virtual_mfa(
    cx: &AwsCx,
    client: &Client,
    root_mfa: &Observed<bool>,
) -> Observed<bool> {
    use aws_sdk_iam::types::AssignmentStatusType::Assigned;
    if root_mfa.known() == Some(&false) {
        return Observed::Known(false);
    }
    let pages = cx
        .pages(
            LIST_VIRTUAL_MFA_DEVICES,
            |marker| {
                let page = client
                    .list_virtual_mfa_devices()
                    .assignment_status(Assigned)
                    .max_items(1000);
                sent(page.set_marker(marker).send())
            },
            |page| (page.virtual_mfa_devices, page.marker),
        )
        .await;
    let root = format!("arn:{}:iam::{}:root", cx.kit().partition, cx.account());
    pages.observed().map(|devices| {
        let owner = |device: &aws_sdk_iam::types::VirtualMfaDevice| {
            device.user.as_ref().map(|user| user.arn.clone())
        };
        devices
            .iter()
            .any(|device| owner(device).as_deref() == Some(&*root))
    })
}

async fn password_policy(cx: &AwsCx, client: &Client) -> Observed<PasswordPolicy> {
    let answer = cx
        .ask(GET_PASSWORD_POLICY, || {
            sent(client.get_account_password_policy().send())
        })
        .await;
    answer
        .and_then(|answer| answer.password_policy.into())
        .map(|policy| PasswordPolicy {
            minimum_length: policy.minimum_password_length,
            require_symbols: policy.require_symbols,
            require_numbers: policy.require_numbers,
            require_uppercase: policy.require_uppercase_characters,
            require_lowercase: policy.require_lowercase_characters,
            users_may_change: policy.allow_users_to_change_password,
            max_age_days: policy.max_password_age.filter(|_| policy.expire_passwords),
            reuse_prevention: policy.password_reuse_prevention,
            hard_expiry: policy.hard_expiry.unwrap_or_default(),
        })
}

async fn account_block(cx: &AwsCx) -> Observed<PublicAccessBlock> {
    let control = client!(aws_sdk_s3control, cx, ACTIONS);
    let answer = cx
        .ask(GET_PUBLIC_ACCESS_BLOCK, || {
            sent(
                control
                    .get_public_access_block()
                    .account_id(cx.account())
                    .send(),
            )
        })
        .await;
    answer
        .and_then(|answer| answer.public_access_block_configuration.into())
        .map(|block| PublicAccessBlock {
            block_public_acls: block.block_public_acls.unwrap_or_default(),
            ignore_public_acls: block.ignore_public_acls.unwrap_or_default(),
            block_public_policy: block.block_public_policy.unwrap_or_default(),
            restrict_public_buckets: block.restrict_public_buckets.unwrap_or_default(),
        })
}
