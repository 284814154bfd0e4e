//! The answer for a person: what is proven, what is missing, and the change of each statement.

use std::io::{self, Write};

use bartizan_iam::Statement;
use bartizan_report::plain;

use super::wire::{Answer, Changed, How, Row, Said, Stands};
use crate::commands::iam::lines::{section, wrapped};
use crate::output::width;

/// How many actions or resources of a change are named; AWS's own policies have a thousand.
const SHOWN: usize = 20;

pub(super) fn write(said: &Said, out: &mut dyn Write) -> io::Result<()> {
    let after: usize = said.policies.iter().map(|it| it.statement.len()).sum();
    let sizes: Vec<String> = said.sizes.iter().map(ToString::to_string).collect();
    let first = format!(
        "{}: {} become {} in {}{}",
        said.principal,
        many(said.changes.len(), "statement", "statements"),
        after,
        many(said.policies.len(), "policy", "policies"),
        match sizes.is_empty() {
            true => String::new(),
            false => format!(" ({} characters)", sizes.join(" + ")),
        }
    );
    wrapped(out, "", &first)?;
    section(out, "Proof", proof(said).into_iter())?;
    let standing = |wanted: &[Stands]| -> Vec<String> {
        let rows = said.used.iter().filter(|it| wanted.contains(&it.standing));
        rows.map(row).collect()
    };
    let refused = standing(&[Stands::NotAllowed, Stands::Denied]);
    section(
        out,
        "Used, and not allowed by these policies",
        refused.into_iter(),
    )?;
    let unproven = standing(&[Stands::Unproven]);
    section(
        out,
        "Used, and perhaps not allowed any more",
        unproven.into_iter(),
    )?;
    section(out, "Mind", notes(said).into_iter())?;
    writeln!(out, "\nChanges")?;
    said.changes.iter().try_for_each(|it| change(it, out))
}

fn many(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

fn proof(said: &Said) -> Vec<String> {
    let count = |wanted: Stands| said.used.iter().filter(|it| it.standing == wanted).count();
    let stands: Vec<String> = [
        (Stands::Allowed, "allowed"),
        (Stands::Depends, "allowed under the same conditions"),
        (Stands::Somewhere, "allowed on the same resources"),
    ]
    .into_iter()
    .filter(|(wanted, _)| count(*wanted) > 0)
    .map(|(wanted, words)| format!("{} {words}", count(wanted)))
    .collect();
    let told = |answer: &Answer, words: &str| match &answer.reason {
        None => words.to_owned(),
        Some(reason) => format!("not proven: {words} ({reason})"),
    };
    let covers = match stands.is_empty() {
        true => "nothing that was used was allowed".to_owned(),
        false => format!("what was used is allowed as before: {}", stands.join(", ")),
    };
    vec![
        told(&said.proof.within, "nothing is allowed that was not before"),
        told(&said.proof.covers, &covers),
    ]
}

fn row(it: &Row) -> String {
    let on = it
        .resource
        .as_ref()
        .map_or_else(String::new, |on| format!(" on {on}"));
    let why = match it.standing {
        Stands::Denied => ": a Deny refuses it",
        _ => "",
    };
    format!("{}{on}{}{why}", it.action, often(it.times))
}

fn often(times: u64) -> String {
    match times {
        1 => String::new(),
        times => format!(" ({times} times)"),
    }
}

fn notes(said: &Said) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(
        said.unread
            .iter()
            .map(|it| format!("not read, so not replaced: {it}")),
    );
    for group in &said.groups {
        notes.push(format!(
            "policies of group {group} are among the old ones: the new take their place once the user leaves it"
        ));
    }
    for (event, times) in &said.unmapped {
        notes.push(format!(
            "not known which action this needs: {event}{}",
            often(*times)
        ));
    }
    if said.refused > 0 {
        notes.push(format!(
            "left out: {}",
            many(
                count(said.refused),
                "event that aws refused",
                "events that aws refused"
            )
        ));
    }
    if said.others > 0 {
        notes.push(format!(
            "left out: {}",
            many(
                count(said.others),
                "event of somebody else",
                "events of somebody else"
            )
        ));
    }
    if said.by_record {
        notes.push("iam's record knows no resources and does not track every action: what it does not track is kept where its service was used, and iam:PassRole always".to_owned());
    }
    if said.is_too_large() {
        notes.push("a policy is larger than a managed policy may be (6,144 characters)".to_owned());
    } else if said.policies.len() > 1 {
        notes.push(
            "one policy would be larger than a managed policy may be (6,144 characters)".to_owned(),
        );
    }
    notes
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn change(it: &Changed, out: &mut dyn Write) -> io::Result<()> {
    let (mark, words) = match it.change {
        How::Kept => ("  = ", "kept"),
        How::Narrowed => ("  ~ ", "narrowed"),
        How::Dropped => ("  - ", "not needed"),
    };
    let sid = it
        .before
        .sid
        .as_ref()
        .map_or_else(String::new, |sid| format!(" `{sid}`"));
    wrapped(
        out,
        mark,
        &format!("{}, statement {}{sid}: {words}", it.policy, it.statement),
    )?;
    let Some(after) = it.after.as_ref().filter(|_| it.change == How::Narrowed) else {
        return Ok(());
    };
    differs(out, "Action", &actions(&it.before), &actions(after))?;
    differs(out, "Resource", &it.before.resource, &after.resource)
}

/// The actions, or that all but some are meant.
fn actions(statement: &Statement) -> Vec<String> {
    let but = statement
        .not_action
        .iter()
        .map(|it| format!("all but {it}"));
    statement.action.iter().cloned().chain(but).collect()
}

/// Only what differs: what went, and what came for it.
fn differs(out: &mut dyn Write, name: &str, before: &[String], after: &[String]) -> io::Result<()> {
    let without = |all: &[String], other: &[String]| -> Vec<String> {
        all.iter()
            .filter(|it| !other.contains(it))
            .cloned()
            .collect()
    };
    let (gone, come) = (without(before, after), without(after, before));
    for (mark, list) in [("-", gone), ("+", come)] {
        if !list.is_empty() {
            let shown: Vec<String> = list.iter().take(SHOWN).cloned().collect();
            let more = match list.len().saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!(", … and {more} more"),
            };
            let shown = format!("{}{more}", shown.join(", "));
            listed(out, &format!("      {mark} {name:<9}"), &shown)?;
        }
    }
    Ok(())
}

/// A list below its name, on as many lines as it takes.
fn listed(out: &mut dyn Write, name: &str, list: &str) -> io::Result<()> {
    let below = " ".repeat(name.len());
    let options = textwrap::Options::new(width())
        .initial_indent(name)
        .subsequent_indent(&below)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace);
    for line in textwrap::wrap(&plain(list), options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
