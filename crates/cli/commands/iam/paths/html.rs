//! A page by itself: the picture, who has which path, and where to cut. It has no script and fetches nothing.

mod svg;

use std::io::{self, Write};

use bartizan_report::plain;

use super::picture::Picture;
use super::text::{Short, statement};
use super::wire::{By, From, Taken, Told};

const HEAD: &str = include_str!("html/head.html");

pub(super) fn write(
    told: &Told,
    picture: &Picture,
    limit: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let short = Short::new(told);
    let goal = match told.to.as_str() {
        "admin" => "an administrator".to_owned(),
        other => short.name(other),
    };
    let title = format!("Paths to {goal}");
    writeln!(
        out,
        "{}",
        HEAD.trim_end().replace("TITLE", &escaped(&title))
    )?;
    writeln!(out, "<h1>{}</h1>", escaped(&title))?;
    let all = told.paths.len() + told.without;
    writeln!(
        out,
        "<p>{} of {all} principals have a path, in account{} {}.</p>",
        told.paths.len(),
        if told.accounts.len() == 1 { "" } else { "s" },
        escaped(&told.accounts.join(", "))
    )?;
    if !picture.nodes.is_empty() {
        svg::write(picture, out)?;
    }
    if picture.left_out > 0 {
        writeln!(out, "<p>{} principals are not drawn.</p>", picture.left_out)?;
    }
    cuts(told, &short, out)?;
    if !told.paths.is_empty() {
        writeln!(out, "<h2>Paths</h2>")?;
    }
    for from in told.paths.iter().take(limit) {
        path(told, from, &short, out)?;
    }
    match told.paths.len().saturating_sub(limit) {
        0 => {}
        more => writeln!(out, "<p>… and {more} more principals.</p>")?,
    }
    let administrators = told.administrators.iter();
    let administrators = administrators.map(|it| match it.strength {
        "certain" => short.name(&it.principal),
        strength => format!("{} ({strength})", short.name(&it.principal)),
    });
    list("Administrators as they are", administrators, out)?;
    list("Could not be listed", told.hidden.iter().cloned(), out)?;
    list("Taken for granted", told.assumed.iter().cloned(), out)?;
    writeln!(out, "</body>\n</html>")
}

fn cuts(told: &Told, short: &Short, out: &mut dyn Write) -> io::Result<()> {
    if told.chokepoints.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h2>Where to cut</h2>\n<table>")?;
    writeln!(
        out,
        "<tr><th>Statement</th><th>Principals cut off</th><th>Paths that need it</th></tr>"
    )?;
    for cut in &told.chokepoints {
        let name = statement(&cut.statement, short);
        let (name, principals, paths) = (escaped(&name), cut.principals, cut.paths);
        writeln!(
            out,
            "<tr><td>{name}</td><td class=\"n\">{principals}</td><td class=\"n\">{paths}</td></tr>"
        )?;
    }
    writeln!(out, "</table>")
}

fn path(told: &Told, from: &From, short: &Short, out: &mut dyn Write) -> io::Result<()> {
    let steps = |route: &[usize]| -> Vec<&Taken> {
        let all = route.iter();
        all.filter_map(|step| told.steps.get(*step)).collect()
    };
    let name = escaped(&short.name(&from.principal));
    let (kind, strength) = (from.kind, from.strength);
    writeln!(
        out,
        "<details><summary><b>{name}</b> <span class=\"{strength}\">{strength}</span> {kind}</summary>"
    )?;
    for route in &from.routes {
        writeln!(out, "<ol>")?;
        for step in steps(route) {
            write!(out, "<li>{}<ul>", escaped(&short.name(&step.to)))?;
            for by in &step.means {
                means(by, short, out)?;
            }
            if step.more > 0 {
                write!(out, "<li>… and {} more ways</li>", step.more)?;
            }
            writeln!(out, "</ul></li>")?;
        }
        writeln!(out, "</ol>")?;
    }
    if from.more > 0 {
        writeln!(out, "<p>… and {} more paths of that length</p>", from.more)?;
    }
    writeln!(out, "</details>")
}

fn means(by: &By, short: &Short, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<li>{}", escaped(&by.title))?;
    if let Some(through) = &by.through {
        write!(out, ": {}", escaped(&short.name(through)))?;
    }
    if let Some(existing) = &by.existing {
        write!(out, "; takes {}, which is not seen", escaped(existing))?;
    }
    if let Some(see) = &by.see {
        let see = escaped(see);
        write!(out, " <a href=\"{see}\">{}</a>", escaped(&by.technique))?;
    }
    for permission in &by.permissions {
        let action = escaped(&permission.action);
        write!(out, "<br><code>{action}</code>")?;
        match (permission.made_up, permission.resource.as_str()) {
            (_, "*") => {}
            (true, _) => write!(out, " on any")?,
            (false, resource) => write!(out, " on {}", escaped(&short.name(resource)))?,
        }
        let places: Vec<String> = permission
            .statements
            .iter()
            .map(|it| statement(it, short))
            .collect();
        if !places.is_empty() {
            write!(out, ": {}", escaped(&places.join("; ")))?;
        }
        if let Some(condition) = &permission.condition {
            write!(out, " <i>if {}</i>", escaped(condition))?;
        }
    }
    write!(out, "</li>")
}

fn list(
    title: &str,
    items: impl ExactSizeIterator<Item = String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if items.len() == 0 {
        return Ok(());
    }
    writeln!(out, "<h2>{title}</h2>\n<ul>")?;
    for item in items {
        writeln!(out, "<li>{}</li>", escaped(&item))?;
    }
    writeln!(out, "</ul>")
}

/// A text in a page, between tags or in a quoted attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}
