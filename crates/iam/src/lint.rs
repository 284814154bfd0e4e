//! What is wrong with a policy that AWS takes: what does not do what it seems to, and what gives too much.

mod action;
mod budget;
mod condition;
mod cover;
mod principal;
mod resource;
mod scope;
mod statement;
mod value;
mod variable;

#[cfg(test)]
mod tests;

use crate::Span;
use crate::parse::{Kind, Reading, StatementSpans, read};
use crate::{Code, Dictionary, Effect, PolicyDocument, Problem, Statement};

use budget::Budget;
use scope::Actions;

/// Everything that is wrong with a document, in the order of the text: what AWS refuses, what gives too much, what
/// does nothing.
///
/// ```
/// use bartizan_iam::{Kind, lint};
///
/// let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObjekt","Resource":"*"}]}"#;
/// let problems = lint(text, Kind::Identity);
/// assert_eq!(problems[0].to_string(), "warning[unknown-action]: s3 has no action `GetObjekt`");
/// assert_eq!(&text[problems[0].span.start..problems[0].span.end], "\"s3:GetObjekt\"");
/// ```
pub fn lint(text: &str, kind: Kind) -> Vec<Problem> {
    lint_reading(read(text, kind), kind)
}

/// As [`lint`], of a document that is read already.
pub fn lint_reading(reading: Reading, kind: Kind) -> Vec<Problem> {
    let Reading {
        document,
        spans,
        mut problems,
    } = reading;
    let Some(document) = document else {
        return problems;
    };
    let dictionary = Dictionary::get();
    let mut budget = Budget::default();
    for (index, (statement, spans)) in document.statement.iter().zip(&spans.statements).enumerate()
    {
        let mut cx = Cx {
            kind,
            index,
            document: &document,
            statement,
            spans,
            actions: Actions::of(statement, dictionary, &mut budget),
            dictionary,
            budget: &mut budget,
            problems: &mut problems,
        };
        action::check(&mut cx);
        resource::check(&mut cx);
        condition::check(&mut cx);
        principal::check(&mut cx);
        statement::check(&mut cx);
        variable::check(&mut cx);
    }
    cover::check(&document, &spans, &mut budget, &mut problems);
    if budget.is_spent() {
        let span = Span::new(spans.whole.start, spans.whole.start + 1);
        let message = "the document is too large to compare everything in it";
        problems.push(Problem::new(Code::NotAllCompared, span, message));
    }
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end, problem.code));
    problems.dedup();
    problems
}

/// A statement, its places, what its actions are and what to say about it.
struct Cx<'a> {
    kind: Kind,
    index: usize,
    document: &'a PolicyDocument,
    statement: &'a Statement,
    spans: &'a StatementSpans,
    actions: Actions<'a>,
    dictionary: &'static Dictionary,
    budget: &'a mut Budget,
    problems: &'a mut Vec<Problem>,
}

impl Cx<'_> {
    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem.at(self.index));
    }

    fn allows(&self) -> bool {
        self.statement.effect == Effect::Allow
    }

    /// Whether the policy grants by itself, so that what it allows is had: boundaries and organization policies
    /// only limit what others grant.
    fn grants(&self) -> bool {
        self.allows()
            && matches!(
                self.kind,
                Kind::Identity | Kind::Session | Kind::Resource | Kind::Trust
            )
    }
}

/// The place of an element's key; of the statement's beginning where it has none.
fn key_span(key: Option<Span>, statement: &StatementSpans) -> Span {
    key.unwrap_or_else(|| Span::new(statement.whole.start, statement.whole.start + 1))
}
