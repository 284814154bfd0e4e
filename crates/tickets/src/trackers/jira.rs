//! Issues of a Jira project, in Cloud and in Data Center.
//! <https://developer.atlassian.com/cloud/jira/platform/rest/v3/>, <https://developer.atlassian.com/server/jira/platform/rest/>

mod wire;

use async_trait::async_trait;
use bartizan_finding::{Severity, shorten};
use reqwest::Method;
use serde_json::{Value, json};

use super::{LABEL, Pages};
use crate::doc::{Doc, adf, fit, wiki};
use crate::fault::Fault;
use crate::http::{Auth, Call, Client, Patience};
use crate::marker::Marker;
use crate::tracker::{Change, Draft, Ticket, Tracker};
use wire::{Created, NumberedPage, TokenPage, Transition, Transitions, ticket};

/// The most that Jira takes as a description is 32,767 characters; ADF's own words count, and so does a marker.
const LONGEST: usize = 30_000;

/// How many issues one page holds.
const PAGE: usize = 100;

/// The name of the issue property that holds the marker.
/// <https://developer.atlassian.com/cloud/jira/platform/jira-entity-properties/>
const PROPERTY: &str = "bartizan";

/// Which Jira it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JiraFlavour {
    /// Atlassian's own: version 3 of the interface, texts in Atlassian Document Format, the marker in a property.
    Cloud,
    /// On one's own machines: version 2, texts in wiki markup, the marker in the description, since its search does
    /// not give properties.
    DataCenter,
}

/// What a project needs to be told.
#[derive(Debug, Clone)]
pub struct JiraSettings {
    /// Which Jira it is.
    pub flavour: JiraFlavour,
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

    fn cloud(&self) -> bool {
        self.settings.flavour == JiraFlavour::Cloud
    }

    fn path<'a>(&self, rest: &[&'a str]) -> Vec<&'a str> {
        let version = if self.cloud() { "3" } else { "2" };
        let mut path = vec!["rest", "api", version];
        path.extend(rest);
        path
    }

    async fn search(&self, label: &str) -> Result<Vec<Ticket>, Fault> {
        let jql = format!(
            "project = {} AND labels = {} ORDER BY created ASC, key ASC",
            quoted(&self.settings.project),
            quoted(label)
        );
        if self.cloud() {
            self.search_by_token(&jql).await
        } else {
            self.search_by_number(&jql).await
        }
    }

    /// Cloud's search, in which each page names the next.
    async fn search_by_token(&self, jql: &str) -> Result<Vec<Ticket>, Fault> {
        let (mut tickets, mut pages) = (Vec::new(), Pages::default());
        let mut next: Option<String> = None;
        loop {
            pages.another(&self.client)?;
            let mut body = json!({
                "jql": jql,
                "fields": ["status", "labels"],
                "properties": [PROPERTY],
                "maxResults": PAGE,
            });
            if let (Some(token), Some(body)) = (&next, body.as_object_mut()) {
                body.insert("nextPageToken".to_owned(), token.as_str().into());
            }
            let path = self.path(&["search", "jql"]);
            let call = Call::post(&path, body).repeatable();
            let page: TokenPage = self.client.call(call).await?.json(&self.client)?;
            tickets.extend(page.issues.into_iter().filter_map(ticket));
            if page.next.is_none() {
                return Ok(tickets);
            }
            if page.next == next {
                return Err(self.client.garbage("its next page is the same page"));
            }
            next = page.next;
        }
    }

    /// Data Center's search, in which pages are numbered.
    async fn search_by_number(&self, jql: &str) -> Result<Vec<Ticket>, Fault> {
        let (mut tickets, mut pages) = (Vec::new(), Pages::default());
        let mut start = 0;
        loop {
            pages.another(&self.client)?;
            let body = json!({
                "jql": jql,
                "fields": ["status", "labels", "description"],
                "startAt": start,
                "maxResults": PAGE,
            });
            let path = self.path(&["search"]);
            let call = Call::post(&path, body).repeatable();
            let page: NumberedPage = self.client.call(call).await?.json(&self.client)?;
            // Fewer than asked for is no sign of the end: an administrator may allow fewer, which it says, and
            // issues that are gone may still be counted.
            start += page.most.unwrap_or(PAGE).max(1);
            let last = start >= page.total;
            tickets.extend(page.issues.into_iter().filter_map(ticket));
            if last {
                return Ok(tickets);
            }
        }
    }

    /// A text as this Jira wants it, as short as it wants it.
    fn rich(&self, doc: &Doc) -> Result<Value, Fault> {
        if !self.cloud() {
            return Ok(fit(doc, LONGEST, wiki).into());
        }
        let text = fit(doc, LONGEST, |doc| adf(doc).to_string());
        serde_json::from_str(&text).map_err(|fault| Fault::Findings(fault.into()))
    }

    /// What an issue says; in Data Center with its marker.
    fn description(&self, doc: &Doc, marker: &Marker) -> Result<Value, Fault> {
        if self.cloud() {
            return self.rich(doc);
        }
        let text = fit(doc, LONGEST, wiki);
        Ok(format!("{text}\n\n{}", shown(&marker.line())).into())
    }

    async fn comment(&self, ticket: &Ticket, doc: &Doc) -> Result<(), Fault> {
        let path = self.path(&["issue", &ticket.id, "comment"]);
        let call = Call::post(&path, json!({ "body": self.rich(doc)? })).repeatable();
        self.client.call(call).await.map(drop)
    }

    /// Moves an issue through its workflow to a status that is done, or to one that is not.
    async fn transit(&self, ticket: &Ticket, open: bool) -> Result<(), Fault> {
        let path = self.path(&["issue", &ticket.id, "transitions"]);
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

fn label(key: &str) -> String {
    format!("{LABEL}-{key}")
}

/// What holds the marker in a description: shown as it is, without any markup.
fn shown(line: &str) -> String {
    format!("{{noformat}}{line}{{noformat}}")
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
            "description": self.description(&draft.doc, &draft.marker)?,
            "labels": labels,
        });
        let mut priorities = self.settings.priorities.iter();
        let priority = priorities.find(|(severity, _)| *severity == draft.severity);
        if let (Some((_, name)), Some(fields)) = (priority, fields.as_object_mut()) {
            fields.insert("priority".to_owned(), json!({ "name": name }));
        }
        let mut body = json!({ "fields": fields });
        if let (true, Some(body)) = (self.cloud(), body.as_object_mut()) {
            body.insert("properties".to_owned(), property(&draft.marker));
        }
        let path = self.path(&["issue"]);
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
        let mut body = serde_json::Map::new();
        if self.cloud() {
            body.insert("properties".to_owned(), property(&change.marker));
        }
        if let Some(draft) = &change.draft {
            let fields = json!({
                "summary": draft.title,
                "description": self.description(&draft.doc, &change.marker)?,
            });
            body.insert("fields".to_owned(), fields);
        } else if !self.cloud() {
            let text = change.marker.put_into(&ticket.body, shown);
            body.insert("fields".to_owned(), json!({ "description": text }));
        }
        let path = self.path(&["issue", &ticket.id]);
        let call = Call::send(Method::PUT, &path, body.into());
        self.client.call(call).await.map(drop)
    }
}
