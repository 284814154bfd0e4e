//! Access levels.

use std::fmt;

/// How AWS classes an action.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessLevel {
    /// Lists resources.
    List,
    /// Reads what is in a resource.
    Read,
    /// Changes tags only.
    Tagging,
    /// Creates, deletes or changes.
    Write,
    /// Gives or changes permissions.
    PermissionsManagement,
}

impl AccessLevel {
    pub(super) fn of_letter(letter: &str) -> Option<Self> {
        Some(match letter {
            "L" => Self::List,
            "R" => Self::Read,
            "T" => Self::Tagging,
            "W" => Self::Write,
            "P" => Self::PermissionsManagement,
            _ => return None,
        })
    }
}

impl fmt::Display for AccessLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Tagging => "tagging",
            Self::Write => "write",
            Self::PermissionsManagement => "permissions management",
        })
    }
}
