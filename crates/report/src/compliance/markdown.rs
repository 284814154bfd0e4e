//! A document: a table a section. Everything that a stranger chose is written with character references.

use std::io;

use super::{Assessed, Compliance, Conclusion, Counts, Evidence};
use crate::markdown::escape::{code, escape};
use crate::plain::shorten;
use crate::text::looked_at;

/// How many findings a requirement shows.
const SHOWN: usize = 5;

/// The longest name or message that is shown in whole, in characters.
const LONGEST: usize = 300;

/// Writes what an audit says about a standard as Markdown.
///
/// # Errors
/// When `out` fails.
pub(super) fn write(compliance: &Compliance<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let framework = compliance.framework;
    writeln!(
        out,
        "# {} {}\n\n{}\n",
        escape(&framework.title),
        escape(&framework.version),
        escape(&looked_at(compliance.audited))
    )?;
    writeln!(out, "| status | requirements |\n| --- | ---: |")?;
    for (name, count) in compliance.tally() {
        writeln!(out, "| {name} | {count} |")?;
    }
    if let Some(listed) = compliance.listed() {
        writeln!(out, "\n{}", escape(&listed))?;
    }
    let mut section = None;
    for (place, it) in compliance.requirements.iter().enumerate() {
        if place == 0 || it.section != section {
            section = it.section;
            if let Some((id, title)) = section {
                writeln!(out, "\n## {} {}", escape(id), escape(title))?;
            }
            writeln!(
                out,
                "\n| requirement | subject | status | findings | what shows it |\n| --- | --- | --- | --- | --- |"
            )?;
        }
        row(it, out)?;
    }
    writeln!(
        out,
        "\nSubjects are in our own words; {} is at {}.",
        escape(&framework.title),
        escape(&framework.source)
    )
}

fn row(it: &Assessed<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let status = match it.worst() {
        Some(worst) => format!("**{}** ({})", it.status.words(), worst.severity.name()),
        None => it.status.words().into_owned(),
    };
    let mut lines = Vec::new();
    let bad = it.evidence.iter();
    let bad = bad.filter(|it| it.conclusion != Conclusion::Pass);
    lines.extend(bad.take(SHOWN).map(|it| line(it)));
    let Counts {
        fail,
        waived,
        unknown,
        ..
    } = it.counts;
    let more = (fail + waived + unknown).saturating_sub(lines.len() as u64);
    if more > 0 && !lines.is_empty() {
        lines.push(format!("and {more} more"));
    }
    lines.extend(it.unseen.iter().map(|it| escape(&it.words())));
    writeln!(
        out,
        "| {} | {} | {status} | {} | {} |",
        escape(&it.requirement.id),
        escape(&it.requirement.subject),
        it.counts.words().join(", "),
        lines.join("<br>")
    )
}

fn line(it: &Evidence) -> String {
    let resource = &it.resource;
    let name = if resource.name.is_empty() {
        &resource.id
    } else {
        &resource.name
    };
    format!(
        "{} {}: {}",
        it.conclusion.name(),
        code(&shorten(name, LONGEST)),
        escape(&shorten(&it.says, LONGEST))
    )
}
