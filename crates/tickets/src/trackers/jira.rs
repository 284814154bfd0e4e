//! Issues of a Jira Cloud project. <https://developer.atlassian.com/cloud/jira/platform/rest/v3/>

use async_trait::async_trait;
use bartizan_finding::{Severity, shorten};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{LABEL, MOST_TICKETS};
use crate::doc::{Doc, adf, fit};
use crate::fault::Fault;
use crate::http::{Auth, Call, Client, Patience};
use crate::marker::Marker;
use crate::tracker::{Change, Draft, Ticket, Tracker};

/// The most that Jira takes as a description is 32,767 characters, and ADF's own words count.
const LONGEST: usize = 30_000;

/// The name of the issue property that holds the marker.
/// <https://developer.atlassian.com/cloud/jira/platform/jira-entity-properties/>
const PROPERTY: &str = "bartizan";

/// What a project needs to be told.
#[derive(Debug, Clone)]
pub struct JiraSettings {
    /// The project's key.
    pub project: String,
    /// The name of the issue type.
    pub issue_type: String,
    /// Labels beside our own.
    pub labels: Vec<String>,
    /// The status to move to when a ticket is closed; none takes the first one that counts as done.
    pub done: Option<String>,
    /// The status to move to when a ticket is opened again; none takes the first one that does not count as done.
    pub reopened: Option<String>,
    /// The name of the priority of each severity; none leaves the project's own.
    pub priorities: Vec<(Severity, String)>,
}

/// Issues of a project, marked by labels and by a property.
pub struct Jira {
    client: Client,
    settings: JiraSettings,
}

#[derive(Deserialize)]
struct Page {
    issues: Vec<Issue>,
    #[serde(rename = "nextPageToken")]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Issue {
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
}

#[derive(Deserialize)]
struct Status {
    name: String,
    #[serde(rename = "statusCategory")]
    category: Category,
}

#[derive(Deserialize)]
struct Category {
    /// `new`, `indeterminate`, `done` or `undefined`.
    key: String,
}

#[derive(Deserialize)]
struct Transitions {
    transitions: Vec<Transition>,
}

#[derive(Deserialize)]
struct Transition {
    id: String,
    to: Status,
}

#[derive(Deserialize)]
struct Created {
    key: String,
}

impl Jira {
    /// A project of the site at an address, as in `https://acme.atlassian.net`.
    ///
    /// # Errors
    /// When the address or the token cannot be used.
    pub fn new(
        url: &str,
        settings: JiraSettings,
        auth: &Auth,
        patience: Patience,
    ) -> Result<Self, Fault> {
        let headers = [("accept", "application/json")];
        Ok(Self {
            client: Client::new("Jira", url, auth, &headers, patience)?,
            settings,
        })
    }

    async fn search(&self, label: &str) -> Result<Vec<Ticket>, Fault> {
        let jql = format!(
            "project = {} AND labels = {} ORDER BY created ASC",
            quoted(&self.settings.project),
            quoted(label)
        );
        let mut tickets = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let mut body = json!({
                "jql": jql,
                "fields": ["status", "labels"],
                "properties": [PROPERTY],
                "maxResults": 100,
            });
            if let (Some(token), Some(body)) = (&next, body.as_object_mut()) {
                body.insert("nextPageToken".to_owned(), token.as_str().into());
            }
            let path = ["rest", "api", "3", "search", "jql"];
            let call = Call::post(&path, body).repeatable();
            let page: Page = self.client.call(call).await?.json(&self.client)?;
            tickets.extend(page.issues.into_iter().filter_map(ticket));
            // A server that gives the same page for ever is not followed for ever.
            if page.next.is_none() || page.next == next || tickets.len() > MOST_TICKETS {
                return Ok(tickets);
            }
            next = page.next;
        }
    }

    async fn comment(&self, ticket: &Ticket, doc: &Doc) -> Result<(), Fault> {
        let path = ["rest", "api", "3", "issue", &ticket.id, "comment"];
        let call = Call::post(&path, json!({ "body": description(doc)? })).repeatable();
        self.client.call(call).await.map(drop)
    }

    /// Moves an issue through its workflow to a status that is done, or to one that is not.
    async fn transit(&self, ticket: &Ticket, open: bool) -> Result<(), Fault> {
        let path = ["rest", "api", "3", "issue", &ticket.id, "transitions"];
        let offered: Transitions = self
            .client
            .call(Call::get(&path, &[]))
            .await?
            .json(&self.client)?;
        let named = if open {
            &self.settings.reopened
        } else {
            &self.settings.done
        };
        let fits = |it: &&Transition| match named {
            Some(name) => it.to.name.eq_ignore_ascii_case(name),
            None => (it.to.category.key == "done") != open,
        };
        let Some(transition) = offered.transitions.iter().find(fits) else {
            let names = offered.transitions.iter().take(10);
            let names: Vec<_> = names.map(|it| shorten(&it.to.name, 60)).collect();
            return Err(Fault::NoTransition {
                ticket: ticket.name.clone(),
                wanted: named
                    .clone()
                    .unwrap_or_else(|| if open { "open" } else { "done" }.to_owned()),
                offered: if names.is_empty() {
                    "nothing".to_owned()
                } else {
                    names.join(", ")
                },
            });
        };
        let body = json!({ "transition": { "id": transition.id } });
        self.client.call(Call::post(&path, body)).await.map(drop)
    }
}

