//! Whether AWS takes a document.

use serde_json::Value;

use super::Outcome;
use super::fields::{any, field};
use crate::parse::Kind;
use crate::{Severity, parse};

pub(super) fn answer(row: &Value) -> Result<Outcome, String> {
    let policy = match any(row, &["policy_text"]) {
        Some(text) => text,
        None => field(row, "policy")?,
    };
    // A text is what somebody wrote, be it JSON or not; anything else was JSON already.
    let text = match policy {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let kind = match any(row, &["policy_kind", "policy_type"]).and_then(Value::as_str) {
        Some(name) => name.parse().map_err(|fault| format!("{fault}"))?,
        None => Kind::Identity,
    };
    let problem = match parse(&text, kind) {
        Ok(_) => None,
        Err(problems) => problems
            .into_iter()
            .find(|problem| problem.severity == Severity::Error),
    };
    Ok(Outcome::Grammar {
        valid: problem.is_none(),
        error: problem.map(|problem| problem.message),
    })
}
