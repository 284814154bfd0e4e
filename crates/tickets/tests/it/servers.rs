//! The trackers that are played, each as far as its documentation tells what we use.

mod github;
mod jira;
mod receiver;
mod servicenow;

pub(crate) use github::GitHubPlay;
pub(crate) use jira::JiraPlay;
pub(crate) use receiver::ReceiverPlay;
pub(crate) use servicenow::ServiceNowPlay;

/// A ticket as a person would see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) open: bool,
    pub(crate) comments: Vec<String>,
}

/// What a person does.
pub(crate) trait Person {
    fn see(&self) -> Vec<Seen>;
    fn close(&mut self, index: usize);
}