/// A string of JQL.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The document in ADF, as short as Jira wants it.
fn description(doc: &Doc) -> Result<Value, Fault> {
    let text = fit(doc, LONGEST, |doc| adf(doc).to_string());
    serde_json::from_str(&text).map_err(|fault| Fault::Findings(fault.into()))
}

fn label(key: &str) -> String {
    format!("{LABEL}-{key}")
}

fn ticket(issue: Issue) -> Option<Ticket> {
    let marker: Option<Marker> = issue
        .properties
        .get(PROPERTY)
        .and_then(|it| serde_json::from_value(it.clone()).ok());
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
        body: String::new(),
    })
}

fn property(marker: &Marker) -> Value {
    json!([{ "key": PROPERTY, "value": marker }])
}

#[async_trait]
impl Tracker for Jira {
    fn name(&self) -> &'static str {
        "Jira"
    }

    async fn list(&self) -> Result<Vec<Ticket>, Fault> {
        self.search(LABEL).await
    }

    async fn find(&self, key: &str) -> Result<Option<Ticket>, Fault> {
        let found = self.search(&label(key)).await?;
        Ok(found.into_iter().next())
    }

    async fn create(&self, draft: &Draft) -> Result<String, Fault> {
        let mut labels = vec![LABEL.to_owned(), label(&draft.marker.key)];
        labels.extend(self.settings.labels.iter().cloned());
        let mut fields = json!({
            "project": { "key": self.settings.project },
            "issuetype": { "name": self.settings.issue_type },
            "summary": draft.title,
            "description": description(&draft.doc)?,
            "labels": labels,
        });
        let mut priorities = self.settings.priorities.iter();
        let priority = priorities.find(|(severity, _)| *severity == draft.severity);
        if let (Some((_, name)), Some(fields)) = (priority, fields.as_object_mut()) {
            fields.insert("priority".to_owned(), json!({ "name": name }));
        }
        let body = json!({ "fields": fields, "properties": property(&draft.marker) });
        let path = ["rest", "api", "3", "issue"];
        let answer = self.client.call(Call::post(&path, body)).await?;
        let created: Created = answer.json(&self.client)?;
        Ok(shorten(&created.key, 60))
    }

    async fn change(&self, ticket: &Ticket, change: &Change) -> Result<(), Fault> {
        if let Some(comment) = &change.comment {
            self.comment(ticket, comment).await?;
        }
        if let Some(open) = change.open {
            self.transit(ticket, open).await?;
        }
        let mut body = json!({ "properties": property(&change.marker) });
        if let (Some(draft), Some(body)) = (&change.draft, body.as_object_mut()) {
            let fields = json!({
                "summary": draft.title,
                "description": description(&draft.doc)?,
            });
            body.insert("fields".to_owned(), fields);
        }
        let path = ["rest", "api", "3", "issue", &ticket.id];
        let call = Call::send(Method::PUT, &path, body);
        self.client.call(call).await.map(drop)
    }
}
