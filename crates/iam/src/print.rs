//! Documents as text.

use std::fmt;

use crate::PolicyDocument;

impl fmt::Display for PolicyDocument {
    /// The document as JSON on one line, or indented with `{:#}`. Reading it gives the same document.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = match f.alternate() {
            true => serde_json::to_string_pretty(self),
            false => serde_json::to_string(self),
        };
        f.write_str(&json.map_err(|_| fmt::Error)?)
    }
}
