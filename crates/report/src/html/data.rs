//! Text and JSON that can stand in HTML.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::json::escaping;
use crate::plain::{deceives, plain};

/// Writes an element that the browser neither shows nor runs: a value as JSON.
pub(super) fn element(id: &str, value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    let mut json = Vec::new();
    push(&mut json, value)?;
    block(&format!("id=\"{id}\""), &json, out)
}

/// Writes an element around JSON that [`push`] made.
pub(super) fn block(attribute: &str, json: &[u8], out: &mut dyn io::Write) -> io::Result<()> {
    write!(out, "<script type=\"application/json\" {attribute}>")?;
    out.write_all(json)?;
    out.write_all(b"</script>\n")
}

/// Appends a value as JSON that can stand in an element.
pub(super) fn push(json: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    value
        .serialize(&mut Serializer::with_formatter(json, Embedded))
        .map_err(io::Error::from)
}

/// Escapes what could end the element (`</script>`), change how it is read (`<!--`), or deceive
/// whoever reads the file's source. JSON's own escapes mean the same to the script.
/// <https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements>
struct Embedded;

impl Formatter for Embedded {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let harmless = |byte: u8| byte < 0x7f && !matches!(byte, b'<' | b'>' | b'&');
        if fragment.bytes().all(harmless) {
            return out.write_all(fragment.as_bytes());
        }
        let acts = |c: char| matches!(c, '<' | '>' | '&') || deceives(c);
        escaping(fragment, acts, out)
    }
}

/// Text for between tags.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_could_end_the_element_is_escaped_and_reads_back_as_itself() {
        let text = "</script><!-- ]]> &lt; \u{2028} \u{202e}x \" \\ <script> ä 決済 \u{0}";
        let mut json = Vec::new();
        push(&mut json, &text).unwrap();
        let json = String::from_utf8(json).unwrap();
        assert!(
            !json.contains(['<', '>', '&', '\u{2028}', '\u{202e}']),
            "{json}"
        );
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn names_of_members_are_escaped_too() {
        let tags = std::collections::BTreeMap::from([("</script>", 1)]);
        let mut json = Vec::new();
        push(&mut json, &tags).unwrap();
        assert_eq!(json, br#"{"\u003c/script\u003e":1}"#);
    }

    #[test]
    fn a_title_is_text() {
        assert_eq!(
            escaped("<b>\"a\" & 'b'\u{202e}"),
            "&lt;b&gt;&quot;a&quot; &amp; &#39;b&#39;\\u{202e}"
        );
    }
}
