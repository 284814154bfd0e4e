//! Who takes part in paths, with what techniques ask of them.

use crate::context::Context;
use crate::decide::{Caller, Target};
use crate::reach::Known;

/// Somebody who may go a path or be met on it.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who it is, with every policy on that side.
    pub caller: Caller,
    /// What is known of all of its requests, such as tags.
    pub facts: Context,
    /// Its name for people: an ARN, `account 444455556666`, ….
    pub name: String,
    /// What kind of actor it is.
    pub kind: ActorKind,
    /// The ARNs of a user's groups.
    pub groups: Vec<String>,
    /// The ARNs of the account's own managed policies that it has, through groups as well.
    pub policies: Vec<String>,
}

/// The kinds of actors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActorKind {
    /// A user of an account that was looked at.
    User {
        /// Whether it has a password; `None` for not known.
        password: Option<bool>,
        /// How many access keys it has; `None` for not known.
        keys: Option<usize>,
    },
    /// A role of an account that was looked at.
    Role {
        /// Whether an instance profile carries it; `None` for not known.
        instance_profile: Option<bool>,
    },
    /// Somebody with the policies of a group and nothing else.
    Member {
        /// The group's ARN.
        group: String,
    },
    /// The root user of an account that was looked at.
    Root,
    /// Anybody of another account, or the principal of it that a policy names.
    Foreign,
    /// Anybody who has some account of AWS.
    Stranger,
    /// A request without a signature.
    Anonymous,
    /// Whom an OpenID Connect or SAML provider vouches for.
    Provider,
    /// An AWS service.
    Service,
}

impl Actor {
    /// The account that it is an actor of.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.caller.principal.account()
    }

    /// The ARN, a service's name, or a provider.
    #[must_use]
    pub fn arn(&self) -> &str {
        self.caller.principal.arn()
    }

    /// Whether paths are looked for from it where nobody was asked about.
    #[must_use]
    pub const fn is_source(&self) -> bool {
        !matches!(
            self.kind,
            ActorKind::Root | ActorKind::Service | ActorKind::Member { .. }
        )
    }

    pub(super) const fn is_root(&self) -> bool {
        matches!(self.kind, ActorKind::Root)
    }

    pub(super) const fn is_role(&self) -> bool {
        matches!(self.kind, ActorKind::Role { .. })
    }

    pub(super) const fn is_user(&self) -> bool {
        matches!(self.kind, ActorKind::User { .. })
    }
}

/// What is acted on, as snapshots or tests have it.
pub trait Around {
    /// A resource with every policy on that side.
    fn target(&self, resource: &str, action: &str) -> Target;
    /// What is known of any request to it.
    fn known(&self, target: &Target) -> Known;
}
