//! Lines of text as answers about access have them.

use std::io::{self, Write};

use bartizan_report::plain;

use crate::output::width;

/// How many statements are named; a residual or a list of policies may be endless.
pub(super) const SHOWN: usize = 20;

/// A title with a list below it; nothing where the list is empty.
pub(super) fn section(
    out: &mut dyn Write,
    title: &str,
    lines: impl ExactSizeIterator<Item = String>,
) -> io::Result<()> {
    if lines.len() == 0 {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    list(out, lines)
}

/// A list, cut where it is long.
pub(super) fn list(
    out: &mut dyn Write,
    lines: impl ExactSizeIterator<Item = String>,
) -> io::Result<()> {
    let more = lines.len().saturating_sub(SHOWN);
    for line in lines.take(SHOWN) {
        wrapped(out, "  - ", &line)?;
    }
    match more {
        0 => Ok(()),
        more => writeln!(out, "  … and {more} more"),
    }
}

/// A text on lines no wider than the terminal; words longer than that stay whole, so that they can be copied.
pub(super) fn wrapped(out: &mut dyn Write, first: &str, text: &str) -> io::Result<()> {
    let options = textwrap::Options::new(width())
        .initial_indent(first)
        .subsequent_indent(if first.starts_with("      ") {
            "        "
        } else {
            "    "
        })
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace);
    for line in textwrap::wrap(&plain(text), options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// As [`wrapped`], some columns from the left.
pub(super) fn indented(out: &mut dyn Write, columns: usize, text: &str) -> io::Result<()> {
    let first = " ".repeat(columns);
    let rest = " ".repeat(columns + 2);
    let options = textwrap::Options::new(width())
        .initial_indent(&first)
        .subsequent_indent(&rest)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace);
    for line in textwrap::wrap(&plain(text), options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
