//! For a person: a table a section, what stands behind each status, and how many there are of each.
//!
//! It reads at 80 columns, through a pipe and without colour. Every requirement is listed; what
//! shows it is bounded.

use std::io;

use bartizan_finding::Answer;

use super::{Assessed, Compliance, Conclusion, Counts, Evidence, Status};
use crate::plain::{plain, shorten};
use crate::table::{BETWEEN, fixed};
use crate::text::{self, Options};

/// The longest name or message that is shown in whole, in characters.
const LONGEST: usize = 160;

/// Narrower than this, tables fall apart into single letters.
const NARROWEST: usize = 60;

/// The columns.
const HEADER: [&str; 3] = [
    "requirement",
    "status",
    "what it asks for, and what shows it",
];

/// Ids up to this width are not broken.
const LONGEST_ID: usize = 24;

/// The width of the statuses, which are broken by hand.
const STATUS: usize = 13;

/// How many findings a requirement shows, as long as `options` does not ask for fewer.
const SHOWN: usize = 3;

/// Writes what an audit says about a standard.
///
/// # Errors
/// When `out` fails.
pub(super) fn write(
    compliance: &Compliance<'_>,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let framework = compliance.framework;
    let width = options.width.max(NARROWEST);
    let title = format!("{} {}", framework.title, framework.version);
    writeln!(out, "{}", plain(&title))?;
    for line in textwrap::wrap(&plain(&text::looked_at(compliance.audited)), width) {
        writeln!(out, "{line}")?;
    }
    let mut rest = compliance.requirements.as_slice();
    while let Some(first) = rest.first() {
        let of_section = rest.iter().take_while(|it| it.section == first.section);
        let (section, others) = rest.split_at(of_section.count());
        rest = others;
        writeln!(out)?;
        if let Some((id, title)) = first.section {
            writeln!(out, "{} · {}\n", plain(id), plain(title))?;
        }
        let ids = section.iter().map(|it| it.requirement.id.chars().count());
        let id = ids.max().unwrap_or(0).clamp(HEADER[0].len(), LONGEST_ID);
        let room = width.saturating_sub(id + STATUS + HEADER.len() * BETWEEN);
        let shown = options.rows.min(SHOWN);
        let rows = section.iter().map(|it| row(it, shown, room));
        for line in fixed(&HEADER, rows.collect(), &[id, STATUS, room]) {
            writeln!(out, "{line}")?;
        }
    }
    summary(compliance, width, out)
}

fn row(it: &Assessed<'_>, shown: usize, width: usize) -> Vec<String> {
    let mut what = Lines {
        lines: Vec::new(),
        width,
    };
    what.add(&it.requirement.subject, "");
    let bad = worth_telling(it);
    let mut rule = "";
    for evidence in bad.iter().take(shown) {
        if evidence.rule != rule {
            rule = &evidence.rule;
            what.add(&format!("{} {rule}", evidence.severity.name()), "");
        }
        what.add(&line(evidence), "- ");
    }
    let Counts {
        fail,
        waived,
        unknown,
        ..
    } = it.counts;
    let all = match it.status {
        Status::NotMet | Status::Waived { .. } => fail + waived,
        _ => unknown,
    };
    let more = all.saturating_sub(bad.len().min(shown) as u64);
    if !bad.is_empty() {
        if more > 0 {
            what.add(&format!("{more} more"), "- ");
        }
        // Some rules rest on facts alone, which are worked out of many attributes.
        let attributes = it.attributes();
        if !attributes.is_empty() {
            what.add(&format!("rests on {}", attributes.join(", ")), "");
        }
    }
    for unseen in &it.unseen {
        what.add(&unseen.words(), "");
    }
    vec![
        plain(&it.requirement.id).into_owned(),
        format!("{}{}", status(&it.status), counts(it.counts)),
        what.lines.join("\n"),
    ]
}

/// The failures and what was waived; where there is none, what could not be concluded.
fn worth_telling<'a>(it: &'a Assessed<'_>) -> Vec<&'a Evidence> {
    let of = |wanted: &dyn Fn(Conclusion) -> bool| -> Vec<&'a Evidence> {
        let all = it.evidence.iter().map(AsRef::as_ref);
        all.filter(|it: &&Evidence| wanted(it.conclusion)).collect()
    };
    let bad = of(&|it| it < Conclusion::Unknown);
    if bad.is_empty() {
        of(&|it| it == Conclusion::Unknown)
    } else {
        bad
    }
}

/// The lines of a cell. Ids of rules are broken after a hyphen, which tables do not do.
struct Lines {
    lines: Vec<String>,
    width: usize,
}

impl Lines {
    fn add(&mut self, text: &str, mark: &str) {
        let options = textwrap::Options::new(self.width)
            .initial_indent(mark)
            .subsequent_indent(if mark.is_empty() { "" } else { "  " });
        let text = plain(text);
        let lines = textwrap::wrap(&text, options);
        self.lines
            .extend(lines.into_iter().map(|it| it.into_owned()));
    }
}

/// A status within its column.
fn status(status: &Status) -> String {
    match status {
        Status::Waived { until: Some(until) } => format!("not met\n(waived until\n{until})"),
        Status::NothingToJudge => "nothing\nto judge".to_owned(),
        other => other.words().into_owned(),
    }
}

fn line(evidence: &Evidence) -> String {
    let resource = &evidence.resource;
    let name = if resource.name.is_empty() {
        &resource.id
    } else {
        &resource.name
    };
    let place = match &resource.region {
        Some(region) => format!("{}, {region}", resource.account),
        None => resource.account.clone(),
    };
    format!(
        "{} ({}): {}",
        shorten(name, LONGEST),
        shorten(&place, LONGEST),
        shorten(&evidence.says, LONGEST)
    )
}

/// What was found, a line each.
fn counts(counts: Counts) -> String {
    let words = counts.words().into_iter();
    words.map(|it| format!("\n{it}")).collect()
}

fn summary(compliance: &Compliance<'_>, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "\nSummary\n")?;
    let of = |wanted: &dyn Fn(&Answer) -> bool| {
        let every = compliance.every();
        every.filter(|it| wanted(&it.requirement.answer)).count()
    };
    let all = compliance.every().count();
    let people = of(&|it| matches!(it, Answer::People { .. }));
    let service = of(&|it| matches!(it, Answer::Service { .. }));
    for (name, count) in compliance.tally() {
        let why = if name == Status::NotAssessed.name() && count > 0 {
            format!("  (for people {people}, not looked at yet {service})")
        } else {
            String::new()
        };
        writeln!(out, "  {name:<16}  {count:>4}{why}")?;
    }
    writeln!(out, "  {:<16}  {all:>4}\n", "requirements")?;
    let caution = "A requirement that is met here is met as far as the configuration shows it. \
        Subjects are in our own words: the standard itself decides what it asks for.";
    let listed = compliance.listed();
    for text in listed.as_deref().into_iter().chain([caution]) {
        for line in textwrap::wrap(text, width) {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out, "{}", plain(&compliance.framework.source))
}
