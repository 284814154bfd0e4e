//! Policy documents in files: what is wrong with them and where.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use bartizan_iam::{Problem, Severity, parse};
use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

use crate::details::drawn;
use crate::fault::Fault;

/// What is read of a file: no policy of AWS is nearly as long, and the engine says so of what is longer than they are.
const MOST: u64 = 8 << 20;

/// The JSON text of a file, or of standard input for `-`; URL-encoding is taken off.
pub(super) fn read(path: &Path) -> Result<String, Fault> {
    let cannot = |detail: &dyn fmt::Display| {
        Fault::unusable(format_args!("cannot read `{}`: {detail}", path.display()))
            .hint("name a file that holds one policy document, or `-` for standard input")
    };
    let written = bytes(path).map_err(|fault| cannot(&fault))?;
    match parse::decode(&written) {
        Ok(text) => Ok(text.into_owned()),
        Err(problem) => Err(cannot(&problem.message)),
    }
}

fn bytes(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    if path == Path::new("-") {
        io::stdin().lock().take(MOST).read_to_string(&mut text)?;
    } else {
        File::open(path)?.take(MOST).read_to_string(&mut text)?;
    }
    Ok(text)
}

/// Says of a text that it is no policy, and where.
pub(super) fn refused(name: &str, text: &str, problems: &[Problem]) -> Fault {
    let source = NamedSource::new(name, text.to_owned());
    let located = |problem| Located {
        problem,
        source: &source,
    };
    let located: Vec<_> = problems.iter().map(located).collect();
    Fault::unusable(format_args!("`{name}` is not a policy"))
        .details(drawn(&located))
        .hint("a policy is a JSON object with Version and Statement")
}

/// A problem with the text that it is in.
pub(super) struct Located<'a> {
    pub(super) problem: &'a Problem,
    pub(super) source: &'a NamedSource<String>,
}

impl fmt::Display for Located<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem.message)
    }
}

impl fmt::Debug for Located<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Located<'_> {}

impl Diagnostic for Located<'_> {
    fn code(&self) -> Option<Box<dyn fmt::Display + '_>> {
        let (severity, code) = (self.problem.severity, self.problem.code);
        Some(Box::new(format!("{severity}[{}]", code.as_str())))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Security | Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        let help = self.problem.help.as_ref()?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.problem.span;
        let label = LabeledSpan::new(None, span.start, span.len());
        Some(Box::new(std::iter::once(label)))
    }
}

/// The line and column of a byte, counted from 1; columns in characters.
pub(super) fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    (line, column)
}
