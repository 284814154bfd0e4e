//! What the formats for people show of a difference: the first rows of each kind, worst first, and counts.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use bartizan_finding::Severity;

use super::Diff;
use super::findings::{Became, Because, Change, FindingsSummary};
use super::resources::{AttributeChange, ResourceChange, ResourcesSummary, What};
use crate::plain::shorten;
use crate::text::layout::count;

/// The longest cell, in characters.
const LONGEST: usize = 300;

/// The longest value of an attribute, in characters.
const VALUE: usize = 60;

/// A line of a table; its cells are safe for a terminal.
pub(super) struct Row {
    pub(super) cells: [String; 4],
}

/// The findings that one thing became of.
pub(super) struct Section {
    pub(super) title: String,
    /// How bad the worst of them is, where they need somebody.
    pub(super) worst: Option<Severity>,
    pub(super) rows: Vec<Row>,
    pub(super) more: u64,
}

/// What is shown.
pub(super) struct Collected {
    pub(super) resources: Vec<Row>,
    pub(super) more_resources: u64,
    pub(super) findings: Vec<Section>,
}

impl Collected {
    /// Goes through a difference and keeps `most` rows of each kind.
    pub(super) fn of(diff: &Diff<'_>, most: usize) -> io::Result<Self> {
        let mut resources = Vec::new();
        let mut all = 0;
        if let Some(changes) = &diff.resources {
            changes.each(|change| {
                all += 1;
                if resources.len() < most {
                    resources.push(resource(&change));
                }
                Ok(())
            })?;
        }
        let sides = [&diff.old, &diff.new].map(|side| &side.audit.audited.accounts);
        let accounts: BTreeSet<_> = sides.into_iter().flatten().map(|it| &it.id).collect();
        let mut kept = BTreeMap::<(Change, std::cmp::Reverse<Severity>), Vec<Row>>::new();
        diff.each(&mut |became| {
            // What stays as it is is counted only.
            if became.change != Change::Open {
                let severity = std::cmp::Reverse(became.finding.severity);
                let rows = kept.entry((became.change, severity)).or_default();
                if rows.len() < most {
                    rows.push(finding(became, accounts.len() > 1));
                }
            }
            Ok(())
        })?;
        let mut sections = Vec::new();
        for change in Change::ALL {
            let of_it = Severity::WORST_FIRST.map(|severity| {
                let rows = kept.remove(&(change, std::cmp::Reverse(severity)));
                (severity, rows.unwrap_or_default())
            });
            let worst = of_it.iter().find(|(_, rows)| !rows.is_empty());
            let worst = worst.map(|(severity, _)| *severity);
            let rows: Vec<_> = of_it.into_iter().flat_map(|it| it.1).take(most).collect();
            if rows.is_empty() {
                continue;
            }
            let all = diff.summary().of(change);
            let urgent = matches!(change, Change::New | Change::Changed | Change::Unseen);
            sections.push(Section {
                title: title(change, all),
                worst: worst.filter(|_| urgent),
                more: all.saturating_sub(rows.len() as u64),
                rows,
            });
        }
        Ok(Self {
            more_resources: all - resources.len() as u64,
            resources,
            findings: sections,
        })
    }
}

fn title(change: Change, number: u64) -> String {
    let number = count(number);
    match change {
        Change::New => format!("New · {number} fail now and did not before"),
        Change::Changed => format!("Changed · {number} fail otherwise than before"),
        Change::Open => format!("Open · {number} fail as before"),
        Change::Unseen => {
            format!("Not seen · {number} failed before, and nobody can tell now; not gone")
        }
        Change::NowUnknown => {
            format!("Now unknown · {number} did not fail before, and nobody can tell now")
        }
        Change::NotJudged => {
            format!("Not judged · {number} failed before, and their rules did not run")
        }
        Change::Waived => format!("Waived · {number} failed before, and somebody accepted that"),
        Change::Repaired => format!("Repaired · {number} failed before and pass now"),
        Change::Deleted => format!("Deleted · {number} failed before, and the resource is gone"),
    }
}

