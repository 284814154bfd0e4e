//! The fake endpoints, seen from the other end of a socket.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod client;
mod endpoint;
mod faults;
mod identify;
mod paging;
mod proxy;
mod snapshot;
