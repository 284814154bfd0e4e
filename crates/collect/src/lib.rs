//! How to look: scheduling, paging, retries, pacing and the gap ledger. No SDK.
//!
//! A [`Collector`] declares which calls it may make and makes them through a [`Cx`],
//! with three verbs: [`Cx::list`] (drain a listing, keep what arrived, record a gap),
//! [`Cx::ask`] (one call → [`Observed`](bartizan_model::Observed)) and [`Cx::each`]
//! (bounded fan-out). A [`Sweep`] runs collectors over accounts and regions.

mod action;
mod collector;
mod cx;
mod fault;
mod pace;
mod stats;
mod sweep;

pub use action::Action;
pub use async_trait::async_trait;
pub use collector::{Collector, Scope};
pub use cx::{Cx, Pages};
pub use fault::Fault;
pub use stats::{Counts, Stats};
pub use sweep::{Settings, Sweep};
