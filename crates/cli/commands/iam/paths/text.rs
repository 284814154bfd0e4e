//! The answer for a person: how many, who, how, and where to cut.

use std::io::{self, Write};

use bartizan_iam::paths::Strength;

use super::super::lines::{section, wrapped};
use super::wire::{Allowed, By, Cut, From, Stands, Taken, Told};

/// How many ways of one step are told in full; the others by name.
const IN_FULL: usize = 1;

/// How many administrators are named.
const NAMED: usize = 10;

pub(super) fn write(told: &Told, limit: usize, out: &mut dyn Write) -> io::Result<()> {
    let short = Short::new(told);
    summary(told, &short, out)?;
    for from in told.paths.iter().take(limit) {
        paths(told, from, &short, out)?;
    }
    match told.paths.len().saturating_sub(limit) {
        0 => {}
        more => writeln!(
            out,
            "\n… and {more} more principals; --limit shows more of them"
        )?,
    }
    let cuts = told.chokepoints.iter().map(|cut| chokepoint(cut, &short));
    section(out, "Where to cut", cuts)?;
    section(out, "Could not be listed", told.hidden.iter().cloned())?;
    section(out, "Taken for granted", told.assumed.iter().cloned())
}

fn summary(told: &Told, short: &Short, out: &mut dyn Write) -> io::Result<()> {
    let goal = match told.to.as_str() {
        "admin" => "an administrator".to_owned(),
        other => short.name(other),
    };
    let how_many = |strength: Strength| {
        let name = strength.name();
        told.paths.iter().filter(|it| it.strength == name).count()
    };
    let all = told.paths.len() + told.without;
    let mut counts = Vec::new();
    for (strength, words) in [
        (Strength::Certain, "for certain"),
        (Strength::Conditional, "under conditions"),
        (
            Strength::Existing,
            "if something is there that snapshots do not show",
        ),
        (Strength::Unknown, "as far as is known"),
    ] {
        match how_many(strength) {
            0 => {}
            count => counts.push(format!("{count} {words}")),
        }
    }
    let counts = match counts.is_empty() {
        true => String::new(),
        false => format!(": {}", counts.join(", ")),
    };
    let have = match told.paths.len() {
        0 => "None".to_owned(),
        count => count.to_string(),
    };
    let line = format!("{have} of {all} principals can get to {goal}{counts}");
    wrapped(out, "", &line)?;
    if told.administrators.is_empty() {
        return Ok(());
    }
    let named = told.administrators.iter().take(NAMED);
    let named: Vec<String> = named
        .map(|it| match it.strength {
            "certain" => short.name(&it.principal),
            strength => format!("{} ({strength})", short.name(&it.principal)),
        })
        .collect();
    let more = told.administrators.len().saturating_sub(NAMED);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let count = told.administrators.len();
    let line = format!(
        "Administrators as they are ({count}): {}{more}",
        named.join(", ")
    );
    wrapped(out, "", &line)
}

fn paths(told: &Told, from: &From, short: &Short, out: &mut dyn Write) -> io::Result<()> {
    let steps = |route: &[usize]| -> Vec<&Taken> {
        let all = route.iter();
        all.filter_map(|step| told.steps.get(*step)).collect()
    };
    let Some((first, others)) = from.routes.split_first() else {
        return Ok(());
    };
    let first = steps(first);
    writeln!(out)?;
    let count = match first.len() {
        1 => "1 step".to_owned(),
        count => format!("{count} steps"),
    };
    wrapped(
        out,
        "",
        &format!(
            "{}  {}, {count}",
            short.name(&from.principal),
            from.strength
        ),
    )?;
    for (number, step) in first.iter().enumerate() {
        taken(number + 1, step, short, out)?;
    }
    for route in others {
        let names: Vec<String> = steps(route).iter().map(|it| short.name(&it.to)).collect();
        wrapped(out, "  or through ", &names.join(", then "))?;
    }
    match from.more {
        0 => Ok(()),
        more => writeln!(out, "  … and {more} more paths of that length"),
    }
}

