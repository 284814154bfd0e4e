//! Many callers asked about at once, against each asked about by itself.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "reach/somewhere.rs"]
mod somewhere;
