#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]
use proptest::prelude::*;

use super::*;

/// What serde_json makes of the same tree; a later duplicate wins there.
fn plain(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(it) => (*it).into(),
        Value::Number(it) => serde_json::from_str(it).unwrap(),
        Value::Text(it) => it.clone().into(),
        Value::List(them) => them.iter().map(plain).collect(),
        Value::Object(them) => them
            .iter()
            .map(|it| (it.key.clone(), plain(&it.value)))
            .collect(),
    }
}

#[test]
fn every_key_and_value_has_its_place() {
    let text = r#" {"a": [1, "x\u00e9"], "a":null} "#;
    let root = read(text).unwrap();
    let cut = |span: Span| text.get(span.start..span.end).unwrap();
    assert_eq!(cut(root.span), text.trim());
    let Value::Object(members) = &root.value else {
        panic!("an object")
    };
    let [first, second] = members.as_slice() else {
        panic!("both duplicates are kept")
    };
    assert_eq!(cut(first.key_span), r#""a""#);
    assert_eq!(cut(first.value.span), r#"[1, "x\u00e9"]"#);
    assert_eq!(cut(second.value.span), "null");
}

#[test]
fn errors_say_where() {
    for (text, start, message) in [
        ("", 0, "expected a value, found the end of the text"),
        ("{\"a\":}", 5, "expected a value, found `}`"),
        ("[1,]", 3, "expected a value, found `]`"),
        ("[1 2]", 3, "expected `,` or `]`, found `2`"),
        ("{\"a\" 1}", 5, "expected `:`, found `1`"),
        ("\"ab", 0, "the string does not end"),
        (
            "\"a\nb\"",
            2,
            "expected no control character in a string, found `\\n`",
        ),
        ("\"\\ud800x\"", 1, "half of a surrogate pair"),
        ("01", 1, "expected the end of the text, found `1`"),
        ("{}é", 2, "expected the end of the text, found `é`"),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(
            (error.span.start, error.message.as_str()),
            (start, message),
            "{text}"
        );
    }
}

#[test]
fn nesting_is_bounded() {
    let nest = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&nest(DEEPEST + 1)).is_ok());
    assert!(read(&nest(DEEPEST + 2)).is_err());
    assert!(read(&"[".repeat(1_000_000)).is_err());
    assert!(read(&"{\"\":".repeat(1_000_000)).is_err());
}

/// Texts that are nearly JSON.
fn nearly_json() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just(",".to_owned()),
        Just(":".to_owned()),
        Just(" ".to_owned()),
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("\"a\"".to_owned()),
        Just("\"a\":".to_owned()),
        Just("1".to_owned()),
        "-?[0-9]{1,2}(\\.[0-9]{0,2})?([eE][-+]?[0-9]?)?",
        "\"(\\\\[\"\\\\/bfnrtux]|\\\\u[dD][89c-f][0-9]{2}|\\\\u00[0-9]{2}|[ -!a-z\u{e9}\u{1f600}])*\"",
        ".",
    ];
    prop::collection::vec(token, 0..10).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    /// The same texts are JSON to serde_json, and they mean the same.
    #[test]
    fn agrees_with_serde_json(text in nearly_json()) {
        match (read(&text), serde_json::from_str::<serde_json::Value>(&text)) {
            (Ok(node), Ok(value)) => prop_assert_eq!(plain(&node), value),
            (Err(_), Err(_)) => {}
            (ours, theirs) => prop_assert!(false, "{ours:?} {theirs:?}"),
        }
    }

    /// Whatever serde_json writes is read.
    #[test]
    fn reads_any_string(text in any::<String>()) {
        let json = serde_json::to_string(&text).unwrap();
        let node = read(&json).unwrap();
        prop_assert_eq!(node.span, Span::new(0, json.len()));
        prop_assert_eq!(node.value, Value::Text(text));
    }
}
