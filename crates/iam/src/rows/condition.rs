//! Conditions by themselves.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Outcome;
use super::fields::{any, context, field, mode, object, scalar, scalars, text};
use crate::{Conditions, Context, Residual};

type Written = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// A whole Condition element.
pub(super) fn conditions(row: &Value) -> Result<Outcome, String> {
    let mut written = Written::new();
    for (operator, keys) in object(field(row, "condition")?, "condition")? {
        let keys = object(keys, operator)?.iter();
        let keys = keys.map(|(key, values)| (key.clone(), scalars(values)));
        written.insert(operator.clone(), keys.collect());
    }
    let context = context(given(row))?;
    Ok(matches(row, &written, &context))
}

/// One operator: a key's values in the policy, and the key's value in the request, as `value` or in a context.
pub(super) fn operator(row: &Value) -> Result<Outcome, String> {
    let operator = text(row, "operator")?;
    let key = any(row, &["key"]).map_or_else(|| "aws:Example".to_owned(), scalar);
    let values = any(
        row,
        &["values", "policy_values", "policy_value", "policy", "test"],
    );
    let values = scalars(values.ok_or("the row has no `values`")?);
    let context = match any(row, &["value", "request_value", "context_value", "actual"]) {
        Some(value) => context(&serde_json::json!({ &key: value }))?,
        None => context(given(row))?,
    };
    let written = Written::from([(operator.to_owned(), BTreeMap::from([(key, values)]))]);
    Ok(matches(row, &written, &context))
}

/// The context, in the row or in its request.
fn given(row: &Value) -> &Value {
    any(row, &["context"])
        .or_else(|| any(row.get("request")?, &["context"]))
        .unwrap_or(&Value::Null)
}

fn matches(row: &Value, written: &Written, context: &Context) -> Outcome {
    // A row may be about a document of 2008, which has no variables.
    let variables = any(row, &["version"]).is_none_or(|version| version == "2012-10-17");
    Outcome::Match {
        matches: match Conditions::new(written, variables).hold(context, mode(row)) {
            Residual::Always => Some(true),
            Residual::Never => Some(false),
            _ => None,
        },
    }
}
