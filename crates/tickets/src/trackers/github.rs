//! Issues of a GitHub repository. <https://docs.github.com/en/rest/issues/issues>

use std::time::Duration;

use async_trait::async_trait;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{LABEL, Pages};
use crate::doc::{Doc, fit, markdown};
use crate::fault::Fault;
use crate::http::{Auth, Call, Client, Patience};
use crate::marker::Marker;
use crate::tracker::{Change, Draft, Ticket, Tracker, Why};

/// The most that GitHub takes as a text is 65,536 characters; the marker needs room, too.
const LONGEST: usize = 60_000;

/// The address of GitHub itself.
const GITHUB: &str = "https://api.github.com";

/// Issues of a repository, marked by a label and by a comment that GitHub does not show.
pub struct GitHub {
    client: Client,
    owner: String,
    name: String,
    labels: Vec<String>,
}

/// An issue as the REST API has it.
#[derive(Deserialize)]
struct Issue {
    /// An integer is all that GitHub's description promises.
    number: i64,
    state: String,
    body: Option<String>,
    /// There when it is a pull request.
    pull_request: Option<Value>,
}

impl GitHub {
    /// The repository `owner/name` at an API address (`https://api.github.com`, or `https://HOST/api/v3`).
    ///
    /// # Errors
    /// When the address or the token cannot be used.
    pub fn new(
        url: Option<&str>,
        (owner, name): (&str, &str),
        labels: &[String],
        auth: &Auth,
        patience: Patience,
    ) -> Result<Self, Fault> {
        let patience = Patience {
            // https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
            between: patience.between.max(Duration::from_secs(1)),
            ..patience
        };
        Self::with(url.unwrap_or(GITHUB), (owner, name), labels, auth, patience)
    }

    /// As [`GitHub::new`], without GitHub's own pause between changes: for servers that stand for it.
    ///
    /// # Errors
    /// As [`GitHub::new`].
    pub fn with(
        url: &str,
        (owner, name): (&str, &str),
        labels: &[String],
        auth: &Auth,
        patience: Patience,
    ) -> Result<Self, Fault> {
        let headers = [
            ("accept", "application/vnd.github+json"),
            ("x-github-api-version", "2022-11-28"),
        ];
        Ok(Self {
            client: Client::new("GitHub", url, auth, &headers, patience)?,
            owner: owner.to_owned(),
            name: name.to_owned(),
            labels: labels.to_vec(),
        })
    }

    fn path<'a>(&'a self, rest: &[&'a str]) -> Vec<&'a str> {
        let mut path = vec!["repos", &self.owner, &self.name, "issues"];
        path.extend(rest);
        path
    }

    /// One page of our issues, and whether another follows.
    async fn page(&self, number: usize, direction: &str) -> Result<(Vec<Issue>, bool), Fault> {
        let path = self.path(&[]);
        let number = number.to_string();
        // Not the search, whose index lags behind: what was made a moment ago would be made again.
        let query = [
            ("labels", LABEL),
            ("state", "all"),
            ("sort", "created"),
            ("direction", direction),
            ("per_page", "100"),
            ("page", &number),
        ];
        let answer = self.client.call(Call::get(&path, &query)).await?;
        Ok((answer.json(&self.client)?, answer.more()))
    }

    async fn comment(&self, ticket: &Ticket, doc: &Doc) -> Result<(), Fault> {
        let path = self.path(&[&ticket.id, "comments"]);
        let body = json!({ "body": fit(doc, LONGEST, markdown) });
        // Said twice is better than not at all.
        let call = Call::post(&path, body).repeatable();
        self.client.call(call).await.map(drop)
    }
}

fn ticket(issue: Issue) -> Option<Ticket> {
    let body = issue.body.unwrap_or_default();
    let marker = Marker::find(&body)?;
    if issue.pull_request.is_some() {
        return None;
    }
    Some(Ticket {
        id: issue.number.to_string(),
        name: format!("#{}", issue.number),
        key: marker.key.clone(),
        marker: Some(marker),
        open: issue.state == "open",
        body,
    })
}

fn hidden(line: &str) -> String {
    format!("<!-- {line} -->")
}

fn text(draft: &Draft, marker: &Marker) -> String {
    let text = fit(&draft.doc, LONGEST, markdown);
    format!("{text}\n\n{}", hidden(&marker.line()))
}

#[async_trait]
impl Tracker for GitHub {
    fn name(&self) -> &'static str {
        "GitHub"
    }

    fn at_once(&self) -> usize {
        // https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#avoid-concurrent-requests
        1
    }

    async fn list(&self) -> Result<Vec<Ticket>, Fault> {
        let (mut tickets, mut pages) = (Vec::new(), Pages::default());
        for number in 1.. {
            pages.another(&self.client)?;
            let (issues, more) = self.page(number, "asc").await?;
            let empty = issues.is_empty();
            tickets.extend(issues.into_iter().filter_map(ticket));
            if !more || empty {
                break;
            }
        }
        Ok(tickets)
    }

    async fn find(&self, key: &str) -> Result<Option<Ticket>, Fault> {
        let (issues, _) = self.page(1, "desc").await?;
        Ok(issues
            .into_iter()
            .filter_map(ticket)
            .find(|it| it.key == key))
    }

    async fn create(&self, draft: &Draft) -> Result<String, Fault> {
        let mut labels = vec![LABEL];
        labels.extend(self.labels.iter().map(String::as_str));
        let body = json!({
            "title": draft.title,
            "body": text(draft, &draft.marker),
            "labels": labels,
        });
        let path = self.path(&[]);
        let answer = self.client.call(Call::post(&path, body)).await?;
        let issue: Issue = answer.json(&self.client)?;
        Ok(format!("#{}", issue.number))
    }

    async fn change(&self, ticket: &Ticket, change: &Change) -> Result<(), Fault> {
        if let Some(comment) = &change.comment {
            self.comment(ticket, comment).await?;
        }
        let mut body = match &change.draft {
            // Not the labels: people add theirs, and this would take them away.
            Some(draft) => json!({ "title": draft.title, "body": text(draft, &change.marker) }),
            None => json!({ "body": change.marker.put_into(&ticket.body, hidden) }),
        };
        let state = match (change.open, change.why) {
            (None, _) => None,
            (Some(true), _) => Some(("open", "reopened")),
            (Some(false), Some(Why::Duplicate)) => Some(("closed", "duplicate")),
            (Some(false), Some(why)) if !why.solved() => Some(("closed", "not_planned")),
            (Some(false), _) => Some(("closed", "completed")),
        };
        if let (Some((state, reason)), Some(body)) = (state, body.as_object_mut()) {
            body.insert("state".to_owned(), state.into());
            body.insert("state_reason".to_owned(), reason.into());
        }
        let path = self.path(&[&ticket.id]);
        let call = Call::send(Method::PATCH, &path, body);
        self.client.call(call).await.map(drop)
    }
}
