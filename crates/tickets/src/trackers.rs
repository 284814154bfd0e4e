//! One file a tracker.

mod github;
mod jira;
mod servicenow;
mod webhook;

pub use github::GitHub;
pub use jira::{Jira, JiraSettings};
pub use servicenow::{ServiceNow, ServiceNowSettings};
pub use webhook::Webhook;

/// What marks a ticket as ours, where a tracker has labels.
const LABEL: &str = "bartizan";

/// The most tickets that are read, as a bound on a server that never ends its list.
const MOST_TICKETS: usize = 200_000;
