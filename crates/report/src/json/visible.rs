//! JSON that a terminal can show.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::plain::deceives;

/// Writes JSON in which nothing acts on a terminal or hides from an eye: such characters are
/// written as `\u` escapes, which mean the same to every reader of JSON.
///
/// Serde writes many small pieces: hand it a buffer, not what stands behind a `dyn Write`.
pub(crate) fn write_visible(out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    value
        .serialize(&mut Serializer::with_formatter(out, Visible))
        .map_err(io::Error::from)
}

/// JSON itself escapes the first 32 characters only; this escapes the others that [`deceives`] knows.
struct Visible;

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Nearly all text is printable ASCII, and this is what a report's speed hangs on: looking at
        // every byte, without a way out before the last, is what the compiler makes fast.
        if !fragment
            .bytes()
            .fold(false, |any, byte| any | (byte >= 0x7f))
        {
            return out.write_all(fragment.as_bytes());
        }
        escaping(fragment, deceives, out)
    }
}

/// Writes a piece of a JSON string with `\u` escapes for some of its characters.
pub(crate) fn escaping<W: ?Sized + io::Write>(
    fragment: &str,
    escaped: impl Fn(char) -> bool,
    out: &mut W,
) -> io::Result<()> {
    let mut rest = fragment;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| escaped(*c)) {
        let (before, after) = rest.split_at(at);
        out.write_all(before.as_bytes())?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        rest = after.get(c.len_utf8()..).unwrap_or_default();
    }
    out.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_deceives_is_escaped_and_reads_back_as_itself() {
        let text = "a\u{1b}[2J b\u{9b}31m c\u{7f} d\u{202e}e \u{e0041} ä 決済 \\ \" end";
        let mut out = Vec::new();
        write_visible(&mut out, &text).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert_eq!(
            json,
            r#""a\u001b[2J b\u009b31m c\u007f d\u202ee \udb40\udc41 ä 決済 \\ \" end""#
        );
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
