//! Atlassian Document Format. <https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/>

use serde_json::{Value, json};

use super::{Block, Doc, Span};

/// The document as ADF. Text nodes are text whatever they hold: there is nothing to escape.
pub(crate) fn adf(doc: &Doc) -> Value {
    let content: Vec<Value> = doc.0.iter().map(block).collect();
    json!({ "type": "doc", "version": 1, "content": content })
}

fn block(block: &Block) -> Value {
    match block {
        Block::Heading(text) => json!({
            "type": "heading",
            "attrs": { "level": 3 },
            "content": inline(&[Span::Text(text.clone())]),
        }),
        Block::Text(spans) => paragraph(spans),
        Block::List(items) => {
            let items: Vec<Value> = items
                .iter()
                .map(|it| json!({ "type": "listItem", "content": [paragraph(it)] }))
                .collect();
            json!({ "type": "bulletList", "content": items })
        }
    }
}

fn paragraph(spans: &[Span]) -> Value {
    json!({ "type": "paragraph", "content": inline(spans) })
}

fn inline(spans: &[Span]) -> Vec<Value> {
    let mut nodes = Vec::new();
    for span in spans {
        let (text, mark) = match span {
            Span::Text(text) => (text, None),
            Span::Code(text) => (text, Some(json!({ "type": "code" }))),
            Span::Link(address) => (
                address,
                Some(json!({ "type": "link", "attrs": { "href": address } })),
            ),
        };
        // Jira refuses a text node that is empty.
        if text.is_empty() {
            continue;
        }
        let mut node = json!({ "type": "text", "text": text });
        if let (Some(mark), Some(node)) = (mark, node.as_object_mut()) {
            node.insert("marks".to_owned(), Value::Array(vec![mark]));
        }
        nodes.push(node);
    }
    nodes
}
