//! For a comment on a pull request: what failed, worst first, in no more than a comment can hold.
//!
//! Everything that a stranger chose is written with character references, which neither begin an element
//! nor end a table's cell, and names stand in code, where GitHub makes neither links nor mentions.
//! <https://github.github.com/gfm/#entity-and-numeric-character-references>

pub(crate) mod escape;

use std::io;

use bartizan_finding::{Audit, RuleProse, Severity};

use crate::text::tally::{OfRule, Row, Tally};
use crate::words::{missing, one_line};
use escape::{code, escape};

/// The most characters of a comment; bytes are never fewer.
/// <https://docs.github.com/en/rest/issues/comments>
pub const MOST: usize = 65_536;

/// What the last line may need.
const RESERVE: usize = 500;

/// How many rows each rule may show.
const ROWS: usize = 25;

/// How many gaps are listed.
const GAPS: usize = 20;

/// The longest cell, in bytes.
const CELL: usize = 2_000;

/// Writes an audit as Markdown of at most [`MOST`] bytes.
///
/// # Errors
/// When `out` or the findings' temporary file fails.
pub fn write(audit: &Audit, out: &mut dyn io::Write) -> io::Result<()> {
    let tally = Tally::of(audit, ROWS)?;
    let mut page = Page::default();
    heading(audit, &mut page);
    for severity in Severity::WORST_FIRST {
        section(severity, audit, &tally, &mut page);
    }
    gaps(audit, &mut page);
    page.finish(audit);
    out.write_all(page.text.as_bytes())
}

/// A text that does not grow beyond a comment.
#[derive(Default)]
struct Page {
    text: String,
    /// Findings that found no room.
    left_out: u64,
    /// Gaps that found no room.
    gaps_left_out: usize,
}

impl Page {
    /// Adds a block, unless there is no room for it.
    fn add(&mut self, block: &str) -> bool {
        let fits = self.text.len() + block.len() + RESERVE <= MOST;
        if fits {
            self.text.push_str(block);
        }
        fits
    }

    fn finish(&mut self, audit: &Audit) {
        let mut parts = Vec::new();
        if self.left_out > 0 {
            parts.push(format!("{} more findings", self.left_out));
        }
        if self.gaps_left_out > 0 {
            parts.push(format!("{} more gaps", self.gaps_left_out));
        }
        if !parts.is_empty() {
            let parts = parts.join(" and ");
            self.text.push_str(&format!(
                "\n**Left out here: {parts}.** A report in JSON, CSV or HTML has all of them.\n"
            ));
        }
        let judged = audit.summary.resources;
        self.text.push_str(&format!(
            "\n<sub>bartizan {}: {judged} resources judged by {} rules</sub>\n",
            env!("CARGO_PKG_VERSION"),
            audit.rules.len()
        ));
    }
}