fn taken(number: usize, step: &Taken, short: &Short, out: &mut dyn Write) -> io::Result<()> {
    wrapped(out, &format!("  {number}. "), &short.name(&step.to))?;
    for by in step.means.iter().take(IN_FULL) {
        means(by, short, out)?;
    }
    let others: Vec<String> = step
        .means
        .iter()
        .skip(IN_FULL)
        .map(|by| match &by.through {
            Some(through) => format!("{} through {}", by.technique, short.name(through)),
            None => by.technique.clone(),
        })
        .collect();
    if !others.is_empty() {
        let more = match step.more {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        wrapped(out, "     or by ", &format!("{}{more}", others.join(", ")))?;
    }
    Ok(())
}

fn means(by: &By, short: &Short, out: &mut dyn Write) -> io::Result<()> {
    let mut line = by.title.clone();
    if let Some(through) = &by.through {
        line += &format!(": {}", short.name(through));
    }
    if let Some(service) = &by.service {
        line += &format!(" (trusts {service})");
    }
    if !matches!(by.technique.as_str(), "is" | "uses" | "administers") {
        line += &format!(" [{}]", by.technique);
    }
    wrapped(out, "     ", &line)?;
    if let Some(existing) = &by.existing {
        wrapped(
            out,
            "       takes ",
            &format!("{existing}, which is not seen"),
        )?;
    }
    for permission in &by.permissions {
        wrapped(out, "       ", &allowed(permission, short))?;
    }
    Ok(())
}

fn allowed(permission: &Allowed, short: &Short) -> String {
    let on = match (permission.made_up, permission.resource.as_str()) {
        (_, "*") => String::new(),
        (true, _) => " on any".to_owned(),
        (false, resource) => format!(" on {}", short.name(resource)),
    };
    let mut line = format!("{}{on}", permission.action);
    if let Some(first) = permission.statements.first() {
        line += &format!(": {}", statement(first, short));
    }
    if permission.statements.len() > 1 {
        line += &format!(" and {} more", permission.statements.len() - 1);
    }
    if let Some(condition) = &permission.condition {
        line += &match permission.strength {
            "unknown" => format!("; unknown: {condition}"),
            _ => format!("; if {condition}"),
        };
    }
    line
}

/// Where a statement stands.
pub(super) fn statement(stands: &Stands, short: &Short) -> String {
    let mut text = match &stands.holder {
        Some(holder) if stands.policy == stands.kind || stands.policy == "trust policy" => {
            format!("{} of {}", stands.policy, short.name(holder))
        }
        Some(holder) => format!("{} of {}", stands.policy, short.name(holder)),
        None => short.name(&stands.policy),
    };
    text += &match (stands.statement, &stands.sid) {
        (Some(number), Some(sid)) => format!(", statement {number} `{sid}`"),
        (Some(number), None) => format!(", statement {number}"),
        (None, _) => ", not read".to_owned(),
    };
    text
}

fn chokepoint(cut: &Cut, short: &Short) -> String {
    let cuts = match cut.principals {
        0 => "cuts nobody off by itself".to_owned(),
        1 => "cuts 1 principal off".to_owned(),
        count => format!("cuts {count} principals off"),
    };
    let paths = match cut.paths {
        1 => "1 path".to_owned(),
        count => format!("{count} paths"),
    };
    format!(
        "{}: {cuts}, {paths} need it",
        statement(&cut.statement, short)
    )
}

/// Names without what they all have in common.
pub(super) struct Short {
    own: Option<String>,
}

impl Short {
    pub(super) fn new(told: &Told) -> Self {
        Self {
            own: match told.accounts.as_slice() {
                [one] => Some(one.clone()),
                _ => None,
            },
        }
    }

    /// `user/ana`; with the account before it where there are several.
    pub(super) fn name(&self, name: &str) -> String {
        let mut parts = name.splitn(6, ':');
        let (Some("arn"), Some(_), Some("iam"), Some(""), Some(account), Some(rest)) = (
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
        ) else {
            return match (&self.own, name.strip_prefix("administrator of ")) {
                (Some(own), Some(account)) if own == account => "administrator".to_owned(),
                _ => name.to_owned(),
            };
        };
        match &self.own {
            Some(own) if own == account => rest.to_owned(),
            _ => format!("{account}:{rest}"),
        }
    }
}
