//! For programs: versioned JSON, written as a stream.

pub mod v1;
mod visible;
pub(crate) mod wire;

pub use v1::{schema, write};
pub(crate) use visible::{escaping, write_visible};
