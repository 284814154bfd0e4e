//! What a ticket says, before any tracker's markup.

mod adf;
mod fit;
mod markdown;
mod text;
mod wiki;

use bartizan_finding::{plain, shorten};
use serde::Serialize;

pub(crate) use adf::adf;
pub(crate) use fit::fit;
pub(crate) use markdown::markdown;
pub(crate) use text::text;
pub(crate) use wiki::wiki;

/// The longest piece of text that somebody else chose, in characters.
const LONGEST: usize = 600;

/// A piece of a line. Make them by [`Span::text`] and [`Span::code`]: these escape what an eye cannot see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Span {
    /// Words.
    Text(String),
    /// A name or another value that somebody else chose.
    Code(String),
    /// An address; only `https` ones are made into links.
    Link(String),
}

impl Span {
    /// Words, cut when they are very long.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(shorten(text, LONGEST))
    }

    /// A value, cut when it is very long.
    #[must_use]
    pub fn code(text: &str) -> Self {
        Self::Code(shorten(text, LONGEST))
    }

    /// An address.
    #[must_use]
    pub fn link(address: &str) -> Self {
        let fine = address.starts_with("https://")
            && address.len() < 2_000
            && address.bytes().all(|byte| {
                byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"' | b'\\' | b'`')
            });
        if fine {
            Self::Link(address.to_owned())
        } else {
            Self::text(address)
        }
    }
}

/// A part of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Block {
    /// A title within the ticket.
    Heading(String),
    /// A paragraph.
    Text(Vec<Span>),
    /// A list.
    List(Vec<Vec<Span>>),
}

/// What a ticket or a comment says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Doc(pub Vec<Block>);

impl Doc {
    /// One paragraph.
    #[must_use]
    pub fn paragraph(spans: Vec<Span>) -> Self {
        Self(vec![Block::Text(spans)])
    }

    /// Adds a heading.
    pub fn heading(&mut self, text: &str) {
        self.0.push(Block::Heading(plain(text).into_owned()));
    }

    /// Adds the paragraphs of a rule's prose: lines belong together until an empty one.
    pub fn prose(&mut self, text: &str) {
        for paragraph in text.trim().split("\n\n") {
            let words: Vec<&str> = paragraph.split_whitespace().collect();
            if !words.is_empty() {
                let line = plain(&words.join(" ")).into_owned();
                self.0.push(Block::Text(vec![Span::Text(line)]));
            }
        }
    }
}
