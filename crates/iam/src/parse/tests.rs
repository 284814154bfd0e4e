#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use super::*;

fn cut(text: &str, span: Span) -> &str {
    text.get(span.start..span.end).unwrap()
}

#[test]
fn every_element_has_its_place() {
    let text = r#"{
        "Version": "2012-10-17", "Id": "i",
        "Statement": {
            "Sid": "s", "Effect": "Allow",
            "Principal": {"AWS": ["111111111111", "arn:aws:iam::222222222222:root"], "Service": "ec2.amazonaws.com"},
            "Action": ["s3:GetObject", null, "s3:PutObject"],
            "NotResource": "arn:aws:s3:::b",
            "Condition": {"Bool": {"aws:SecureTransport": true}, "NumericLessThan": {"s3:max-keys": [1, 2.50]}}
        }
    }"#;
    let parsed = parse(text, Kind::Resource).unwrap();
    let (statement, spans) = (&parsed.document.statement[0], &parsed.spans.statements[0]);
    let cut = |span: Span| cut(text, span);
    assert_eq!(cut(parsed.spans.version.unwrap()), r#""2012-10-17""#);
    assert_eq!(cut(spans.sid.unwrap()), r#""s""#);
    assert_eq!(cut(spans.effect.unwrap()), r#""Allow""#);

    let action = spans.action.as_ref().unwrap();
    assert_eq!(statement.action, ["s3:GetObject", "s3:PutObject"]);
    assert_eq!(cut(action.key), r#""Action""#);
    assert_eq!(cut(action.items[1]), r#""s3:PutObject""#);
    assert!(spans.not_action.is_none() && spans.resource.is_none());
    let resource = spans.not_resource.as_ref().unwrap();
    assert_eq!(cut(resource.items[0]), r#""arn:aws:s3:::b""#);

    let principal = &spans.principal.as_ref().unwrap().kinds["AWS"];
    assert_eq!(
        cut(principal.items[1]),
        r#""arn:aws:iam::222222222222:root""#
    );

    let numeric = &spans.condition.as_ref().unwrap().operators["NumericLessThan"];
    assert_eq!(cut(numeric.key), r#""NumericLessThan""#);
    assert_eq!(cut(numeric.keys["s3:max-keys"].items[1]), "2.50");
    assert_eq!(
        statement.condition["NumericLessThan"]["s3:max-keys"],
        ["1", "2.5"]
    );
    assert_eq!(statement.condition["Bool"]["aws:SecureTransport"], ["true"]);

    // The one oddity, in its place.
    assert_eq!(parsed.problems.len(), 1);
    assert_eq!(parsed.problems[0].code, Code::NullValue);
    assert_eq!(cut(parsed.problems[0].span), "null");
    assert_eq!(PolicyDocument::parse(text).unwrap(), parsed.document);
}

#[test]
fn the_bare_star_is_a_principal_with_a_place() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}"#;
    let parsed = parse(text, Kind::Resource).unwrap();
    let principal = &parsed.spans.statements[0].principal.as_ref().unwrap().kinds["AWS"];
    assert_eq!(cut(text, principal.items[0]), r#""*""#);
    assert_eq!(PolicyDocument::parse(text).unwrap(), parsed.document);
}

#[test]
fn url_encoded_text_is_decoded_once() {
    let json =
        r#"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a%2Fb"}]}"#;
    assert_eq!(decode(json).unwrap(), json);
    let encoded = percent_encoding::utf8_percent_encode(json, percent_encoding::NON_ALPHANUMERIC);
    assert_eq!(decode(&encoded.to_string()).unwrap(), json);
    assert!(decode("%FF%FE").is_err());
}

#[test]
fn what_is_no_policy_says_where_it_ends_to_be_one() {
    for (text, code, place) in [
        ("", Code::Syntax, ""),
        ("no json", Code::Syntax, "n"),
        ("{\"Version\": }", Code::Syntax, "}"),
        ("[1]", Code::WrongType, "[1]"),
        ("{\"Nope\": 1}", Code::UnknownElement, "\"Nope\""),
        ("{\"Version\": 1}", Code::WrongType, "1"),
        (
            "{\"Version\":\"2012-10-17\",\"Statement\":[3]}",
            Code::WrongType,
            "3",
        ),
        (
            "{\"Version\":\"2012-10-17\",\"Statement\":[null]}",
            Code::WrongType,
            "null",
        ),
        (
            "{\"Version\":\"2012-10-17\",\"Version\":\"2008-10-17\"}",
            Code::DuplicateKey,
            "\"Version\"",
        ),
    ] {
        let problems = parse(text, Kind::Identity).unwrap_err();
        let problem = problems.iter().find(|it| it.code == code);
        let problem = problem.unwrap_or_else(|| unreachable!("{text}: {problems:?}"));
        assert_eq!(cut(text, problem.span), place, "{text}");
    }
}

#[test]
fn a_duplicate_condition_is_noticed() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*",
        "Condition":{"Bool":{"aws:SecureTransport":"true"},"Bool":{"aws:MultiFactorAuthPresent":"true"}}}]}"#;
    let problems = parse(text, Kind::Identity).unwrap_err();
    assert_eq!(problems[0].code, Code::DuplicateKey);
    assert_eq!(problems[0].span.start, text.rfind("\"Bool\"").unwrap());
    assert_eq!(problems[0].statement, Some(0));
}

#[test]
fn sizes_without_sense_are_refused_in_time() {
    let statement = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},"#;
    let many = format!(
        "{{\"Statement\":[{}",
        statement.repeat(1_000_000 / statement.len())
    );
    assert_eq!(
        parse(&many, Kind::Identity).unwrap_err()[0].code,
        Code::TooLong
    );
    let long = format!("{{\"Version\":\"{}\"}}", "a".repeat(1_000_000));
    assert_eq!(
        parse(&long, Kind::Identity).unwrap_err()[0].code,
        Code::TooLong
    );
    let deep = "{\"Statement\":".repeat(10_000);
    assert_eq!(
        parse(&deep, Kind::Identity).unwrap_err()[0].code,
        Code::Syntax
    );

    // The longest that is read: every key a duplicate, every value a problem.
    let keys = format!("{{{}\"\":0}}", "\"\":0,".repeat(43_000));
    let problems = parse(&keys, Kind::Identity).unwrap_err();
    assert!(problems.len() > 42_000);
    assert!(problems.iter().all(|it| it.message.len() < 200));
}

#[test]
fn messages_are_one_line_however_long_the_text() {
    let text = format!("{{\"a\\nb{}\": 1}}", "é".repeat(10_000));
    let problems = parse(&text, Kind::Identity).unwrap_err();
    for problem in problems {
        assert!(problem.message.len() < 400, "{}", problem.message.len());
        assert!(!problem.message.contains('\n'));
    }
}
