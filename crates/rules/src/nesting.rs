//! How deep an expression can nest, seen before it is parsed.
//!
//! regorus bounds how deep brackets nest, but not how long `1 + 1 + …` or `a.b.c…` may grow. Each link is one
//! more level of its syntax tree, which it walks by recursion: without a bound here such a rule ends the process.

use std::ops::Range;

/// How many levels are accepted. What people write stays below thirty.
const DEEPEST: usize = 100;

/// Where the text nests deeper than any rule needs, if it does.
pub(crate) fn too_deep(text: &str) -> Option<Range<usize>> {
    let mut scan = Scan {
        levels: vec![0],
        open: false,
    };
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = scan.token(rest);
        if scan.levels.iter().sum::<usize>() + scan.levels.len() > DEEPEST {
            return Some(at..at + length);
        }
        at += length;
    }
    None
}

struct Scan {
    /// Of each open bracket, how many links its expression has so far.
    levels: Vec<usize>,
    /// Whether the last token wants another: an operator, which carries an expression over the line's end.
    open: bool,
}

impl Scan {
    /// Takes one token and says how long it is.
    fn token(&mut self, rest: &str) -> usize {
        let mut chars = rest.chars();
        let Some(first) = chars.next() else { return 1 };
        if first.is_whitespace() && first != '\n' {
            return first.len_utf8();
        }
        let was_open = std::mem::take(&mut self.open);
        match first {
            '"' => return quoted(rest),
            '`' => {
                return rest
                    .get(1..)
                    .and_then(|it| it.find('`'))
                    .map_or(rest.len(), |end| end + 2);
            }
            '#' => {
                self.open = was_open;
                return rest.find('\n').unwrap_or(rest.len());
            }
            '(' | '[' | '{' => {
                self.link();
                self.levels.push(0);
            }
            ')' | ']' | '}' if self.levels.len() > 1 => {
                self.levels.pop();
            }
            ',' | ';' => self.end(),
            '\n' if was_open => self.open = true,
            '\n' if begins_anew(chars.as_str()) => self.end(),
            '.' | '+' | '-' | '*' | '/' | '%' | '&' | '|' | '=' | '<' | '>' | '!' | ':' => {
                self.link()
            }
            _ if first.is_alphanumeric() || first == '_' => {
                let word = rest
                    .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .unwrap_or(rest.len());
                if matches!(rest.get(..word), Some("in" | "not")) {
                    self.link();
                }
                return word;
            }
            _ => {}
        }
        first.len_utf8()
    }

    fn link(&mut self) {
        if let Some(links) = self.levels.last_mut() {
            *links += 1;
        }
        self.open = true;
    }

    fn end(&mut self) {
        if let Some(links) = self.levels.last_mut() {
            *links = 0;
        }
    }
}

fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Whether the next line begins something new, rather than carry an expression on.
fn begins_anew(next: &str) -> bool {
    next.trim_start()
        .chars()
        .next()
        .is_none_or(|c| c.is_alphabetic() || matches!(c, '#' | '}' | '_' | '"' | '`'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_are_seen_however_they_are_spelled() {
        for link in [
            "+ 1 ",
            "+\n1 ",
            "\n+ 1",
            "+ a ",
            "+\n  a",
            "+ # x\n a",
            ".a",
            "[0]",
            "[a, b]",
            "| f(a, b)",
            " in a",
            "\n.a",
        ] {
            let text = format!("x := 1 {}", link.repeat(500));
            assert!(too_deep(&text).is_some(), "{link:?}");
        }
        assert!(too_deep(&"(".repeat(500)).is_some());
        assert!(too_deep(&"x := [y | not ".repeat(500)).is_some());
    }

    #[test]
    fn long_rules_are_not_deep() {
        let statements = "\tinput.resource.name == \"a.b.c.d\"\n".repeat(1000);
        let list = "x := {\n\t\"a.b\": `c.d.e`,\n".to_owned()
            + &"\"k\": a.b.c + 1,\n".repeat(1000)
            + "}\n";
        let comments = "# a. b. c. d. (((\n".repeat(1000);
        for text in [statements, list, comments] {
            assert_eq!(too_deep(&text), None);
        }
    }
}
