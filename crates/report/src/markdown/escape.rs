//! Text as Markdown shows it and does nothing else with it.

use crate::plain::plain;

/// What keeps GitHub from taking a text for a mention, a link or a reference, and shows nothing.
const BREAK: &str = "&#8203;";

/// The text with a character reference for every character that Markdown or HTML gives a meaning.
///
/// GitHub looks for `@name`, `#1`, `GH-1` and addresses in what comes out of Markdown, references resolved:
/// only a break between their characters keeps it from them.
pub(crate) fn escape(text: &str) -> String {
    let text = referenced(text).replace("&#35;", &format!("&#35;{BREAK}"));
    let text = text.replace('@', &format!("@{BREAK}"));
    let text = text.replace("://", &format!(":{BREAK}//"));
    let text = text.replace("www.", &format!("www{BREAK}."));
    text.replace("GH-", &format!("GH{BREAK}-"))
}

/// The text as code, in which GitHub looks for nothing.
///
/// A code span ends at a backtick and, in a table, at a bar; what has those stands in an element, in which
/// Markdown goes on to look for links.
pub(crate) fn code(text: &str) -> String {
    let safe = plain(text);
    if safe.contains(['`', '|', '\\']) || safe.trim() != safe || safe.is_empty() {
        return format!("<code>{}</code>", escape(text));
    }
    format!("`{safe}`")
}

fn referenced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in plain(text).chars() {
        match c {
            '!' | '"' | '#' | '$' | '&' | '\'' | '(' | ')' | '*' | '<' | '>' | '[' | '\\' | ']'
            | '^' | '_' | '`' | '{' | '|' | '}' | '~' => {
                out.push_str(&format!("&#{};", u32::from(c)))
            }
            c => out.push(c),
        }
    }
    out
}
