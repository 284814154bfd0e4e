//! One statement.

use crate::Span;
use crate::json::{Member, Node, Value};
use crate::{Code, Effect, Principals, Problem, Statement};

use super::list::Items;
use super::{ListSpans, PrincipalSpans, Reader, StatementSpans, shorten};

impl Reader {
    pub(super) fn one_statement(
        &mut self,
        members: Vec<Member>,
        whole: Span,
    ) -> (Statement, StatementSpans) {
        let mut statement = Statement::default();
        let mut places = StatementSpans {
            whole,
            ..StatementSpans::default()
        };
        for member in self.distinct(members, "a statement") {
            self.statement_element(member, &mut statement, &mut places);
        }
        (statement, places)
    }

    fn statement_element(
        &mut self,
        member: Member,
        statement: &mut Statement,
        places: &mut StatementSpans,
    ) {
        let Member {
            key,
            key_span,
            value,
        } = member;
        match key.as_str() {
            "Sid" => {
                places.sid = Some(value.span);
                statement.sid = self.text(value, "Sid");
            }
            "Effect" => {
                places.effect = Some(value.span);
                statement.effect = self.effect(value);
            }
            "Principal" => {
                (statement.principal, places.principal) = self.principals(value, key_span);
            }
            "NotPrincipal" => {
                (statement.not_principal, places.not_principal) = self.principals(value, key_span);
            }
            "Action" => (statement.action, places.action) = self.texts(value, key_span, "Action"),
            "NotAction" => {
                (statement.not_action, places.not_action) =
                    self.texts(value, key_span, "NotAction");
            }
            "Resource" => {
                (statement.resource, places.resource) = self.texts(value, key_span, "Resource");
            }
            "NotResource" => {
                (statement.not_resource, places.not_resource) =
                    self.texts(value, key_span, "NotResource");
            }
            "Condition" => {
                (statement.condition, places.condition) = self.conditions(value, key_span);
            }
            _ => {
                let message = format_args!("a statement has no element `{}`", shorten(&key));
                let problem = Problem::new(Code::UnknownElement, key_span, message);
                self.problem(
                    problem.help(
                        "element names are written as in the grammar: `Action`, not `action`",
                    ),
                );
            }
        }
    }

    fn texts(&mut self, node: Node, key: Span, what: &str) -> (Vec<String>, Option<ListSpans>) {
        let (texts, places) = self.list(node, key, what, Items::Texts);
        (texts, Some(places))
    }

    /// The effect; Deny where it cannot be read, the safe side for whoever goes on regardless.
    fn effect(&mut self, node: Node) -> Effect {
        let span = node.span;
        let Some(text) = self.text(node, "Effect") else {
            return Effect::Deny;
        };
        match text.as_str() {
            "Allow" => return Effect::Allow,
            "Deny" => return Effect::Deny,
            _ => {}
        }
        let message = format_args!("the effect is `Allow` or `Deny`, not `{}`", shorten(&text));
        let mut problem = Problem::new(Code::InvalidEffect, span, message);
        if ["allow", "deny"].contains(&text.to_ascii_lowercase().as_str()) {
            problem = problem.help("case counts here");
        }
        self.problem(problem);
        Effect::Deny
    }

    fn principals(
        &mut self,
        node: Node,
        key: Span,
    ) -> (Option<Principals>, Option<PrincipalSpans>) {
        let mut principals = Principals::default();
        let mut places = PrincipalSpans {
            key,
            whole: node.span,
            ..PrincipalSpans::default()
        };
        match node.value {
            Value::Text(text) if text == "*" => {
                let list = ListSpans {
                    key,
                    whole: node.span,
                    items: vec![node.span],
                };
                principals.0.insert("AWS".to_owned(), vec![text]);
                places.kinds.insert("AWS".to_owned(), list);
            }
            Value::Object(members) => {
                for member in self.distinct(members, "a principal") {
                    let what = "a principal";
                    let (ids, list) =
                        self.list(member.value, member.key_span, what, Items::Scalars);
                    principals.0.insert(member.key.clone(), ids);
                    places.kinds.insert(member.key, list);
                }
            }
            other => {
                let message = format_args!(
                    "principals are \"*\" or an object by kind, not {}",
                    other.name()
                );
                let problem = Problem::new(Code::WrongType, node.span, message);
                self.problem(
                    problem.help("write `{\"AWS\": …}`, or Service, Federated or CanonicalUser"),
                );
            }
        }
        (Some(principals), Some(places))
    }
}
