use super::answer;

fn said(row: &str) -> String {
    serde_json::to_string(&answer(row)).unwrap_or_default()
}

#[test]
fn every_kind_of_row_is_answered_in_its_own_form() {
    let rows = [
        (
            r#"{"id":"d","kind":"decision","mode":"strict","policies":{"identity":[{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}]},
                "request":{"principal":"arn:aws:iam::111122223333:user/ana","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","resource_account":"111122223333"}}"#,
            r#"{"id":"d","decision":"Allowed","allowed":true}"#,
        ),
        (
            r#"{"id":2,"kind":"condition","condition":{"Bool":{"aws:SecureTransport":true}},"request":{"context":{"aws:SecureTransport":"false"}}}"#,
            r#"{"id":2,"match":false}"#,
        ),
        (
            r#"{"id":3,"kind":"condition","mode":"discovery","condition":{"Bool":{"aws:SecureTransport":"true"}}}"#,
            r#"{"id":3,"match":null}"#,
        ),
        (
            r#"{"id":4,"kind":"operator","operator":"NumericLessThan","values":["10"],"value":9}"#,
            r#"{"id":4,"match":true}"#,
        ),
        (
            r#"{"id":5,"kind":"glob","pattern":"s3:Get*","text":"s3:GetObject"}"#,
            r#"{"id":5,"match":true}"#,
        ),
        (
            r#"{"id":6,"kind":"glob","args":["a*","*b?"]}"#,
            r#"{"id":6,"match":true}"#,
        ),
        (
            r#"{"id":7,"kind":"grammar","policy":{"Version":"2012-10-17","Statement":[]}}"#,
            r#"{"id":7,"valid":false"#,
        ),
    ];
    for (row, expected) in rows {
        let said = said(row);
        assert!(said.starts_with(expected), "{said}");
    }
}

#[test]
fn a_row_that_is_not_understood_says_why_and_stops_nothing() {
    let rows = [
        ("", r#"{"id":null,"error":"not json"#),
        (r#"{"id":1}"#, r#"{"id":1,"error":"the row has no `kind`"}"#),
        (
            r#"{"id":1,"kind":"lint"}"#,
            r#"{"id":1,"error":"kind `lint` is none of"#,
        ),
        (
            r#"{"id":1,"kind":"decision","request":{"principal":7}}"#,
            r#"{"id":1,"error":"the row has no `policies`"}"#,
        ),
        (
            r#"{"id":1,"kind":"decision","policies":{"scp":[{}]},"request":{"principal":"*"}}"#,
            r#"{"id":1,"error":"the row has no `policies`"}"#,
        ),
        (
            r#"{"id":1,"kind":"glob","args":["a"]}"#,
            r#"{"id":1,"error":"`args` are neither two texts nor three"}"#,
        ),
    ];
    for (row, expected) in rows {
        let said = said(row);
        assert!(said.starts_with(expected), "{said}");
    }
}

/// What takes too long to find out is not guessed.
#[test]
fn patterns_of_any_length_get_an_answer_or_a_reason() {
    let long = "a".repeat(5000);
    let ask = |one: &str, other: &str| {
        let row = serde_json::json!({ "id": 1, "kind": "glob", "args": [one, other] });
        said(&row.to_string())
    };
    assert_eq!(ask(&format!("{long}*"), &long), r#"{"id":1,"match":true}"#);
    assert_eq!(ask(&long, &format!("{long}?")), r#"{"id":1,"match":false}"#);
    assert!(ask(&format!("{long}*b"), &format!("c*{long}")).contains("error"));
    let arn = format!("arn:aws:s3:::{long}");
    let row =
        serde_json::json!({ "id": 1, "kind": "glob", "args": ["bucket", "arn:*:s3:::*", arn] });
    assert!(said(&row.to_string()).contains("error"));
}

#[test]
fn a_document_that_is_no_policy_is_unknown_and_not_empty() {
    let said = said(
        r#"{"id":1,"kind":"decision","policies":{"identity":["nonsense"]},
            "request":{"principal":"arn:aws:iam::111122223333:user/ana","action":"s3:GetObject","resource":"arn:aws:s3:::b/k"}}"#,
    );
    assert!(
        said.contains(r#""decision":"Unknown","allowed":null"#),
        "{said}"
    );
}
