//! The principals of a statement, and how they name somebody.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use std::sync::Arc;

use crate::arn::Arn;
use crate::document;
use crate::principal::{Principal, PrincipalKind, is_account};
use crate::residual::{Atom, Residual};

/// How a resource policy names the one who asks. It decides which other policies still count.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Naming {
    /// By the very identity that asks, or as everyone: what is granted so needs nothing else.
    Directly,
    /// By the role behind the session, or the user behind the federated session: a boundary and a session policy still limit.
    BehindSession,
    /// By the account: its own policies must allow too.
    ByAccount,
}

/// `Principal` or `NotPrincipal`.
#[derive(Debug, Clone)]
pub(crate) enum Principals {
    /// Neither element.
    Absent,
    Named(Box<[Named]>),
    Not(Box<[Named]>),
}

/// One entry of a `Principal` element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    Everyone,
    Account(Box<str>),
    /// A user, by ARN with its path.
    User(Box<str>),
    /// A role by account and name: a session does not show the path, and names are unique without it.
    Role {
        account: Box<str>,
        name: Box<str>,
    },
    /// A role's session or a federated user, by ARN.
    Session(Arc<str>),
    /// A unique id, shown by AWS when the principal no longer exists.
    Id(Box<str>),
    Service(Box<str>),
    EveryService,
    Provider(Box<str>),
    EveryProvider,
    CanonicalUser(Box<str>),
    /// What matches nobody, such as an ARN with a wildcard in it.
    Nobody,
}

impl Named {
    pub(crate) fn new(kind: &str, text: &str) -> Self {
        match kind {
            "Service" if text == "*" => Self::EveryService,
            "Service" => Self::Service(text.into()),
            "Federated" if text == "*" => Self::EveryProvider,
            "Federated" => Self::Provider(text.into()),
            "CanonicalUser" => Self::CanonicalUser(text.into()),
            "AWS" => Self::aws(text),
            _ => Self::Nobody,
        }
    }

    fn aws(text: &str) -> Self {
        if text == "*" {
            return Self::Everyone;
        }
        if is_account(text) {
            return Self::Account(text.into());
        }
        let Some(arn) = Arn::parse(text) else {
            let id = text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
            return if id {
                Self::Id(text.into())
            } else {
                Self::Nobody
            };
        };
        match (arn.service, arn.resource.split_once('/')) {
            ("iam", None) if arn.resource == "root" => Self::Account(arn.account.into()),
            ("iam", Some(("user", _))) => Self::User(text.into()),
            ("iam", Some(("role", rest))) => Self::Role {
                account: arn.account.into(),
                name: rest.rsplit('/').next().unwrap_or(rest).into(),
            },
            ("sts", Some(("assumed-role" | "federated-user", _))) => Self::Session(text.into()),
            ("iam", Some(("oidc-provider" | "saml-provider", _))) => Self::Provider(text.into()),
            _ => Self::Nobody,
        }
    }

    /// Whether it names the principal, how, and under what requirement.
    pub(crate) fn names(&self, who: &Principal) -> Option<(Naming, Residual)> {
        let signed = who.account.is_some();
        let same_account = |account: &str| who.account.as_deref() == Some(account);
        let naming = match self {
            Self::Everyone => Naming::Directly,
            Self::Account(account) if same_account(account) => Naming::ByAccount,
            Self::User(arn) if who.kind == PrincipalKind::User && **arn == *who.arn => {
                Naming::Directly
            }
            Self::User(arn) if who.issuer.as_deref() == Some(arn) => Naming::BehindSession,
            Self::Role { account, name }
                if matches!(who.kind, PrincipalKind::Role | PrincipalKind::RoleSession)
                    && same_account(account)
                    && *name == who.name =>
            {
                Naming::BehindSession
            }
            Self::Session(arn) => return session(arn, who),
            Self::Id(id) if who.id.as_deref() == Some(id) => match who.kind {
                PrincipalKind::User => Naming::Directly,
                _ => Naming::BehindSession,
            },
            Self::Service(name)
                if who.kind == PrincipalKind::Service && name.eq_ignore_ascii_case(&who.arn) =>
            {
                Naming::Directly
            }
            Self::EveryService if who.kind == PrincipalKind::Service => Naming::Directly,
            Self::Provider(provider) if vouches(provider, who) => Naming::Directly,
            Self::EveryProvider if is_federated(who) => Naming::Directly,
            Self::CanonicalUser(id) if signed && who.canonical_user.as_deref() == Some(id) => {
                Naming::ByAccount
            }
            _ => return None,
        };
        Some((naming, Residual::Always))
    }
}

