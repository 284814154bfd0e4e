//! The snapshot file: JSON Lines, a header and then one resource a line, in canonical order.
//!
//! Equal clouds give equal bytes apart from the header.

mod peek;
mod read;
mod write;

use std::path::PathBuf;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::observed::Gap;
use crate::resource::{Identity, Resource, ScopeGap};

pub use read::{Line, SnapshotInput, Snapshots, is_damaged, open_text};
pub use write::SnapshotBuilder;

/// The format that this version writes, and the only one so far.
pub const SNAPSHOT_FORMAT: &str = "bartizan.snapshot/1";

/// The longest line that is read, in bytes. The largest resources (a role with its
/// policies, a bucket with its ACL) stay below one megabyte.
pub const LONGEST_LINE: usize = 16 * 1024 * 1024;

/// The first line of a snapshot: what was looked at, when, and with what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// `bartizan.snapshot/1`.
    pub format: String,
    /// What wrote it.
    pub tool: ToolRef,
    /// `aws`.
    pub provider: String,
    /// The accounts that were audited, in order.
    pub accounts: Vec<AccountRef>,
    /// The regions that were audited, in order.
    pub regions: Vec<String>,
    /// The services that were audited, in order.
    pub services: Vec<String>,
    /// When the first call was made.
    pub started_at: Timestamp,
    /// When the last answer came.
    pub finished_at: Timestamp,
    /// How many calls were made, attempts that failed included.
    pub calls: u64,
    /// How many lines follow; fewer means that the file was cut short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<u64>,
}

/// A program and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolRef {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// An audited account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountRef {
    /// Twelve digits.
    pub id: String,
    /// The principal that looked.
    pub principal: String,
}

/// The place of a line in the canonical order: gaps first, then resources by type, account and id.
///
/// The region has no place in it: ids differ between regions, and a bucket whose region could not be read is still the same bucket.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    rank: usize,
    account: String,
    id: String,
}

impl Key {
    fn of(identity: &Identity<'_>) -> Self {
        Self {
            // Gaps rank 0; a type that is not known ranks last and is refused by whoever reads it.
            rank: if identity.kind == ScopeGap::TYPE {
                0
            } else {
                1 + Resource::TYPES
                    .iter()
                    .position(|&kind| kind == identity.kind)
                    .unwrap_or(Resource::TYPES.len())
            },
            account: identity.account.to_owned(),
            id: identity.id.to_owned(),
        }
    }

    /// Two listings may need the same permission, fail for different reasons and hide different types.
    fn of_gap(gap: &ScopeGap) -> Self {
        let region = gap.region.as_deref().unwrap_or_default();
        let Gap { action, reason, .. } = &gap.gap;
        let id = format!(
            "{region} {action} {} {}",
            reason.words(),
            gap.hides.join(" ")
        );
        Self::of(&Identity {
            id: &id,
            ..gap.identity()
        })
    }
}

/// Why a snapshot cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotFault {
    /// The file cannot be opened or read.
    #[error("cannot read `{}`: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no snapshot.
    #[error("`{}` is not a snapshot: {detail}", path.display())]
    NotASnapshot {
        /// The file.
        path: PathBuf,
        /// What is wrong with its first line.
        detail: String,
    },
    /// A format that this version does not read.
    #[error("`{}` has the format `{found}`; this version reads `{SNAPSHOT_FORMAT}`", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The format that it names.
        found: String,
    },
    /// A line that is not a resource.
    #[error("`{}` line {line}: {detail}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line's number; the header is line 1.
        line: u64,
        /// What is wrong with it.
        detail: String,
    },
    /// The file ends too early.
    #[error("`{}` is cut short: its header promises {promised} lines after it, {found} are there", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// How many lines the header promises.
        promised: u64,
        /// How many there are.
        found: u64,
    },
    /// A line that does not follow the canonical order.
    #[error("`{}` line {line} is out of order", path.display())]
    OutOfOrder {
        /// The file.
        path: PathBuf,
        /// The line's number.
        line: u64,
    },
}

impl SnapshotFault {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Io { source, .. } if is_damaged(source) => {
                "the file is packed, and was cut short or damaged; copy or collect it again"
            }
            Self::Io { .. } => "check the path and its permissions",
            Self::NotASnapshot { .. } => "make one with `bartizan collect aws -o FILE`",
            Self::Version { .. } => {
                "read it with the version of bartizan that wrote it, or collect again"
            }
            Self::Line { .. } => {
                "the file was changed after it was written, or a newer bartizan wrote it; collect again"
            }
            Self::Truncated { .. } => {
                "the disk was full or a copy was interrupted; copy or collect it again"
            }
            Self::OutOfOrder { .. } => "the file was edited; collect again",
        }
    }
}
