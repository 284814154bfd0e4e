//! The answer, and why.

use smallvec::SmallVec;

use super::layers::Found;
use super::request::{Attached, Grant};
use super::special::{self, Note};
use super::{Cx, table};
use crate::document::Effect;
use crate::residual::Residual;

/// Whether a request is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is.
    Allowed,
    /// A Deny refuses it.
    DeniedExplicitly,
    /// Something that has to allow it does not.
    DeniedImplicitly,
    /// It is allowed if what is not known turns out so.
    Conditional {
        /// What has to be so.
        residual: Residual,
    },
    /// It cannot be told: a policy was not read or is not understood.
    Unknown {
        /// Why, on one line.
        reason: String,
    },
}

impl Decision {
    /// `true` for allowed, `false` for denied either way, `None` where it depends or is not known.
    #[must_use]
    pub const fn is_allowed(&self) -> Option<bool> {
        match self {
            Self::Allowed => Some(true),
            Self::DeniedExplicitly | Self::DeniedImplicitly => Some(false),
            Self::Conditional { .. } | Self::Unknown { .. } => None,
        }
    }
}

/// A decision with what led to it.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    /// The decision.
    pub decision: Decision,
    /// The statements that contributed: for `Allowed` the Allows, for `DeniedExplicitly` the Denies,
    /// otherwise every statement that speaks of the request.
    pub because: SmallVec<[Because<'a>; 8]>,
    /// For `DeniedImplicitly`, the layers that had no Allow.
    pub lacking: SmallVec<[Lacking; 4]>,
    /// A rule of AWS outside of the policies that had a part in it.
    pub note: Option<Note>,
}

/// A kind of policies, all of which have a say of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Policies of the user or role.
    Identity,
    /// Policies of the user's groups.
    Group,
    /// The permissions boundary.
    Boundary,
    /// Session policies.
    Session,
    /// The policy on the resource: a bucket policy, a trust policy, a key policy, ….
    Resource,
    /// A grant on a KMS key.
    Grant,
    /// Service control policies.
    Scp,
    /// Resource control policies.
    Rcp,
    /// The VPC endpoint's policy.
    Endpoint,
    /// The service itself; see [`Answer::note`].
    Service,
}

impl Layer {
    /// The layer in words, as in `no Allow in the permissions boundary`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity policies",
            Self::Group => "group policies",
            Self::Boundary => "permissions boundary",
            Self::Session => "session policies",
            Self::Resource => "resource policy",
            Self::Grant => "grant",
            Self::Scp => "service control policies",
            Self::Rcp => "resource control policies",
            Self::Endpoint => "vpc endpoint policy",
            Self::Service => "the service",
        }
    }
}

/// A layer that had no Allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lacking {
    /// The layer.
    pub layer: Layer,
    /// For organization policies, which list of [`Caller::scps`](super::Caller::scps); otherwise 0.
    pub level: u16,
}

/// A statement or grant that contributed.
#[derive(Debug, Clone, Copy)]
pub struct Because<'a> {
    /// Which.
    pub source: Source<'a>,
    /// In what layer.
    pub layer: Layer,
    /// For organization policies, which list; otherwise 0.
    pub level: u16,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// Whether it applies for certain, or only if what is not known turns out so.
    pub certain: bool,
}

/// Where a contribution stands.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// In a policy.
    Policy {
        /// The policy.
        policy: &'a Attached,
        /// The statement's place in it, from 0; `None` for a policy that was not read.
        statement: Option<usize>,
    },
    /// A grant on a KMS key.
    Grant(&'a Grant),
}

impl<'a> Because<'a> {
    /// The name of the policy, or the grant's id.
    #[must_use]
    pub fn name(&self) -> &'a str {
        match self.source {
            Source::Policy { policy, .. } => policy.name(),
            Source::Grant(grant) => &grant.id,
        }
    }

    /// The group or organizational unit that the policy comes from, if that was given.
    #[must_use]
    pub fn holder(&self) -> Option<&'a str> {
        match self.source {
            Source::Policy { policy, .. } => policy.holder(),
            Source::Grant(_) => None,
        }
    }

    /// The statement's place in its policy, from 0.
    #[must_use]
    pub const fn statement(&self) -> Option<usize> {
        match self.source {
            Source::Policy { statement, .. } => statement,
            Source::Grant(_) => None,
        }
    }

    /// The statement's `Sid`.
    #[must_use]
    pub fn sid(&self) -> Option<&'a str> {
        match self.source {
            Source::Policy { policy, statement } => policy.policy()?.sid(statement?),
            Source::Grant(_) => None,
        }
    }
}

impl Answer<'_> {
    pub(super) const fn new(decision: Decision) -> Self {
        Self {
            decision,
            because: SmallVec::new_const(),
            lacking: SmallVec::new_const(),
            note: None,
        }
    }
}

/// The decision with its reasons picked from what was found.
pub(super) fn explain<'a>(cx: &Cx<'a>, found: Found<'a>, decision: Decision) -> Answer<'a> {
    let mut answer = Answer::new(decision);
    if found.public_policy_restricted {
        answer.note = Some(Note::PublicPolicyRestricted);
    } else if special::root_unlocks(cx) && cx.target.policy.is_some() {
        answer.note = Some(Note::RootUnlocks);
    }
    if answer.decision == Decision::DeniedImplicitly {
        lacking(cx, &found, &mut answer);
    }
    answer.because = found.because;
    match answer.decision {
        Decision::Allowed => answer
            .because
            .retain(|because| because.effect == Effect::Allow && because.certain),
        Decision::DeniedExplicitly => answer
            .because
            .retain(|because| because.effect == Effect::Deny),
        _ => {}
    }
    answer
}

fn lacking<'a>(cx: &Cx<'a>, found: &Found<'a>, answer: &mut Answer<'a>) {
    let layer = |layer| Lacking { layer, level: 0 };
    for level in &found.closed_levels {
        answer.lacking.push(Lacking {
            layer: Layer::Scp,
            level: *level,
        });
    }
    if found.endpoint == Residual::Never {
        answer.lacking.push(layer(Layer::Endpoint));
    }
    answer.lacking.extend(table::lacking(cx, found).map(layer));
}
