//! Policies in files that something is proven about: read whole or not at all.

use std::path::Path;

use bartizan_iam::parse::{self, Spans};
use bartizan_iam::{Effect, Kind, PolicyDocument, Severity};

use super::{document, lint};
use crate::fault::{Fault, warn};

/// A policy with the places of its statements.
pub(super) struct PolicyFile {
    pub(super) name: String,
    pub(super) document: PolicyDocument,
    pub(super) kind: Kind,
    text: String,
    spans: Spans,
}

impl PolicyFile {
    /// Reads a policy. What AWS would refuse is taken as it stands as long as nothing of it has to be left out: a proof
    /// is about the whole text.
    pub(super) fn read(path: &Path, kind: Option<Kind>) -> Result<Self, Fault> {
        let text = document::read(path)?;
        Self::of_text(path.display().to_string(), text, kind)
    }

    /// As [`Self::read`], of a text that was read already.
    pub(super) fn of_text(name: String, text: String, kind: Option<Kind>) -> Result<Self, Fault> {
        let kind = kind.unwrap_or_else(|| lint::guess(&text));
        let reading = parse::read(&text, kind);
        let Ok(document) = PolicyDocument::parse(&text) else {
            return Err(document::refused(&name, &text, &reading.problems));
        };
        let mut problems = reading.problems.iter();
        if let Some(problem) = problems.find(|it| it.severity == Severity::Error) {
            let message = format_args!("aws would refuse `{name}`: {}", problem.message);
            warn(message, Some("see `bartizan iam lint`"));
        }
        Ok(Self {
            name,
            document,
            kind,
            text,
            spans: reading.spans,
        })
    }

    /// The line and column where a statement begins.
    pub(super) fn place(&self, statement: usize) -> Option<(usize, usize)> {
        let span = self.spans.statements.get(statement)?.whole;
        Some(document::place(&self.text, span.start))
    }

    /// The statement's label.
    pub(super) fn sid(&self, statement: usize) -> Option<&str> {
        self.document.statement.get(statement)?.sid.as_deref()
    }
}

/// An effect in lower case.
pub(super) const fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Allow => "allow",
        Effect::Deny => "deny",
    }
}