fn heading(audit: &Audit, page: &mut Page) {
    let summary = &audit.summary;
    let mut parts = vec![if summary.fail == 0 {
        "nothing failed".to_owned()
    } else {
        format!("{} failed", summary.fail)
    }];
    for (number, what) in [
        (summary.unknown, "unknown"),
        (summary.waived, "waived"),
        (summary.pass, "passed"),
    ] {
        if number > 0 {
            parts.push(format!("{number} {what}"));
        }
    }
    let audited = &audit.audited;
    let accounts: Vec<_> = audited
        .accounts
        .iter()
        .take(5)
        .map(|it| code(&it.id))
        .collect();
    let more = match audited.accounts.len().saturating_sub(accounts.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    page.add(&format!(
        "## Bartizan: {}\n\n{} {}{more}, seen {}\n\n",
        parts.join(", "),
        escape(&audited.provider.to_uppercase()),
        accounts.join(", "),
        audited.finished_at.strftime("%Y-%m-%d %H:%M UTC"),
    ));
    let count = |severity: &_| {
        summary
            .fail_by_severity
            .get(severity)
            .copied()
            .unwrap_or(0)
            .to_string()
    };
    let names = Severity::WORST_FIRST.map(Severity::name).join(" | ");
    let counts = Severity::WORST_FIRST.map(|it| count(&it)).join(" | ");
    page.add(&format!(
        "| failed: {names} |\n| --: | --: | --: | --: |\n| {counts} |\n"
    ));
}

fn section(severity: Severity, audit: &Audit, tally: &Tally, page: &mut Page) {
    let of_severity = audit.rules.iter().filter(|rule| rule.severity == severity);
    let mut rules: Vec<_> = of_severity
        .filter_map(|rule| Some((rule, tally.rule(&rule.id)?)))
        .collect();
    rules.sort_by_key(|(_, share)| (share.fail == 0, share.unknown == 0));
    let mut heading = format!("\n### {}\n", capital(severity.name()));
    let accounts = audit.audited.accounts.len();
    for (rule, share) in rules {
        table(rule, share, accounts > 1, &heading, page);
        heading.clear();
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|it| it.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// Adds one rule, with as many of its rows as there is room for.
fn table(rule: &RuleProse, share: &OfRule, accounts: bool, heading: &str, page: &mut Page) {
    let total = share.fail + share.unknown + share.waived;
    let rows = share
        .failed
        .iter()
        .chain(&share.unsure)
        .chain(&share.accepted);
    let mut lines = rows.take(ROWS).map(|row| line(row, accounts));
    let counts = [
        (share.fail, "failed"),
        (share.unknown, "unknown"),
        (share.waived, "waived"),
    ];
    let counts = counts.iter().filter(|it| it.0 > 0);
    let counts: Vec<_> = counts
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    let account = if accounts { " account |" } else { "" };
    let dashes = if accounts { " --- |" } else { "" };
    let head = format!(
        "{heading}\n**{}** ({}): {}\n\n| outcome |{account} resource | region | what |\n| --- |{dashes} --- | --- | --- |\n",
        escape(&one_line(&rule.title)),
        code(&rule.id),
        counts.join(", "),
    );
    // A table without a row says nothing.
    let first = lines.next().unwrap_or_default();
    if !page.add(&(head + &first)) {
        page.left_out += total;
        return;
    }
    let mut shown = 1;
    for line in lines {
        if !page.add(&line) {
            break;
        }
        shown += 1;
    }
    let more = total.saturating_sub(shown);
    if more > 0 {
        page.left_out += more;
        page.add(&format!("\n… and {more} more of this rule\n"));
    }
    if share.fail > 0 {
        let fix = escape(&one_line(&rule.remediation));
        page.add(&format!(
            "\n<details><summary>How to fix it</summary>\n\n{fix}\n\n</details>\n"
        ));
    }
}

fn line(row: &Row, accounts: bool) -> String {
    let account = if accounts {
        format!(" {} |", code(&row.account))
    } else {
        String::new()
    };
    let what = cell(row.what.lines().map(escape));
    let resource = cell(row.resource.lines().map(code));
    let region = code(&row.region);
    format!(
        "| {} |{account} {resource} | {region} | {what} |\n",
        row.outcome
    )
}

/// The lines of a cell, as many as it may hold.
fn cell(lines: impl Iterator<Item = String>) -> String {
    let mut cell = String::new();
    for line in lines {
        if cell.len() + line.len() > CELL {
            cell.push('…');
            break;
        }
        if !cell.is_empty() {
            cell.push_str("<br>");
        }
        cell.push_str(&line);
    }
    cell
}

fn gaps(audit: &Audit, page: &mut Page) {
    let mut heading = "\n### Could not be read, so unknown and not passed\n\n";
    for (place, gap) in audit.gaps.iter().enumerate() {
        let line = format!("{heading}- {}\n", cell([escape(&missing(gap))].into_iter()));
        if place >= GAPS || !page.add(&line) {
            page.gaps_left_out = audit.gaps.len() - place;
            return;
        }
        heading = "";
    }
}

#[cfg(test)]
mod tests;
