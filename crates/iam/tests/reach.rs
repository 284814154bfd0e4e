//! Many callers asked about at once, against each asked about by itself.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

#[path = "reach/agree.rs"]
mod agree;
#[path = "reach/somewhere.rs"]
mod somewhere;
