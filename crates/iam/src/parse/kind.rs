//! The kinds of policies.

use std::fmt;
use std::str::FromStr;

/// What a policy is used as, which decides the elements that it must and may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A managed or inline policy of a user, group or role.
    Identity,
    /// A policy of a resource, such as a bucket or a key.
    Resource,
    /// The trust policy of a role.
    Trust,
    /// A permissions boundary.
    Boundary,
    /// A policy that is passed when a session begins.
    Session,
    /// A service control policy of AWS Organizations.
    ServiceControl,
    /// A resource control policy of AWS Organizations.
    ResourceControl,
    /// The policy of a VPC endpoint.
    Endpoint,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Identity,
        Self::Resource,
        Self::Trust,
        Self::Boundary,
        Self::Session,
        Self::ServiceControl,
        Self::ResourceControl,
        Self::Endpoint,
    ];

    /// The kind in one lower-case word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Resource => "resource",
            Self::Trust => "trust",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::ServiceControl => "scp",
            Self::ResourceControl => "rcp",
            Self::Endpoint => "endpoint",
        }
    }

    /// What a message calls it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Identity => "an identity-based policy",
            Self::Resource => "a resource-based policy",
            Self::Trust => "a trust policy",
            Self::Boundary => "a permissions boundary",
            Self::Session => "a session policy",
            Self::ServiceControl => "a service control policy",
            Self::ResourceControl => "a resource control policy",
            Self::Endpoint => "an endpoint policy",
        }
    }

    /// Whether its statements name principals.
    pub(crate) fn has_principals(self) -> bool {
        matches!(
            self,
            Self::Resource | Self::Trust | Self::ResourceControl | Self::Endpoint
        )
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no kind of policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no kind of policy")]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        let known = Self::ALL.iter().find(|kind| kind.as_str() == text);
        known.copied().ok_or_else(|| UnknownKind(text.to_owned()))
    }
}
