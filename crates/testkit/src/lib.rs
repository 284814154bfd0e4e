//! Fake AWS endpoints for developers: never linked into the product.
//!
//! [`FakeAws`] serves a synthetic account, computed from a few numbers, in the protocols of the ten
//! services that Bartizan asks. [`Proxy`] stands before an emulator, breaks its answers on request, and adds
//! the machines that no emulator has. [`identify`] tells which operation a request is.

mod answer;
mod call;
mod fake;
mod faults;
mod identify;
mod proxy;
mod rate;
mod scenario;
mod server;
mod snapshot;
mod stats;

pub use call::{Call, Protocol};
pub use fake::FakeAws;
pub use faults::{Fault, Faults};
pub use identify::identify;
pub use proxy::Proxy;
pub use scenario::Scenario;
pub use snapshot::{Mix, write_snapshot};
pub use stats::Stats;
