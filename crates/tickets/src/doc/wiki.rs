//! Jira's wiki markup, which Data Center takes.
//! <https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all>

use super::{Block, Doc, Span};

/// The document in wiki markup in which nothing that a name says is obeyed: no markup, macro, link or mention.
pub(crate) fn wiki(doc: &Doc) -> String {
    let blocks = doc.0.iter().map(|block| match block {
        Block::Heading(text) => format!("h3. {}", escape(text)),
        Block::Text(spans) => line(spans),
        Block::List(items) => {
            let items: Vec<String> = items.iter().map(|it| format!("* {}", line(it))).collect();
            items.join("\n")
        }
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

fn line(spans: &[Span]) -> String {
    let spans = spans.iter().map(|span| match span {
        Span::Text(text) => escape(text),
        Span::Code(text) if text.trim().is_empty() => format!("\"{text}\""),
        Span::Code(text) => format!("{{{{{}}}}}", escape(text)),
        // `|` and `]` would end it; an address that holds them is shown and not linked.
        Span::Link(address) if address.contains(['|', '[', ']', '{', '}']) => escape(address),
        Span::Link(address) => format!("[{address}]"),
    });
    spans.collect()
}

/// Words that stay words. What the markup knows is written as HTML has it: a backslash before it does not help
/// everywhere, and two of them are the end of a line.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    // Whether what came so far is the name of a block, as `h1` and `bq`, which a full stop makes into one.
    let mut so_far = String::new();
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map_or(' ', |it| it.1);
        let within = before.is_alphanumeric() && next.is_alphanumeric();
        let plain = match c {
            // They mark words from outside only: my-bucket_name stays readable, and is found by a search.
            '-' | '_' => within,
            '.' => !matches!(
                so_far.as_str(),
                "bq" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
            ),
            ':' => next == ' ' || inside_a_name(&out, before, next),
            // `(x)` and `(flagoff)` are pictures.
            '(' => text.get(at..).and_then(|it| it.find(')')) > Some(8),
            ')' => true,
            ',' | ' ' | '/' | '=' | '"' | '\'' | '%' | '$' | '`' => true,
            c => c.is_alphanumeric() || !c.is_ascii(),
        };
        if plain {
            out.push(c);
        } else {
            out.push_str(&format!("&#{};", u32::from(c)));
        }
        if so_far.len() < 3 {
            so_far.push(c);
        }
        before = c;
    }
    out
}

/// Whether a colon between two characters is one of an ARN or an action. Others begin pictures, as `:D`, or addresses.
fn inside_a_name(written: &str, before: char, next: char) -> bool {
    let scheme = written.get(written.len().saturating_sub(6)..);
    (before == ':' || before.is_alphanumeric())
        && (next == ':' || next.is_alphanumeric())
        && !matches!(next, 'D' | 'P')
        && !scheme.is_some_and(|it| it.eq_ignore_ascii_case("mailto"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_are_shown_and_not_obeyed() {
        for (text, shown) in [
            ("my-bucket_name.eu, 2 of 3", "my-bucket_name.eu, 2 of 3"),
            ("{code}x", "&#123;code&#125;x"),
            (
                "[~ana] see [x|https://evil.test]",
                "&#91;&#126;ana&#93; see &#91;x&#124;https&#58;//evil.test&#93;",
            ),
            (
                "!https://evil.test/x.png!",
                "&#33;https&#58;//evil.test/x.png&#33;",
            ),
            (
                "-a- _b_ *c* +d+",
                "&#45;a&#45; &#95;b&#95; &#42;c&#42; &#43;d&#43;",
            ),
            ("---- h1.", "&#45;&#45;&#45;&#45; h1."),
            ("h1. big", "h1&#46; big"),
            ("bq. said", "bq&#46; said"),
            ("# one", "&#35; one"),
            ("a\\\\b", "a&#92;&#92;b"),
            ("<b>&amp; (x) :)", "&#60;b&#62;&#38;amp&#59; &#40;x) &#58;)"),
            ("not public: ä", "not public: ä"),
            (
                "arn:aws:s3:::b s3:GetObject (account 1)",
                "arn:aws:s3:::b s3:GetObject (account 1)",
            ),
            (
                "a:D mailto:x (flagoff) (",
                "a&#58;D mailto&#58;x &#40;flagoff) &#40;",
            ),
        ] {
            assert_eq!(escape(text), shown, "{text}");
        }
    }

    #[test]
    fn code_and_links_hold_what_they_say() {
        let doc = Doc(vec![
            Block::Heading("What".to_owned()),
            Block::List(vec![vec![
                Span::code("}} {code}"),
                Span::link("https://docs.aws.amazon.com/x"),
            ]]),
            Block::Text(vec![Span::link("https://evil.test/|x]")]),
        ]);
        assert_eq!(
            wiki(&doc),
            "h3. What\n\n* {{&#125;&#125; &#123;code&#125;}}[https://docs.aws.amazon.com/x]\n\nhttps&#58;//evil.test/&#124;x&#93;"
        );
    }
}
