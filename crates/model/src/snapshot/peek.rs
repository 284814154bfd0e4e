//! What a line is about, without reading all of it.

use std::borrow::Cow;

use serde::Deserialize;

/// What every line must have.
#[derive(Debug, Deserialize, PartialEq)]
pub(super) struct Peek<'a> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) id: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) account: Cow<'a, str>,
}

impl<'a> Peek<'a> {
    /// Looks at the first fields of a whole line, which stand in the order in which they are written
    /// here; any other line is parsed. Half the time of judging a small resource would go into this.
    ///
    /// # Errors
    /// When the line is not a JSON object with these fields.
    pub(super) fn at(line: &'a str, whole: bool) -> serde_json::Result<Self> {
        let quick = if whole { Self::quick(line) } else { None };
        quick.map_or_else(|| serde_json::from_str(line), Ok)
    }

    fn quick(line: &'a str) -> Option<Self> {
        let mut rest = line.strip_prefix('{')?;
        line.strip_suffix('}')?;
        let kind = field(&mut rest, "\"type\":\"")?;
        let id = field(&mut rest, "\"id\":\"")?;
        let _name = field(&mut rest, "\"name\":\"")?;
        let account = field(&mut rest, "\"account\":\"")?;
        Some(Self {
            kind: kind.into(),
            id: id.into(),
            account: account.into(),
        })
    }
}

/// Takes `"name":"value",` off the front; none when it is not there or the value has escapes.
fn field<'a>(rest: &mut &'a str, name: &str) -> Option<&'a str> {
    let (value, after) = rest.strip_prefix(name)?.split_once('"')?;
    if value.contains('\\') {
        return None;
    }
    *rest = after.strip_prefix(',')?;
    Some(value)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_quick_look_sees_what_the_parser_sees() {
        for line in [
            r#"{"type":"aws.s3.bucket","id":"arn:aws:s3:::a","name":"a","account":"1","region":null}"#,
            r#"{"type":"aws.s3.bucket","id":"a\"b","name":"a","account":"1","region":null}"#,
            r#"{"type":"aws.s3.bucket","id":"a","name":"\\","account":"1","region":null}"#,
            r#"{"account":"1","type":"t","id":"a","name":"n"}"#,
            r#"{ "type":"t","id":"a","name":"n","account":"1"}"#,
            r#"{"type":"gap","account":"1"}"#,
        ] {
            assert_eq!(
                Peek::at(line, true).unwrap(),
                serde_json::from_str(line).unwrap(),
                "{line}"
            );
        }
    }

    #[test]
    fn a_line_that_is_cut_is_no_line() {
        let line = r#"{"type":"t","id":"a","name":"n","account":"1","tags":{"a":"b"},"#;
        assert!(Peek::at(line, true).is_err());
        let inside = r#"{"type":"t","id":"a","name":"n","account":"1","tags":{"a":"b"}"#;
        assert!(
            Peek::at(inside, false).is_err(),
            "without its newline a line is parsed"
        );
    }
}
