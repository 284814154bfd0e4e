//! A workbook: a summary, the findings, what could not be read, and the rules.
//!
//! Rows go to temporary files as they come, so that memory does not grow with them. Every cell is a
//! text or a number and never a formula or a link, whatever it begins with.

use std::fs::File;
use std::io::{self, Seek as _};

use bartizan_finding::{Audit, Severity};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::csv::{COLUMNS, rows};
use crate::plain::plain;
use crate::words::{cut, one_line};

/// The most rows of a sheet that Excel opens, its heading included.
/// <https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3>
const ROWS: u32 = 1_048_576;

/// The most characters of a cell that Excel opens; bytes are never fewer.
const CELL: usize = 32_767;

/// The widths of the findings' columns, in characters.
const WIDTHS: [f64; COLUMNS.len()] = [
    9.0, 9.0, 14.0, 14.0, 10.0, 20.0, 32.0, 48.0, 40.0, 48.0, 60.0, 30.0, 12.0, 30.0, 30.0, 60.0,
    40.0, 22.0, 34.0,
];

/// Writes an audit as a workbook: every finding, passes included.
///
/// # Errors
/// When `out`, the findings' or the workbook's temporary files fail.
pub fn write(audit: &Audit, out: &mut dyn io::Write) -> io::Result<()> {
    write_in_sheets_of(ROWS, audit, out)
}

fn write_in_sheets_of(most: u32, audit: &Audit, out: &mut dyn io::Write) -> io::Result<()> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    summary(audit, sheet(&mut book)?, &bold).map_err(fault)?;
    findings(most, audit, &mut book, &bold)?;
    gaps(audit, sheet(&mut book)?, &bold).map_err(fault)?;
    rules(audit, sheet(&mut book)?, &bold).map_err(fault)?;
    // An archive is written back and forth, and `out` only goes forth.
    let mut file: File = tempfile::tempfile()?;
    book.save_to_writer(&mut file).map_err(fault)?;
    file.rewind()?;
    io::copy(&mut file, out).map(drop)
}

fn sheet(book: &mut Workbook) -> io::Result<&mut Worksheet> {
    book.add_worksheet_with_constant_memory().map_err(fault)
}

pub(crate) fn fault(fault: XlsxError) -> io::Error {
    match fault {
        XlsxError::IoError(fault) => fault,
        other => io::Error::other(other),
    }
}

/// Writes a cell of text.
pub(crate) fn text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    sheet.write_string(row, column, cut(text, CELL)).map(drop)
}

pub(crate) fn heading(
    sheet: &mut Worksheet,
    titles: &[&str],
    bold: &Format,
) -> Result<(), XlsxError> {
    for (column, title) in (0..).zip(titles) {
        sheet.write_string_with_format(0, column, *title, bold)?;
    }
    sheet.set_freeze_panes(1, 0).map(drop)
}

fn summary(audit: &Audit, sheet: &mut Worksheet, bold: &Format) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?;
    sheet.set_column_width(0, 24.0)?.set_column_width(1, 40.0)?;
    let audited = &audit.audited;
    let accounts: Vec<_> = audited.accounts.iter().map(|it| it.id.as_str()).collect();
    sheet.write_string_with_format(0, 0, "Bartizan audit", bold)?;
    let told = [
        ("provider", audited.provider.clone()),
        ("accounts", accounts.join(", ")),
        ("regions", audited.regions.join(", ")),
        ("seen from", audited.started_at.to_string()),
        ("seen until", audited.finished_at.to_string()),
        ("made by", format!("bartizan {}", env!("CARGO_PKG_VERSION"))),
    ];
    let mut row = 2;
    for (name, value) in told {
        text(sheet, row, 0, name)?;
        text(sheet, row, 1, &plain(&value))?;
        row += 1;
    }
    let summary = &audit.summary;
    let counts = [
        ("resources judged", summary.resources),
        ("failed", summary.fail),
        ("unknown", summary.unknown),
        ("waived", summary.waived),
        ("passed", summary.pass),
        ("gaps", audit.gaps.len() as u64),
    ];
    let failed = Severity::WORST_FIRST.map(|severity| {
        let count = summary.fail_by_severity.get(&severity);
        (severity.name(), count.copied().unwrap_or_default())
    });
    for part in [&counts[..], &failed[..]] {
        row += 1;
        for (name, count) in part {
            text(sheet, row, 0, name)?;
            sheet.write_number(row, 1, *count as f64)?;
            row += 1;
        }
    }
    Ok(())
}

