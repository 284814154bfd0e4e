//! The policy language against what AWS wrote itself, and against what others recorded of it.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "language/managed.rs"]
mod managed;
#[path = "language/managed_policies.rs"]
mod managed_policies;
#[path = "language/moto.rs"]
mod moto;
#[path = "language/parliament.rs"]
mod parliament;
#[path = "language/print.rs"]
mod print;
#[path = "language/shared.rs"]
mod shared;
