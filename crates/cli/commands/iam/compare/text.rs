//! The answer for a person: what is proven first, then the request that shows the opposite.

use std::io::{self, Write};

use bartizan_report::plain;

use super::wire::{Compared, Direction, Found, Reason, Request};
use crate::commands::iam::lines::{list, wrapped};

pub(super) fn write(said: &Compared, out: &mut dyn Write) -> io::Result<()> {
    let Some(less) = &said.less else {
        return granted(said, out);
    };
    let (old, new) = (said.old.join(", "), said.new.join(", "));
    let first = match (said.more.answer, less.answer) {
        (Found::None, Found::None) => format!("Equal: {new} and {old} allow the same"),
        (Found::None, _) => format!("Within: {new} allows nothing that {old} does not"),
        (Found::Some, _) => format!("More: {new} allows what {old} does not"),
        (Found::Unknown, _) => format!(
            "Unknown: whether {new} allows what {old} does not ({})",
            reason(&said.more)
        ),
    };
    wrapped(out, "", &first)?;
    if let Some(it) = &said.more.request {
        request(it, &old, out)?;
    }
    let second = match (said.more.answer, less.answer) {
        (Found::None, Found::None) => return Ok(()),
        (_, Found::None) => format!("{new} still allows all that {old} does"),
        (_, Found::Some) => format!("Less: {new} no longer allows what {old} does"),
        (_, Found::Unknown) => format!(
            "Unknown: whether {new} still allows all that {old} does ({})",
            reason(less)
        ),
    };
    writeln!(out)?;
    wrapped(out, "", &second)?;
    match &less.request {
        Some(it) => request(it, &new, out),
        None => Ok(()),
    }
}

/// The answer to what must not be granted.
fn granted(said: &Compared, out: &mut dyn Write) -> io::Result<()> {
    let line = match said.more.answer {
        Found::None => "Not granted: no request for this is allowed".to_owned(),
        Found::Some => "Granted: a request for this is allowed".to_owned(),
        Found::Unknown => format!("Unknown: {}", reason(&said.more)),
    };
    wrapped(out, "", &line)?;
    if let Some(it) = &said.more.request {
        request(it, "", out)?;
    }
    Ok(())
}

fn reason(direction: &Direction) -> &str {
    direction.reason.as_deref().unwrap_or_default()
}

/// A request, and why one side allows it and the other does not. `other` names that side, if there is one.
fn request(it: &Request, other: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)?;
    for (what, text) in lines(it) {
        writeln!(out, "  {what:<9}  {}", plain(&text))?;
    }
    writeln!(out)?;
    let (allowing, others): (Vec<&Reason>, Vec<&Reason>) =
        it.because.iter().partition(|it| it.allowing_side);
    let all = allowing.iter().chain(&others);
    let mut reasons: Vec<String> = all.map(|it| because(it)).collect();
    let mut others = others.iter();
    if !other.is_empty() && !others.any(|it| it.effect == "deny") {
        reasons.push(format!("{other} has no Allow for it"));
    }
    list(out, reasons.into_iter())
}

/// The request, line by line.
fn lines(it: &Request) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    if let Some(principal) = &it.principal {
        let own = match it.own_policies {
            Some("allow") => ", whose own policies allow it",
            Some("nothing") => ", whose own policies do not allow it",
            _ => "",
        };
        let bounded = if it.bounded {
            ", with a permissions boundary"
        } else {
            ""
        };
        lines.push(("principal", format!("{principal}{own}{bounded}")));
    }
    let unknown = if it.known_action {
        ""
    } else {
        " (aws has none of this name, and may add one)"
    };
    lines.push(("action", format!("{}{unknown}", it.action)));
    let strange = if it.known_action && !it.known_resource {
        " (not of a kind that the action is for)"
    } else {
        ""
    };
    lines.push(("resource", format!("{}{strange}", it.resource)));
    for (key, values) in &it.context {
        lines.push(("with", format!("{key} = {}", values.join(", "))));
    }
    for key in &it.absent {
        lines.push(("without", key.clone()));
    }
    lines
}

fn because(it: &Reason) -> String {
    let effect = match (it.effect, it.allowing_side) {
        ("deny", _) => "denies",
        (_, true) => "allows",
        (_, false) => "would allow",
    };
    let place = match (it.line, it.column) {
        (Some(line), Some(column)) => format!("{}:{line}:{column}", it.file),
        _ => it.file.clone(),
    };
    let sid = it.sid.as_ref().map(|sid| format!(" `{sid}`"));
    format!(
        "{effect}: {place}, statement {}{}",
        it.statement,
        sid.unwrap_or_default()
    )
}
