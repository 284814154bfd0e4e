//! Tables of words.

use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, Row, Table, TableStyle, Width};
use unicode_width::UnicodeWidthStr;

/// Between columns, beside the one column that the table itself leaves between them.
const PADDING: u16 = 1;

/// What stands between the text of two columns, in columns of the terminal.
pub(crate) const BETWEEN: usize = PADDING as usize + 1;

/// The lines of a table at most `width` columns wide: cells are wrapped, never cut.
///
/// Words up to `whole` columns are not broken while there is room for them; longer ones would
/// squeeze their neighbours. Cells must be safe to print already; see [`plain`](crate::plain).
#[must_use]
pub fn table(header: &[&str], rows: Vec<Vec<String>>, width: usize, whole: usize) -> Vec<String> {
    let mut table = empty(header);
    table.set_width(narrow(width));
    let least = widths(header, &rows, width, whole);
    table.add_rows(rows.into_iter().map(Row::from));
    for (column, least) in table.column_iter_mut().zip(least) {
        column.set_padding((0, PADDING));
        let least = Width::Fixed(narrow(least) + PADDING);
        column.set_constraint(ColumnConstraint::LowerBoundary(least));
    }
    lines(&table)
}

/// The lines of a table whose columns have these widths, whatever is in them; [`BETWEEN`] stands after each.
pub(crate) fn fixed(header: &[&str], rows: Vec<Vec<String>>, widths: &[usize]) -> Vec<String> {
    let mut table = empty(header);
    table.add_rows(rows.into_iter().map(Row::from));
    for (column, width) in table.column_iter_mut().zip(widths) {
        column.set_padding((0, PADDING));
        let width = Width::Fixed(narrow(*width) + PADDING);
        column.set_constraint(ColumnConstraint::Absolute(width));
    }
    lines(&table)
}

fn empty(header: &[&str]) -> Table {
    let mut table = Table::new();
    let style = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
    table
        .load_style(style)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header.iter().copied());
    table
}

fn lines(table: &Table) -> Vec<String> {
    let lines = table.lines();
    lines.map(|line| line.trim_end().to_owned()).collect()
}

fn narrow(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX - PADDING)
}

/// The least width of each column, so that words are not broken while there is room for them.
///
/// Where the longest words of all columns do not fit beside each other, the widest give way.
fn widths(header: &[&str], rows: &[Vec<String>], width: usize, whole: usize) -> Vec<usize> {
    let longest = |text: &str| {
        text.split_whitespace()
            .map(UnicodeWidthStr::width)
            .max()
            .unwrap_or(0)
    };
    let mut widths: Vec<_> = header.iter().map(|title| longest(title)).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = longest(cell).min(whole).max(*width);
        }
    }
    let room = width.saturating_sub(BETWEEN * header.len());
    widths
        .iter_mut()
        .for_each(|column| *column = room.min(*column));
    while widths.iter().sum::<usize>() > room {
        let Some(widest) = widths.iter_mut().max() else {
            break;
        };
        *widest = widest.saturating_sub(1);
    }
    widths
}
