//! GitHub's Markdown. <https://github.github.com/gfm/>

use super::{Block, Doc, Span};

/// The document as Markdown in which nothing that a name says is obeyed: no markup, HTML, link, mention or reference.
pub(crate) fn markdown(doc: &Doc) -> String {
    let blocks = doc.0.iter().map(|block| match block {
        Block::Heading(text) => format!("### {}", escape(text)),
        Block::Text(spans) => line(spans),
        Block::List(items) => {
            let items: Vec<String> = items.iter().map(|it| format!("- {}", line(it))).collect();
            items.join("\n")
        }
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

fn line(spans: &[Span]) -> String {
    let spans = spans.iter().map(|span| match span {
        Span::Text(text) => escape(text),
        Span::Code(text) => code(text),
        Span::Link(address) => format!("<{address}>"),
    });
    spans.collect()
}

/// A code span, fenced by more backticks than stand in it. <https://github.github.com/gfm/#code-spans>
fn code(text: &str) -> String {
    if text.trim().is_empty() {
        return escape(&format!("\"{text}\""));
    }
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // A backtick at an end would join the fence; a blank beside the fence is not shown.
    let pad = if longest > 0 { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Words that stay words.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = '\n';
    // Whether nothing but digits came so far: what follows may make the line a list.
    let mut numbered = true;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // GitHub looks for mentions, references and addresses in what is left after a backslash is gone;
            // an empty comment in the middle keeps it from seeing one.
            '@' | '#' => {
                out.push(c);
                out.push_str(BREAK);
            }
            '/' if before == ':' => {
                out.push_str(BREAK);
                out.push(c);
            }
            '.' if before.eq_ignore_ascii_case(&'w') => {
                out.push_str(BREAK);
                out.push(c);
            }
            '-' if before.eq_ignore_ascii_case(&'h') => {
                out.push_str(BREAK);
                out.push(c);
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '!' | '|' | '~' | '$' => escaped(&mut out, c),
            // An emoji's name stands between two.
            ':' if !next.is_whitespace() => escaped(&mut out, c),
            // A list, or a line under a title.
            '-' | '+' | '=' if before == '\n' => escaped(&mut out, c),
            '.' | ')' if numbered => escaped(&mut out, c),
            c => out.push(c),
        }
        numbered &= c.is_ascii_digit();
        before = c;
    }
    out
}

/// What GitHub does not show, and sees no word across.
const BREAK: &str = "<!-- -->";

fn escaped(out: &mut String, c: char) {
    out.push('\\');
    out.push(c);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_are_shown_and_not_obeyed() {
        for (text, shown) in [
            (
                "<img src=x onerror=alert(1)>",
                "&lt;img src=x onerror=alert(1)&gt;",
            ),
            (
                "@acme/security see #12",
                "@<!-- -->acme/security see #<!-- -->12",
            ),
            ("[x](javascript:y)", "\\[x\\](javascript\\:y)"),
            ("https://evil.test", "https\\:<!-- -->//evil.test"),
            ("www.evil.test", "www<!-- -->.evil.test"),
            ("GH-1", "GH<!-- -->-1"),
            ("--> <!-- x", "\\--&gt; &lt;\\!-- x"),
            ("1. one, 2. two: three", "1\\. one, 2. two: three"),
            (
                ":tada: *a* `b` _c_ ~~d~~ $e$",
                "\\:tada: \\*a\\* \\`b\\` \\_c\\_ \\~\\~d\\~\\~ \\$e\\$",
            ),
        ] {
            assert_eq!(escape(text), shown, "{text}");
        }
    }

    #[test]
    fn code_is_fenced_by_more_than_it_holds() {
        assert_eq!(code("plain"), "`plain`");
        assert_eq!(code("a`` ` b"), "``` a`` ` b ```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(" "), "\" \"");
    }
}
