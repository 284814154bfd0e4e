//! JSON in pieces: the members of an object and the elements of a list, one at a time, each in a buffer of bounded size.
//!
//! Only where a piece ends is found out here; what is in it serde_json judges, and that reads a slice
//! several times faster than a stream. So what is not JSON may be cut in the wrong place, but is refused all the same.

use std::io::{self, BufRead};

use memchr::{memchr2, memrchr};
use serde::de::DeserializeOwned;

/// Why a piece cannot be had.
#[derive(Debug)]
pub(super) enum PieceFault {
    /// The input failed.
    Io(io::Error),
    /// A piece is longer than allowed; where it stands.
    Long(Place),
    /// It is not JSON, or not the JSON that is wanted there.
    Wrong(Place, String),
}

impl From<io::Error> for PieceFault {
    fn from(fault: io::Error) -> Self {
        Self::Io(fault)
    }
}

/// A place in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// From 1.
    line: usize,
    /// Bytes of the line that come before.
    column: usize,
}

impl Place {
    pub(super) fn start() -> Self {
        Self { line: 1, column: 0 }
    }

    /// The place after `bytes`.
    fn pass(&mut self, bytes: &[u8]) {
        match memrchr(b'\n', bytes) {
            Some(last) => {
                self.line += memchr::memchr_iter(b'\n', bytes).count();
                self.column = bytes.len() - last - 1;
            }
            None => self.column += bytes.len(),
        }
    }

    /// The place that something has which starts here.
    fn within(self, fault: &serde_json::Error) -> Self {
        match fault.line() {
            0 | 1 => Self {
                line: self.line,
                column: self.column + fault.column(),
            },
            more => Self {
                line: self.line + more - 1,
                column: fault.column(),
            },
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {} column {}", self.line, self.column)
    }
}

/// Cuts its input.
pub(super) struct Pieces {
    input: Box<dyn BufRead + Send>,
    piece: Vec<u8>,
    /// Where `input` stands.
    place: Place,
}

impl Pieces {
    pub(super) fn new(input: Box<dyn BufRead + Send>) -> Self {
        Self {
            input,
            piece: Vec::new(),
            place: Place::start(),
        }
    }

    /// Where the next piece stands.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// Passes over white space, and looks at what comes then; none at the end.
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let space = chunk.iter().take_while(|it| is_space(**it)).count();
            let found = chunk.get(space).copied();
            self.consume(space);
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// Passes over one character that must come next.
    pub(super) fn expect(&mut self, wanted: u8) -> Result<(), PieceFault> {
        match self.peek()? {
            Some(found) if found == wanted => {
                self.consume(1);
                Ok(())
            }
            _ => Err(self.wrong(&format!("expected `{}`", char::from(wanted)))),
        }
    }

    /// Whether another piece comes in the object or list that ends with `end`; passes over what stands between pieces.
    pub(super) fn more(&mut self, first: bool, end: u8) -> Result<bool, PieceFault> {
        match self.peek()? {
            Some(found) if found == end => {
                self.consume(1);
                Ok(false)
            }
            Some(_) if first => Ok(true),
            Some(b',') => {
                self.consume(1);
                Ok(true)
            }
            Some(_) => Err(self.wrong(&format!("expected `,` or `{}`", char::from(end)))),
            None if end == b']' => Err(self.wrong("EOF while parsing a list")),
            None => Err(self.wrong("EOF while parsing an object")),
        }
    }

    /// Reads the next piece, of at most about `most` bytes.
    pub(super) fn take<T: DeserializeOwned>(&mut self, most: usize) -> Result<T, PieceFault> {
        let first = self.peek()?;
        let start = self.place;
        self.piece.clear();
        let mut end = End::of(first);
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                // What was cut short serde_json explains.
                break;
            }
            let (length, done) = end.find(chunk);
            self.piece
                .extend_from_slice(chunk.get(..length).unwrap_or_default());
            self.consume(length);
            if done {
                break;
            }
            if self.piece.len() > most {
                return Err(PieceFault::Long(start));
            }
        }
        if self.piece.is_empty() && first.is_some() {
            return Err(self.wrong("expected value"));
        }
        // Told once that all of it is UTF-8, serde_json need not ask of every string.
        let read = match std::str::from_utf8(&self.piece) {
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_slice(&self.piece),
        };
        read.map_err(|fault| {
            let text = fault.to_string();
            let place = format!(" at line {} column {}", fault.line(), fault.column());
            let brief = text.strip_suffix(&place).unwrap_or(&text);
            PieceFault::Wrong(start.within(&fault), brief.to_owned())
        })
    }

    /// A fault of the character that comes next.
    pub(super) fn wrong(&mut self, detail: &str) -> PieceFault {
        let mut place = self.place;
        if self.input.fill_buf().is_ok_and(|rest| !rest.is_empty()) {
            place.column += 1;
        }
        PieceFault::Wrong(place, detail.to_owned())
    }

    fn consume(&mut self, length: usize) {
        if let Ok(chunk) = self.input.fill_buf() {
            self.place.pass(chunk.get(..length).unwrap_or_default());
        }
        self.input.consume(length);
    }
}

