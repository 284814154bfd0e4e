//! A workbook: a summary, the requirements, and the findings that show them. No cell is a formula or a link.

use std::fs::File;
use std::io::{self, Seek as _};

use bartizan_finding::Requirement;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::cells::{COLUMNS, cells};
use super::{Compliance, Evidence};
use crate::plain::plain;
use crate::text::looked_at;
use crate::xlsx::{fault, heading, text};

/// The most rows of a sheet that Excel opens, its heading included.
/// <https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3>
const ROWS: u32 = 1_048_576;

/// The columns of the findings, in order.
const EVIDENCE: [&str; 15] = [
    "requirement",
    "subject",
    "outcome",
    "severity",
    "rule",
    "resource_type",
    "resource",
    "resource_id",
    "account",
    "region",
    "what",
    "attributes",
    "read_from",
    "read_until",
    "finding",
];

/// The columns of requirements that are numbers.
const NUMBERS: std::ops::RangeInclusive<usize> = 6..=9;

/// Writes what an audit says about a standard as a workbook.
///
/// # Errors
/// When `out` or the workbook's temporary files fail.
pub(super) fn write(compliance: &Compliance<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let mut sheet = |fill: Fill| -> Result<(), XlsxError> {
        fill(
            compliance,
            book.add_worksheet_with_constant_memory()?,
            &bold,
        )
    };
    sheet(summary)
        .and_then(|()| sheet(requirements))
        .and_then(|()| sheet(evidence))
        .map_err(fault)?;
    // An archive is written back and forth, and `out` only goes forth.
    let mut file: File = tempfile::tempfile()?;
    book.save_to_writer(&mut file).map_err(fault)?;
    file.rewind()?;
    io::copy(&mut file, out).map(drop)
}

/// What fills a sheet.
type Fill = fn(&Compliance<'_>, &mut Worksheet, &Format) -> Result<(), XlsxError>;

fn summary(
    compliance: &Compliance<'_>,
    sheet: &mut Worksheet,
    bold: &Format,
) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?;
    sheet.set_column_width(0, 24.0)?.set_column_width(1, 60.0)?;
    let framework = compliance.framework;
    let title = format!("{} {}", framework.title, framework.version);
    sheet.write_string_with_format(0, 0, plain(&title), bold)?;
    let told = [
        ("publisher", framework.publisher.clone()),
        ("published", framework.published.clone()),
        ("source", framework.source.clone()),
        ("looked at", looked_at(compliance.audited)),
        ("services", compliance.audited.services.join(", ")),
        ("read from", compliance.audited.started_at.to_string()),
        ("read until", compliance.audited.finished_at.to_string()),
        ("made by", format!("bartizan {}", env!("CARGO_PKG_VERSION"))),
    ];
    let mut row = 2;
    for (name, value) in told {
        text(sheet, row, 0, name)?;
        text(sheet, row, 1, &plain(&value))?;
        row += 1;
    }
    if let Some(listed) = compliance.listed() {
        text(sheet, row, 0, "listed")?;
        text(sheet, row, 1, &listed)?;
        row += 1;
    }
    row += 1;
    for (name, count) in compliance.tally() {
        text(sheet, row, 0, name)?;
        number(sheet, row, 1, count)?;
        row += 1;
    }
    Ok(())
}

fn requirements(
    compliance: &Compliance<'_>,
    sheet: &mut Worksheet,
    bold: &Format,
) -> Result<(), XlsxError> {
    sheet.set_name("Requirements")?;
    for (column, width) in [(3, 60.0), (4, 16.0), (11, 50.0), (12, 60.0), (15, 50.0)] {
        sheet.set_column_width(column, width)?;
    }
    heading(sheet, &COLUMNS, bold)?;
    for (row, requirement) in (1..ROWS).zip(&compliance.requirements) {
        let cells = cells(compliance, requirement);
        for (place, (column, cell)) in (0..).zip(cells.iter()).enumerate() {
            match cell.parse::<u64>() {
                Ok(count) if NUMBERS.contains(&place) => number(sheet, row, column, count)?,
                _ => text(sheet, row, column, cell)?,
            }
        }
    }
    Ok(())
}

fn evidence(
    compliance: &Compliance<'_>,
    sheet: &mut Worksheet,
    bold: &Format,
) -> Result<(), XlsxError> {
    sheet.set_name("Evidence")?;
    for (column, width) in [
        (1, 50.0),
        (4, 40.0),
        (6, 30.0),
        (7, 50.0),
        (10, 60.0),
        (11, 30.0),
    ] {
        sheet.set_column_width(column, width)?;
    }
    heading(sheet, &EVIDENCE, bold)?;
    let audited = compliance.audited;
    let read = [audited.started_at, audited.finished_at].map(|it| it.to_string());
    let rows = compliance.requirements.iter();
    let rows = rows.flat_map(|it| it.evidence.iter().map(move |evidence| (it, evidence)));
    for (row, (requirement, evidence)) in (1..ROWS).zip(rows) {
        let attributes = requirement.reads(&evidence.rule).join(", ");
        let cells = finding(requirement.requirement, evidence, &attributes, &read);
        for (column, cell) in (0..).zip(cells) {
            text(sheet, row, column, &plain(cell))?;
        }
    }
    Ok(())
}

fn finding<'a>(
    requirement: &'a Requirement,
    it: &'a Evidence,
    attributes: &'a str,
    [from, until]: &'a [String; 2],
) -> [&'a str; EVIDENCE.len()] {
    let resource = &it.resource;
    [
        &requirement.id,
        &requirement.subject,
        it.conclusion.name(),
        it.severity.name(),
        &it.rule,
        &resource.kind,
        &resource.name,
        &resource.id,
        &resource.account,
        resource.region.as_deref().unwrap_or("global"),
        &it.says,
        attributes,
        from,
        until,
        &it.finding,
    ]
}

fn number(sheet: &mut Worksheet, row: u32, column: u16, count: u64) -> Result<(), XlsxError> {
    // Excel's numbers are doubles; counts stay far below where these lose their last digit.
    let count = u32::try_from(count).map_or(f64::from(u32::MAX), f64::from);
    sheet.write_number(row, column, count).map(drop)
}
