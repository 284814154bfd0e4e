#![expect(clippy::unwrap_used, reason = "tests")]
use crate::parse::{Kind, parse, read};
use crate::{Code, Severity};

use super::is_date;

/// A document of one statement with these elements.
fn document(elements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{{{elements}}}]}}"#)
}

/// What is an error in a text, and the text of its place.
fn errors(text: &str, kind: Kind) -> Vec<(Code, &str)> {
    let problems = read(text, kind).problems.into_iter();
    let errors = problems.filter(|it| it.severity == Severity::Error);
    errors
        .map(|it| (it.code, text.get(it.span.start..it.span.end).unwrap()))
        .collect()
}

#[test]
fn each_rule_names_its_place() {
    let s3 = r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*""#;
    for (kind, elements, code, place) in [
        (
            Kind::Identity,
            r#""Effect":"allow","Action":"s3:Get","Resource":"*""#,
            Code::InvalidEffect,
            r#""allow""#,
        ),
        (
            Kind::Identity,
            r#""Action":"s3:Get","Resource":"*""#,
            Code::MissingEffect,
            "{",
        ),
        (
            Kind::Identity,
            r#""Effect":"Deny","Action":[],"Resource":"*""#,
            Code::MissingAction,
            "[]",
        ),
        (
            Kind::Identity,
            r#""Effect":"Deny","Action":"s3:Get""#,
            Code::MissingResource,
            "{",
        ),
        (
            Kind::Identity,
            r#""Effect":"Deny","Action":"s3:Get","NotAction":[],"Resource":"*""#,
            Code::ExclusiveElements,
            r#""NotAction""#,
        ),
        (
            Kind::Identity,
            r#""Effect":"Deny","Action":"*:Get","Resource":"*""#,
            Code::ActionService,
            r#""*:Get""#,
        ),
        (
            Kind::Identity,
            r#""Effect":"Deny","Action":"s3:Get:x","Resource":"*""#,
            Code::ActionColons,
            r#""s3:Get:x""#,
        ),
        (
            Kind::Identity,
            r#""Effect":"Deny","Action":"Get","Resource":"*""#,
            Code::ActionWithoutService,
            r#""Get""#,
        ),
        (
            Kind::Identity,
            r#""Effect":"Deny","Action":"*","Resource":"b""#,
            Code::ResourceNotArn,
            r#""b""#,
        ),
        (
            Kind::Identity,
            r#""Effect":"Deny","Action":"*","Resource":"arn:aws:*:::b""#,
            Code::ArnService,
            r#""arn:aws:*:::b""#,
        ),
        (
            Kind::Identity,
            r#""Sid":"a b","Effect":"Deny","Action":"*","Resource":"*""#,
            Code::SidCharacters,
            r#""a b""#,
        ),
        (
            Kind::Session,
            r#""Principal":"*","Effect":"Deny","Action":"*","Resource":"*""#,
            Code::ForbiddenElement,
            r#""Principal""#,
        ),
        (
            Kind::ServiceControl,
            r#""NotPrincipal":"*","Effect":"Deny","Action":"*","Resource":"*""#,
            Code::ForbiddenElement,
            r#""NotPrincipal""#,
        ),
        (Kind::Resource, s3, Code::MissingPrincipal, "{"),
        (Kind::Endpoint, s3, Code::MissingPrincipal, "{"),
        (
            Kind::Trust,
            r#""Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Resource":"*""#,
            Code::ForbiddenElement,
            r#""Resource""#,
        ),
        (
            Kind::Trust,
            r#""Effect":"Allow","Principal":"*","Action":"sts:GetCallerIdentity""#,
            Code::ForbiddenAction,
            r#""sts:GetCallerIdentity""#,
        ),
        (
            Kind::Trust,
            r#""Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/*"},"Action":"sts:AssumeRole""#,
            Code::PrincipalWildcard,
            r#""arn:aws:iam::111111111111:user/*""#,
        ),
        (
            Kind::Trust,
            r#""Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:group/g"},"Action":"sts:AssumeRole""#,
            Code::InvalidPrincipal,
            r#""arn:aws:iam::111111111111:group/g""#,
        ),
        (
            Kind::Trust,
            r#""Effect":"Allow","Principal":{"Services":"ec2.amazonaws.com"},"Action":"sts:AssumeRole""#,
            Code::PrincipalKind,
            r#""Services""#,
        ),
        (
            Kind::ResourceControl,
            r#""Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*""#,
            Code::InvalidEffect,
            r#""Allow""#,
        ),
        (
            Kind::ResourceControl,
            r#""Effect":"Deny","Principal":{"AWS":"111111111111"},"Action":"s3:*","Resource":"*""#,
            Code::InvalidPrincipal,
            r#""111111111111""#,
        ),
        (
            Kind::ResourceControl,
            r#""Effect":"Deny","Principal":"*","Action":"*","Resource":"*""#,
            Code::ForbiddenAction,
            r#""*""#,
        ),
        (
            Kind::Identity,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEqual":{"a":"b"}}"#,
            Code::UnknownOperator,
            r#""StringEqual""#,
        ),
        (
            Kind::Identity,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"NullIfExists":{"a":"true"}}"#,
            Code::UnknownOperator,
            r#""NullIfExists""#,
        ),
        (
            Kind::Identity,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateEquals":{"a":["1","soon"]}}"#,
            Code::InvalidDate,
            r#""soon""#,
        ),
    ] {
        assert_eq!(
            errors(&document(elements), kind),
            [(code, place)],
            "{elements}"
        );
    }
}

