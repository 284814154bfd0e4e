//! What has to happen so that tickets say what the audit says: pure, so that a dry run shows all of it.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_finding::{Audit, Severity};

use crate::fault::Fault;
use crate::item::{Group, Item, Items, State, survey};
use crate::marker::{Marker, Note};
use crate::scope::Sight;
use crate::tracker::{Change, Draft, Ticket, Tracker, Why};
use crate::words;

/// What is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// Nothing below this gets a ticket, or one that is opened again; what has one is kept.
    pub floor: Severity,
    /// Whether a waiver closes a ticket, or is only told in it.
    pub close_waived: bool,
    /// Whether a ticket is opened again that a person closed although it fails.
    pub reopen_closed_by_people: bool,
    /// The most tickets that one run makes.
    pub most_new: usize,
}

/// What happens to a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is made.
    Create,
    /// It is opened again.
    Reopen,
    /// It says something else.
    Update,
    /// Something is said in it.
    Comment,
    /// It is closed.
    Close,
}

impl Action {
    /// Its name in lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Reopen => "reopen",
            Self::Update => "update",
            Self::Comment => "comment",
            Self::Close => "close",
        }
    }
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What happens.
    pub action: Action,
    /// The ticket's name; none when it is made.
    pub ticket: Option<String>,
    /// What it is about, for a person.
    pub about: String,
    /// Why, when it is closed.
    pub why: Option<Why>,
    pub(crate) work: Work,
}

/// What a tracker is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Work {
    Create(Draft),
    Change(Box<(Ticket, Change)>),
}

/// What is to be done, and what is not.
#[derive(Debug, Default)]
pub struct Plan {
    /// The steps, by action, then in the order of keys.
    pub steps: Vec<Step>,
    /// How many tickets say already what they should.
    pub unchanged: usize,
    /// Open tickets about what this audit did not look at, by name.
    pub elsewhere: Vec<String>,
}

/// Reads the tickets that there are, goes through the findings, and plans.
///
/// # Errors
/// When the tracker or the findings cannot be read, or as [`plan`].
pub async fn prepare(
    tracker: &dyn Tracker,
    audit: &Audit,
    group: Group,
    policy: &Policy,
) -> Result<Plan, Fault> {
    let tickets = tracker.list().await?;
    let known: BTreeSet<String> = tickets.iter().map(|it| it.key.clone()).collect();
    let items = survey(audit, group, policy.floor, &known)?;
    plan(tickets, &items, policy)
}

/// Holds tickets, the oldest first, against what an audit found.
///
/// # Errors
/// When more tickets would be made than [`Policy::most_new`].
pub fn plan(tickets: Vec<Ticket>, items: &Items, policy: &Policy) -> Result<Plan, Fault> {
    let mut plan = Plan::default();
    let tickets = one_a_key(tickets, &mut plan);
    let wanted = |item: &&Item| {
        item.state() == State::Failing
            && item.severity >= policy.floor
            && !tickets.contains_key(&item.key)
    };
    // Counted before anything is written out: a million drafts do not fit in memory.
    let new = items.list.values().filter(wanted).count() + items.beyond;
    if new > policy.most_new {
        return Err(Fault::TooMany {
            new,
            most: policy.most_new,
        });
    }
    for item in items.list.values().filter(wanted) {
        let draft = draft(items, item);
        plan.steps.push(Step {
            action: Action::Create,
            ticket: None,
            about: words::about(draft.severity, &draft.title),
            why: None,
            work: Work::Create(draft),
        });
    }
    for (key, ticket) in tickets {
        let step = match items.list.get(&key) {
            Some(item) => of_item(&ticket, item, items, policy),
            None => of_nothing(&ticket, items),
        };
        match step {
            Verdict::Do(step) => plan.steps.push(*step),
            Verdict::Leave => plan.unchanged += 1,
            Verdict::Elsewhere if ticket.open => plan.elsewhere.push(ticket.name),
            Verdict::Elsewhere => plan.unchanged += 1,
        }
    }
    plan.steps.sort_by_key(|step| step.action);
    Ok(plan)
}

enum Verdict {
    Do(Box<Step>),
    Leave,
    Elsewhere,
}

/// The ticket that counts for each key: an open one before a closed one, then the oldest. Other open ones are closed,
/// for two runs at the same time, or a search index that lags, may have made them.
fn one_a_key(tickets: Vec<Ticket>, plan: &mut Plan) -> BTreeMap<String, Ticket> {
    let mut kept: BTreeMap<String, Ticket> = BTreeMap::new();
    let mut doubles = Vec::new();
    for ticket in tickets {
        match kept.get_mut(&ticket.key) {
            None => drop(kept.insert(ticket.key.clone(), ticket)),
            // Pages are cut anew for each request: when a ticket came in before it, one is on two of them.
            Some(first) if first.id == ticket.id => {}
            Some(first) if ticket.open && !first.open => *first = ticket,
            Some(_) if ticket.open => doubles.push(ticket),
            Some(_) => {}
        }
    }
    for ticket in doubles {
        let first = kept.get(&ticket.key).map(|it| it.name.clone());
        plan.steps
            .push(close(&ticket, Why::Duplicate, None, first.as_deref()));
    }
    kept
}