/// What JSON calls white space. <https://www.rfc-editor.org/rfc/rfc8259#section-2>
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Looks for the end of a value, over any number of chunks.
struct End {
    /// A number or a word: it ends before something else.
    bare: bool,
    /// How many lists and objects are open.
    depth: usize,
    /// Whether a string is open, and whether its next character is escaped.
    text: bool,
    escaped: bool,
}

impl End {
    /// The end of a value that begins with this character.
    fn of(first: Option<u8>) -> Self {
        Self {
            bare: !matches!(first, Some(b'"' | b'{' | b'[')),
            depth: 0,
            text: false,
            escaped: false,
        }
    }

    /// How many bytes of a chunk belong to the value, and whether it ends with them.
    fn find(&mut self, chunk: &[u8]) -> (usize, bool) {
        if self.bare {
            let ends = |it: &u8| is_space(*it) || matches!(it, b',' | b'}' | b']' | b':');
            return match chunk.iter().position(ends) {
                Some(end) => (end, true),
                None => (chunk.len(), false),
            };
        }
        let mut at = 0;
        while let Some(rest) = chunk.get(at..).filter(|it| !it.is_empty()) {
            let Some((length, byte)) = self.next(rest) else {
                break;
            };
            at += length;
            match byte {
                b'"' => self.text = !self.text,
                b'\\' => self.escaped = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            if self.depth == 0 && !self.text {
                return (at, true);
            }
        }
        (chunk.len(), false)
    }

    /// The next character that counts, and the length of the text up to and with it.
    fn next(&mut self, rest: &[u8]) -> Option<(usize, u8)> {
        let at = if self.text {
            if std::mem::take(&mut self.escaped) {
                return Some((1, 0));
            }
            memchr2(b'"', b'\\', rest)?
        } else {
            let counts = |it: &u8| matches!(it, b'"' | b'{' | b'}' | b'[' | b']');
            rest.iter().position(counts)?
        };
        Some((at + 1, rest.get(at).copied()?))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::io::{BufReader, Cursor};

    use serde_json::{Value, json};

    use super::*;

    /// The elements of a list, read in chunks of so many bytes.
    fn elements(text: &str, chunk: usize, most: usize) -> Result<Vec<Value>, String> {
        let input = BufReader::with_capacity(chunk, Cursor::new(text.to_owned()));
        let mut pieces = Pieces::new(Box::new(input));
        let mut all = Vec::new();
        let mut read = || {
            pieces.expect(b'[')?;
            while pieces.more(all.is_empty(), b']')? {
                all.push(pieces.take(most)?);
            }
            Ok(())
        };
        let told = read().map_err(|fault: PieceFault| match fault {
            PieceFault::Wrong(place, detail) => format!("{place}: {detail}"),
            other => format!("{other:?}"),
        });
        told.map(|()| all)
    }

    #[test]
    fn pieces_are_whole_wherever_the_input_is_cut() {
        let text = r#" [ {"a]}\"":["\\","}",{"{":[]}]} ,"\\\"," , 1,-2.5e3,true,null ,[],{},"ä\u005d", [[1],[2]]
            ] "#;
        let whole: Value = serde_json::from_str(text).unwrap();
        for chunk in 1..text.len() {
            let all = elements(text, chunk, 1000).unwrap();
            assert_eq!(json!(all), whole, "in chunks of {chunk} bytes");
        }
    }

    #[test]
    fn what_is_no_list_of_json_is_refused_with_its_place() {
        let refusal = |text| elements(text, 3, 40).unwrap_err();
        insta::assert_snapshot!(
            [
                refusal(""),
                refusal("{}"),
                refusal("[1 2]"),
                refusal("[1,\n 2,]"),
                refusal("[,]"),
                refusal("[1}"),
                refusal("[tru,1]"),
                refusal("[{]}]"),
                refusal("[\n\n  {\"a\":\n b}]"),
                refusal("[\"a"),
                refusal("[\"\n\"]"),
                refusal("[1"),
                refusal(&format!("[1,\"{}\"]", "x".repeat(99))),
            ]
            .join("\n"),
            @r"
            line 1 column 0: expected `[`
            line 1 column 1: expected `[`
            line 1 column 4: expected `,` or `]`
            line 2 column 4: expected value
            line 1 column 2: expected value
            line 1 column 3: expected `,` or `]`
            line 1 column 4: EOF while parsing a value
            line 1 column 3: key must be a string
            line 4 column 2: expected value
            line 1 column 3: EOF while parsing a string
            line 2 column 0: control character (\u0000-\u001F) found while parsing a string
            line 1 column 2: EOF while parsing a list
            Long(Place { line: 1, column: 3 })
            "
        );
    }
}