fn finding(became: &Became<'_>, many_accounts: bool) -> Row {
    let finding = became.finding;
    let mut what = match became.change {
        Change::Repaired => String::new(),
        Change::Unseen | Change::Deleted | Change::NotJudged if became.now.is_none() => {
            format!(
                "was: {}",
                shorten(&crate::words::what(&finding.outcome), LONGEST)
            )
        }
        _ => shorten(&crate::words::what(&finding.outcome), LONGEST),
    };
    // Why it is not known is said already.
    if let Some(because) = became.because.filter(|it| *it != Because::NotRead) {
        if !what.is_empty() {
            what.push_str("; ");
        }
        what.push_str(because.words());
    }
    if let Some(was) = became.was.filter(|it| !it.is_empty()) {
        what.push_str(&format!("; before, {}", shorten(was, LONGEST)));
    }
    let mut resource = shorten(&finding.resource.name, LONGEST);
    let account = many_accounts.then_some(finding.resource.account.as_str());
    for place in [account, finding.resource.region.as_deref()]
        .into_iter()
        .flatten()
    {
        resource.push('\n');
        resource.push_str(&shorten(place, LONGEST));
    }
    Row {
        cells: [
            finding.severity.name().to_owned(),
            resource,
            shorten(&finding.rule, LONGEST),
            what,
        ],
    }
}

fn resource(change: &ResourceChange) -> Row {
    let attributes: Vec<_> = change.attributes.iter().map(attribute).collect();
    Row {
        cells: [
            word(change.change).to_owned(),
            shorten(&change.kind, LONGEST),
            shorten(&change.name, LONGEST),
            attributes.join("\n"),
        ],
    }
}

fn attribute(it: &AttributeChange) -> String {
    let name = shorten(&it.name, LONGEST);
    match it.change {
        What::Unseen => format!("{name}: could not be read"),
        What::Found => format!("{name}: read again"),
        _ => {
            let value = |value: &serde_json::Value| shorten(&value.to_string(), VALUE);
            format!("{name}: {} → {}", value(&it.before), value(&it.after))
        }
    }
}

fn word(what: What) -> &'static str {
    match what {
        What::Added => "added",
        What::Removed => "removed",
        What::Changed => "changed",
        What::Unseen => "not seen",
        What::Found => "seen again",
    }
}

/// The counts of resources in a sentence.
pub(super) fn resources_headline(it: &ResourcesSummary) -> String {
    let parts = [
        What::Added,
        What::Removed,
        What::Changed,
        What::Unseen,
        What::Found,
    ];
    let parts = parts.into_iter().filter_map(|what| {
        let number = it.of(what);
        (number > 0).then(|| format!("{} {}", count(number), word(what)))
    });
    let parts: Vec<_> = parts
        .chain([format!("{} the same", count(it.same))])
        .collect();
    parts.join(", ")
}

/// The counts of findings in a sentence.
pub(super) fn headline(it: &FindingsSummary) -> String {
    let by_severity: Vec<_> = it
        .new_by_severity
        .iter()
        .rev()
        .filter(|(_, number)| **number > 0)
        .map(|(severity, number)| format!("{} {}", count(*number), severity.name()))
        .collect();
    let new = match by_severity.as_slice() {
        [] => "nothing new failed".to_owned(),
        some => format!("{} new ({})", count(it.new), some.join(", ")),
    };
    let others = [
        (it.changed, "changed"),
        (it.open, "still open"),
        (it.unseen, "not seen any more"),
        (it.now_unknown, "now unknown"),
        (it.not_judged, "not judged"),
        (it.waived, "waived"),
        (it.repaired, "repaired"),
        (it.deleted, "deleted"),
    ];
    let others = others.into_iter().filter(|(number, _)| *number > 0);
    let others = others.map(|(number, what)| format!("{} {what}", count(number)));
    [new]
        .into_iter()
        .chain(others)
        .collect::<Vec<_>>()
        .join(", ")
}
