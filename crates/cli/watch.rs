//! What `bartizan watch` is made of.

pub(crate) mod announce;
pub(crate) mod message;
pub(crate) mod schedule;
pub(crate) mod serve;
pub(crate) mod state;
pub(crate) mod store;
