//! A scenario as one call sees it, and paging.

use std::ops::Range;

use crate::answer::{Answer, Refusal, Served};
use crate::call::{Call, Protocol};
use crate::scenario::{Scenario, team};

/// What one call may see: the account and region that it was signed for.
pub(crate) struct View<'a> {
    scenario: &'a Scenario,
    call: &'a Call,
    endless: bool,
    polls: u64,
    asked_before: bool,
}

/// A part of a listing.
pub(crate) struct Page {
    pub(crate) items: Range<usize>,
    pub(crate) next: Option<String>,
}

const TOKEN: &str = "page-from-";

impl<'a> View<'a> {
    pub(crate) fn new(
        scenario: &'a Scenario,
        call: &'a Call,
        endless: bool,
        polls: u64,
        asked_before: bool,
    ) -> Self {
        Self {
            scenario,
            call,
            endless,
            polls,
            asked_before,
        }
    }

    pub(crate) fn scenario(&self) -> &'a Scenario {
        self.scenario
    }

    pub(crate) fn call(&self) -> &'a Call {
        self.call
    }

    pub(crate) fn account(&self) -> &'a str {
        self.call
            .account
            .as_deref()
            .unwrap_or(&self.scenario.account)
    }

    pub(crate) fn region(&self) -> &'a str {
        self.call.region.as_deref().unwrap_or("us-east-1")
    }

    /// Whether the same call was answered before.
    pub(crate) fn asked_before(&self) -> bool {
        self.asked_before
    }

    /// Whether the credential report is still being made.
    pub(crate) fn report_in_progress(&self) -> bool {
        self.polls <= self.scenario.report_polls
    }

    /// The numbers, of `total`, of the things in this call's region.
    pub(crate) fn here(&self, total: usize) -> Vec<usize> {
        self.scenario.dealt(total, self.region())
    }

    /// The part of a listing that was asked for. `token` and `limit` are the names of the parameters;
    /// `usual` and `most` are the service's page sizes, when nothing is asked for and at most.
    pub(crate) fn page(
        &self,
        total: usize,
        token: &str,
        limit: &str,
        usual: usize,
        most: usize,
    ) -> Result<Page, Refusal> {
        let size = self.call.number(limit).unwrap_or(usual);
        if size == 0 || size > most {
            return Err(self.invalid(&format!("{limit} must be between 1 and {most}")));
        }
        let size = size.min(self.scenario.page_size.unwrap_or(size)).max(1);
        if self.endless {
            return Ok(Page {
                items: 0..size.min(total),
                next: Some(format!("{TOKEN}again")),
            });
        }
        let start = match self.call.text(token) {
            "" => 0,
            text => text
                .strip_prefix(TOKEN)
                .and_then(|start| start.parse().ok())
                .ok_or_else(|| self.invalid(&format!("{token} is not valid")))?,
        };
        let end = total.min(start + size);
        let next = (end < total).then(|| format!("{TOKEN}{end}"));
        Ok(Page {
            items: start.min(end)..end,
            next,
        })
    }

    /// The part of a list that was asked for.
    pub(crate) fn page_of<T: Clone>(
        &self,
        all: &[T],
        token: &str,
        limit: &str,
        usual: usize,
        most: usize,
    ) -> Result<(Vec<T>, Option<String>), Refusal> {
        let page = self.page(all.len(), token, limit, usual, most)?;
        Ok((all.get(page.items).unwrap_or_default().to_vec(), page.next))
    }

    /// What a service says of parameters that it does not take.
    pub(crate) fn invalid(&self, message: &str) -> Refusal {
        match self.call.protocol() {
            Protocol::Query => Refusal::new(400, "ValidationError", message),
            Protocol::S3 => Refusal::new(400, "InvalidArgument", message),
            _ => Refusal::new(400, "ValidationException", message),
        }
    }

    pub(crate) fn not_implemented(&self) -> Served {
        Err(Refusal::not_implemented(self.call))
    }

    pub(crate) fn query(&self, result: &str) -> Served {
        Ok(Answer::query(self.call, result))
    }

    /// An ARN of this account in this call's region.
    pub(crate) fn arn(&self, service: &str, resource: &str) -> String {
        format!(
            "arn:aws:{service}:{}:{}:{resource}",
            self.region(),
            self.account()
        )
    }

    /// An ARN of IAM in this account.
    pub(crate) fn iam_arn(&self, resource: &str) -> String {
        format!("arn:aws:iam::{}:{resource}", self.account())
    }
}

/// The tags of a thing by its number.
pub(crate) fn tags(number: usize) -> Vec<(&'static str, String)> {
    if number % 4 == 3 {
        return Vec::new();
    }
    let stage = if number.is_multiple_of(3) {
        "production"
    } else {
        "staging"
    };
    vec![
        ("team", team(number).to_owned()),
        ("stage", stage.to_owned()),
    ]
}

/// The same as the JSON services write them.
pub(crate) fn json_tags(number: usize) -> serde_json::Value {
    tags(number)
        .iter()
        .map(|(key, value)| serde_json::json!({"Key": key, "Value": value}))
        .collect()
}

/// A JSON page with its token.
pub(crate) fn with_token(mut body: serde_json::Value, name: &str, next: Option<String>) -> Answer {
    if let (Some(next), Some(body)) = (next, body.as_object_mut()) {
        body.insert(name.to_owned(), next.into());
    }
    Answer::json(&body)
}
