//! Accounts that administer a service for the whole organization.

use std::collections::BTreeMap;

use aws_sdk_organizations::Client;
use bartizan_model::Observed;

use super::{LIST_ADMINISTRATORS, LIST_DELEGATED_SERVICES};
use crate::fault::sent;
use crate::kit::AwsCx;

/// The services of each delegated administrator, by the number of its account.
pub(super) type Delegated = BTreeMap<String, Observed<Vec<String>>>;

/// One call for 20 administrators, and one for each of them.
pub(super) async fn services(cx: &AwsCx, client: &Client) -> Observed<Delegated> {
    let listed = cx
        .pages(
            LIST_ADMINISTRATORS,
            |token| {
                let page = client.list_delegated_administrators().max_results(20);
                sent(page.set_next_token(token).send())
            },
            |page| {
                (
                    page.delegated_administrators.unwrap_or_default(),
                    page.next_token,
                )
            },
        )
        .await;
    let administrators = match listed.observed() {
        Observed::Known(administrators) => administrators,
        Observed::Absent => return Observed::Absent,
        Observed::Unknown(gap) => return Observed::Unknown(gap),
    };
    let ids = administrators.into_iter().filter_map(|it| it.id);
    let asked = ids.map(|id| async move {
        let services = services_of(cx, client, &id).await;
        (id, services)
    });
    let told: Vec<_> = futures::future::join_all(asked).await;
    Observed::Known(told.into_iter().collect())
}

async fn services_of(cx: &AwsCx, client: &Client, account: &str) -> Observed<Vec<String>> {
    let pages = cx
        .pages(
            LIST_DELEGATED_SERVICES,
            |token| {
                let page = client
                    .list_delegated_services_for_account()
                    .account_id(account);
                sent(page.max_results(20).set_next_token(token).send())
            },
            |page| (page.delegated_services.unwrap_or_default(), page.next_token),
        )
        .await;
    pages.observed().map(|services| {
        let names = services.into_iter().filter_map(|it| it.service_principal);
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    })
}

/// What one account administers: an empty list where nothing is delegated to it.
pub(super) fn of(delegated: &Observed<Delegated>, account: &str) -> Observed<Vec<String>> {
    match delegated {
        Observed::Known(by_account) => match by_account.get(account) {
            Some(services) => services.clone(),
            None => Observed::Known(Vec::new()),
        },
        Observed::Absent => Observed::Absent,
        Observed::Unknown(gap) => Observed::Unknown(gap.clone()),
    }
}
