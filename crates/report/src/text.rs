//! For a person: what failed by severity, what could not be read, a summary, and what to do next.
//!
//! It reads at 80 columns, through a pipe and without colour; colour only repeats what the words
//! say. Its length and its memory are bounded by the number of rules, not of findings: each rule
//! shows its first rows and says how many more there are.

mod findings;
mod gaps;
pub(crate) mod layout;
mod next;
pub(crate) mod tally;

use std::io;

use bartizan_finding::{Audit, Audited, Severity, WaiverState};

use layout::{Page, count, many};
use tally::Tally;

/// How the text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Columns of the terminal; below 60, 60 are used.
    pub width: usize,
    /// Whether to colour headings.
    pub colour: bool,
    /// How many rows each rule, and the table of what could not be read, may show.
    pub rows: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            width: 80,
            colour: false,
            rows: 20,
        }
    }
}

/// Writes an audit for a person.
///
/// # Errors
/// When `out` or the findings' temporary file fails.
pub fn write(audit: &Audit, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let tally = Tally::of(audit, options.rows)?;
    let mut page = Page::new(options, out);
    heading(&audit.audited, &mut page)?;
    findings::write(audit, &tally, options.rows, &mut page)?;
    gaps::write(&audit.gaps, options.rows, &mut page)?;
    summary(audit, &mut page)?;
    next::write(audit, &tally, &mut page)
}

fn heading(audited: &Audited, page: &mut Page<'_>) -> io::Result<()> {
    page.paragraph(&looked_at(audited))
}

/// What was looked at, and when, in a line. Names are in it as they are.
pub(crate) fn looked_at(audited: &Audited) -> String {
    let accounts: Vec<_> = audited
        .accounts
        .iter()
        .take(3)
        .map(|account| match &account.alias {
            Some(alias) => format!("{} ({alias})", account.id),
            None => account.id.clone(),
        })
        .collect();
    let more = match audited.accounts.len().saturating_sub(accounts.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let noun = if audited.accounts.len() == 1 {
        "account"
    } else {
        "accounts"
    };
    let provider = audited.provider.to_uppercase();
    let regions = match audited.regions.as_slice() {
        [one] => one.clone(),
        all => many(all.len() as u64, "region"),
    };
    let seen = audited.finished_at.strftime("%Y-%m-%d %H:%M UTC");
    format!(
        "{provider} {noun} {}{more}, {regions}, seen {seen}",
        accounts.join(", ")
    )
}

/// What was found in numbers, on one line: `2 failed (1 high, 1 low), 1 unknown, 3 passed; 4 resources judged by 3 rules`.
#[must_use]
pub fn in_numbers(audit: &Audit) -> String {
    let (summary, gaps) = (&audit.summary, audit.gaps.len() as u64);
    let severities: Vec<_> = Severity::WORST_FIRST
        .into_iter()
        .filter_map(|severity| {
            let failed = summary
                .fail_by_severity
                .get(&severity)
                .copied()
                .unwrap_or_default();
            (failed > 0).then(|| format!("{} {}", count(failed), severity.name()))
        })
        .collect();
    let mut parts = vec![match severities.as_slice() {
        [] => "nothing failed".to_owned(),
        some => format!("{} failed ({})", count(summary.fail), some.join(", ")),
    }];
    if summary.unknown > 0 {
        parts.push(format!("{} unknown", count(summary.unknown)));
    }
    if summary.waived > 0 {
        parts.push(format!("{} waived", count(summary.waived)));
    }
    parts.push(format!("{} passed", count(summary.pass)));
    if gaps > 0 {
        parts.push(many(gaps, "gap"));
    }
    format!(
        "{}; {} judged by {}",
        parts.join(", "),
        many(summary.resources, "resource"),
        many(audit.rules.len() as u64, "rule")
    )
}

fn summary(audit: &Audit, page: &mut Page<'_>) -> io::Result<()> {
    page.title("Summary", None)?;
    page.indented(&in_numbers(audit))?;
    settings(audit, page)
}

/// What the user's settings took out of the audit, and what has come back into it.
fn settings(audit: &Audit, page: &mut Page<'_>) -> io::Result<()> {
    let expired = audit.waivers.iter();
    let expired = expired
        .filter(|it| it.state == WaiverState::Expired)
        .count() as u64;
    let off = audit.switched_off.len() as u64;
    let mut parts = Vec::new();
    if off > 0 {
        parts.push(format!("{} switched off", many(off, "rule")));
    }
    if expired > 0 {
        parts.push(format!("{} expired", many(expired, "waiver")));
    }
    if parts.is_empty() {
        return Ok(());
    }
    page.indented(&parts.join(", "))
}

#[cfg(test)]
mod tests;
