//! Fields of rows, with errors that name them.

use serde_json::{Map, Value};

use crate::{Context, Mode};

pub(super) fn field<'v>(value: &'v Value, name: &str) -> Result<&'v Value, String> {
    value
        .get(name)
        .ok_or_else(|| format!("the row has no `{name}`"))
}

pub(super) fn text<'v>(value: &'v Value, name: &str) -> Result<&'v str, String> {
    field(value, name)?
        .as_str()
        .ok_or_else(|| format!("`{name}` is no text"))
}

/// The first of several names that the row has; null counts as not there.
pub(super) fn any<'v>(value: &'v Value, names: &[&str]) -> Option<&'v Value> {
    names
        .iter()
        .filter_map(|name| value.get(name))
        .find(|value| !value.is_null())
}

pub(super) fn object<'v>(value: &'v Value, name: &str) -> Result<&'v Map<String, Value>, String> {
    value
        .as_object()
        .ok_or_else(|| format!("`{name}` is no object"))
}

pub(super) fn flag(value: &Value, name: &str) -> bool {
    value.get(name).and_then(Value::as_bool).unwrap_or_default()
}

/// A scalar as AWS compares it: by its text.
pub(super) fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), Into::into)
}

/// One value or a list of them.
pub(super) fn scalars(value: &Value) -> Vec<String> {
    match value {
        Value::Array(many) => many.iter().map(scalar).collect(),
        one => vec![scalar(one)],
    }
}

pub(super) fn mode(row: &Value) -> Mode {
    match row.get("mode").and_then(Value::as_str) {
        None | Some("strict") => Mode::Strict,
        Some(_) => Mode::Discovery,
    }
}

/// A context: a key has one value, several, or null for none.
pub(super) fn context(values: &Value) -> Result<Context, String> {
    let mut context = Context::new();
    if values.is_null() {
        return Ok(context);
    }
    for (key, value) in object(values, "context")? {
        match value {
            Value::Array(many) => context.set_many(key, many.iter().map(scalar)),
            Value::Null => context.absent(key),
            one => context.set(key, scalar(one)),
        }
    }
    Ok(context)
}
