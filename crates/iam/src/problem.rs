//! What is wrong with a policy, and where.

mod code;

use std::borrow::Cow;
use std::fmt;

pub use code::Code;

use crate::Span;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// AWS refuses the document.
    Error,
    /// It gives more than its author may have meant.
    Security,
    /// It does not do what it seems to.
    Warning,
}

impl Severity {
    /// The severity in one lower-case word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Security => "security",
            Self::Warning => "warning",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One problem of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which rule it breaks.
    pub code: Code,
    /// How much it matters: that of the code, unless the kind of policy makes a difference.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// Where, in the text that was read.
    pub span: Span,
    /// What to do about it.
    pub help: Option<Cow<'static, str>>,
    /// The statement that it is in, counted from 0; none for the document as a whole.
    pub statement: Option<usize>,
}

impl Problem {
    pub(crate) fn new(code: Code, span: Span, message: impl fmt::Display) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.to_string(),
            span,
            help: code.help().map(Cow::Borrowed),
            statement: None,
        }
    }

    pub(crate) fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn at(mut self, statement: usize) -> Self {
        self.statement = Some(statement);
        self
    }

    pub(crate) fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

impl fmt::Display for Problem {
    /// `error[resource-not-arn]: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code, self.message)
    }
}
