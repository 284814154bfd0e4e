//! The JSON Schema of `bartizan.toml`, with the rules that ship and their parameters.

use std::collections::BTreeMap;

use bartizan_rules::{Rule, RuleSet};
use serde_json::{Map, Value, json};

use super::written::Written;

/// The JSON Schema (draft 2020-12) of `bartizan.toml`, for an editor to complete and check it by.
///
/// Rules of one's own are allowed for beside those of `rules`.
pub(crate) fn schema(rules: &RuleSet) -> Value {
    let mut schema = schemars::schema_for!(Written).to_value();
    let mut params: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in rules.rules() {
        for name in rule.metadata.custom.params.keys() {
            params.entry(name).or_default().push(rule);
        }
    }
    let params = params
        .into_iter()
        .map(|(name, rules)| (name.to_owned(), everywhere(name, &rules)));
    put(&mut schema, "/properties/params", params.collect());
    let rules = rules.rules().iter();
    let rules = rules.map(|rule| (rule.id.clone(), of_rule(rule)));
    put(&mut schema, "/properties/rules", rules.collect());
    schema
}

fn put(schema: &mut Value, place: &str, properties: Map<String, Value>) {
    if let Some(Value::Object(object)) = schema.pointer_mut(place) {
        object.insert("properties".to_owned(), properties.into());
    }
}

fn of_rule(rule: &Rule) -> Value {
    let custom = &rule.metadata.custom;
    let params = custom.params.iter();
    let params: Map<_, _> = params
        .map(|(name, default)| (name.clone(), parameter(default)))
        .collect();
    json!({
        "description": rule.metadata.title.trim(),
        "type": "object",
        "properties": {
            "severity": { "$ref": "#/$defs/Severity", "default": custom.severity },
            "enabled": { "type": "boolean", "default": true },
            "params": { "type": "object", "properties": params, "additionalProperties": false },
        },
        "additionalProperties": false,
    })
}

/// A parameter of all rules that have it, as the first of them has it.
fn everywhere(name: &str, rules: &[&Rule]) -> Value {
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    let default = rules
        .first()
        .and_then(|rule| rule.metadata.custom.params.get(name));
    let mut value = default.map_or_else(|| json!({}), parameter);
    if let Some(object) = value.as_object_mut() {
        object.insert(
            "description".to_owned(),
            format!("Of {}.", ids.join(", ")).into(),
        );
    }
    value
}

fn parameter(default: &Value) -> Value {
    let kind = match default {
        Value::Null => return json!({}),
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    json!({ "type": kind, "default": default })
}
