//! What a cloud looks like: typed resources, and the snapshot file that holds them.
//!
//! The snapshot is the seam of the product. Everything left of it talks to a
//! cloud; everything right of it runs offline, from a file, again and again.
//!
//! Start at [`Resource`] (what can be known), [`Observed`] (how well it is known),
//! [`SnapshotBuilder`] (how it is written) and [`Snapshots`] (how it is read).

mod access;
pub mod aws;
mod exposed;
mod file;
mod held;
mod observed;
mod resource;
mod schema;
mod snapshot;

pub use access::{Access, Assumed, NoSuchPrincipal, Strange, Stranger, resources_have_policies};
pub use exposed::{ResourcePolicies, ResourcePolicy};
pub use file::write_file;
pub use held::{HeldPolicies, HeldPolicy, Holding};
pub use observed::{Gap, Observed, Reason, UNKNOWN};
pub use resource::{Identity, Resource, ResourceType, ScopeGap, Tags, TypeName};
pub use schema::snapshot_schema;
pub use snapshot::{
    AccountRef, Header, Key, LONGEST_LINE, Line, SNAPSHOT_FORMAT, SnapshotBuilder, SnapshotFault,
    SnapshotInput, Snapshots, ToolRef, is_damaged, open_text,
};

pub use jiff::Timestamp;
