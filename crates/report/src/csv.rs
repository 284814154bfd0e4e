//! A table of values: one finding a row, RFC 4180.
//!
//! Spreadsheets take a cell for a formula when it begins with one of a few characters, so such cells, and
//! those that begin with an apostrophe already, get an apostrophe in front: take one off to have the text
//! as it is. Control characters and what hides are written as `\u{…}`, so that a row is a line.
//! <https://owasp.org/www-community/attacks/CSV_Injection>

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;

use bartizan_finding::{Audit, Finding, Outcome, RuleProse, Violation};
use serde::Serialize;

use crate::json::write_visible;
use crate::plain::plain;
use crate::words::{one_line, region, what};

/// The columns, in order.
pub(crate) const COLUMNS: [&str; 19] = [
    "outcome",
    "severity",
    "account",
    "region",
    "service",
    "resource_type",
    "resource",
    "resource_id",
    "rule",
    "title",
    "what",
    "evidence",
    "waived_until",
    "waived_because",
    "tags",
    "remediation",
    "reference",
    "seen_at",
    "id",
];

/// Writes an audit as CSV: every finding, passes included.
///
/// # Errors
/// When `out` or the findings' temporary file fails.
pub fn write(audit: &Audit, out: &mut dyn io::Write) -> io::Result<()> {
    let mut table = csv::WriterBuilder::new()
        .buffer_capacity(1 << 16)
        .from_writer(out);
    table.write_record(COLUMNS).map_err(fault)?;
    rows(audit, |cells| {
        for cell in cells {
            table.write_field(tame(cell).as_ref()).map_err(fault)?;
        }
        table.write_record(None::<&[u8]>).map_err(fault)
    })?;
    table.flush()
}

/// The fault of `out` as it was: that a reader has seen enough is told by its kind.
fn fault(fault: csv::Error) -> io::Error {
    match fault.into_kind() {
        csv::ErrorKind::Io(fault) => fault,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Hands the cells of every finding to `visit`, in the order of [`COLUMNS`], safe to look at.
pub(crate) fn rows(
    audit: &Audit,
    mut visit: impl FnMut(&[Cow<'_, str>; COLUMNS.len()]) -> io::Result<()>,
) -> io::Result<()> {
    let seen = audit.audited.finished_at.to_string();
    let prose: HashMap<_, _> = audit
        .rules
        .iter()
        .map(|rule| (rule.id.as_str(), Prose::of(rule)))
        .collect();
    let unknown = Prose::default();
    audit.findings.each(|finding| {
        let prose = prose.get(finding.rule.as_str()).unwrap_or(&unknown);
        visit(&cells(&finding, prose, &seen)?)
    })
}

/// What a rule says in every row of it.
#[derive(Default)]
struct Prose {
    title: String,
    service: String,
    remediation: String,
    reference: String,
}

impl Prose {
    fn of(rule: &RuleProse) -> Self {
        let safe = |text: &str| plain(&one_line(text)).into_owned();
        Self {
            title: safe(&rule.title),
            service: safe(&rule.service),
            remediation: safe(&rule.remediation),
            reference: rule
                .references
                .first()
                .map(|it| safe(it))
                .unwrap_or_default(),
        }
    }
}

fn cells<'a>(
    finding: &'a Finding,
    prose: &'a Prose,
    seen: &'a str,
) -> io::Result<[Cow<'a, str>; COLUMNS.len()]> {
    let resource = &finding.resource;
    let (until, because) = match &finding.outcome {
        Outcome::Waived { until, reason, .. } => (until.to_string(), plain(reason)),
        _ => (String::new(), Cow::Borrowed("")),
    };
    let tags = if resource.tags.is_empty() {
        String::new()
    } else {
        json(&resource.tags)?
    };
    Ok([
        finding.outcome.name().into(),
        finding.severity.name().into(),
        plain(&resource.account),
        plain(region(finding)),
        prose.service.as_str().into(),
        plain(&resource.kind),
        plain(&resource.name),
        plain(&resource.id),
        plain(&finding.rule),
        prose.title.as_str().into(),
        plain(&what(&finding.outcome)).into_owned().into(),
        evidence(finding.outcome.violations())?.into(),
        until.into(),
        because,
        tags.into(),
        prose.remediation.as_str().into(),
        prose.reference.as_str().into(),
        seen.into(),
        plain(&finding.id),
    ])
}

/// The evidence of every violation that has some, as a JSON list; empty when none has.
fn evidence(violations: &[Violation]) -> io::Result<String> {
    let some: Vec<_> = violations
        .iter()
        .map(|it| &it.evidence)
        .filter(|it| !it.is_empty())
        .collect();
    if some.is_empty() {
        return Ok(String::new());
    }
    json(&some)
}

fn json(value: &impl Serialize) -> io::Result<String> {
    let mut text = Vec::new();
    write_visible(&mut text, value)?;
    String::from_utf8(text).map_err(io::Error::other)
}

/// The text as no spreadsheet takes it for a formula.
pub(crate) fn tame<'a>(text: &'a str) -> Cow<'a, str> {
    match text.trim_start().chars().next() {
        // The wide forms count too: some locales read them as their narrow ones.
        Some('=' | '+' | '-' | '@' | '\'' | '|' | '%' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::sample;

    fn table(audit: &Audit) -> (String, Vec<Vec<String>>) {
        let mut out = Vec::new();
        write(audit, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let rows = csv::Reader::from_reader(text.as_bytes())
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect();
        (text, rows)
    }

    #[test]
    fn every_finding_is_a_row() {
        let (text, _) = table(&sample::audit());
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_reader_that_has_seen_enough_is_told_from_a_fault() {
        struct Closed;
        impl io::Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let many: Vec<_> = (0..500)
            .map(|n| sample::finding("iam", "user", &format!("u{n}"), None, Outcome::Pass))
            .collect();
        let fault = write(&sample::of(&many), &mut Closed).unwrap_err();
        assert_eq!(fault.kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn no_cell_is_a_formula_and_no_row_is_two_lines() {
        let (text, rows) = table(&sample::hostile());
        assert_eq!(text.lines().count(), rows.len() + 1);
        for cell in rows.iter().flatten() {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '＝']),
                "{cell}"
            );
            assert!(!cell.chars().any(char::is_control), "{cell:?}");
        }
        let names: Vec<_> = rows.iter().map(|row| row[6].as_str()).collect();
        assert!(names.contains(&"'=cmd|' /C calc'!A0"), "{names:?}");
    }
}
