//! Which policies together grant a request: the decision table.
//!
//! Read a row as: if the resource is in that account, the principal of that kind and the resource's policy of
//! that side, then any one of the ways grants, and a way grants when all of its parts allow. Denies, the
//! organization's policies and endpoints come on top and are not here.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html>
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html>

use super::layers::Found;
use super::{Cx, Layer, Target};
use crate::compile::Asked;
use crate::principal::PrincipalKind;
use crate::residual::Residual;

/// Whose the resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Account {
    /// The principal's own account.
    Same,
    /// Another account.
    Other,
}
use Account::{Other, Same};

/// Principals by how policies treat them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Root,
    User,
    /// A role's session.
    Session,
    /// A federated user's session.
    Federated,
    /// Nobody with policies of their own: services, identities that a provider vouches for, no signature.
    Outsider,
}

/// What kind of policy stands on the resource's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// A resource policy that need not exist.
    Policy,
    /// A role's trust policy, without which nobody assumes it.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#id_roles_terms-and-concepts>
    Trust,
    /// A key policy, without which no policy gives access to the key.
    /// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html>
    Key,
}

/// Something that has to allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The policies of the identity and its groups.
    Identity,
    /// The boundary, if there is one.
    Boundary,
    /// The session policies, if there are some.
    Session,
    /// The session policies; without any, nothing is allowed.
    Passed,
    /// The resource's side names the very identity, or everyone.
    Direct,
    /// It names the role or user behind the session.
    Behind,
    /// It names the account.
    Delegated,
    /// It names the principal in any of these ways.
    Named,
}
use Part::{Behind, Boundary, Delegated, Direct, Identity, Named, Passed, Session};

pub(crate) type Ways = &'static [&'static [Part]];

/// The table. The first row that fits counts.
#[rustfmt::skip]
const TABLE: &[(Account, Who, Side, Ways)] = &[
    // In one account, a resource policy that names the identity itself is enough.
    (Same,  Who::Root,      Side::Policy, &[&[]]),
    (Same,  Who::User,      Side::Policy, &[&[Identity, Boundary],         &[Direct]]),
    (Same,  Who::Session,   Side::Policy, &[&[Identity, Boundary, Session], &[Behind, Boundary, Session], &[Direct]]),
    (Same,  Who::Federated, Side::Policy, &[&[Identity, Boundary, Passed],  &[Behind, Boundary, Passed],  &[Direct]]),
    // Identity policies count for a key only where its policy delegates to the account; root is no exception.
    (Same,  Who::Root,      Side::Key,    &[&[Named]]),
    (Same,  Who::User,      Side::Key,    &[&[Identity, Boundary, Delegated],          &[Direct]]),
    (Same,  Who::Session,   Side::Key,    &[&[Identity, Boundary, Session, Delegated], &[Behind, Boundary, Session], &[Direct]]),
    (Same,  Who::Federated, Side::Key,    &[&[Identity, Boundary, Passed, Delegated],  &[Behind, Boundary, Passed],  &[Direct]]),
    // Trust likewise, but here a boundary counts even for whom the trust policy names.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
    (Same,  Who::Root,      Side::Trust,  &[&[Named]]),
    (Same,  Who::User,      Side::Trust,  &[&[Identity, Boundary, Delegated],          &[Direct, Boundary]]),
    (Same,  Who::Session,   Side::Trust,  &[&[Identity, Boundary, Session, Delegated], &[Behind, Boundary, Session], &[Direct, Boundary]]),
    (Same,  Who::Federated, Side::Trust,  &[&[Identity, Boundary, Passed, Delegated],  &[Behind, Boundary, Passed],  &[Direct, Boundary]]),
    // Across accounts both sides have to allow, however the principal is named.
    (Other, Who::Root,      Side::Policy, &[&[Named]]),
    (Other, Who::User,      Side::Policy, &[&[Identity, Boundary, Named]]),
    (Other, Who::Session,   Side::Policy, &[&[Identity, Boundary, Session, Named]]),
    (Other, Who::Federated, Side::Policy, &[&[Identity, Boundary, Passed, Named]]),
    // Who has no account is let in by the resource's side alone.
    (Other, Who::Outsider,  Side::Policy, &[&[Direct]]),
];

/// The rows for resources with this on their side.
pub(crate) fn rows(side: Side) -> impl Iterator<Item = (Account, Who, Ways)> {
    let fits = move |row: &&(Account, Who, Side, Ways)| row.0 == Other || row.2 == side;
    TABLE.iter().filter(fits).map(|row| (row.0, row.1, row.3))
}

