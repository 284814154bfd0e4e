//! For programs: versioned JSON, written as a stream.

pub mod v1;
mod visible;

pub use v1::{schema, write};
pub(crate) use visible::write_visible;
