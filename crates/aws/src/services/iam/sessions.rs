//! How long sessions of roles may last.

use std::collections::BTreeMap;

use aws_sdk_iam::Client;
use aws_sdk_iam::types::Role;
use bartizan_collect::Fault;
use bartizan_model::{Observed, Reason};

use super::LIST_ROLES;
use crate::fault::sent;
use crate::kit::AwsCx;

/// Seconds by the name of a role, which is unique in an account; none where IAM left them out.
pub(super) type Sessions = Observed<BTreeMap<String, Option<i32>>>;

/// Asks for all of them.
pub(super) async fn sessions(cx: &AwsCx, client: &Client) -> Sessions {
    let pages = cx
        .pages(
            LIST_ROLES,
            |marker| {
                let page = client.list_roles().max_items(1000).set_marker(marker);
                sent(page.send())
            },
            |page| {
                let roles = page.roles.into_iter();
                let roles = roles.map(|role: Role| (role.role_name, role.max_session_duration));
                (roles.collect(), page.marker)
            },
        )
        .await;
    pages.observed().map(|roles| roles.into_iter().collect())
}

/// What is known of one role.
pub(super) fn of(sessions: &Sessions, role: &str) -> Observed<i32> {
    match sessions {
        Observed::Known(by_name) => by_name.get(role).copied().flatten().map_or_else(
            // Made while the roles were listed, or not told.
            || Observed::Unknown(Fault::new(Reason::NotCollected, None).gap(&LIST_ROLES)),
            Observed::Known,
        ),
        Observed::Absent => Observed::Absent,
        Observed::Unknown(gap) => Observed::Unknown(gap.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_that_the_listing_lacks_is_unknown() {
        let listed = [("a".to_owned(), Some(3600)), ("b".to_owned(), None)];
        let sessions = Observed::Known(BTreeMap::from(listed));
        assert_eq!(of(&sessions, "a"), Observed::Known(3600));
        for name in ["b", "c"] {
            let gap = of(&sessions, name).gap().cloned();
            let told = gap.map(|gap| (gap.action.to_string(), gap.reason));
            assert_eq!(
                told,
                Some(("iam:ListRoles".to_owned(), Reason::NotCollected))
            );
        }
    }
}
