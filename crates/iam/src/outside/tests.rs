#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use super::*;

const OWN: &str = "111122223333";

fn read(statements: &str) -> Vec<Access> {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    let home = Home {
        account: OWN,
        canonical_user: Some("c0ffee"),
    };
    outside_access(&PolicyDocument::parse(&text).unwrap(), home).unwrap()
}

/// `who principal`, with `!` for what is not narrowed, one an entry.
fn told(statements: &str) -> Vec<String> {
    read(statements)
        .iter()
        .map(|it| {
            let open = if it.narrowed { "" } else { "!" };
            format!("{open}{} {}", it.who.name(), it.principal)
        })
        .collect()
}

fn allow(principal: &str, conditions: &str) -> String {
    format!(
        r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::ledger/*", "Condition": {{{conditions}}}}}"#
    )
}

fn deny(rest: &str) -> String {
    format!(r#"{{"Effect": "Deny", "Principal": "*", {rest}}}"#)
}

#[test]
fn principals_of_the_account_are_not_outside() {
    let own = format!(
        r#"{{"AWS": ["{OWN}", "arn:aws:iam::{OWN}:role/x", "arn:aws:iam::444455556666:root"], "CanonicalUser": ["c0ffee", "beef"]}}"#
    );
    assert_eq!(
        told(&allow(&own, "")),
        ["!account arn:aws:iam::444455556666:root", "!account beef"]
    );
}

#[test]
fn anyone_by_what_conditions_leave() {
    let all = r#""*""#;
    for (conditions, expected) in [
        ("", "!anyone *"),
        (
            r#""StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#,
            "organization o-a1b2c3d4e5",
        ),
        (
            r#""StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#,
            "!anyone *",
        ),
        (
            r#""StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "Null": {"aws:principalorgid": "false"}"#,
            "organization o-a1b2c3d4e5",
        ),
        (
            r#""ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#,
            "!anyone *",
        ),
        (
            r#""StringEquals": {"kms:CallerAccount": "111122223333", "kms:ViaService": "s3.eu-west-1.amazonaws.com"}"#,
            "account 111122223333",
        ),
        (
            r#""StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}"#,
            "!anyone *",
        ),
        (
            r#""StringEquals": {"aws:PrincipalAccount": ["444455556666"], "aws:SourceVpce": "vpce-1"}"#,
            "account 444455556666",
        ),
        (
            r#""StringEquals": {"aws:SourceVpce": "vpce-1"}"#,
            "anyone *",
        ),
        (r#""StringLike": {"aws:SourceVpce": "vpce-*"}"#, "!anyone *"),
        (
            r#""IpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#,
            "anyone *",
        ),
        (
            r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#,
            "!anyone *",
        ),
        (r#""Bool": {"aws:SecureTransport": "true"}"#, "!anyone *"),
        (
            r#""StringNotEquals": {"aws:PrincipalAccount": "444455556666"}"#,
            "!anyone *",
        ),
        (
            r#""StringEquals": {"aws:PrincipalTag/team": "pay"}"#,
            "!anyone *",
        ),
        (
            r#""StringEquals": {"aws:ResourceAccount": "111122223333"}"#,
            "!anyone *",
        ),
        (
            r#""StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}"#,
            "organization ${aws:ResourceOrgID}",
        ),
        (
            r#""Bool": {"aws:PrincipalIsAWSService": "true"}"#,
            "!service *",
        ),
        (
            r#""StringEquals": {"s3:DataAccessPointAccount": "111122223333"}"#,
            "account 111122223333",
        ),
    ] {
        assert_eq!(told(&allow(all, conditions)), [expected], "{conditions}");
    }
}

#[test]
fn accounts_that_no_condition_can_have_are_nobody() {
    let both = r#""StringEquals": {"aws:PrincipalAccount": ["444455556666", "777788889999"]}, "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::777788889999:role/*"}"#;
    assert_eq!(told(&allow(r#""*""#, both)), ["account 777788889999"]);
    let named = r#"{"AWS": ["444455556666", "777788889999"]}"#;
    let one = r#""StringEquals": {"aws:PrincipalAccount": "444455556666"}"#;
    assert_eq!(told(&allow(named, one)), ["account 444455556666"]);
}

#[test]
fn own_is_what_the_policy_says_is_its_own() {
    let entries = read(&allow(
        r#""*""#,
        r#""StringEquals": {"aws:PrincipalAccount": ["111122223333", "444455556666"]}"#,
    ));
    let own: Vec<bool> = entries.iter().map(|it| it.own).collect();
    assert_eq!(own, [true, false]);
}

#[test]
fn services_are_checked_by_their_source() {
    let service = r#"{"Service": "cloudtrail.amazonaws.com"}"#;
    for (conditions, expected) in [
        ("", "!service cloudtrail.amazonaws.com"),
        (
            r#""StringEquals": {"aws:SourceAccount": "111122223333"}"#,
            "service cloudtrail.amazonaws.com",
        ),
        (
            r#""ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}"#,
            "service cloudtrail.amazonaws.com",
        ),
        (
            r#""ArnLike": {"aws:SourceArn": "arn:aws:s3:::ledger"}"#,
            "!service cloudtrail.amazonaws.com",
        ),
        (
            r#""StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}"#,
            "!service cloudtrail.amazonaws.com",
        ),
    ] {
        assert_eq!(
            told(&allow(service, conditions)),
            [expected],
            "{conditions}"
        );
    }
    let never = r#""StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#;
    assert!(
        told(&allow(service, never)).is_empty(),
        "a service is in no organization"
    );
    let denied = deny(
        r#""Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}"#,
    );
    assert_eq!(
        told(&format!("{}, {denied}", allow(service, ""))),
        ["service cloudtrail.amazonaws.com"]
    );
    assert_eq!(
        told(&format!("{}, {denied}", allow(r#""*""#, ""))),
        ["!anyone *"],
        "it denies services only"
    );
}

#[test]
fn identity_providers_are_narrowed_by_their_own_keys() {
    let github = r#"{"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}"#;
    let key = "token.actions.githubusercontent.com";
    for (conditions, narrowed) in [
        (
            format!(r#""StringEquals": {{"{key}:aud": "sts.amazonaws.com"}}"#),
            false,
        ),
        (
            format!(r#""StringLike": {{"{key}:sub": "repo:acme/*"}}"#),
            true,
        ),
        (format!(r#""StringLike": {{"{key}:sub": "*"}}"#), false),
        (
            format!(r#""StringLikeIfExists": {{"{key}:sub": "repo:acme/*"}}"#),
            false,
        ),
    ] {
        assert_eq!(
            read(&allow(github, &conditions))[0].narrowed,
            narrowed,
            "{conditions}"
        );
    }
}

#[test]
fn an_external_id_is_told_and_narrows_nothing() {
    for (conditions, external) in [
        (r#""StringEquals": {"sts:ExternalId": "acme-42"}"#, true),
        (r#""StringEquals": {"STS:externalid": "*"}"#, true),
        (r#""StringLike": {"sts:ExternalId": "*"}"#, false),
        (
            r#""StringEqualsIfExists": {"sts:ExternalId": "acme-42"}"#,
            false,
        ),
        (r#""StringNotEquals": {"sts:ExternalId": "acme-42"}"#, false),
    ] {
        let entries = read(&allow(r#"{"AWS": "444455556666"}"#, conditions));
        assert_eq!(entries[0].external_id, external, "{conditions}");
        assert!(!entries[0].narrowed);
    }
}

#[test]
fn what_a_deny_takes_from_everybody_is_left_out() {
    let open = allow(r#""*""#, "");
    for (rest, expected) in [
        (
            r#""Action": "s3:*", "Resource": "arn:aws:s3:::ledger/*""#,
            &[][..],
        ),
        (r#""Action": "S3:Get*", "Resource": "*""#, &[]),
        (r#""NotAction": "s3:Put*", "Resource": "*""#, &[]),
        (r#""NotAction": "s3:Get*", "Resource": "*""#, &["!anyone *"]),
        (r#""Action": "s3:Put*", "Resource": "*""#, &["!anyone *"]),
        (
            r#""Action": "s3:*", "Resource": "arn:aws:s3:::ledger/in/*""#,
            &["!anyone *"],
        ),
        (
            r#""Action": "s3:*", "NotResource": "arn:aws:s3:::ledger/public/*""#,
            &["!anyone *"],
        ),
        (
            r#""Action": "s3:*", "NotResource": "arn:aws:s3:::other/*""#,
            &[],
        ),
        (
            r#""Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}"#,
            &["!anyone *"],
        ),
    ] {
        assert_eq!(told(&format!("{open}, {}", deny(rest))), expected, "{rest}");
    }
}

#[test]
fn a_deny_on_everybody_outside_narrows() {
    let open = allow(r#""*""#, "");
    let outside = |conditions: &str| {
        let deny = deny(&format!(
            r#""Action": "s3:*", "Resource": ["arn:aws:s3:::ledger", "arn:aws:s3:::ledger/*"], "Condition": {{{conditions}}}"#
        ));
        told(&format!("{open}, {deny}"))
    };
    let org = r#"{"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#;
    for (conditions, expected) in [
        (format!(r#""StringNotEquals": {org}"#), "organization o-a1b2c3d4e5"),
        (format!(r#""StringNotEqualsIfExists": {org}"#), "organization o-a1b2c3d4e5"),
        (
            format!(r#""StringNotEquals": {org}, "BoolIfExists": {{"aws:PrincipalIsAWSService": "false"}}"#),
            "organization o-a1b2c3d4e5",
        ),
        (
            format!(r#""StringNotEquals": {org}, "BoolIfExists": {{"aws:ViaAWSService": "false"}}"#),
            "!anyone *",
        ),
        (
            format!(r#""StringNotEquals": {org}, "Bool": {{"aws:MultiFactorAuthPresent": "false"}}"#),
            "!anyone *",
        ),
        (
            r#""ForAllValues:StringNotLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}"#.to_owned(),
            "organization o-a1b2c3d4e5",
        ),
        (
            r#""ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}"#.to_owned(),
            "!anyone *",
        ),
        (
            r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "StringNotEquals": {"aws:SourceVpce": "vpce-1"}"#
                .to_owned(),
            "anyone *",
        ),
        (
            r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "StringNotEquals": {"aws:PrincipalTag/x": "1"}"#
                .to_owned(),
            "!anyone *",
        ),
        (r#""Null": {"aws:PrincipalOrgID": "true"}"#.to_owned(), "!anyone *"),
    ] {
        let told = outside(&conditions);
        assert_eq!(told.first().unwrap(), expected, "{conditions}");
    }
    let except = r#"{"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "*", "Resource": "*"}"#;
    assert_eq!(told(&format!("{open}, {except}")), ["account 444455556666"]);
}

#[test]
fn a_deny_on_one_principal_takes_what_that_principal_had() {
    let two = allow(
        r#"{"AWS": ["arn:aws:iam::444455556666:role/x", "777788889999"]}"#,
        "",
    );
    let one = r#"{"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "s3:*", "Resource": "*"}"#;
    assert_eq!(told(&format!("{two}, {one}")), ["!account 777788889999"]);
}

#[test]
fn only_the_actions_that_are_left_are_told() {
    let open = r#"{"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"}"#;
    let entries = read(&format!(
        "{open}, {}",
        deny(r#""Action": "s3:Put*", "Resource": "*""#)
    ));
    assert_eq!(entries[0].actions, ["s3:GetObject"]);
    assert_eq!(entries[0].who, Who::Anyone);
}

#[test]
fn trust_policies_name_no_resource() {
    let trust = r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}"#;
    let deny = r#"{"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:*"}"#;
    assert_eq!(told(trust), ["!anyone *"]);
    assert!(told(&format!("{trust}, {deny}")).is_empty());
}

#[test]
fn a_document_that_would_grow_is_refused() {
    let accounts: Vec<String> = (0..9000).map(|n| format!("\"{n:012}\"")).collect();
    let actions: Vec<String> = (0..9000).map(|n| format!("\"s3:Get{n}\"")).collect();
    let text = format!(
        r#"{{"Statement": {{"Effect": "Allow", "Principal": {{"AWS": [{}]}}, "Action": [{}], "Resource": "*"}}}}"#,
        accounts.join(","),
        actions.join(",")
    );
    let document: PolicyDocument = serde_json::from_str(&text).unwrap();
    assert_eq!(outside_access(&document, Home::default()), Err(TooLarge));
}
