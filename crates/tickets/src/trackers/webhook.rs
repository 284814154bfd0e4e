//! Any other tracker, behind an address that speaks `bartizan.tickets/1`; see docs/tickets.md.

use async_trait::async_trait;
use bartizan_finding::shorten;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Pages;
use crate::doc::{Doc, fit, markdown, text};
use crate::fault::Fault;
use crate::http::{Auth, Call, Client, Patience};
use crate::item::digest;
use crate::marker::Marker;
use crate::tracker::{Change, Draft, Ticket, Tracker};

/// The name of the format.
const FORMAT: &str = "bartizan.tickets/1";

/// The longest text that is sent, in bytes.
const LONGEST: usize = 60_000;

/// Tickets that somebody else keeps: `GET` lists them, `POST` makes and changes them.
pub struct Webhook {
    client: Client,
}

#[derive(Deserialize)]
struct Page {
    tickets: Vec<Kept>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Kept {
    id: String,
    name: Option<String>,
    open: bool,
    marker: Value,
}

#[derive(Deserialize)]
struct Made {
    id: String,
    name: Option<String>,
}

impl Webhook {
    /// The receiver at an address.
    ///
    /// # Errors
    /// When the address or the token cannot be used.
    pub fn new(url: &str, auth: &Auth, patience: Patience) -> Result<Self, Fault> {
        let headers = [("accept", "application/json")];
        Ok(Self {
            client: Client::new("receiver of tickets", url, auth, &headers, patience)?,
        })
    }

    async fn send(&self, mut body: Value, marker: &Marker) -> Result<Made, Fault> {
        if let Some(body) = body.as_object_mut() {
            body.insert("format".to_owned(), FORMAT.into());
            body.insert("marker".to_owned(), json!(marker));
        }
        // The same for the same request, so that a receiver can tell one that comes again.
        let same = digest(&[&body.to_string()], 16);
        let headers = [("idempotency-key", same)];
        let call = Call {
            headers: &headers,
            ..Call::post(&[], body)
        };
        self.client.call(call).await?.json(&self.client)
    }
}

fn ticket(kept: Kept) -> Option<Ticket> {
    let marker: Option<Marker> = serde_json::from_value(kept.marker.clone()).ok();
    let key = kept.marker.get("key")?.as_str()?.to_owned();
    Some(Ticket {
        name: shorten(kept.name.as_deref().unwrap_or(&kept.id), 60),
        id: kept.id,
        key,
        marker,
        open: kept.open,
        body: String::new(),
    })
}

/// The words in both forms, for the receiver to take the one that its tracker shows.
fn words(doc: &Doc) -> Value {
    json!({ "text": fit(doc, LONGEST, text), "markdown": fit(doc, LONGEST, markdown) })
}

fn says(draft: &Draft) -> Value {
    json!({
        "title": draft.title,
        "severity": draft.severity,
        "body": words(&draft.doc),
    })
}

#[async_trait]
impl Tracker for Webhook {
    fn name(&self) -> &'static str {
        "webhook"
    }

    async fn list(&self) -> Result<Vec<Ticket>, Fault> {
        let (mut tickets, mut pages) = (Vec::new(), Pages::default());
        let mut next: Option<String> = None;
        loop {
            pages.another(&self.client)?;
            let query: Vec<_> = next.iter().map(|it| ("page", it.as_str())).collect();
            let answer = self.client.call(Call::get(&[], &query)).await?;
            let page: Page = answer.json(&self.client)?;
            tickets.extend(page.tickets.into_iter().filter_map(ticket));
            if page.next.is_none() {
                return Ok(tickets);
            }
            if page.next == next {
                return Err(self.client.garbage("its next page is the same page"));
            }
            next = page.next;
        }
    }

    async fn create(&self, draft: &Draft) -> Result<String, Fault> {
        let body = json!({ "action": "create", "ticket": says(draft) });
        let made = self.send(body, &draft.marker).await?;
        Ok(shorten(made.name.as_deref().unwrap_or(&made.id), 60))
    }

    async fn change(&self, ticket: &Ticket, change: &Change) -> Result<(), Fault> {
        let body = json!({
            "action": "change",
            "id": ticket.id,
            "open": change.open,
            "why": change.why.map(|it| it.name()),
            "ticket": change.draft.as_ref().map(says),
            "comment": change.comment.as_ref().map(words),
        });
        self.send(body, &change.marker).await.map(drop)
    }
}
