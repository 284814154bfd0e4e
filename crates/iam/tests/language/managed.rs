//! AWS's own managed policies.

use bartizan_iam::{Code, Kind, PolicyDocument, Severity, lint, parse};
use serde_json::Value;

use crate::managed_policies::policies;

/// The document with every single value in a list, as the printed one has it.
fn normal(mut document: Value) -> Value {
    let Some(Value::Array(statements)) = document.get_mut("Statement") else {
        let one = document.get_mut("Statement").unwrap().take();
        *document.get_mut("Statement").unwrap() = Value::Array(vec![one]);
        return normal(document);
    };
    let listed = |value: &mut Value| {
        let one = match value {
            Value::Array(_) => return,
            Value::String(text) => text.clone(),
            ref other => other.to_string(),
        };
        *value = vec![one].into();
    };
    for statement in statements {
        for name in ["Action", "NotAction", "Resource", "NotResource"] {
            statement.get_mut(name).into_iter().for_each(listed);
        }
        let operators = statement
            .get_mut("Condition")
            .and_then(Value::as_object_mut);
        for keys in operators.into_iter().flat_map(|it| it.values_mut()) {
            keys.as_object_mut().unwrap().values_mut().for_each(listed);
        }
    }
    document
}

#[test]
fn every_managed_policy_is_taken_and_printed_back() {
    for (name, document) in policies() {
        let text = document.to_string();
        let parsed = parse(&text, Kind::Identity)
            .map_err(|it| format!("{name}: {it:?}"))
            .unwrap();
        assert_eq!(
            PolicyDocument::parse(&text).unwrap(),
            parsed.document,
            "{name}"
        );
        for printed in [
            parsed.document.to_string(),
            format!("{:#}", parsed.document),
        ] {
            let again = parse(&printed, Kind::Identity).unwrap();
            assert_eq!(again.document, parsed.document, "{name}");
            let printed: Value = serde_json::from_str(&printed).unwrap();
            assert_eq!(printed, normal(document.clone()), "{name}");
        }
    }
}

#[test]
fn every_managed_policy_lints_without_an_error() {
    let mut remarks = 0_usize;
    for (name, document) in policies() {
        for problem in lint(&document.to_string(), Kind::Identity) {
            assert_ne!(problem.severity, Severity::Error, "{name}: {problem}");
            // The bound on comparisons is one that no real document meets.
            assert_ne!(problem.code, Code::NotAllCompared, "{name}");
            remarks += 1;
        }
    }
    // Retired services, actions that do not fit their resources, roles passed to anything: there is much to say.
    assert!(remarks == 0 || remarks > 1641, "{remarks}");
}
