//! What was used, as files tell it: lines, JSON lines, or logs of CloudTrail.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Used;

mod names;
mod trail;

/// What a file tells.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Read {
    /// What was used, each thing once with how often it came.
    pub used: BTreeMap<Used, u64>,
    /// Events that are somebody else's.
    pub others: u64,
    /// Events that AWS refused.
    pub refused: u64,
    /// Events whose action is not known, as `service event`, with how often they came.
    pub unmapped: BTreeMap<String, u64>,
}

/// A line that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

/// Reads what a principal used, by its ARN.
///
/// Either lines `ACTION [RESOURCE]`, in which `#` begins a remark; or lines of JSON objects with `action` and perhaps `resource` and
/// `context`; or events of CloudTrail, as one file of them or one event a line. Events of other principals are left out.
///
/// # Errors
/// When a line is none of these.
pub fn read(text: &str, principal: &str) -> Result<Read, Unreadable> {
    let mut read = Read::default();
    if let Ok(whole @ Value::Object(_)) = serde_json::from_str::<Value>(text)
        && let Some(Value::Array(records)) = whole.get("Records")
    {
        for record in records {
            trail::event(record, principal, &mut read);
        }
        return Ok(read);
    }
    for (at, line) in text.lines().enumerate() {
        let written = line.trim();
        let wrong = |what: String| Unreadable { line: at + 1, what };
        if written.is_empty() || written.starts_with('#') {
            continue;
        }
        if written.starts_with('{') {
            json(written, principal, &mut read).map_err(wrong)?;
        } else {
            let used = plain(written).map_err(wrong)?;
            *read.used.entry(used).or_default() += 1;
        }
    }
    Ok(read)
}

fn json(line: &str, principal: &str, read: &mut Read) -> Result<(), String> {
    let value: Value = serde_json::from_str(line).map_err(|fault| fault.to_string())?;
    if value.get("eventSource").is_some() {
        trail::event(&value, principal, read);
        return Ok(());
    }
    let Value::Object(fields) = &value else {
        return Err("not a json object".to_owned());
    };
    let used = row(fields)?;
    *read.used.entry(used).or_default() += 1;
    Ok(())
}

/// `{"action": …, "resource": …, "context": {…}}`.
fn row(fields: &Map<String, Value>) -> Result<Used, String> {
    let known = ["action", "resource", "context"];
    if let Some(other) = fields.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(format!("`{other}` is none of action, resource and context"));
    }
    let text = |name: &str| match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(format!("`{name}` is no text")),
    };
    let Some(action) = text("action")? else {
        return Err("`action` is missing".to_owned());
    };
    let mut context = BTreeMap::new();
    match fields.get("context") {
        None | Some(Value::Null) => {}
        Some(Value::Object(keys)) => {
            for (key, value) in keys {
                let values = values(value);
                let values = values
                    .ok_or_else(|| format!("`{key}` is neither a value nor a list of them"))?;
                context.insert(key.clone(), values);
            }
        }
        Some(_) => return Err("`context` is no json object".to_owned()),
    }
    Ok(Used {
        action: checked(action)?,
        resource: text("resource")?.map(str::to_owned),
        context,
        ..Used::default()
    })
}

/// A value as a condition compares it; none for a key that is absent.
fn values(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::Array(list) => list.iter().map(one).collect(),
        value => Some(vec![one(value)?]),
    }
}

fn one(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}

/// `ACTION [RESOURCE]`.
fn plain(line: &str) -> Result<Used, String> {
    let line = line.split(" #").next().unwrap_or(line);
    let mut words = line.split_whitespace();
    let action = checked(words.next().unwrap_or_default())?;
    let resource = words.next().map(str::to_owned);
    if words.next().is_some() {
        return Err("more than an action and a resource".to_owned());
    }
    Ok(Used {
        action,
        resource,
        ..Used::default()
    })
}

/// An action as policies write it.
fn checked(action: &str) -> Result<String, String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_*?.".contains(&byte);
    match action.split_once(':') {
        Some((service, name))
            if !service.is_empty()
                && !name.is_empty()
                && service
                    .bytes()
                    .all(|it| it.is_ascii_alphanumeric() || it == b'-')
                && name.bytes().all(allowed) =>
        {
            Ok(action.to_owned())
        }
        _ => Err("no action, such as s3:GetObject".to_owned()),
    }
}
