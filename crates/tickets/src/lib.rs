//! Tickets: what an audit found, kept in step with the tracker that a team works in.
//!
//! [`survey`] makes an audit into [`Items`], [`plan`] holds them against the tickets that there are (both are [`prepare`]) and gives
//! [`Step`]s, and [`execute`] takes the steps through a [`Tracker`]. Only the tracker knows HTTP. Nothing is kept
//! here between runs: every ticket carries a [`Marker`] by which it is found again, so a run that broke off is
//! made good by the next.

mod announce;
mod doc;
mod execute;
mod fault;
mod http;
mod item;
mod marker;
mod plan;
mod scope;
mod tracker;
pub mod trackers;
mod words;

pub use announce::{announce, slack_text};
pub use doc::{Block, Doc, Span};
pub use execute::{Done, execute};
pub use fault::Fault;
pub use http::{Auth, Client, Patience, Secret, check_url};
pub use item::{Group, Item, Items, State, survey};
pub use marker::{Marker, Note};
pub use plan::{Action, Plan, Policy, Step, plan, prepare};
pub use tracker::{Change, Draft, Ticket, Tracker, Why};
