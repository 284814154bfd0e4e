//! The organization: its tree of accounts, its service and resource control policies, its delegated administrators.
//!
//! Only the management account and delegated administrators may ask for these. Whether an account manages its
//! organization is known from one call that every account may make; an account that does not is asked for nothing
//! more, unless this service was named by hand, as for a delegated administrator.

mod delegated;
mod policies;
mod tree;

use aws_sdk_organizations::types::OrganizationFeatureSet;
use bartizan_collect::{Action, Collector, Scope, async_trait};
use bartizan_model::aws::account::Organization;
use bartizan_model::aws::organizations::{Account, Policy, Root, Unit};
use bartizan_model::{Observed, ResourceType};

use crate::fault::{sent, told};
use crate::kit::{AwsCx, Kit, client};

/// Every account of an organization may ask; one that stands alone gets an error.
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html>
pub(crate) const DESCRIBE_ORGANIZATION: Action =
    action("DescribeOrganization", "organizations:DescribeOrganization")
        .absent_when(&["AWSOrganizationsNotInUseException"]);
const LIST_ROOTS: Action = action("ListRoots", "organizations:ListRoots");
const LIST_UNITS: Action = action(
    "ListOrganizationalUnitsForParent",
    "organizations:ListOrganizationalUnitsForParent",
);
const LIST_ACCOUNTS: Action = action(
    "ListAccountsForParent",
    "organizations:ListAccountsForParent",
);
const LIST_ADMINISTRATORS: Action = action(
    "ListDelegatedAdministrators",
    "organizations:ListDelegatedAdministrators",
);
const LIST_DELEGATED_SERVICES: Action = action(
    "ListDelegatedServicesForAccount",
    "organizations:ListDelegatedServicesForAccount",
);
const LIST_POLICIES: Action = action("ListPolicies", "organizations:ListPolicies");
const DESCRIBE_POLICY: Action = action("DescribePolicy", "organizations:DescribePolicy");
const LIST_TARGETS: Action = action("ListTargetsForPolicy", "organizations:ListTargetsForPolicy");

const fn action(operation: &'static str, permission: &'static str) -> Action {
    Action::new("Organizations", operation, permission)
}

const ACTIONS: &[Action] = &[
    DESCRIBE_ORGANIZATION,
    LIST_ROOTS,
    LIST_UNITS,
    LIST_ACCOUNTS,
    LIST_ADMINISTRATORS,
    LIST_DELEGATED_SERVICES,
    LIST_POLICIES,
    DESCRIBE_POLICY,
    LIST_TARGETS,
];

/// The name that `--service` takes.
pub(crate) const NAME: &str = "organizations";

/// The organization that the account manages.
pub(crate) struct Organizations;

#[async_trait]
impl Collector<Kit> for Organizations {
    fn name(&self) -> &'static str {
        NAME
    }

    fn scope(&self) -> Scope {
        Scope::Account
    }

    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }

    fn types(&self) -> &'static [&'static str] {
        &[Account::TYPE, Policy::TYPE, Root::TYPE, Unit::TYPE]
    }

    async fn collect(&self, cx: &AwsCx) {
        // Where it is not known, the account says so: that is one gap, and not one of each type here.
        let Observed::Known(organization) = described(cx, ACTIONS).await else {
            return;
        };
        if organization.management_account != cx.account() && !cx.kit().named(NAME) {
            return;
        }
        let client = client!(aws_sdk_organizations, cx, ACTIONS);
        let roots = tree::roots(cx, &client, &organization).await;
        let kinds = policies::in_use(&roots);
        let delegated = delegated::services(cx, &client).await;
        futures::join!(
            tree::accounts(cx, &client, &organization, &roots, &delegated),
            policies::collect(cx, &client, &organization, &kinds),
        );
        for root in roots {
            cx.emit(root);
        }
    }
}

/// The organization, asked for once an account whoever needs it; absent when the account stands alone.
pub(crate) async fn described(cx: &AwsCx, declared: &'static [Action]) -> Observed<Organization> {
    cx.kit()
        .organization
        .get_or_init(|| describe(cx, declared))
        .await
        .clone()
}

async fn describe(cx: &AwsCx, declared: &'static [Action]) -> Observed<Organization> {
    let client = client!(aws_sdk_organizations, cx, declared);
    cx.ask(DESCRIBE_ORGANIZATION, || {
        sent(client.describe_organization().send())
    })
    .await
    .and_then(|answer| {
        let described = answer.organization.and_then(|it| {
            Some(Organization {
                id: it.id?,
                management_account: it.master_account_id?,
                all_features: it.feature_set? == OrganizationFeatureSet::All,
            })
        });
        told(DESCRIBE_ORGANIZATION, described)
    })
}
