//! Conditions.

use std::collections::BTreeMap;

use crate::Span;
use crate::json::{Node, Value};
use crate::{Code, Problem};

use super::list::Items;
use super::{ConditionSpans, OperatorSpans, Reader, shorten};

type Conditions = BTreeMap<String, BTreeMap<String, Vec<String>>>;

impl Reader {
    pub(super) fn conditions(
        &mut self,
        node: Node,
        key: Span,
    ) -> (Conditions, Option<ConditionSpans>) {
        let mut conditions = Conditions::new();
        let mut places = ConditionSpans {
            key,
            whole: node.span,
            ..ConditionSpans::default()
        };
        let name = node.value.name();
        let Value::Object(members) = node.value else {
            let message = format_args!("Condition is an object of operators, not {name}");
            self.problem(Problem::new(Code::WrongType, node.span, message));
            return (conditions, Some(places));
        };
        for member in self.distinct(members, "a condition") {
            let (keys, spans) = self.operator(&member.key, member.value, member.key_span);
            conditions.insert(member.key.clone(), keys);
            places.operators.insert(member.key, spans);
        }
        (conditions, Some(places))
    }

    fn operator(
        &mut self,
        operator: &str,
        node: Node,
        key: Span,
    ) -> (BTreeMap<String, Vec<String>>, OperatorSpans) {
        let mut keys = BTreeMap::new();
        let mut places = OperatorSpans {
            key,
            whole: node.span,
            ..OperatorSpans::default()
        };
        let name = node.value.name();
        let Value::Object(members) = node.value else {
            let operator = shorten(operator);
            let message = format_args!("`{operator}` is an object of condition keys, not {name}");
            self.problem(Problem::new(Code::WrongType, node.span, message));
            return (keys, places);
        };
        for member in self.distinct(members, "an operator") {
            let what = "a condition value";
            let (values, list) = self.list(member.value, member.key_span, what, Items::Scalars);
            keys.insert(member.key.clone(), values);
            places.keys.insert(member.key, list);
        }
        (keys, places)
    }
}
