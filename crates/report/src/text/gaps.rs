//! What could not be read: which call, where, why, and what is missing because of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use bartizan_finding::GapEntry;
use bartizan_model::Reason;

use super::layout::{Page, count, many};
use crate::plain::shorten;

const LONGEST: usize = 120;

/// Gaps that differ in their region only.
#[derive(Default)]
struct Group<'a> {
    regions: BTreeSet<Option<&'a str>>,
    resources: u64,
    hides: BTreeSet<&'a str>,
}

type GroupKey<'a> = (&'a str, &'a str, Reason, Option<&'a str>);

/// Writes the section; nothing when everything could be read.
pub(super) fn write(gaps: &[GapEntry], rows: usize, page: &mut Page<'_>) -> io::Result<()> {
    if gaps.is_empty() {
        return Ok(());
    }
    let mut groups = BTreeMap::<GroupKey<'_>, Group<'_>>::new();
    for gap in gaps {
        let key = (
            gap.account.as_str(),
            gap.action.as_str(),
            gap.reason,
            gap.code.as_deref(),
        );
        let group = groups.entry(key).or_default();
        group.regions.insert(gap.region.as_deref());
        group.resources += gap.resources;
        group.hides.extend(gap.hides.iter().map(String::as_str));
    }
    let accounts = groups
        .keys()
        .map(|key| key.0)
        .collect::<BTreeSet<_>>()
        .len();
    let more = (groups.len().saturating_sub(rows)) as u64;
    let mut groups: Vec<_> = groups.into_iter().collect();
    // A listing that failed hides more than an attribute that is missing.
    groups.sort_by_key(|(_, group)| group.hides.is_empty());

    page.title("Gaps · could not be read, so unknown and not passed", None)?;
    page.gap()?;
    let cells = groups
        .iter()
        .take(rows)
        .map(|((account, action, reason, code), group)| {
            let place = if accounts > 1 {
                format!("{account}\n{}", place(group))
            } else {
                place(group)
            };
            vec![
                shorten(action, LONGEST),
                place,
                why(*reason, *code),
                missing(group),
            ]
        });
    page.table(&["call", "where", "why", "missing"], cells)?;
    if more > 0 {
        page.indented(&format!(
            "… and {} more: `--format json` lists all",
            count(more)
        ))?;
    }
    Ok(())
}

fn place(group: &Group<'_>) -> String {
    let named: Vec<_> = group
        .regions
        .iter()
        .map(|region| shorten(region.unwrap_or("global"), LONGEST))
        .collect();
    if named.len() > 2 {
        many(named.len() as u64, "region")
    } else {
        named.join("\n")
    }
}

/// The reason in words, with the service's own code where that says more.
fn why(reason: Reason, code: Option<&str>) -> String {
    match code {
        Some(code) if reason != Reason::AccessDenied => {
            format!("{}\n{}", reason.words(), shorten(code, LONGEST))
        }
        _ => reason.words().to_owned(),
    }
}

fn missing(group: &Group<'_>) -> String {
    let mut lines: Vec<_> = group
        .hides
        .iter()
        .map(|kind| format!("some or all {}", shorten(kind, LONGEST)))
        .collect();
    if group.resources > 0 {
        lines.push(format!("part of {}", many(group.resources, "resource")));
    }
    lines.join("\n")
}
