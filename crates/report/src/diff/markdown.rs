//! A difference for a comment on a pull request, no longer than a comment may be.

use std::io;

use super::Diff;
use super::rows::{Collected, Row, headline, resources_headline};
use crate::markdown::MOST;
use crate::markdown::escape::{code, escape};
use crate::text::layout::count;
use crate::text::looked_at;

/// How many rows of each kind are shown when there is room.
const ROWS: usize = 25;

pub(super) fn write(diff: &Diff<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rows = ROWS;
    loop {
        let text = render(diff, &Collected::of(diff, rows)?);
        if text.len() <= MOST || rows == 0 {
            return out.write_all(text.as_bytes());
        }
        rows /= 2;
    }
}

fn render(diff: &Diff<'_>, collected: &Collected) -> String {
    let mut text = format!("## Bartizan: {}\n\n", escape(&headline(diff.summary())));
    for (label, side) in [("old", &diff.old), ("new", &diff.new)] {
        let look = escape(&looked_at(&side.audit.audited));
        text.push_str(&format!("- {label}: {}, {look}\n", code(side.name)));
    }
    if let Some(summary) = diff.resources.as_ref().map(super::Resources::summary) {
        text.push_str(&format!(
            "\n### Account: {}\n",
            escape(&resources_headline(summary))
        ));
        table(
            ["change", "type", "resource", "what"],
            &collected.resources,
            &mut text,
        );
        more(collected.more_resources, &mut text);
    }
    for section in &collected.findings {
        text.push_str(&format!("\n### {}\n", escape(&section.title)));
        table(
            ["severity", "resource", "rule", "what"],
            &section.rows,
            &mut text,
        );
        more(section.more, &mut text);
    }
    text
}

fn table(header: [&str; 4], rows: &[Row], text: &mut String) {
    if rows.is_empty() {
        return;
    }
    text.push_str(&format!(
        "\n| {} |\n| --- | --- | --- | --- |\n",
        header.join(" | ")
    ));
    for Row { cells } in rows {
        let cells = cells.each_ref().map(|cell| {
            let lines: Vec<_> = cell.lines().map(escape).collect();
            lines.join("<br>")
        });
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
}

fn more(number: u64, text: &mut String) {
    if number > 0 {
        text.push_str(&format!("\n… and {} more\n", count(number)));
    }
}
