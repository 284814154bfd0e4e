#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]
use super::*;

fn read(statements: &str) -> PolicyDocument {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    PolicyDocument::parse(&text).unwrap()
}

fn zone() -> Zone {
    Zone {
        accounts: ["111122223333".to_owned()].into(),
        organizations: ["o-a1b2c3d4e5".to_owned()].into(),
        networks: ["203.0.113.0/24".parse().unwrap()].into(),
        vpcs: ["vpc-1".to_owned()].into(),
        endpoints: ["vpce-1".to_owned()].into(),
        home: Some("111122223333".to_owned()),
        ..Zone::default()
    }
}

/// An Allow or Deny of `s3:GetObject` on everything, with this principal and these conditions.
fn statement(effect: &str, principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect":"{effect}","Principal":{principal},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*",
            "Condition":{{{condition}}}}}"#
    )
}

fn allow(principal: &str, condition: &str) -> String {
    statement("Allow", principal, condition)
}

/// Each opening on a line; `closed` for a proof.
fn said_in(zone: &Zone, statements: &str) -> String {
    let policy = read(statements);
    match outside(&[&policy], zone).unwrap() {
        Exposure::Closed => "closed".to_owned(),
        Exposure::Unknown { reason } => format!("unknown: {reason}"),
        Exposure::Open { openings, doubt } => {
            assert_eq!(doubt, None, "{openings:?}");
            let lines = openings.iter().map(line);
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

fn said(statements: &str) -> String {
    said_in(&zone(), statements)
}

fn line(it: &Opening) -> String {
    let who: Vec<_> = it.who.iter().map(ToString::to_string).collect();
    let lists = |lists: &[Vec<String>], not: &[String]| {
        let lists: Vec<_> = lists.iter().map(|it| it.join("|")).collect();
        let not = not.join("|");
        let but = if not.is_empty() { "" } else { " but " };
        format!("{}{but}{not}", lists.join("&"))
    };
    let mut line = format!(
        "{}: {} on {}",
        who.join(", "),
        lists(&it.actions, &it.not_actions),
        lists(&it.resources, &it.not_resources)
    );
    if !it.except.is_empty() {
        line += &format!(" except {}", it.except.join(", "));
    }
    for condition in &it.conditions {
        line += &format!(" if {condition}");
    }
    line
}

const ANY: &str = r#""*""#;

#[test]
fn who_is_outside() {
    let get = "s3:GetObject on arn:aws:s3:::b/*";
    for (principal, who) in [
        (ANY, "anyone"),
        (r#"{"AWS":"*"}"#, "anyone"),
        (r#"{"AWS":"444455556666"}"#, "account 444455556666"),
        (
            r#"{"AWS":["444455556666","777788889999","111122223333"]}"#,
            "account 444455556666, account 777788889999",
        ),
        (
            r#"{"AWS":"arn:aws:iam::444455556666:role/x/app"}"#,
            "arn:aws:iam::444455556666:role/app",
        ),
        (
            r#"{"AWS":"arn:aws:iam::444455556666:user/x/ana"}"#,
            "arn:aws:iam::444455556666:user/x/ana",
        ),
        (
            r#"{"Federated":"arn:aws:iam::111122223333:saml-provider/idp"}"#,
            "users of arn:aws:iam::111122223333:saml-provider/idp",
        ),
        (
            r#"{"Federated":"accounts.google.com"}"#,
            "users of accounts.google.com",
        ),
        (
            r#"{"AWS":"AIDAEXAMPLEEXAMPLE123"}"#,
            "the principal with id AIDAEXAMPLEEXAMPLE123",
        ),
    ] {
        assert_eq!(said(&allow(principal, "")), format!("{who}: {get}"));
    }
    for principal in [
        r#"{"AWS":"111122223333"}"#,
        r#"{"AWS":"arn:aws:iam::111122223333:role/app"}"#,
        r#"{"Service":"sns.amazonaws.com"}"#,
    ] {
        assert_eq!(said(&allow(principal, "")), "closed", "{principal}");
    }
}

#[test]
fn conditions_that_leave_nobody_outside() {
    for condition in [
        r#""StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}"#,
        r#""ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/r-ab12/ou-ab12-*"}"#,
        r#""StringEquals":{"aws:PrincipalAccount":"111122223333"}"#,
        r#""StringEquals":{"aws:PrincipalAccount":"${aws:ResourceAccount}"}"#,
        r#""StringEquals":{"kms:CallerAccount":"111122223333","kms:ViaService":"s3.eu-west-1.amazonaws.com"}"#,
        r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}"#,
        r#""IpAddress":{"aws:SourceIp":["203.0.113.0/25","203.0.113.128/26"]}"#,
        r#""StringEquals":{"aws:SourceVpce":"vpce-1"}"#,
        r#""StringEquals":{"aws:SourceVpc":"vpc-1"}"#,
        r#""StringEquals":{"aws:SourceAccount":"444455556666"}"#,
        r#""Bool":{"aws:PrincipalIsAWSService":"true"}"#,
    ] {
        assert_eq!(said(&allow(ANY, condition)), "closed", "{condition}");
    }
}

#[test]
fn conditions_that_remain_are_said() {
    let get = "s3:GetObject on arn:aws:s3:::b/*";
    for (condition, line) in [
        (
            r#""StringEquals":{"aws:SourceVpce":["vpce-1","vpce-2"]}"#,
            format!("anyone: {get} if aws:SourceVpce StringEquals [`vpce-1`, `vpce-2`]"),
        ),
        (
            r#""StringEquals":{"aws:PrincipalOrgID":"o-zzzzzzzzzz"}"#,
            format!("any aws account: {get} if aws:PrincipalOrgID StringEquals `o-zzzzzzzzzz`"),
        ),
        (
            r#""StringEquals":{"aws:PrincipalAccount":["111122223333","444455556666"]}"#,
            format!("account 444455556666: {get}"),
        ),
        (
            r#""StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/deploy"}"#,
            format!(
                "any aws account: {get} if aws:PrincipalArn StringLike `arn:aws:iam::*:role/deploy`"
            ),
        ),
        (
            r#""IpAddress":{"aws:SourceIp":"198.51.100.0/24"},"Bool":{"aws:SecureTransport":"true"}"#,
            format!(
                "anyone: {get} if aws:SecureTransport Bool `true` if aws:SourceIp IpAddress `198.51.100.0/24`"
            ),
        ),
        (
            r#""StringEqualsIfExists":{"aws:SourceAccount":"111122223333"}"#,
            format!("anyone: {get}"),
        ),
    ] {
        assert_eq!(said(&allow(ANY, condition)), line, "{condition}");
    }
}

#[test]
fn denies_narrow_what_is_said() {
    let all = allow(ANY, "");
    let deny = |principal, condition| format!("{all},{}", statement("Deny", principal, condition));
    let get = "s3:GetObject on arn:aws:s3:::b/*";
    assert_eq!(
        said(&deny(
            ANY,
            r#""NotIpAddress":{"aws:SourceIp":"198.51.100.0/24"}"#
        )),
        format!("anyone: {get} if aws:SourceIp IpAddress `198.51.100.0/24`")
    );
    assert_eq!(
        said(&deny(
            ANY,
            r#""NotIpAddress":{"aws:SourceIp":"203.0.113.0/26"}"#
        )),
        "closed"
    );
    assert_eq!(
        said(&deny(
            ANY,
            r#""StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}"#
        )),
        "closed"
    );
    // Either of two conditions is enough not to be denied.
    assert_eq!(
        said(&deny(
            ANY,
            r#""StringNotEquals":{"aws:SourceVpce":"vpce-7"},"NotIpAddress":{"aws:SourceIp":"198.51.100.0/24"}"#
        )),
        format!(
            "anyone: {get} if aws:SourceIp IpAddress `198.51.100.0/24`\nanyone: {get} if aws:SourceVpce StringEquals `vpce-7`"
        )
    );
    assert_eq!(
        said(&deny(r#"{"AWS":"444455556666"}"#, "")),
        format!("anyone: {get}"),
        "without a signature they are anyone"
    );
}

#[test]
fn denies_of_some_actions_and_resources_are_exceptions() {
    let all = r#"{"Effect":"Allow","Principal":"*","Action":["s3:Get*","s3:GetObject"],"Resource":"arn:aws:s3:::b/*"}"#;
    let some = r#"{"Effect":"Deny","Principal":"*","Action":["s3:GetObjectAcl","s3:Put*"],"Resource":["arn:aws:s3:::b/secret/*","arn:aws:s3:::c/*"]}"#;
    assert_eq!(
        said(&format!("{all},{some}")),
        "anyone: s3:Get* but s3:GetObjectAcl on arn:aws:s3:::b/*\nanyone: s3:Get* on arn:aws:s3:::b/* but arn:aws:s3:::b/secret/*"
    );
}

#[test]
fn no_box_is_within_another() {
    let wide = allow(ANY, r#""IpAddress":{"aws:SourceIp":"198.51.100.0/24"}"#);
    let narrow = allow(
        ANY,
        r#""IpAddress":{"aws:SourceIp":"198.51.100.0/25"},"Bool":{"aws:SecureTransport":"true"}"#,
    );
    let account = allow(
        r#"{"AWS":"444455556666"}"#,
        r#""IpAddress":{"aws:SourceIp":"198.51.100.7"}"#,
    );
    assert_eq!(
        said(&format!("{narrow},{account},{wide}")),
        "anyone: s3:GetObject on arn:aws:s3:::b/* if aws:SourceIp IpAddress `198.51.100.0/24`"
    );
}

#[test]
fn services_are_doubted_where_asked() {
    let zone = Zone {
        doubt_services: true,
        ..zone()
    };
    let sns = r#"{"Service":"sns.amazonaws.com"}"#;
    let get = "s3:GetObject on arn:aws:s3:::b/*";
    assert_eq!(
        said_in(&zone, &allow(sns, "")),
        format!("the service sns.amazonaws.com: {get}")
    );
    for condition in [
        r#""StringEquals":{"aws:SourceAccount":"111122223333"}"#,
        r#""ArnLike":{"aws:SourceArn":"arn:aws:sns:*:111122223333:*"}"#,
        r#""StringEquals":{"aws:SourceOrgID":"o-a1b2c3d4e5"}"#,
    ] {
        assert_eq!(
            said_in(&zone, &allow(sns, condition)),
            "closed",
            "{condition}"
        );
    }
    assert_eq!(
        said_in(
            &zone,
            &allow(sns, r#""ArnLike":{"aws:SourceArn":"arn:aws:s3:::logs"}"#)
        ),
        format!(
            "the service sns.amazonaws.com: {get} if aws:SourceArn ArnLike `arn:aws:s3:::logs`"
        )
    );
}

#[test]
fn what_cannot_be_settled_is_unknown() {
    let odd = allow(ANY, r#""StringSounds":{"aws:Referer":"a"}"#);
    assert!(said(&odd).starts_with("unknown: "), "{}", said(&odd));
    let tag = allow(
        ANY,
        r#""StringEquals":{"aws:PrincipalAccount":"${aws:PrincipalTag/home}"}"#,
    );
    assert_ne!(said(&tag), "closed");
}

#[test]
fn not_principal_in_an_allow_is_everybody_else() {
    let text = r#"{"Effect":"Allow","NotPrincipal":{"AWS":"444455556666"},"Action":"s3:*","Resource":"*"}"#;
    assert_eq!(said(text), "anyone: s3:* on *");
}

#[test]
fn trust_policies_are_about_their_role() {
    let text = r#"{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"sts:AssumeRole",
        "Condition":{"StringEquals":{"sts:ExternalId":"x7"}}}"#;
    let zone = Zone {
        resource: Some("arn:aws:iam::111122223333:role/app".to_owned()),
        signed_only: true,
        ..zone()
    };
    let all = text.replace(r#"{"AWS":"444455556666"}"#, ANY);
    assert_eq!(
        said_in(&zone, &all),
        "any aws account: sts:AssumeRole on  if sts:ExternalId StringEquals `x7`"
    );
    let Exposure::Open { openings, .. } = outside(&[&read(text)], &zone).unwrap() else {
        panic!();
    };
    let [one] = openings.as_slice() else { panic!() };
    assert_eq!(one.witness.resource, "arn:aws:iam::111122223333:role/app");
    assert_eq!(
        line(one),
        "account 444455556666: sts:AssumeRole on  if sts:ExternalId StringEquals `x7`"
    );
}

#[test]
fn hostile_policies_end() {
    let many: Vec<String> = (0..24)
        .map(|at| {
            let account = format!(r#"{{"AWS":"{at:012}"}}"#);
            let condition = format!(
                r#""StringNotLike":{{"aws:Referer":"*{at}*","aws:UserAgent":"?{at}*"}},"Null":{{"aws:PrincipalTag/t{at}":"true"}}"#
            );
            let effect = if at % 2 == 0 { "Deny" } else { "Allow" };
            statement(effect, if at % 3 == 0 { ANY } else { &account }, &condition)
        })
        .collect();
    let policy = read(&many.join(","));
    let _ = outside(&[&policy], &zone()).unwrap();
}
