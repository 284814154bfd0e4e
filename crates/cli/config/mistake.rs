//! A mistake in `bartizan.toml`, and the place where it stands.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

use crate::details::{count, drawn};
use crate::fault::Fault;

/// What is wrong, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) message: String,
    pub(super) hint: Option<String>,
    pub(super) span: Range<usize>,
    /// Whether it speaks of a rule or a parameter that is not there: it may be among the rules that were left out.
    pub(super) missing: bool,
}

impl Mistake {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
            span,
            missing: false,
        }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    pub(super) fn missing(self) -> Self {
        Self {
            missing: true,
            ..self
        }
    }

    /// With the name that was probably meant.
    pub(super) fn meant(self, meant: &str) -> Self {
        self.hint(format!("did you mean `{meant}`?"))
    }
}

/// Says every mistake in a file, in the order in which they stand there.
pub(super) fn refuse(path: &str, text: String, mut mistakes: Vec<Mistake>) -> Fault {
    mistakes.sort_by_key(|it| it.span.start);
    let source = NamedSource::new(path, text);
    let located = mistakes.iter().map(|mistake| Located {
        mistake,
        source: &source,
    });
    let details = drawn(&located.collect::<Vec<_>>());
    let mistakes = count(mistakes.len(), "mistake");
    Fault::unusable(format_args!("{mistakes} in `{path}`")).details(details)
}

/// A mistake with the text that it is in.
struct Located<'a> {
    mistake: &'a Mistake,
    source: &'a NamedSource<String>,
}

impl fmt::Display for Located<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.mistake.message)
    }
}

impl fmt::Debug for Located<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mistake.fmt(f)
    }
}

impl std::error::Error for Located<'_> {}

impl Diagnostic for Located<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let hint = self.mistake.hint.as_ref()?;
        Some(Box::new(hint))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let Range { start, end } = self.mistake.span;
        let most = self.source.inner().len();
        let (start, end) = (start.min(most), end.min(most));
        // A label over several lines would draw a bracket around half the file: the first line is the place.
        let line = self.source.inner().get(start..end).unwrap_or_default();
        let length = line.lines().next().unwrap_or_default().len();
        let label = LabeledSpan::new(Some("here".to_owned()), start, length);
        Some(Box::new(std::iter::once(label)))
    }
}
