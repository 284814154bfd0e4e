//! Records of a ServiceNow table, `incident` by default.
//! <https://www.servicenow.com/docs/bundle/zurich-api-reference/page/integrate/inbound-rest/concept/c_TableAPI.html>

use async_trait::async_trait;
use bartizan_finding::{Severity, shorten};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Pages;
use crate::doc::{Doc, fit, text};
use crate::fault::Fault;
use crate::http::{Auth, Call, Client, Patience};
use crate::marker::Marker;
use crate::tracker::{Change, Draft, Ticket, Tracker};

/// `description` holds 4,000 characters as it is shipped, and what is longer is cut without a word.
const LONGEST: usize = 3_900;

/// What stands before the key in `correlation_id`.
const PREFIX: &str = "bartizan:";

/// How many records one page holds.
const PAGE: usize = 500;

/// What a table needs to be told.
#[derive(Debug, Clone)]
pub struct ServiceNowSettings {
    /// The table's name.
    pub table: String,
    /// The value of `assignment_group`; none leaves it to the instance.
    pub assignment_group: Option<String>,
    /// The value of `state` of a record that is opened again.
    pub open_state: String,
    /// The value of `state` of a record that is closed.
    pub closed_state: String,
    /// The values of `state` that count as closed; `closed_state` does in any case.
    pub closed_states: Vec<String>,
    /// The value of `close_code`, which an incident needs to be closed.
    pub close_code: String,
}

/// Records of a table, found by `correlation_id`.
pub struct ServiceNow {
    client: Client,
    settings: ServiceNowSettings,
}

#[derive(Deserialize)]
struct Many {
    result: Vec<Record>,
}

#[derive(Deserialize)]
struct One {
    result: Record,
}

#[derive(Deserialize)]
struct Record {
    sys_id: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    correlation_id: String,
    #[serde(default)]
    description: String,
}

impl ServiceNow {
    /// A table of the instance at an address, as in `https://acme.service-now.com`.
    ///
    /// # Errors
    /// When the address or the token cannot be used.
    pub fn new(
        url: &str,
        settings: ServiceNowSettings,
        auth: &Auth,
        patience: Patience,
    ) -> Result<Self, Fault> {
        let headers = [("accept", "application/json")];
        Ok(Self {
            client: Client::new("ServiceNow", url, auth, &headers, patience)?,
            settings,
        })
    }

    fn path<'a>(&'a self, rest: &[&'a str]) -> Vec<&'a str> {
        let mut path = vec!["api", "now", "table", &self.settings.table];
        path.extend(rest);
        path
    }

    async fn search(&self, condition: &str) -> Result<Vec<Ticket>, Fault> {
        let query = format!("{condition}^ORDERBYsys_created_on^ORDERBYsys_id");
        let limit = PAGE.to_string();
        let path = self.path(&[]);
        let (mut tickets, mut pages) = (Vec::new(), Pages::default());
        for page in 0.. {
            pages.another(&self.client)?;
            let offset = (page * PAGE).to_string();
            let query = [
                ("sysparm_query", query.as_str()),
                (
                    "sysparm_fields",
                    "sys_id,number,state,correlation_id,description",
                ),
                ("sysparm_exclude_reference_link", "true"),
                ("sysparm_limit", &limit),
                ("sysparm_offset", &offset),
            ];
            let answer = self.client.call(Call::get(&path, &query)).await?;
            let records: Many = answer.json(&self.client)?;
            // A page is cut first and stripped of what the user may not read then, so one that is not full, or
            // even empty, need not be the last.
            let more = answer.more() || records.result.len() >= PAGE;
            tickets.extend(records.result.into_iter().filter_map(|it| self.ticket(it)));
            if !more {
                break;
            }
        }
        Ok(tickets)
    }

    fn ticket(&self, record: Record) -> Option<Ticket> {
        let key = record.correlation_id.strip_prefix(PREFIX)?.to_owned();
        let marker = Marker::find(&record.description).filter(|it| it.key == key);
        let closed = record.state == self.settings.closed_state
            || self.settings.closed_states.contains(&record.state);
        Some(Ticket {
            name: if record.number.is_empty() {
                record.sys_id.clone()
            } else {
                shorten(&record.number, 60)
            },
            id: record.sys_id,
            key,
            marker,
            open: !closed,
            body: record.description,
        })
    }
}

fn description(draft: &Draft, marker: &Marker) -> String {
    let line = marker.line();
    let text = fit(&draft.doc, LONGEST.saturating_sub(line.len()), text);
    format!("{text}\n\n{line}")
}

/// A comment. Journal fields take what stands between `[code]` and `[/code]` for HTML.
fn journal(doc: &Doc) -> String {
    fit(doc, LONGEST, text).replace('[', "(").replace(']', ")")
}

/// Impact and urgency of each severity, from which the instance makes the priority: 1 is high, 3 is low.
fn weight(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Critical => ("1", "1"),
        Severity::High => ("2", "1"),
        Severity::Medium => ("2", "2"),
        Severity::Low => ("3", "3"),
    }
}

#[async_trait]
impl Tracker for ServiceNow {
    fn name(&self) -> &'static str {
        "ServiceNow"
    }

    async fn list(&self) -> Result<Vec<Ticket>, Fault> {
        self.search(&format!("correlation_idSTARTSWITH{PREFIX}"))
            .await
    }

    async fn find(&self, key: &str) -> Result<Option<Ticket>, Fault> {
        let found = self
            .search(&format!("correlation_id={PREFIX}{key}"))
            .await?;
        Ok(found.into_iter().next())
    }

    async fn create(&self, draft: &Draft) -> Result<String, Fault> {
        let (impact, urgency) = weight(draft.severity);
        let mut body = json!({
            "short_description": draft.title,
            "description": description(draft, &draft.marker),
            "correlation_id": format!("{PREFIX}{}", draft.marker.key),
            "correlation_display": "Bartizan",
            "impact": impact,
            "urgency": urgency,
        });
        if let (Some(group), Some(body)) = (&self.settings.assignment_group, body.as_object_mut()) {
            body.insert("assignment_group".to_owned(), group.as_str().into());
        }
        let path = self.path(&[]);
        let answer = self.client.call(Call::post(&path, body)).await?;
        let made: One = answer.json(&self.client)?;
        Ok(shorten(&made.result.number, 60))
    }

    async fn change(&self, ticket: &Ticket, change: &Change) -> Result<(), Fault> {
        // One call for all of it: it happens, or it does not.
        let mut body = serde_json::Map::new();
        let mut put = |name: &str, value: Value| drop(body.insert(name.to_owned(), value));
        match &change.draft {
            Some(draft) => {
                put("short_description", draft.title.as_str().into());
                put("description", description(draft, &change.marker).into());
            }
            None => {
                let text = change.marker.put_into(&ticket.body, str::to_owned);
                put("description", text.into());
            }
        }
        if let Some(comment) = &change.comment {
            put("work_notes", journal(comment).into());
        }
        match change.open {
            Some(true) => put("state", self.settings.open_state.as_str().into()),
            Some(false) => {
                put("state", self.settings.closed_state.as_str().into());
                put("close_code", self.settings.close_code.as_str().into());
                let notes = change.comment.as_ref().map(journal).unwrap_or_default();
                put("close_notes", notes.into());
            }
            None => {}
        }
        let path = self.path(&[&ticket.id]);
        let call = Call::send(Method::PATCH, &path, body.into());
        self.client.call(call).await.map(drop)
    }
}
