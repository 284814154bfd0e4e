//! Paragraphs, headings and tables on a page of some width.

use std::io;

use anstyle::{AnsiColor, Style};
use bartizan_finding::Severity;
use unicode_width::UnicodeWidthStr;

use super::Options;
use crate::plain::plain;
use crate::table::table;

const INDENT: &str = "  ";
/// Narrower than this, tables fall apart into single letters.
const NARROWEST: usize = 60;
/// Words up to this width are kept whole where possible; longer ones would squeeze their neighbours.
const LONG_WORD: usize = 28;

/// What the text is written on.
pub(crate) struct Page<'a> {
    out: &'a mut dyn io::Write,
    width: usize,
    colour: bool,
}

impl<'a> Page<'a> {
    pub(crate) fn new(options: &Options, out: &'a mut dyn io::Write) -> Self {
        Self {
            out,
            width: options.width.clamp(NARROWEST, usize::from(u16::MAX)),
            colour: options.colour,
        }
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Words from the left edge.
    pub(crate) fn paragraph(&mut self, words: &str) -> io::Result<()> {
        self.wrapped(words, "", "")
    }

    /// Words under a heading.
    pub(crate) fn indented(&mut self, words: &str) -> io::Result<()> {
        self.wrapped(words, INDENT, INDENT)
    }

    /// A label, and lines that hang to its right. Their words stay whole: commands and URLs are there to copy.
    pub(crate) fn labelled(&mut self, label: &str, lines: &str) -> io::Result<()> {
        let first = format!("{INDENT}{label}  ");
        let rest = " ".repeat(first.len());
        for (place, line) in lines.trim().lines().enumerate() {
            let options = textwrap::Options::new(self.width)
                .break_words(false)
                .word_splitter(textwrap::WordSplitter::NoHyphenation)
                .initial_indent(if place == 0 { &first } else { &rest })
                .subsequent_indent(&rest);
            for line in textwrap::wrap(&plain(line.trim()), options) {
                writeln!(self.out, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }

    fn wrapped(&mut self, words: &str, first: &str, rest: &str) -> io::Result<()> {
        // A rule's prose may hold line breaks of its own; they are spaces to us.
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let options = textwrap::Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest);
        for line in textwrap::wrap(&plain(&words), options) {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// Commands to copy, whole even when that is wider than the page, and what each gives.
    pub(crate) fn commands(&mut self, commands: &[(String, &str)]) -> io::Result<()> {
        let longest = commands
            .iter()
            .map(|(command, _)| command.width())
            .max()
            .unwrap_or(0);
        for (command, what) in commands {
            let command = plain(command);
            if INDENT.len() + longest + 2 + what.width() <= self.width {
                writeln!(self.out, "{INDENT}{command:longest$}  {what}")?;
            } else {
                writeln!(self.out, "{INDENT}{command}")?;
                self.wrapped(what, "      ", "      ")?;
            }
        }
        Ok(())
    }

    /// A heading after an empty line, coloured as bad as it is.
    pub(crate) fn title(&mut self, title: &str, severity: Option<Severity>) -> io::Result<()> {
        self.gap()?;
        let style = match severity {
            Some(Severity::Critical) => AnsiColor::Red.on_default().bold(),
            Some(Severity::High) => AnsiColor::Red.on_default(),
            Some(Severity::Medium) => AnsiColor::Yellow.on_default(),
            Some(Severity::Low) => AnsiColor::Blue.on_default(),
            None => Style::new().bold(),
        };
        self.styled(title, style)
    }

    /// The id of a rule, on a line of its own.
    pub(crate) fn rule(&mut self, id: &str) -> io::Result<()> {
        self.gap()?;
        self.styled(id, Style::new().bold())
    }

    fn styled(&mut self, text: &str, style: Style) -> io::Result<()> {
        let text = plain(text);
        if self.colour {
            writeln!(self.out, "{style}{text}{style:#}")
        } else {
            writeln!(self.out, "{text}")
        }
    }

    /// A table; its cells are wrapped, never cut.
    pub(crate) fn table(
        &mut self,
        header: &[&str],
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> io::Result<()> {
        self.table_of_words(header, rows, LONG_WORD)
    }

    /// A table in which words up to `whole` columns are not broken while there is room for them.
    pub(crate) fn table_of_words(
        &mut self,
        header: &[&str],
        rows: impl IntoIterator<Item = Vec<String>>,
        whole: usize,
    ) -> io::Result<()> {
        let rows = rows.into_iter().collect();
        for line in table(header, rows, self.width.saturating_sub(INDENT.len()), whole) {
            writeln!(self.out, "{INDENT}{line}")?;
        }
        Ok(())
    }
}

/// A number with its thousands apart: 1,234,567.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things: `1 region`, `17 regions`.
pub(crate) fn many(number: u64, thing: &str) -> String {
    format!(
        "{} {thing}{}",
        count(number),
        if number == 1 { "" } else { "s" }
    )
}
