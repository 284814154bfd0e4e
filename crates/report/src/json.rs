//! For programs: versioned JSON, written as a stream.

pub mod v1;

pub use v1::{schema, write};
