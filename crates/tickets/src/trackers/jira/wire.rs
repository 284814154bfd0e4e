//! What Jira answers, as far as we read it.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{LABEL, PROPERTY};
use crate::marker::Marker;
use crate::tracker::Ticket;

/// A page of Cloud's search. <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/>
#[derive(Deserialize)]
pub(super) struct TokenPage {
    pub(super) issues: Vec<Issue>,
    #[serde(rename = "nextPageToken")]
    pub(super) next: Option<String>,
}

/// A page of Data Center's search. <https://developer.atlassian.com/server/jira-servicedesk/rest/v1103/api-group-search/>
#[derive(Deserialize)]
pub(super) struct NumberedPage {
    pub(super) issues: Vec<Issue>,
    pub(super) total: usize,
    /// How many it gives at most.
    #[serde(rename = "maxResults")]
    pub(super) most: Option<usize>,
}

#[derive(Deserialize)]
pub(super) struct Issue {
    key: String,
    fields: Fields,
    #[serde(default)]
    properties: Map<String, Value>,
}

#[derive(Deserialize)]
struct Fields {
    status: Status,
    #[serde(default)]
    labels: Vec<String>,
    /// Text in Data Center, where it holds the marker; a document in Cloud, where nobody asks for it.
    #[serde(default)]
    description: Value,
}

#[derive(Deserialize)]
pub(super) struct Status {
    pub(super) name: String,
    #[serde(rename = "statusCategory")]
    pub(super) category: Category,
}

#[derive(Deserialize)]
pub(super) struct Category {
    /// `new`, `indeterminate`, `done` or `undefined`.
    pub(super) key: String,
}

#[derive(Deserialize)]
pub(super) struct Transitions {
    pub(super) transitions: Vec<Transition>,
}

#[derive(Deserialize)]
pub(super) struct Transition {
    pub(super) id: String,
    pub(super) to: Status,
}

#[derive(Deserialize)]
pub(super) struct Created {
    pub(super) key: String,
}

/// An issue as a ticket; none when it is not one of ours.
pub(super) fn ticket(issue: Issue) -> Option<Ticket> {
    let body = issue.fields.description.as_str().unwrap_or_default();
    let property = issue.properties.get(PROPERTY);
    let marker: Option<Marker> = property
        .and_then(|it| serde_json::from_value(it.clone()).ok())
        .or_else(|| Marker::find(body));
    let labels = issue.fields.labels.iter();
    let labelled = labels
        .filter_map(|it| it.strip_prefix(LABEL)?.strip_prefix('-'))
        .next();
    let key = match &marker {
        Some(marker) => marker.key.clone(),
        None => labelled?.to_owned(),
    };
    Some(Ticket {
        id: issue.key.clone(),
        name: issue.key,
        key,
        marker,
        open: issue.fields.status.category.key != "done",
        body: body.to_owned(),
    })
}