fn of_item(ticket: &Ticket, item: &Item, items: &Items, policy: &Policy) -> Verdict {
    // A ticket about several regions is not rewritten by an audit of some of them.
    if ticket
        .marker
        .as_ref()
        .is_some_and(|it| !items.scope.covers(it))
    {
        return Verdict::Elsewhere;
    }
    let hidden = ticket
        .marker
        .as_ref()
        .is_some_and(|it| items.scope.hides(it));
    match (item.state(), ticket.open) {
        (State::Failing, true) => failing(ticket, item, items),
        (State::Failing, false) => {
            let by_us = ticket
                .marker
                .as_ref()
                .is_some_and(|it| it.note == Some(Note::Closed));
            if item.severity < policy.floor || !(by_us || policy.reopen_closed_by_people) {
                return Verdict::Leave;
            }
            let draft = draft(items, item);
            let change = Change {
                marker: draft.marker.clone(),
                draft: Some(draft),
                open: Some(true),
                why: None,
                comment: Some(words::reopened()),
            };
            step(Action::Reopen, ticket, change)
        }
        (_, false) => Verdict::Leave,
        (State::Unknown, true) => unknown(ticket, Some(item)),
        (State::Waived | State::Passed, true) if hidden => unknown(ticket, Some(item)),
        (State::Passed, true) => {
            Verdict::Do(Box::new(close(ticket, Why::Passed, Some(item), None)))
        }
        (State::Waived, true) if policy.close_waived => {
            Verdict::Do(Box::new(close(ticket, Why::Waived, Some(item), None)))
        }
        (State::Waived, true) => note(ticket, Note::Waived, words::waived(item)),
    }
}

fn failing(ticket: &Ticket, item: &Item, items: &Items) -> Verdict {
    let draft = draft(items, item);
    // The marker holds the digest of what is said, and no note when nothing else was said since.
    if ticket.marker.as_ref() == Some(&draft.marker) {
        return Verdict::Leave;
    }
    let change = Change {
        marker: draft.marker.clone(),
        draft: Some(draft),
        open: None,
        why: None,
        comment: None,
    };
    step(Action::Update, ticket, change)
}

/// What becomes of a ticket that no finding is about.
fn of_nothing(ticket: &Ticket, items: &Items) -> Verdict {
    if !ticket.open {
        return Verdict::Leave;
    }
    let Some(marker) = &ticket.marker else {
        // Somebody removed the marker: nobody knows any more where one would have to look.
        return Verdict::Elsewhere;
    };
    match items.scope.sight(marker) {
        Sight::Gone => Verdict::Do(Box::new(close(ticket, Why::Gone, None, None))),
        Sight::SwitchedOff => Verdict::Do(Box::new(close(ticket, Why::SwitchedOff, None, None))),
        Sight::Hidden => unknown(ticket, None),
        Sight::Elsewhere => Verdict::Elsewhere,
    }
}

fn unknown(ticket: &Ticket, item: Option<&Item>) -> Verdict {
    note(ticket, Note::Unknown, words::unknown(item))
}

/// Says something in an open ticket, once.
fn note(ticket: &Ticket, note: Note, comment: crate::doc::Doc) -> Verdict {
    let marker = marker_of(ticket);
    if marker.note == Some(note) {
        return Verdict::Leave;
    }
    let change = Change {
        draft: None,
        marker: Marker {
            note: Some(note),
            ..marker
        },
        open: None,
        why: None,
        comment: Some(comment),
    };
    step(Action::Comment, ticket, change)
}

fn close(ticket: &Ticket, why: Why, item: Option<&Item>, first: Option<&str>) -> Step {
    let change = Change {
        draft: None,
        marker: Marker {
            note: Some(Note::Closed),
            ..marker_of(ticket)
        },
        open: Some(false),
        why: Some(why),
        comment: Some(words::closed(why, item, first)),
    };
    make(Action::Close, ticket, change)
}

/// The marker of a ticket; when somebody removed it, as much of it as is known.
fn marker_of(ticket: &Ticket) -> Marker {
    ticket.marker.clone().unwrap_or_else(|| Marker {
        key: ticket.key.clone(),
        digest: String::new(),
        rule: String::new(),
        account: String::new(),
        regions: Vec::new(),
        kind: String::new(),
        note: None,
    })
}

fn step(action: Action, ticket: &Ticket, change: Change) -> Verdict {
    Verdict::Do(Box::new(make(action, ticket, change)))
}

fn make(action: Action, ticket: &Ticket, change: Change) -> Step {
    let about = match (&change.draft, &ticket.marker) {
        (Some(draft), _) => words::about(draft.severity, &draft.title),
        (None, Some(marker)) => marker.about(),
        (None, None) => String::new(),
    };
    Step {
        action,
        ticket: Some(ticket.name.clone()),
        about,
        why: change.why,
        work: Work::Change(Box::new((ticket.clone(), change))),
    }
}

fn draft(items: &Items, item: &Item) -> Draft {
    words::draft(item, items.rules.get(&item.rule))
}
