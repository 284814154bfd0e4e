//! Policy documents from text, with the place of every element.
//!
//! Two readers exist for two purposes. [`PolicyDocument::parse`] takes whatever a service handed out: what AWS
//! stored, it accepted once. [`parse`] takes what somebody wrote, and says what AWS would refuse and where.

mod condition;
mod kind;
mod list;
mod spans;
mod statement;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

pub use kind::Kind;
pub use spans::{ConditionSpans, ListSpans, OperatorSpans, PrincipalSpans, Spans, StatementSpans};

use crate::Span;
use crate::document::LARGEST_DOCUMENT;
use crate::json::{self, Member, Node, Value};
use crate::{Code, PolicyDocument, Problem, Severity, grammar};

/// A document that AWS takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// What it says.
    pub document: PolicyDocument,
    /// Where it says so.
    pub spans: Spans,
    /// What is odd about it, none of it an error.
    pub problems: Vec<Problem>,
}

/// What could be read of a document, whether AWS takes it or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// What it says, as far as it could be read; none if it is not even an object.
    pub document: Option<PolicyDocument>,
    /// Where it says so.
    pub spans: Spans,
    /// What is wrong with it, in the order of the text.
    pub problems: Vec<Problem>,
}

/// Reads a document of one kind as strictly as AWS does.
///
/// The text is JSON; see [`decode`] for what IAM answers with. Actions and condition keys that nobody knows are
/// no errors: AWS adds them every week.
///
/// # Errors
/// Every problem of the document, when at least one of them makes AWS refuse it.
pub fn parse(text: &str, kind: Kind) -> Result<Parsed, Vec<Problem>> {
    let reading = read(text, kind);
    let refused = |problem: &Problem| problem.severity == Severity::Error;
    match reading.document {
        Some(document) if !reading.problems.iter().any(refused) => Ok(Parsed {
            document,
            spans: reading.spans,
            problems: reading.problems,
        }),
        _ => Err(reading.problems),
    }
}

/// Reads as much of a document as there is to read, and says all that is wrong with it.
pub fn read(text: &str, kind: Kind) -> Reading {
    if text.len() > LARGEST_DOCUMENT {
        let message = format!(
            "the text is {} bytes long, more than any policy that aws stores",
            text.len()
        );
        return failed(Problem::new(
            Code::TooLong,
            Span::new(0, text.len()),
            message,
        ));
    }
    let root = match json::read(text) {
        Ok(root) => root,
        Err(error) => return failed(Problem::new(Code::Syntax, error.span, error.message)),
    };
    let span = root.span;
    let name = root.value.name();
    let Value::Object(members) = root.value else {
        let message = format_args!("a policy is an object, not {name}");
        return failed(Problem::new(Code::WrongType, span, message));
    };
    let mut reader = Reader::default();
    let mut document = PolicyDocument::default();
    let mut spans = Spans {
        whole: span,
        ..Spans::default()
    };
    for member in reader.distinct(members, "a policy") {
        reader.element(member, &mut document, &mut spans);
    }
    let mut problems = reader.problems;
    grammar::check(text, &document, &spans, kind, &mut problems);
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end, problem.code));
    Reading {
        document: Some(document),
        spans,
        problems,
    }
}

/// The JSON text of what may be URL-encoded (RFC 3986), as IAM answers it; places count in what this returns.
///
/// # Errors
/// When the decoded bytes are not UTF-8.
pub fn decode(text: &str) -> Result<Cow<'_, str>, Problem> {
    if text.trim_start().starts_with('{') {
        return Ok(Cow::Borrowed(text));
    }
    let whole = Span::new(0, text.len());
    percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| Problem::new(Code::Syntax, whole, "not utf-8 after url-decoding"))
}

fn failed(problem: Problem) -> Reading {
    Reading {
        problems: vec![problem],
        ..Reading::default()
    }
}

/// Collects problems while elements are read.
#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
    /// The statement that is being read.
    statement: Option<usize>,
}

impl Reader {
    fn problem(&mut self, problem: Problem) {
        self.problems.push(Problem {
            statement: self.statement,
            ..problem
        });
    }

    /// The members of an object, the first of each key.
    fn distinct(&mut self, members: Vec<Member>, of: &str) -> Vec<Member> {
        let mut seen = std::collections::HashSet::new();
        let mut distinct = Vec::with_capacity(members.len());
        for member in members {
            if seen.insert(member.key.clone()) {
                distinct.push(member);
            } else {
                let message = format_args!("{of} has `{}` twice", shorten(&member.key));
                self.problem(
                    Problem::new(Code::DuplicateKey, member.key_span, message)
                        .help("merge the two: readers differ in which one counts"),
                );
            }
        }
        distinct
    }

    fn element(&mut self, member: Member, document: &mut PolicyDocument, spans: &mut Spans) {
        let place = member.value.span;
        match member.key.as_str() {
            "Version" => {
                spans.version = Some(place);
                document.version = self.text(member.value, "Version");
            }
            "Id" => {
                spans.id = Some(place);
                document.id = self.text(member.value, "Id");
            }
            "Statement" => {
                spans.statement = Some(place);
                self.statements(member.value, document, spans);
            }
            key => {
                let message = format_args!("a policy has no element `{}`", shorten(key));
                let problem = Problem::new(Code::UnknownElement, member.key_span, message);
                self.problem(problem.help("its elements are Version, Id and Statement"));
            }
        }
    }

    fn statements(&mut self, node: Node, document: &mut PolicyDocument, spans: &mut Spans) {
        let nodes = match node.value {
            Value::List(nodes) => nodes,
            _ => vec![node],
        };
        for node in nodes {
            self.statement = Some(document.statement.len());
            let name = node.value.name();
            let Value::Object(members) = node.value else {
                let message = format_args!("a statement is an object, not {name}");
                self.problem(Problem::new(Code::WrongType, node.span, message));
                continue;
            };
            let (statement, places) = self.one_statement(members, node.span);
            document.statement.push(statement);
            spans.statements.push(places);
        }
        self.statement = None;
    }

    fn text(&mut self, node: Node, what: &str) -> Option<String> {
        match node.value {
            Value::Text(text) => Some(text),
            other => {
                let message = format_args!("{what} is a string, not {}", other.name());
                self.problem(Problem::new(Code::WrongType, node.span, message));
                None
            }
        }
    }
}

/// A text of the user's for a message: one line, no longer than one can read.
pub(crate) fn shorten(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 120;
    if text.len() <= LONGEST && !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut short: String = text
        .chars()
        .take(LONGEST)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    Cow::Owned(short)
}
