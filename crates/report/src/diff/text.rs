//! A difference for a person: first what needs somebody, then what is done.

use std::io;

use bartizan_finding::Severity;

use super::rows::{Collected, headline, resources_headline};
use super::{Diff, Side};
use crate::text::Options;
use crate::text::layout::{Page, count};

/// As long as the ids of rules get, in columns.
const LONGEST_ID: usize = 44;

pub(super) fn write(diff: &Diff<'_>, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let collected = Collected::of(diff, options.rows)?;
    let mut page = Page::new(options, out);
    for (label, side) in [("old", &diff.old), ("new", &diff.new)] {
        page.labelled(label, &look(side))?;
    }
    if let Some(summary) = diff.resources.as_ref().map(super::Resources::summary) {
        page.title(&format!("Account · {}", resources_headline(summary)), None)?;
        if !collected.resources.is_empty() {
            page.gap()?;
            let rows = collected.resources.iter();
            let rows = rows.map(|row| row.cells.to_vec());
            page.table_of_words(&["change", "type", "resource", "what"], rows, LONGEST_ID)?;
            more(collected.more_resources, &mut page)?;
        }
    }
    for section in &collected.findings {
        let worst: Option<Severity> = section.worst;
        page.title(&section.title, worst)?;
        page.gap()?;
        let rows = section.rows.iter().map(|row| {
            let [severity, resource, rule, what] = row.cells.clone();
            // Ids of rules are long: under the words they stay whole.
            vec![
                severity,
                resource,
                [what, rule].join("\n").trim().to_owned(),
            ]
        });
        page.table_of_words(&["severity", "resource", "what"], rows, LONGEST_ID)?;
        more(section.more, &mut page)?;
    }
    page.title("Summary", None)?;
    page.indented(&headline(diff.summary()))
}

fn look(side: &Side<'_>) -> String {
    format!(
        "{}: {}",
        side.name,
        crate::text::looked_at(&side.audit.audited)
    )
}

fn more(number: u64, page: &mut Page<'_>) -> io::Result<()> {
    if number == 0 {
        return Ok(());
    }
    page.indented(&format!(
        "… and {} more: `--format json` lists all",
        count(number)
    ))
}
