//! Values, or lists of values.

use crate::Span;
use crate::document::Scalar;
use crate::json::{Node, Value};
use crate::{Code, Problem};

use super::{ListSpans, Reader};

/// What the values of a list may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Items {
    /// Strings.
    Texts,
    /// Strings, numbers and booleans, which AWS compares as text.
    Scalars,
}

impl Reader {
    /// A value or a list of values, with their places.
    pub(super) fn list(
        &mut self,
        node: Node,
        key: Span,
        what: &str,
        items: Items,
    ) -> (Vec<String>, ListSpans) {
        let mut places = ListSpans {
            key,
            whole: node.span,
            items: Vec::new(),
        };
        let mut texts = Vec::new();
        let (nodes, listed) = match node.value {
            Value::List(nodes) => (nodes, true),
            _ => (vec![node], false),
        };
        for node in nodes {
            if listed && node.value == Value::Null {
                // AWS takes it (a claim of moto's, recorded from IAM); it names nothing.
                let message = format_args!("a null in {what} means nothing");
                self.problem(Problem::new(Code::NullValue, node.span, message));
                continue;
            }
            let span = node.span;
            match text(node.value, items) {
                Ok(text) => {
                    texts.push(text);
                    places.items.push(span);
                }
                Err(name) => {
                    let wanted = match items {
                        Items::Texts => "a string or a list of strings",
                        Items::Scalars => "a value or a list of values",
                    };
                    let message = format_args!("{what} is {wanted}, not {name}");
                    self.problem(Problem::new(Code::WrongType, span, message));
                }
            }
        }
        (texts, places)
    }
}

/// The text of a value, or the name of what it is instead.
fn text(value: Value, items: Items) -> Result<String, &'static str> {
    match (value, items) {
        (Value::Text(text), _) => Ok(text),
        (Value::Bool(value), Items::Scalars) => Ok(value.to_string()),
        (Value::Number(number), Items::Scalars) => {
            // The same road as a snapshot's documents take, so that both readers agree.
            let scalar = serde_json::from_str::<Scalar>(&number);
            scalar
                .map(Scalar::into_text)
                .map_err(|_| "a number out of range")
        }
        (other, _) => Err(other.name()),
    }
}
