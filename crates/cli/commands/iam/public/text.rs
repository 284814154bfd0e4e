//! The answer for a person: what is open first, then what is not known, then how much is closed.

use std::io::{self, Write};

use super::wire::{Answer, Example, Exposed, Looked, Wide};
use crate::commands::iam::lines::{list, wrapped};
use crate::details::count;

pub(super) fn write(said: &Exposed, out: &mut dyn Write) -> io::Result<()> {
    let of = |answer| said.policies.iter().filter(move |it| it.answer == answer);
    for looked in of(Answer::Open) {
        wrapped(out, "", &format!("Open: {}", name(looked)))?;
        for opening in &looked.openings {
            wide(opening, out)?;
        }
        if let Some(reason) = &looked.reason {
            wrapped(out, "  ", &format!("There may be more: {reason}"))?;
        }
        writeln!(out)?;
    }
    let unknown: Vec<String> = of(Answer::Unknown)
        .map(|it| {
            let reason = it.reason.as_deref().unwrap_or_default();
            format!("{}: {reason}", name(it))
        })
        .collect();
    if !unknown.is_empty() {
        writeln!(out, "Unknown: {}", count(unknown.len(), "answer"))?;
        list(out, unknown.into_iter())?;
        writeln!(out)?;
    }
    let closed = of(Answer::Closed).count();
    let words = match closed {
        0 => None,
        1 => Some("1 policy lets".to_owned()),
        more => Some(format!("{more} policies let")),
    };
    if let Some(words) = words {
        writeln!(
            out,
            "Closed: {words} nobody in from outside, which is proven"
        )?;
    }
    wrapped(out, "", &format!("Trusted: {}", trusted(said)))
}

fn name(looked: &Looked) -> String {
    match (&looked.resource, &looked.file, &looked.account) {
        (Some(resource), _, _) => format!("{resource}, {}", looked.kind),
        (None, Some(file), _) => file.clone(),
        (None, None, account) => {
            let account = account.as_deref().unwrap_or_default();
            format!("{} of account {account}", looked.kind)
        }
    }
}

fn wide(it: &Wide, out: &mut dyn Write) -> io::Result<()> {
    let who: Vec<&str> = it.who.iter().map(|it| &*it.words).collect();
    let except = match it.except.as_slice() {
        [] => String::new(),
        all => format!(" but {}", all.join(", ")),
    };
    let from = match it.from.as_slice() {
        [] => "from anywhere".to_owned(),
        all => all.join(" and "),
    };
    let what = patterns(&it.actions, &it.not_actions);
    let on = match it.resources.as_slice() {
        [] => "it".to_owned(),
        lists => patterns(lists, &it.not_resources),
    };
    let line = format!("{}{except}, {from}: {what} on {on}", who.join(", "));
    wrapped(out, "  - ", &line)?;
    for condition in &it.elsewhere {
        wrapped(out, "      if ", condition)?;
    }
    let sid = it.sid.as_ref().map(|sid| format!(" `{sid}`"));
    let at = it.at.map(|(line, column)| format!(" at {line}:{column}"));
    let by = format!(
        "by statement {}{}{}",
        it.statement,
        sid.unwrap_or_default(),
        at.unwrap_or_default()
    );
    wrapped(out, "      ", &by)?;
    wrapped(out, "      such as ", &example(&it.example))
}

/// Patterns of which one of each list has to match, and those that must not.
fn patterns(lists: &[Vec<String>], not: &[String]) -> String {
    let lists: Vec<String> = lists.iter().map(|it| it.join(", ")).collect();
    let lists = match lists.as_slice() {
        [] => "*".to_owned(),
        all => all.join(" and at once "),
    };
    match not {
        [] => lists,
        not => format!("{lists} but {}", not.join(", ")),
    }
}

fn example(it: &Example) -> String {
    let who = match &*it.principal {
        "*" => "a request without a signature",
        other => other,
    };
    let mut line = format!("{who}: {} on {}", it.action, it.resource);
    for (key, values) in &it.context {
        line += &format!(", {key} = {}", values.join(", "));
    }
    for key in &it.absent {
        line += &format!(", no {key}");
    }
    line
}

fn trusted(said: &Exposed) -> String {
    let it = &said.trusted;
    let mut parts = Vec::new();
    for (what, names) in [
        ("account", &it.accounts),
        ("organization", &it.organizations),
        ("network", &it.networks),
        ("vpc", &it.vpcs),
        ("endpoint", &it.endpoints),
        ("provider", &it.providers),
    ] {
        match names.as_slice() {
            [] => {}
            names if names.len() > 5 => parts.push(count(names.len(), what)),
            names => parts.extend(names.iter().map(|name| format!("{what} {name}"))),
        }
    }
    if it.services {
        parts.push("aws services".to_owned());
    }
    match parts.as_slice() {
        [] => "nobody".to_owned(),
        parts => parts.join(", "),
    }
}
