//! One file a tracker.

use crate::fault::Fault;
use crate::http::Client;

mod github;
mod jira;
mod servicenow;
mod webhook;

pub use github::GitHub;
pub use jira::{Jira, JiraFlavour, JiraSettings};
pub use servicenow::{ServiceNow, ServiceNowSettings};
pub use webhook::Webhook;

/// What marks a ticket as ours, where a tracker has labels.
const LABEL: &str = "bartizan";

/// The most pages that are read of a list.
const MOST_PAGES: usize = 1_000;

/// Counts the pages of a list. One that does not end is a fault: whoever knows only its beginning makes tickets twice.
#[derive(Default)]
struct Pages(usize);

impl Pages {
    /// Says that another page is asked for.
    fn another(&mut self, client: &Client) -> Result<(), Fault> {
        self.0 += 1;
        if self.0 > MOST_PAGES {
            return Err(Fault::Endless {
                host: client.host().to_owned(),
                most: MOST_PAGES,
            });
        }
        Ok(())
    }
}
