//! Whether an answer arrived whole.
//!
//! The SDK's XML parser takes a document that ends in the middle for a whole one without the rest:
//! a page cut after its users has no policies, and nobody would know that some are missing.
//! JSON that is cut does not parse, so that only XML needs a look.

/// An XML document whose root is not closed.
#[derive(Debug, thiserror::Error)]
#[error("the answer ends in the middle of its document")]
pub(crate) struct CutShort;

/// Checks that a body, when it is XML, ends where its root ends.
///
/// # Errors
/// When it does not.
pub(crate) fn check(body: &[u8]) -> Result<(), CutShort> {
    let body = body.trim_ascii();
    if !body.starts_with(b"<") {
        return Ok(());
    }
    let root = root(body).ok_or(CutShort)?;
    let name_end = root
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
        .ok_or(CutShort)?;
    let (name, rest) = root.split_at(name_end);
    let closed = body
        .strip_suffix(b">")
        .map(<[u8]>::trim_ascii_end)
        .and_then(|body| body.strip_suffix(name))
        .is_some_and(|body| body.ends_with(b"</"));
    // `<Root/>` has no other element after it.
    let empty = rest.ends_with(b"/>") && !rest.contains(&b'<');
    (closed || empty).then_some(()).ok_or(CutShort)
}

/// What follows the `<` of the first element, after the declaration and comments.
fn root(mut body: &[u8]) -> Option<&[u8]> {
    loop {
        let tag = body.strip_prefix(b"<")?;
        if !tag.starts_with(b"?") && !tag.starts_with(b"!") {
            return Some(tag);
        }
        let end = tag.iter().position(|&byte| byte == b'>')?;
        body = tag.get(end + 1..)?.trim_ascii_start();
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    const WHOLE: &str =
        "<?xml version=\"1.0\"?>\n<!-- x --><A xmlns=\"urn:a\"><B><C>1</C></B></A>\n";

    #[test]
    fn a_document_that_ends_anywhere_before_its_end_is_not_whole() {
        assert!(check(WHOLE.as_bytes()).is_ok());
        let whole = WHOLE.trim_end();
        for end in 1..whole.len() {
            let cut = whole.get(..end).unwrap_or_default();
            assert!(check(cut.as_bytes()).is_err(), "{cut}");
        }
    }

    #[test]
    fn what_is_empty_or_no_xml_is_left_alone() {
        for body in [
            "",
            "{\"Version\": \"2012-10-17\"",
            "<A/>",
            "<A b=\"c\" />",
            "<A></A >",
            "<A/>\n",
        ] {
            assert!(check(body.as_bytes()).is_ok(), "{body}");
        }
    }
}
