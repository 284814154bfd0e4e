//! The same columns for every format that is a table of values.

use super::{Assessed, Compliance, Conclusion, Evidence};
use crate::plain::plain;

/// The columns of requirements, in order.
pub(super) const COLUMNS: [&str; 18] = [
    "framework",
    "section",
    "requirement",
    "subject",
    "status",
    "waived_until",
    "fail",
    "waived",
    "unknown",
    "pass",
    "worst_severity",
    "worst",
    "evidence",
    "attributes",
    "rules",
    "not_seen",
    "read_from",
    "read_until",
];

/// How many findings stand in one cell.
const IN_A_CELL: usize = 10;

/// A requirement's cells, in the order of [`COLUMNS`], safe to look at and each on one line.
pub(super) fn cells(compliance: &Compliance<'_>, it: &Assessed<'_>) -> [String; COLUMNS.len()] {
    let safe = |text: &str| plain(text).into_owned();
    let worst = it.worst();
    let rules: Vec<_> = it.requirement.rules().iter().map(|it| safe(it)).collect();
    let unseen: Vec<_> = it.unseen.iter().map(|it| safe(&it.words())).collect();
    let until = match it.status {
        super::Status::Waived { until: Some(until) } => until.to_string(),
        _ => String::new(),
    };
    [
        safe(&compliance.framework.id),
        it.section
            .map(|(id, title)| safe(&format!("{id} {title}")))
            .unwrap_or_default(),
        safe(&it.requirement.id),
        safe(&it.requirement.subject),
        it.status.name().to_owned(),
        until,
        it.counts.fail.to_string(),
        it.counts.waived.to_string(),
        it.counts.unknown.to_string(),
        it.counts.pass.to_string(),
        worst
            .map(|it| it.severity.name().to_owned())
            .unwrap_or_default(),
        worst.map(line).unwrap_or_default(),
        evidence(it),
        safe(&it.attributes().join(", ")),
        rules.join(", "),
        unseen.join("; "),
        compliance.audited.started_at.to_string(),
        compliance.audited.finished_at.to_string(),
    ]
}

/// The first findings, and how many more there are.
fn evidence(it: &Assessed<'_>) -> String {
    let shown = it.evidence.iter().take(IN_A_CELL);
    let mut lines: Vec<String> = shown.map(|it| line(it)).collect();
    let more = it.counts.total().saturating_sub(lines.len() as u64);
    if more > 0 && !lines.is_empty() {
        lines.push(format!("and {more} more"));
    }
    lines.join("; ")
}

/// A finding on one line: what was concluded, about which resource, by which rule, and why.
pub(super) fn line(it: &Evidence) -> String {
    let resource = &it.resource;
    let region = resource.region.as_deref().unwrap_or("global");
    let head = format!(
        "{} {} in {}, {region} ({})",
        it.conclusion.name(),
        resource.id,
        resource.account,
        it.rule
    );
    let text = if it.conclusion == Conclusion::Pass {
        head
    } else {
        format!("{head}: {}", it.says)
    };
    plain(&text).into_owned()
}
