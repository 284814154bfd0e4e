//! Making a document as long as a tracker takes.

use super::{Block, Doc, Span};

/// Renders the document in at most `most` bytes: the longest list loses its end until the rest fits, then whole parts go.
///
/// Text is never cut after it was rendered: half an escape would be obeyed.
pub(crate) fn fit(doc: &Doc, most: usize, render: impl Fn(&Doc) -> String) -> String {
    let mut doc = doc.clone();
    loop {
        let text = render(&doc);
        if text.len() <= most || doc.0.is_empty() {
            return text;
        }
        if !shorten_longest_list(&mut doc) {
            doc.0.pop();
        }
    }
}

/// Halves the longest list and says so; false when none is worth it.
fn shorten_longest_list(doc: &mut Doc) -> bool {
    let lists = doc.0.iter_mut().filter_map(|block| match block {
        Block::List(items) if items.len() > 2 => Some(items),
        _ => None,
    });
    let Some(longest) = lists.max_by_key(|items| items.len()) else {
        return false;
    };
    longest.truncate(longest.len() / 2);
    longest.push(vec![Span::Text(
        "and more: this ticket takes no longer list".to_owned(),
    )]);
    true
}

#[cfg(test)]
mod tests {
    use super::super::markdown;
    use super::*;

    #[test]
    fn what_is_too_long_loses_rows_and_stays_well_formed() {
        let row = |n: usize| vec![Span::code(&format!("`bucket-{n}"))];
        let doc = Doc(vec![
            Block::Text(vec![Span::text("before")]),
            Block::List((0..500).map(row).collect()),
            Block::Text(vec![Span::text("after")]),
        ]);
        let text = fit(&doc, 1_000, markdown);
        assert!(text.len() <= 1_000);
        assert!(text.starts_with("before\n\n- ``") && text.ends_with("\n\nafter"));
        assert!(text.contains("and more"));
        assert!(fit(&doc, 3, markdown).len() <= 3);
    }
}
