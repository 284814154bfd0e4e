//! What AWS demands of a document beyond its shape: the rules that it names when it refuses one.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

mod action;
mod condition;
mod date;
pub(crate) mod operator;
mod principal;
pub(crate) mod resource;
mod size;
mod statement;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::parse::{Kind, Spans, StatementSpans, shorten};
use crate::{Code, PolicyDocument, Problem, Severity, Statement};

pub(crate) use date::is_date;

/// A statement, its places and what to say about it.
struct Checked<'a> {
    kind: Kind,
    index: usize,
    statement: &'a Statement,
    spans: &'a StatementSpans,
    problems: &'a mut Vec<Problem>,
}

impl Checked<'_> {
    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem.at(self.index));
    }
}

/// Adds what AWS would refuse in a document of this kind.
pub(crate) fn check(
    text: &str,
    document: &PolicyDocument,
    spans: &Spans,
    kind: Kind,
    problems: &mut Vec<Problem>,
) {
    version(document, spans, kind, problems);
    size::check(text, spans.whole, kind, problems);
    let broken = problems.iter().any(|it| it.statement.is_some());
    if document.statement.is_empty() && !broken {
        let span = spans.statement.unwrap_or(spans.whole);
        let problem = Problem::new(Code::MissingStatement, span, "the policy has no statement");
        problems.push(problem);
    }
    sids(document, spans, kind, problems);
    for (index, (statement, spans)) in document.statement.iter().zip(&spans.statements).enumerate()
    {
        let mut checked = Checked {
            kind,
            index,
            statement,
            spans,
            problems,
        };
        statement::check(&mut checked);
        action::check(&mut checked);
        resource::check(&mut checked);
        principal::check(&mut checked);
        condition::check(&mut checked);
    }
}

fn version(document: &PolicyDocument, spans: &Spans, kind: Kind, problems: &mut Vec<Problem>) {
    let span = spans.version.unwrap_or(spans.whole);
    let old = match document.version.as_deref() {
        Some("2012-10-17") => return,
        Some("2008-10-17") => "the version is 2008-10-17",
        None if spans.version.is_some() => return,
        None => "without a version, 2008-10-17 is meant",
        Some(other) => {
            let message = format_args!("there is no version `{}`", shorten(other));
            let problem = Problem::new(Code::UnknownVersion, span, message);
            problems.push(problem.help("write `\"Version\": \"2012-10-17\"`"));
            return;
        }
    };
    // IAM refuses it in what it stores for identities; other services still take it.
    let refused = !matches!(kind, Kind::Resource | Kind::Trust | Kind::Endpoint);
    let message = match refused {
        true => format!("{old}; {} must have 2012-10-17", kind.title()),
        false => format!("{old}, in which policy variables are plain text"),
    };
    let severity = match refused {
        true => Severity::Error,
        false => Severity::Warning,
    };
    let problem = Problem::new(Code::OldVersion, span, message).severity(severity);
    problems.push(problem.help("write `\"Version\": \"2012-10-17\"`"));
}

/// Sids: their characters, and that no two are the same.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>
fn sids(document: &PolicyDocument, spans: &Spans, kind: Kind, problems: &mut Vec<Problem>) {
    let mut seen = HashMap::new();
    for (index, (statement, spans)) in document.statement.iter().zip(&spans.statements).enumerate()
    {
        let (Some(sid), Some(span)) = (statement.sid.as_deref(), spans.sid) else {
            continue;
        };
        // Services other than IAM take more, a key policy spaces and a bucket policy anything.
        let odd = sid.chars().find(|it| !it.is_ascii_alphanumeric());
        if let Some(odd) = odd.filter(|_| kind != Kind::Resource) {
            let message = format_args!(
                "a Sid has letters and digits only, not `{}`",
                odd.escape_debug()
            );
            // IAM says so; of Organizations and endpoints only the documentation does.
            let severity = match kind {
                Kind::ServiceControl | Kind::ResourceControl | Kind::Endpoint => Severity::Warning,
                _ => Severity::Error,
            };
            let problem = Problem::new(Code::SidCharacters, span, message);
            problems.push(problem.severity(severity).at(index));
        }
        // Several empty Sids are taken: AWS's console writes them.
        if sid.is_empty() {
            continue;
        }
        if let Some(first) = seen.insert(sid, index) {
            let message =
                format_args!("statement {} has the Sid `{}` too", first + 1, shorten(sid));
            problems.push(Problem::new(Code::DuplicateSid, span, message).at(index));
        }
    }
}
