//! Roots, organizational units and accounts, walked from the top.

use std::collections::BTreeSet;

use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::{Account as Listed, PolicyTypeStatus};
use bartizan_model::ResourceType;
use bartizan_model::aws::account::Organization;
use bartizan_model::aws::organizations::{Account, Policy, Root, Unit};
use bartizan_model::{Observed, Reason};

use super::delegated::Delegated;
use super::{LIST_ACCOUNTS, LIST_ROOTS, LIST_UNITS};
use crate::fault::sent;
use crate::kit::AwsCx;
use crate::time::timestamp;

/// AWS nests five units deep; an endpoint that nests without end is left.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const DEEPEST: usize = 16;

/// The roots, of which AWS makes one. Which types of policy are in use is known from them alone.
pub(super) async fn roots(cx: &AwsCx, client: &Client, organization: &Organization) -> Vec<Root> {
    let listed = cx
        .list(
            LIST_ROOTS,
            &[Account::TYPE, Policy::TYPE, Root::TYPE, Unit::TYPE],
            |token| sent(client.list_roots().set_next_token(token).send()),
            |page| (page.roots.unwrap_or_default(), page.next_token),
        )
        .await;
    let root = |it: aws_sdk_organizations::types::Root| {
        let mut types: Vec<_> = it
            .policy_types
            .unwrap_or_default()
            .into_iter()
            .filter(|kind| kind.status == Some(PolicyTypeStatus::Enabled))
            .filter_map(|kind| Some(kind.r#type?.as_str().to_owned()))
            .collect();
        types.sort();
        Some(Root {
            organization: organization.id.clone(),
            root_id: it.id?,
            policy_types: types,
            tags: Observed::not_collected(),
            ..Root::at(it.arn?, it.name.unwrap_or_default(), cx.account(), None)
        })
    };
    listed.into_iter().filter_map(root).collect()
}

/// A root or unit, and where it is.
struct Place {
    id: String,
    path: String,
}

/// Everything below the roots, a level at a time: two calls a root or unit, and one more for each 20 of its accounts.
pub(super) async fn accounts(
    cx: &AwsCx,
    client: &Client,
    organization: &Organization,
    roots: &[Root],
    delegated: &Observed<Delegated>,
) {
    let mut seen = BTreeSet::new();
    let mut level: Vec<Place> = roots
        .iter()
        .map(|root| Place {
            id: root.root_id.clone(),
            path: format!("{}/{}/", organization.id, root.root_id),
        })
        .collect();
    for _ in 0..DEEPEST {
        level.retain(|place| seen.insert(place.id.clone()));
        if level.is_empty() {
            return;
        }
        let below = level.iter().map(|place| async move {
            let (below, _) = futures::join!(
                units(cx, client, organization, place),
                accounts_of(cx, client, organization, place, delegated),
            );
            below
        });
        let below: Vec<Vec<Place>> = futures::future::join_all(below).await;
        level = below.into_iter().flatten().collect();
    }
    let endless = bartizan_collect::Fault::new(Reason::Malformed, None).gap(&LIST_UNITS);
    cx.hide(endless, &[Account::TYPE, Unit::TYPE]);
}

async fn units(
    cx: &AwsCx,
    client: &Client,
    organization: &Organization,
    parent: &Place,
) -> Vec<Place> {
    let listed = cx
        .list(
            LIST_UNITS,
            &[Account::TYPE, Unit::TYPE],
            |token| {
                let page = client
                    .list_organizational_units_for_parent()
                    .parent_id(&parent.id);
                sent(page.max_results(20).set_next_token(token).send())
            },
            |page| {
                (
                    page.organizational_units.unwrap_or_default(),
                    page.next_token,
                )
            },
        )
        .await;
    let mut places = Vec::new();
    for it in listed {
        let (Some(id), Some(arn)) = (it.id, it.arn) else {
            continue;
        };
        let path = format!("{}{id}/", parent.path);
        cx.emit(Unit {
            organization: organization.id.clone(),
            unit_id: id.clone(),
            path: path.clone(),
            tags: Observed::not_collected(),
            ..Unit::at(arn, it.name.unwrap_or_default(), cx.account(), None)
        });
        places.push(Place { id, path });
    }
    places
}

async fn accounts_of(
    cx: &AwsCx,
    client: &Client,
    organization: &Organization,
    parent: &Place,
    delegated: &Observed<Delegated>,
) {
    let listed = cx
        .list(
            LIST_ACCOUNTS,
            &[Account::TYPE],
            |token| {
                let page = client.list_accounts_for_parent().parent_id(&parent.id);
                sent(page.max_results(20).set_next_token(token).send())
            },
            |page| (page.accounts.unwrap_or_default(), page.next_token),
        )
        .await;
    for it in listed {
        let Some((id, arn)) = it.id.clone().zip(it.arn.clone()) else {
            continue;
        };
        cx.emit(Account {
            organization: organization.id.clone(),
            path: parent.path.clone(),
            state: state(&it).into(),
            management: id == organization.management_account,
            joined_at: it.joined_timestamp.as_ref().and_then(timestamp),
            delegated_services: super::delegated::of(delegated, &id),
            tags: Observed::not_collected(),
            account_id: id,
            ..Account::at(arn, it.name.unwrap_or_default(), cx.account(), None)
        });
    }
}

/// `State` came for `Status`, which endpoints that are older still answer with.
fn state(account: &Listed) -> Option<String> {
    let state = account.state.as_ref().map(|it| it.as_str().to_owned());
    state.or_else(|| Some(account.status.as_ref()?.as_str().to_owned()))
}
