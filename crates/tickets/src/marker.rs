//! What a ticket carries so that it is found again: there is no other memory.

use bartizan_finding::plain;
use serde::{Deserialize, Serialize};

/// What begins the line that holds a marker.
const SIGN: &str = "bartizan:{";

/// What a ticket is about, and what was last said in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// The finding's fingerprint, or what stands for a rule in an account.
    pub key: String,
    /// A fingerprint of what the ticket says: it is updated when this changes.
    pub digest: String,
    /// The rule's id.
    pub rule: String,
    /// The audited account.
    pub account: String,
    /// The regions of what it is about; empty for what belongs to a whole account.
    #[serde(default)]
    pub regions: Vec<String>,
    /// The type of resource that it is about.
    #[serde(rename = "type")]
    pub kind: String,
    /// What was said in a comment since, so that it is not said at every run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

/// What a comment said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Note {
    /// That it can no longer be concluded whether it fails.
    Unknown,
    /// That somebody accepted it.
    Waived,
    /// That the ticket was closed.
    Closed,
}

impl Marker {
    /// The line that holds it: ASCII, and free of what would end an HTML comment.
    #[must_use]
    pub fn line(&self) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        let mut line = String::from("bartizan:");
        for c in json.chars() {
            if c.is_ascii_graphic() && c != '>' && c != '<' && c != '&' || c == ' ' {
                line.push(c);
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    line.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
        line
    }

    /// The marker in a ticket's text. The last one counts: ours is always the last line.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        text.lines().rev().find_map(|line| {
            let line = line.trim();
            let line = line.strip_prefix("<!--").map_or(line, str::trim_start);
            let line = line.strip_suffix("-->").map_or(line, str::trim_end);
            let line = line.strip_prefix("{noformat}").unwrap_or(line);
            let line = line.strip_suffix("{noformat}").unwrap_or(line);
            let json = line.strip_prefix("bartizan:")?;
            serde_json::from_str(json).ok()
        })
    }

    /// The text with this marker in the place of the one in it.
    #[must_use]
    pub fn put_into(&self, text: &str, wrap: impl Fn(&str) -> String) -> String {
        let kept: Vec<&str> = text.lines().filter(|it| !it.contains(SIGN)).collect();
        format!("{}\n\n{}", kept.join("\n").trim_end(), wrap(&self.line()))
    }

    /// What it is about, for a person.
    #[must_use]
    pub fn about(&self) -> String {
        plain(&format!("{} in {}", self.rule, self.account)).into_owned()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn marker() -> Marker {
        Marker {
            key: "c1b6c4c3d415f341825a3f62b64e8487".to_owned(),
            digest: "0123".to_owned(),
            rule: "own-rule--> é".to_owned(),
            account: "111122223333".to_owned(),
            regions: vec!["eu-central-1".to_owned()],
            kind: "aws.s3.bucket".to_owned(),
            note: None,
        }
    }

    #[test]
    fn a_marker_is_found_in_a_comment_and_in_a_line() {
        let line = marker().line();
        assert!(line.is_ascii() && !line.contains('>'), "{line}");
        let text = format!("words\n\n<!-- {line} -->\n");
        assert_eq!(Marker::find(&text).unwrap(), marker());
        assert_eq!(
            Marker::find(&format!("words\r\n\r\n{line}")).unwrap(),
            marker()
        );
        assert_eq!(Marker::find("bartizan:{\"key\":1}"), None);
        assert_eq!(Marker::find(""), None);
    }

    #[test]
    fn a_new_marker_takes_the_old_ones_place() {
        let said = Marker {
            note: Some(Note::Unknown),
            ..marker()
        };
        let text = format!("words\n\n<!-- {} -->", marker().line());
        let text = said.put_into(&text, |line| format!("<!-- {line} -->"));
        assert_eq!(Marker::find(&text).unwrap(), said);
        assert_eq!(text.matches("bartizan:").count(), 1);
        assert!(text.starts_with("words\n\n<!--"));
    }
}
