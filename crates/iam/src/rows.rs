//! Questions as rows, so that any suite can be run against the engine from outside.
//!
//! A row is a JSON object with an `id` and a `kind`:
//!
//! | kind | what it asks | what it gives | answer |
//! | --- | --- | --- | --- |
//! | `decision` | may this request be made? | `policies`, `request`, `mode` | `decision`, `allowed` |
//! | `condition` | do these conditions hold? | `condition`, `request.context`, `mode` | `match` |
//! | `operator` | does this operator hold? | `operator`, `key`, `values`, `context` or `value`, `mode` | `match` |
//! | `glob` | does the pattern match? | `pattern` and `text`; or in `args` two patterns (have they a text in common?), or a resource type, the form of its ARNs and an ARN (can it name one?) | `match` |
//! | `grammar` | does AWS take this document? | `policy`, as an object or as text; `policy_kind` | `valid`, `error` |
//!
//! `mode` is `strict` where a condition key that is not given is missing, and anything else where it is not known:
//! then `Conditional`, `allowed: null` and `match: null` say that it matters.

mod condition;
mod decision;
mod fields;
mod glob;
mod grammar;

use serde::Serialize;
use serde_json::Value;

/// The longest row that is read, in bytes.
pub const LONGEST_ROW: usize = 10 * 1024 * 1024;

/// A row's answer, as one JSON object: the row's `id` first, then the answer or `error`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answered {
    /// The row's `id`; null when it could not even be read so far.
    pub id: Value,
    /// The answer.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What a row's question comes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Outcome {
    /// To `decision`.
    Decision {
        /// `Allowed`, `ExplicitlyDenied`, `ImplicitlyDenied`, `Conditional` or `Unknown`.
        decision: &'static str,
        /// Null where it depends or is not known.
        allowed: Option<bool>,
        /// What it depends on, or why it is not known.
        #[serde(skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// To `condition`, `operator` and `glob`.
    Match {
        /// Null where it depends on what is not known.
        #[serde(rename = "match")]
        matches: Option<bool>,
    },
    /// To `grammar`.
    Grammar {
        /// Whether AWS takes it.
        valid: bool,
        /// Why not.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// The question could not be understood.
    Failed {
        /// Why.
        error: String,
    },
}

impl Answered {
    /// Whether the question was understood.
    #[must_use]
    pub const fn is_answer(&self) -> bool {
        !matches!(self.outcome, Outcome::Failed { .. })
    }
}

/// Answers one row.
#[must_use]
pub fn answer(row: &str) -> Answered {
    if row.len() > LONGEST_ROW {
        return failed(
            Value::Null,
            format!("the row is longer than {LONGEST_ROW} bytes"),
        );
    }
    let row: Value = match serde_json::from_str(row) {
        Ok(row) => row,
        Err(fault) => return failed(Value::Null, format!("not json: {fault}")),
    };
    let id = row.get("id").cloned().unwrap_or(Value::Null);
    match outcome(&row) {
        Ok(outcome) => Answered { id, outcome },
        Err(error) => failed(id, error),
    }
}

fn failed(id: Value, error: String) -> Answered {
    let outcome = Outcome::Failed { error };
    Answered { id, outcome }
}

fn outcome(row: &Value) -> Result<Outcome, String> {
    match fields::text(row, "kind")? {
        "decision" => decision::answer(row),
        "condition" => condition::conditions(row),
        "operator" => condition::operator(row),
        "glob" => glob::answer(row),
        "grammar" => grammar::answer(row),
        other => Err(format!(
            "kind `{other}` is none of decision, condition, operator, glob, grammar"
        )),
    }
}

#[cfg(test)]
mod tests;
