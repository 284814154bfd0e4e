//! What every tracker can do.

use async_trait::async_trait;
use bartizan_finding::Severity;

use crate::doc::Doc;
use crate::fault::Fault;
use crate::marker::Marker;

/// A ticket of ours, as its tracker has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// What the tracker calls it in its addresses.
    pub id: String,
    /// What people call it: `#12`, `PAY-12`, `INC0010023`.
    pub name: String,
    /// The key that it is found by.
    pub key: String,
    /// Its marker; none when somebody removed it.
    pub marker: Option<Marker>,
    /// Whether anybody still has to do something about it.
    pub open: bool,
    /// Its text, where the marker is part of it; empty elsewhere.
    pub body: String,
}

/// What a ticket is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// One line.
    pub title: String,
    /// The text.
    pub doc: Doc,
    /// How bad it is.
    pub severity: Severity,
    /// What it is found by.
    pub marker: Marker,
}

/// Why a ticket is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The rule passes.
    Passed,
    /// The resource is no longer there.
    Gone,
    /// Somebody accepted it.
    Waived,
    /// The rule was switched off.
    SwitchedOff,
    /// Another ticket is about the same.
    Duplicate,
}

impl Why {
    /// Its name for programs and in lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Gone => "gone",
            Self::Waived => "waived",
            Self::SwitchedOff => "switched-off",
            Self::Duplicate => "duplicate",
        }
    }

    /// Whether the problem itself is solved.
    #[must_use]
    pub fn solved(self) -> bool {
        matches!(self, Self::Passed | Self::Gone)
    }
}

/// What is changed about a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is to say now; none leaves its words.
    pub draft: Option<Draft>,
    /// Its marker from now on.
    pub marker: Marker,
    /// Open it (`true`) or close it (`false`); none leaves it as it is.
    pub open: Option<bool>,
    /// Why, when it is closed.
    pub why: Option<Why>,
    /// What is said about it.
    pub comment: Option<Doc>,
}

/// A system that keeps tickets.
#[async_trait]
pub trait Tracker: Send + Sync {
    /// Its name in messages.
    fn name(&self) -> &'static str;

    /// How many tickets may be changed at once.
    fn at_once(&self) -> usize {
        4
    }

    /// Every ticket of ours, open or closed, the oldest first.
    async fn list(&self) -> Result<Vec<Ticket>, Fault>;

    /// The ticket with this key, if it was made a moment ago: asked after an answer to [`Tracker::create`] was lost.
    async fn find(&self, key: &str) -> Result<Option<Ticket>, Fault> {
        let tickets = self.list().await?;
        Ok(tickets.into_iter().find(|it| it.key == key))
    }

    /// Makes a ticket, with its marker in the same call, and gives its name.
    async fn create(&self, draft: &Draft) -> Result<String, Fault>;

    /// Changes a ticket. Where that takes several calls the comment comes first and the marker last, so that a
    /// change that broke off is made again and at worst said twice.
    async fn change(&self, ticket: &Ticket, change: &Change) -> Result<(), Fault>;
}
