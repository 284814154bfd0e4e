//! Tickets from the first failure to the last comment, in trackers that are played by this machine.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod audits;
mod crash;
mod faults;
mod hostile;
mod lifecycle;
mod openapi;
mod pysnc;
mod scope;
mod server;
mod servers;
mod support;
