//! Patterns with `*` and `?`.

use serde_json::Value;

use super::Outcome;
use super::fields::{any, field};
use crate::glob_matches;
use crate::patterns::Patterns;

/// `pattern` with `text`: whether it matches. `args`, two texts either of which may have wildcards: whether some text is
/// matched by both, which for a text without wildcards is the same question.
pub(super) fn answer(row: &Value) -> Result<Outcome, String> {
    let matches = match row.get("pattern") {
        Some(pattern) => {
            let text = any(row, &["text", "value", "string", "input"]);
            let text = text.ok_or("the row has a `pattern` but no `text`")?;
            glob_matches(as_text(pattern)?, as_text(text)?)
        }
        None => match field(row, "args")?.as_array().map(Vec::as_slice) {
            Some([one, other]) => Patterns::new().meet(as_text(one)?, as_text(other)?),
            _ => return Err("`args` are not two texts".to_owned()),
        },
    };
    Ok(Outcome::Match {
        matches: Some(matches),
    })
}

fn as_text(value: &Value) -> Result<&str, String> {
    value
        .as_str()
        .ok_or_else(|| "a pattern or text is no text".to_owned())
}
