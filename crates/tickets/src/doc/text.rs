//! Plain text, for trackers that show it as it is.

use super::{Block, Doc, Span};

/// The document as text: paragraphs with a line between them, lists with dashes.
pub(crate) fn text(doc: &Doc) -> String {
    let blocks = doc.0.iter().map(|block| match block {
        Block::Heading(text) => text.to_uppercase(),
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
        Span::Text(text) | Span::Code(text) | Span::Link(text) => text.as_str(),
    });
    spans.collect()
}
