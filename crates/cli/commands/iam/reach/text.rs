//! The answers for a person: for certain, under conditions, perhaps, each with the statements behind it.

use std::io::{self, Write};

use bartizan_report::plain;

use super::wire::{Ability, Can, OfResource, Reach, Verdict, Who};
use crate::commands::iam::can::text::reason as statement;
use crate::commands::iam::can::wire::Reason;
use crate::commands::iam::lines::{SHOWN, indented, section};
use crate::details::count;

/// Under how many titles those who can are listed.
const TITLES: [(Verdict, &str); 3] = [
    (Verdict::Certain, "For certain"),
    (Verdict::Conditional, "If"),
    (Verdict::Unknown, "Perhaps"),
];

pub(super) fn who(said: &Reach, out: &mut dyn Write) -> io::Result<()> {
    let action = said.action.as_deref().unwrap_or_default();
    for (at, resource) in said.resources.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        of_resource(action, resource, out)?;
    }
    ends(said, out)
}

fn ends(said: &Reach, out: &mut dyn Write) -> io::Result<()> {
    section(out, "Taken for granted", said.assumed.iter().cloned())?;
    section(out, "Not seen", said.unseen.iter().cloned())
}

fn of_resource(action: &str, said: &OfResource, out: &mut dyn Write) -> io::Result<()> {
    let resource = &said.resource;
    if said.principals.is_empty() {
        indented(out, 0, &format!("Nobody can {action} on {resource}"))?;
    } else {
        indented(out, 0, &format!("Who can {action} on {resource}"))?;
    }
    for (verdict, title) in TITLES {
        let of_verdict = said.principals.iter().filter(|it| it.verdict == verdict);
        let mut groups: Vec<(Vec<&Can>, Vec<String>)> = Vec::new();
        for can in of_verdict {
            let lines = reasons(can, said);
            match groups.iter_mut().find(|(_, known)| *known == lines) {
                Some((alike, _)) => alike.push(can),
                None => groups.push((vec![can], lines)),
            }
        }
        if groups.is_empty() {
            continue;
        }
        writeln!(out, "\n{title}")?;
        let more = groups.len().saturating_sub(SHOWN);
        for (alike, lines) in groups.iter().take(SHOWN) {
            let names: Vec<String> = alike.iter().map(|it| name(it)).collect();
            group(&names, lines, out)?;
        }
        if more > 0 {
            writeln!(out, "  … and {more} more")?;
        }
    }
    let Some(key) = &said.key else {
        return Ok(());
    };
    let title = format!("Not without {} on the key", key.action);
    section(
        out,
        &title,
        said.lacking_the_key.iter().map(|it| plain(it).into_owned()),
    )?;
    let what = "New objects of the bucket are encrypted with the key";
    writeln!(out)?;
    indented(
        out,
        0,
        &format!("{what} {}, so {} was asked about too.", key.arn, key.action),
    )
}

/// Names, then what is behind them.
fn group(names: &[String], lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    for name in names.iter().take(SHOWN) {
        indented(out, 2, name)?;
    }
    if names.len() > SHOWN {
        writeln!(out, "  … and {} more", names.len() - SHOWN)?;
    }
    for line in lines.iter().take(SHOWN) {
        indented(out, 6, line)?;
    }
    if lines.len() > SHOWN {
        writeln!(out, "      … and {} more", lines.len() - SHOWN)?;
    }
    Ok(())
}

fn name(can: &Can) -> String {
    let it = &can.principal;
    match can.kind {
        Who::Root | Who::User | Who::Role | Who::Service | Who::Federated => it.clone(),
        Who::Foreign => format!("{it}, of an account that is in no snapshot"),
        Who::Account => format!("{it}, and whom that account lets"),
        Who::AnyAccount => "any other account of AWS".to_owned(),
        Who::Anyone => "anyone, without signing in".to_owned(),
    }
}

fn reasons(can: &Can, of: &OfResource) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(why(can.verdict, can.reason.as_deref()));
    if let (Some(needs), Some(key)) = (&can.key, &of.key) {
        let reason = needs.reason.as_deref().unwrap_or_default();
        lines.push(format!("for {} on the key: {reason}", key.action));
    }
    lines.extend(statements(&can.because));
    if lines.is_empty() {
        lines.push("needs no policy".to_owned());
    }
    lines
}

fn why(verdict: Verdict, reason: Option<&str>) -> Option<String> {
    let reason = reason?;
    Some(match verdict {
        Verdict::Unknown => format!("unknown: {reason}"),
        _ => format!("if {reason}"),
    })
}

fn statements(because: &[Reason]) -> Vec<String> {
    because.iter().map(statement).collect()
}

pub(super) fn what(said: &Reach, out: &mut dyn Write) -> io::Result<()> {
    let principal = said.principal.as_deref().unwrap_or_default();
    if said.abilities.is_empty() {
        indented(out, 0, &format!("{principal} can do nothing"))?;
    } else {
        indented(out, 0, &format!("What {principal} can do"))?;
    }
    for (verdict, title) in TITLES {
        let of_verdict = |it: &&Ability| it.verdict == verdict && !it.refused;
        abilities(title, said.abilities.iter().filter(of_verdict), out)?;
    }
    let refused = said.abilities.iter().filter(|it| it.refused);
    abilities("But not", refused, out)?;
    ends(said, out)
}

/// Rows with the same reasons share them.
fn abilities<'a>(
    title: &str,
    all: impl Iterator<Item = &'a Ability>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut groups: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for ability in all {
        let mut lines: Vec<String> = why(ability.verdict, ability.reason.as_deref())
            .into_iter()
            .collect();
        lines.extend(statements(&ability.because));
        if lines.is_empty() {
            lines.push("needs no policy".to_owned());
        }
        let row = row(ability);
        match groups.iter_mut().find(|(_, known)| *known == lines) {
            Some((rows, _)) => rows.push(row),
            None => groups.push((vec![row], lines)),
        }
    }
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    for (rows, lines) in &groups {
        group(rows, lines, out)?;
    }
    Ok(())
}

/// How many patterns of actions one row shows.
const ACTIONS: usize = 12;

fn row(ability: &Ability) -> String {
    let shown = ability.actions.iter().take(ACTIONS).map(String::as_str);
    let mut actions = shown.collect::<Vec<_>>().join(", ");
    if ability.actions.len() > ACTIONS {
        actions += &format!(", … ({})", count(ability.count, "action"));
    }
    match ability.resource.as_str() {
        "*" => format!("{actions} on anything"),
        resource => format!("{actions} on {resource}"),
    }
}
