//! What tickets and comments say.

use bartizan_finding::{RuleProse, Severity, shorten};

use crate::doc::{Block, Doc, Span};
use crate::item::{Group, Item, Row, digest};
use crate::marker::Marker;
use crate::tracker::{Draft, Why};

/// The longest title that every tracker takes, in characters: ServiceNow's `short_description` holds 160.
const TITLE: usize = 150;

/// What a ticket about an item says.
pub(crate) fn draft(item: &Item, prose: Option<&RuleProse>) -> Draft {
    let title = title(item, prose);
    let doc = body(item, prose);
    let said = serde_json::to_string(&doc).unwrap_or_default();
    let marker = Marker {
        key: item.key.clone(),
        digest: digest(&[&title, &said, item.severity.name()], 8),
        rule: item.rule.clone(),
        account: item.account.clone(),
        regions: item.regions.iter().cloned().collect(),
        kind: item.kind.clone(),
        note: None,
    };
    Draft {
        title,
        doc,
        severity: item.severity,
        marker,
    }
}

fn title(item: &Item, prose: Option<&RuleProse>) -> String {
    let problem = prose.map_or(item.rule.as_str(), |it| it.title.as_str());
    let whole = match (item.group, item.rows.first()) {
        (Group::Finding, Some(row)) => format!("{problem}: {}", row.resource.name),
        _ => format!("{problem} (account {})", item.account),
    };
    let whole = bartizan_finding::plain(&whole);
    if whole.chars().count() <= TITLE {
        return whole.into_owned();
    }
    let head: String = whole.chars().take(TITLE - 1).collect();
    format!("{head}…")
}

fn body(item: &Item, prose: Option<&RuleProse>) -> Doc {
    let mut doc = Doc::default();
    match (item.group, item.rows.as_slice()) {
        (Group::Finding, [row]) => finding(&mut doc, row),
        (_, rows) => group(&mut doc, item, rows),
    }
    doc.0.push(Block::List(facts(item)));
    if let Some(prose) = prose {
        doc.heading("Why it matters");
        doc.prose(&prose.why);
        doc.heading("How to fix it");
        doc.prose(&prose.remediation);
        if !prose.references.is_empty() {
            doc.heading("Read more");
            let links = prose.references.iter().map(|it| vec![Span::link(it)]);
            doc.0.push(Block::List(links.collect()));
        }
    }
    doc.0.push(Block::Text(vec![Span::text(
        "Bartizan keeps this ticket: it closes it when an audit sees that the problem is gone, and opens it again \
         when it returns. To accept the problem for a time, add a waiver to bartizan.toml.",
    )]));
    doc
}

fn finding(doc: &mut Doc, row: &Row) {
    match row.messages.as_slice() {
        [] => doc.0.push(Block::Text(vec![
            Span::code(&row.resource.name),
            Span::text(" fails"),
        ])),
        [message] => doc
            .0
            .push(Block::Text(sentence(&row.resource.name, message))),
        messages => {
            let messages = messages.iter().map(|it| sentence(&row.resource.name, it));
            doc.0.push(Block::List(messages.collect()));
        }
    }
    if row.resource.id != row.resource.name {
        doc.0.push(Block::Text(vec![Span::code(&row.resource.id)]));
    }
}

fn sentence(name: &str, message: &str) -> Vec<Span> {
    vec![Span::code(name), Span::text(" "), Span::text(message)]
}

fn group(doc: &mut Doc, item: &Item, rows: &[Row]) {
    let count = match item.failing {
        1 => "1 resource fails:".to_owned(),
        many => format!("{many} resources fail:"),
    };
    doc.0.push(Block::Text(vec![Span::text(&count)]));
    let mut list: Vec<_> = rows
        .iter()
        .map(|row| {
            let mut spans = sentence(&row.resource.name, &row.messages.join("; "));
            if row.resource.id != row.resource.name {
                spans.extend([Span::text(" "), Span::code(&row.resource.id)]);
            }
            spans
        })
        .collect();
    let more = item.failing.saturating_sub(rows.len() as u64);
    if more > 0 {
        list.push(vec![Span::text(&format!("and {more} more"))]);
    }
    doc.0.push(Block::List(list));
    for (count, what) in [
        (item.unknown, "could not be concluded"),
        (item.waived, "failed and were accepted by waivers"),
    ] {
        if count > 0 {
            doc.0.push(Block::Text(vec![Span::text(&format!(
                "{count} more {what}."
            ))]));
        }
    }
}

fn facts(item: &Item) -> Vec<Vec<Span>> {
    let mut facts = vec![
        vec![Span::text("Severity: "), Span::text(item.severity.name())],
        vec![Span::text("Rule: "), Span::code(&item.rule)],
        vec![Span::text("Account: "), Span::code(&item.account)],
    ];
    let regions: Vec<&str> = item.regions.iter().map(String::as_str).collect();
    if !regions.is_empty() {
        facts.push(vec![
            Span::text("Region: "),
            Span::code(&regions.join(", ")),
        ]);
    }
    if let (Group::Finding, Some(row)) = (item.group, item.rows.first()) {
        facts.push(vec![Span::text("Type: "), Span::code(&row.resource.kind)]);
        if !row.resource.tags.is_empty() {
            let tags = row.resource.tags.iter().take(20);
            let tags: Vec<_> = tags
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            facts.push(vec![Span::text("Tags: "), Span::code(&tags.join(", "))]);
        }
    }
    facts
}

/// What is said when it can no longer be concluded whether something fails.
pub(crate) fn unknown(item: Option<&Item>) -> Doc {
    let unread = item.map(|it| &it.unread);
    let unread: Vec<&str> = unread.into_iter().flatten().map(String::as_str).collect();
    let mut spans = vec![Span::text(
        "The last audit could not conclude whether this still fails, so the ticket stays open.",
    )];
    if !unread.is_empty() {
        spans.extend([
            Span::text(" What could not be read: "),
            Span::code(&unread.join(", ")),
        ]);
    }
    Doc::paragraph(spans)
}

/// What is said when a waiver accepts something.
pub(crate) fn waived(item: &Item) -> Doc {
    let Some(it) = &item.accepted else {
        return Doc::paragraph(vec![Span::text("Accepted by a waiver.")]);
    };
    Doc::paragraph(vec![
        Span::text(&format!("Accepted by a waiver until {}: ", it.until)),
        Span::text(&it.reason),
    ])
}

/// What is said when a ticket is closed.
pub(crate) fn closed(why: Why, item: Option<&Item>, first: Option<&str>) -> Doc {
    let text = match why {
        Why::Passed => "The last audit looked, and it no longer fails.".to_owned(),
        Why::Gone => "The last audit looked, and the resource is no longer there.".to_owned(),
        Why::SwitchedOff => "The rule is switched off in bartizan.toml.".to_owned(),
        Why::Duplicate => format!(
            "{} is about the same and is kept.",
            first.unwrap_or("another ticket")
        ),
        Why::Waived => return item.map(waived).unwrap_or_default(),
    };
    Doc::paragraph(vec![Span::text(&text)])
}

/// What is said when a ticket is opened again.
pub(crate) fn reopened() -> Doc {
    Doc::paragraph(vec![Span::text(
        "The last audit sees that this fails. To accept it for a time, add a waiver to bartizan.toml.",
    )])
}

/// What is said when the severity of an open ticket changed.
pub(crate) fn about(severity: Severity, title: &str) -> String {
    format!("{:<8}  {}", severity.name(), shorten(title, TITLE))
}