/// As many sheets as the findings need.
fn findings(most: u32, audit: &Audit, book: &mut Workbook, bold: &Format) -> io::Result<()> {
    let (mut row, mut sheets) = (most, 0_usize);
    rows(audit, |cells| {
        if row >= most {
            sheets += 1;
            begin(sheet(book)?, sheets, most, bold).map_err(fault)?;
            row = 1;
        }
        // The summary is the first sheet.
        let page = book.worksheet_from_index(sheets).map_err(fault)?;
        for (column, cell) in (0..).zip(cells) {
            text(page, row, column, cell).map_err(fault)?;
        }
        row += 1;
        Ok(())
    })?;
    if sheets == 0 {
        begin(sheet(book)?, 1, most, bold).map_err(fault)?;
    }
    Ok(())
}

fn begin(sheet: &mut Worksheet, number: usize, most: u32, bold: &Format) -> Result<(), XlsxError> {
    let name = match number {
        1 => "Findings".to_owned(),
        more => format!("Findings {more}"),
    };
    sheet.set_name(name)?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let last = u16::try_from(COLUMNS.len() - 1).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, most - 1, last)?;
    heading(sheet, &COLUMNS, bold)
}

fn gaps(audit: &Audit, sheet: &mut Worksheet, bold: &Format) -> Result<(), XlsxError> {
    sheet.set_name("Gaps")?;
    sheet.set_column_width(0, 40.0)?.set_column_width(6, 60.0)?;
    let titles = [
        "call",
        "account",
        "region",
        "reason",
        "code",
        "resources",
        "may hide",
    ];
    heading(sheet, &titles, bold)?;
    for (row, gap) in (1..ROWS).zip(&audit.gaps) {
        text(sheet, row, 0, &plain(&gap.action))?;
        text(sheet, row, 1, &plain(&gap.account))?;
        text(
            sheet,
            row,
            2,
            &plain(gap.region.as_deref().unwrap_or("global")),
        )?;
        text(sheet, row, 3, gap.reason.words())?;
        text(
            sheet,
            row,
            4,
            &plain(gap.code.as_deref().unwrap_or_default()),
        )?;
        sheet.write_number(row, 5, gap.resources as f64)?;
        text(sheet, row, 6, &plain(&gap.hides.join(", ")))?;
    }
    Ok(())
}

fn rules(audit: &Audit, sheet: &mut Worksheet, bold: &Format) -> Result<(), XlsxError> {
    sheet.set_name("Rules")?;
    sheet.set_column_width(0, 44.0)?.set_column_width(4, 60.0)?;
    let titles = [
        "rule",
        "severity",
        "service",
        "title",
        "why",
        "remediation",
        "references",
    ];
    heading(sheet, &titles, bold)?;
    for (row, rule) in (1..ROWS).zip(&audit.rules) {
        let prose = [
            rule.id.as_str(),
            rule.severity.name(),
            &rule.service,
            &rule.title,
            &rule.why,
            &rule.remediation,
            &rule.references.join(" "),
        ];
        for (column, words) in (0..).zip(prose) {
            text(sheet, row, column, &plain(&one_line(words)))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::sample;

    /// `cargo xtask formats` reads workbooks with another library; here only that one comes out, in sheets.
    #[test]
    fn a_workbook_comes_out_in_as_many_sheets_as_it_needs() {
        let pages = |most| {
            let mut out = Vec::new();
            write_in_sheets_of(most, &sample::hostile(), &mut out).unwrap();
            assert!(out.starts_with(b"PK"));
            out.windows(9).filter(|it| it == b"/sheet10.").count()
        };
        // A sheet's name stands twice in an archive: before it and in the directory.
        assert_eq!(pages(ROWS), 0);
        assert_eq!(pages(2), 2);
    }
}