/// A session is named by its ARN. If only the role is known, it depends on the session's name.
fn session(arn: &Arc<str>, who: &Principal) -> Option<(Naming, Residual)> {
    if **arn == *who.arn {
        return Some((Naming::Directly, Residual::Always));
    }
    let of_role = Arn::parse(arn)?;
    let (role, _) = of_role
        .resource
        .strip_prefix("assumed-role/")?
        .split_once('/')?;
    let maybe = who.kind == PrincipalKind::Role
        && who.account.as_deref() == Some(of_role.account)
        && *who.name == *role;
    maybe.then(|| {
        (
            Naming::Directly,
            Residual::atom(Atom::Session(Arc::clone(arn)), true),
        )
    })
}

const fn is_federated(who: &Principal) -> bool {
    matches!(who.kind, PrincipalKind::WebIdentity | PrincipalKind::Saml) || who.provider.is_some()
}

/// Whether the provider is the one through which the principal came.
fn vouches(provider: &str, who: &Principal) -> bool {
    match who.kind {
        PrincipalKind::WebIdentity | PrincipalKind::Saml => *provider == *who.arn,
        _ => who.provider.as_deref() == Some(provider),
    }
}

impl Principals {
    /// Those of a statement.
    pub(crate) fn of(statement: &document::Statement) -> Self {
        Self::new(
            statement.principal.as_ref(),
            statement.not_principal.as_ref(),
        )
    }

    pub(super) fn new(
        principal: Option<&document::Principals>,
        not_principal: Option<&document::Principals>,
    ) -> Self {
        let list = |named: &document::Principals| {
            named
                .0
                .iter()
                .flat_map(|(kind, texts)| texts.iter().map(|text| Named::new(kind, text)))
                .collect()
        };
        match (principal, not_principal) {
            (Some(named), _) => Self::Named(list(named)),
            (None, Some(named)) => Self::Not(list(named)),
            (None, None) => Self::Absent,
        }
    }

    /// How an Allow names the principal, each way once, with what that requires.
    pub(crate) fn allow<'p>(
        &'p self,
        who: &'p Principal,
    ) -> impl Iterator<Item = (Naming, Residual)> + 'p {
        let (named, everyone_else): (&[Named], bool) = match self {
            Self::Absent => (&[], false),
            Self::Named(named) => (named, false),
            // AWS documents that this reaches everyone else, requests without a signature included.
            Self::Not(named) => (&[], named.iter().all(|entry| entry.names(who).is_none())),
        };
        let others = everyone_else.then_some((Naming::Directly, Residual::Always));
        named
            .iter()
            .filter_map(|entry| entry.names(who))
            .chain(others)
    }

    /// What has to be so for a Deny to mean the principal.
    ///
    /// `bounded`: whether the principal has a permissions boundary.
    pub(crate) fn deny(&self, who: &Principal, bounded: bool) -> Residual {
        match self {
            // AWS does not store a resource policy's statement without the element; a Deny is then taken for everyone's.
            Self::Absent => Residual::Always,
            Self::Named(named) => named
                .iter()
                .filter_map(|entry| entry.names(who))
                .fold(Residual::Never, |any, (_, holds)| any.or(holds)),
            Self::Not(named) => excepted(named, who, bounded).not(),
        }
    }
}

/// Whether the list excepts the principal from a Deny: AWS checks the account, the role behind a
/// session and the principal by themselves, so the account has to be listed as well as the identity.
///
/// A principal with a permissions boundary is denied whatever is listed.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
fn excepted(named: &[Named], who: &Principal, bounded: bool) -> Residual {
    if bounded {
        return Residual::Never;
    }
    let mut account = who.account.is_none();
    let mut identity = if who.kind == PrincipalKind::Root {
        Residual::Always
    } else {
        Residual::Never
    };
    for entry in named {
        match entry.names(who) {
            Some(_) if *entry == Named::Everyone => return Residual::Always,
            Some((Naming::ByAccount, _)) => account = true,
            Some((_, holds)) => identity = identity.or(holds),
            None => {}
        }
    }
    if account { identity } else { Residual::Never }
}
