//! The product as a whole: the real binary against files and endpoints, and what a person sees.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod accounts;
mod architecture;
mod arguments;
mod bad_input;
mod check;
mod compliance;
mod config;
mod denied;
mod diff;
mod docs;
mod enforced;
mod fake;
mod faults;
mod flawed;
mod hostile;
mod iam;
mod init;
mod interrupt;
mod live;
mod localstack;
mod ministack;
mod moto;
mod old_snapshots;
mod organizations;
mod outputs;
mod support;
mod throttled;
mod tickets;
mod verdicts;
mod watch;
