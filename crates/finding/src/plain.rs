//! Text that a stranger chose, made safe to look at.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with everything escaped that a terminal would obey or that an eye cannot see.
///
/// Control characters (escape sequences, line breaks), the controls of writing direction and
/// characters of no width become `\u{…}`, or `\n`, `\r`, `\t`, so that a name can neither move the
/// cursor nor read as another name. Text in any script stays as it is.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    // Nearly all text is printable ASCII, and reports of a million findings ask of every piece of it.
    if text.bytes().all(|it| (b' '..=b'~').contains(&it)) || !text.chars().any(deceives) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a string cannot fail.
            c if deceives(c) => drop(write!(out, "\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The text as [`plain`] gives it, cut after `most` characters with a note of how many there were.
#[must_use]
pub fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => plain(text).into_owned(),
        Some((end, _)) => {
            let head = text.get(..end).unwrap_or_default();
            format!(
                "{}… (cut: {} characters)",
                plain(head),
                text.chars().count()
            )
        }
    }
}

/// Whether a character acts on the terminal, turns the direction of what follows, shows nothing, or is none.
///
/// The last are Unicode's noncharacters, which HTML calls a mistake and XML in part forbids:
/// <https://www.unicode.org/faq/private_use.html#nonchar1>.
/// The invisible ones are those that Unicode calls default-ignorable, apart from the variation
/// selectors that emoji need: those only choose the look of a character that is there.
/// <https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point>
#[must_use]
pub fn deceives(c: char) -> bool {
    c.is_control()
        || u32::from(c) & 0xfffe == 0xfffe
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped() {
        assert_eq!(
            plain("a\u{1b}[2J\u{1b}]0;owned\u{7}b"),
            "a\\u{1b}[2J\\u{1b}]0;owned\\u{7}b"
        );
        assert_eq!(
            plain("c1 csi \u{9b}31m del \u{7f}"),
            "c1 csi \\u{9b}31m del \\u{7f}"
        );
        assert_eq!(
            plain("two\nlines\r\n\tand a tab"),
            "two\\nlines\\r\\n\\tand a tab"
        );
    }

    #[test]
    fn what_turns_or_hides_text_is_escaped() {
        assert_eq!(plain("user/\u{202e}nimda"), "user/\\u{202e}nimda");
        assert_eq!(plain("\u{2066}x\u{2069}"), "\\u{2066}x\\u{2069}");
        assert_eq!(
            plain("ad\u{200b}min\u{feff}\u{200d}\u{e0041}"),
            "ad\\u{200b}min\\u{feff}\\u{200d}\\u{e0041}"
        );
    }

    #[test]
    fn what_is_no_character_is_escaped() {
        assert_eq!(
            plain("\u{fffe}\u{ffff}\u{fdd0}\u{10fffe}\u{fffd}"),
            "\\u{fffe}\\u{ffff}\\u{fdd0}\\u{10fffe}\u{fffd}"
        );
    }

    #[test]
    fn every_script_stays_and_costs_nothing() {
        for text in [
            "zahlungen-für-köln",
            "決済",
            "платежи",
            "مدفوعات",
            "payments 💳",
        ] {
            assert!(
                matches!(plain(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }

    #[test]
    fn a_long_name_is_cut_where_one_can_see_it() {
        assert_eq!(
            shorten(&"ä".repeat(10_000), 5),
            "äääää… (cut: 10000 characters)"
        );
        assert_eq!(shorten("short\u{1b}", 6), "short\\u{1b}");
    }
}