#[test]
fn each_kind_takes_its_own() {
    for (kind, elements) in [
        (
            Kind::Identity,
            r#""Effect":"Allow","Action":"S3:getobject","Resource":["*","arn:aws:sqs"]"#,
        ),
        (
            Kind::Identity,
            r#""Sid":"","Effect":"Allow","NotAction":"iam:*","NotResource":"arn:aws-cn:iam::*:role/x""#,
        ),
        (
            Kind::Boundary,
            r#""Effect":"Allow","Action":"*","Resource":"*""#,
        ),
        (
            Kind::Session,
            r#""Effect":"Allow","Action":"*","Resource":"arn:*:s3:::${aws:username}""#,
        ),
        (
            Kind::ServiceControl,
            r#""Effect":"Allow","NotAction":"iam:*","Resource":"arn:aws:s3:::b","Condition":{"Null":{"a":true}}"#,
        ),
        (
            Kind::ResourceControl,
            r#""Effect":"Allow","Principal":"*","Action":"*","Resource":"*""#,
        ),
        (
            Kind::ResourceControl,
            r#""Effect":"Deny","Principal":{"AWS":"*"},"Action":["s3:*","sts:*"],"NotResource":"arn:aws:s3:::b""#,
        ),
        (
            Kind::Endpoint,
            r#""Effect":"Allow","Principal":"*","Action":"*","Resource":"*""#,
        ),
        (
            Kind::Resource,
            r#""Sid":"Any text: at all!","Effect":"Allow","Principal":{"CanonicalUser":"79a59df900b949e5"},"Action":"s3:*","Resource":"arn:aws:s3:::b""#,
        ),
        (
            Kind::Resource,
            r#""Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/stage/GET/*""#,
        ),
        (
            Kind::Resource,
            r#""Effect":"Allow","Principal":{"AWS":"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"},"Action":"s3:GetObject","Resource":"*""#,
        ),
        (
            Kind::Resource,
            r#""Effect":"Deny","NotPrincipal":{"AWS":"AIDAQXZ7EXAMPLE12345"},"Action":"ecr:BatchGetImage""#,
        ),
        (
            Kind::Trust,
            r#""Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com"],"Federated":"accounts.google.com"},"Action":["sts:AssumeRole","sts:TagSession"]"#,
        ),
        (
            Kind::Trust,
            r#""Effect":"Allow","Principal":{"AWS":["111111111111","arn:aws:sts::111111111111:assumed-role/r/s","arn:aws-us-gov:iam::111111111111:role/p/r"]},"Action":"sts:*""#,
        ),
    ] {
        assert_eq!(errors(&document(elements), kind), [], "{elements}");
    }
}

#[test]
fn versions_depend_on_the_kind() {
    let statement =
        r#""Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#;
    for version in ["", r#""Version":"2008-10-17","#] {
        let text = format!("{{{version}{statement}}}");
        let problems = parse(&text, Kind::Resource).unwrap().problems;
        assert_eq!(problems.first().map(|it| it.code), Some(Code::OldVersion));
        let refused = parse(&text, Kind::ServiceControl).unwrap_err();
        assert!(refused.iter().any(|it| it.code == Code::OldVersion));
    }
    let text = format!("{{\"Version\":\"2012-10-18\",{statement}}}");
    assert_eq!(
        errors(&text, Kind::Resource),
        [(Code::UnknownVersion, "\"2012-10-18\"")]
    );
}

#[test]
fn sizes_depend_on_the_kind() {
    let text = |length: usize| {
        let list = vec![r#""s3:GetObject""#; length / 15].join(",");
        document(&format!(
            r#""Effect":"Deny","Principal":"*","Action":[{list}],"Resource":"*""#
        ))
    };
    for (kind, length, severity) in [
        (Kind::Endpoint, 20_000, None),
        (Kind::Endpoint, 21_000, Some(Severity::Error)),
        (Kind::Resource, 200_000, None),
        (Kind::ResourceControl, 6_000, Some(Severity::Error)),
    ] {
        let problems = read(&text(length), kind).problems;
        let found = problems.iter().find(|it| it.code == Code::TooLarge);
        assert_eq!(found.map(|it| it.severity), severity, "{kind} {length}");
    }
}

#[test]
fn dates_are_what_iam_takes() {
    for date in [
        "2019-07-01T13:20:15Z",
        "2016-12-13T21:20:37.593194+00:00",
        "2016-12-13t2:00:00.593194+23",
        "2016",
        "2016-12",
        "2016-366",
        "2016-W53-7",
        "01T",
        "2016-12-31TZ",
        "T10",
        "-1",
        "1767225600",
        "2016-12-13T10",
        "2016-12-13T10:30-08:00",
        "2016-12-13T10:30:15,5",
    ] {
        assert!(is_date(date), "{date}");
    }
    for date in [
        "",
        "soon",
        "234-13",
        "2016-13-01",
        "2016-12-32",
        "2016-12-13T25",
        "2016-12-13T10:60",
        "2016-12-13t2:00:00.593194+1",
        "2016-12-13t2:00:00.1999999999+10:59",
        "9223372036854775808",
        "2016-12-13 10:00",
        "2016-12-13T10:00:00Zulu",
        "T",
        "2016-W54",
        "2016-12-13T10:00+24:00",
        "２０１６",
    ] {
        assert!(!is_date(date), "{date}");
    }
}

#[test]
fn variables_do_not_part_an_arn() {
    use super::resource::parts;
    let arn = "arn:aws:iam::${aws:PrincipalAccount, 'a:b'}:role/${aws:username}:x";
    let expected = [
        "arn",
        "aws",
        "iam",
        "",
        "${aws:PrincipalAccount, 'a:b'}",
        "role/${aws:username}:x",
    ];
    assert_eq!(parts(arn), expected);
    assert_eq!(parts("a:b"), ["a", "b"]);
    assert_eq!(parts("${"), ["${"]);
}