/// The ways of the row that fits.
fn ways(cx: &Cx<'_>) -> Ways {
    let account = if cx.same_account { Same } else { Other };
    let who = who(cx.caller.principal.kind());
    let side = if account == Other {
        Side::Policy
    } else {
        side(&cx.asked, cx.target)
    };
    TABLE
        .iter()
        .find(|row| (row.0, row.1, row.2) == (account, who, side))
        .map_or(&[], |row| row.3)
}

pub(crate) const fn who(kind: PrincipalKind) -> Who {
    match kind {
        PrincipalKind::Root => Who::Root,
        PrincipalKind::User => Who::User,
        PrincipalKind::Role | PrincipalKind::RoleSession => Who::Session,
        PrincipalKind::FederatedUser => Who::Federated,
        PrincipalKind::WebIdentity
        | PrincipalKind::Saml
        | PrincipalKind::Service
        | PrincipalKind::Anonymous => Who::Outsider,
    }
}

/// Actions that a role's trust policy has to allow.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required>
const TRUSTED: &[&str] = &[
    "AssumeRole",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "SetContext",
    "SetSourceIdentity",
    "TagSession",
];

/// What stands on a resource's side for an action.
pub(crate) fn side(asked: &Asked<'_>, target: &Target) -> Side {
    let service = asked.service();
    let resource = &*target.resource;
    if service.eq_ignore_ascii_case("sts")
        && resource.contains(":role/")
        && TRUSTED
            .iter()
            .any(|name| name.eq_ignore_ascii_case(asked.name()))
    {
        Side::Trust
    } else if service.eq_ignore_ascii_case("kms") && resource.contains(":key/") {
        Side::Key
    } else {
        Side::Policy
    }
}

/// What has to be so for some way to grant.
pub(super) fn granted(cx: &Cx<'_>, found: &Found<'_>) -> Residual {
    ways(cx).iter().fold(Residual::Never, |any, way| {
        any.or(way
            .iter()
            .fold(Residual::Always, |all, part| all.and(found.part(*part))))
    })
}

/// The layers without an Allow in the way that comes nearest to granting; the first of those equally near.
pub(super) fn lacking(cx: &Cx<'_>, found: &Found<'_>) -> impl Iterator<Item = Layer> {
    let missing = |way: &&[Part]| {
        way.iter()
            .filter(|part| found.part(**part) == Residual::Never)
            .count()
    };
    let nearest = ways(cx).iter().copied().min_by_key(missing).unwrap_or(&[]);
    nearest
        .iter()
        .filter(|part| found.part(**part) == Residual::Never)
        .map(|part| match part {
            Identity => Layer::Identity,
            Boundary => Layer::Boundary,
            Session | Passed => Layer::Session,
            Direct | Behind | Delegated | Named => Layer::Resource,
        })
}

impl Found<'_> {
    fn part(&self, part: Part) -> Residual {
        let or = |layer: &Option<Residual>, none| layer.clone().unwrap_or(none);
        match part {
            Identity => self.identity.clone(),
            Boundary => or(&self.boundary, Residual::Always),
            Session => or(&self.session, Residual::Always),
            Passed => or(&self.session, Residual::Never),
            Direct => self.direct.clone(),
            Behind => self.behind_session.clone(),
            Delegated => self.by_account.clone(),
            Named => self
                .direct
                .clone()
                .or(self.behind_session.clone())
                .or(self.by_account.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every cell has its row, and none has two.
    #[test]
    fn the_table_is_whole() {
        let principals = [Who::Root, Who::User, Who::Session, Who::Federated];
        let own = principals
            .iter()
            .flat_map(|who| [Side::Policy, Side::Trust, Side::Key].map(|side| (Same, *who, side)));
        let others = principals.iter().map(|who| (Other, *who, Side::Policy));
        let outsider = [(Other, Who::Outsider, Side::Policy)];
        let cells: Vec<_> = own.chain(others).chain(outsider).collect();
        for cell in &cells {
            let rows = TABLE
                .iter()
                .filter(|row| (row.0, row.1, row.2) == *cell)
                .count();
            assert_eq!(rows, 1, "{cell:?}");
        }
        assert_eq!(cells.len(), TABLE.len());
    }

    /// A boundary or session policy limits what identity policies grant, in every row.
    #[test]
    fn no_identity_policy_grants_past_a_boundary() {
        for (account, who, side, ways) in TABLE {
            for way in *ways {
                if way.contains(&Identity) {
                    assert!(way.contains(&Boundary), "{account:?} {who:?} {side:?}");
                    let session = matches!(who, Who::Session | Who::Federated);
                    assert!(!session || way.contains(&Session) || way.contains(&Passed));
                }
            }
        }
    }
}
