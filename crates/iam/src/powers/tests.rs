#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;

fn document(statements: &str) -> PolicyDocument {
    PolicyDocument::parse(&format!(r#"{{"Statement": [{statements}]}}"#)).unwrap()
}

fn powers(statements: &str) -> Vec<&'static str> {
    policy_powers(&document(statements), "aws", "111122223333")
        .unwrap()
        .iter()
        .map(|it| it.power.name())
        .collect()
}

fn allow(action: &str, resource: &str) -> String {
    format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "{resource}"}}"#)
}

#[test]
fn everything_in_many_words() {
    for statement in [
        allow("*", "*"),
        allow("*:*", "arn:aws:*:*:*:*"),
        allow("**", "**"),
        r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#.to_owned(),
        r#"{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::ledger"}"#.to_owned(),
    ] {
        assert_eq!(powers(&statement), ["everything"], "{statement}");
    }
}

#[test]
fn what_is_less_is_told_by_what_it_is() {
    for (action, resource, expected) in [
        ("s3:Get*", "*", &["read_any_object"][..]),
        ("s3:get*", "arn:aws:s3:::*/*", &["read_any_object"]),
        ("s3:GetObject", "arn:aws:s3:::*", &["read_any_object"]),
        ("s3:GetObject", "arn:aws:s3:::ledger/*", &[]),
        ("s3:GetObject", "arn:aws:s3:::*-ledger/*", &[]),
        ("s3:GetBucket*", "*", &[]),
        ("iam:Pass?ole", "arn:aws:iam::*:role/*", &["pass_any_role"]),
        (
            "iam:PassRole",
            "arn:aws:iam::111122223333:role/*",
            &["pass_any_role"],
        ),
        ("iam:PassRole", "arn:aws:iam::111122223333:role/app-*", &[]),
        ("iam:PassRole", "arn:aws:iam::444455556666:role/*", &[]),
        ("sts:*", "*", &["service_wildcard", "assume_any_role"]),
        (
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*",
            &["read_any_secret"],
        ),
        (
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/*",
            &[],
        ),
        (
            "kms:Decrypt",
            "arn:aws:kms:*:*:key/*",
            &["decrypt_with_any_key"],
        ),
        (
            "kms:*",
            "arn:aws:kms:*:*:*",
            &["service_wildcard", "decrypt_with_any_key", "delete_keys"],
        ),
        ("dynamodb:*Item", "*", &["read_any_table"]),
        ("cloudtrail:Stop*", "*", &["stop_the_trail"]),
        ("iam:AttachUserPolicy", "*", &["change_permissions"]),
        (
            "iam:AttachUserPolicy",
            "arn:aws:iam::*:user/${aws:username}",
            &[],
        ),
        (
            "organizations:LeaveOrganization",
            "*",
            &["leave_guardrails"],
        ),
        ("aws-marketplace:Subscribe", "*", &["subscribe_marketplace"]),
        (
            "s3*",
            "*",
            &["service_wildcard", "read_any_object", "leave_guardrails"],
        ),
        ("s3:*", "arn:aws:s3:::ledger/*", &[]),
        ("ec2:*", "*", &["service_wildcard", "leave_guardrails"]),
        ("ec2:Describe*", "*", &[]),
    ] {
        assert_eq!(
            powers(&allow(action, resource)),
            expected,
            "{action} on {resource}"
        );
    }
}

#[test]
fn not_action_is_told() {
    let power_user = r#"{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"}"#;
    let found = powers(power_user);
    assert!(found.starts_with(&["not_action"]), "{found:?}");
    assert!(!found.contains(&"change_permissions"));
    let one_bucket = r#"{"Effect": "Allow", "NotAction": "s3:DeleteBucket", "Resource": ["arn:aws:s3:::ledger", "arn:aws:s3:::ledger/*"]}"#;
    assert!(powers(one_bucket).is_empty());
    let service =
        r#"{"Effect": "Allow", "NotAction": "s3:DeleteBucket", "Resource": "arn:aws:s3:::*"}"#;
    assert!(powers(service).contains(&"not_action"));
}

#[test]
fn a_deny_takes_away() {
    let deny = |action: &str, resource: &str| {
        format!(r#"{{"Effect": "Deny", "Action": "{action}", "Resource": "{resource}"}}"#)
    };
    let with = |allow: &str, deny: &str| powers(&format!("{allow}, {deny}"));
    let all = allow("*", "*");
    assert!(with(&all, &deny("*", "*")).is_empty());
    assert_eq!(
        with(&all, &deny("iam:*", "*")),
        ["everything"],
        "all but one service"
    );
    let s3 = allow("s3:GetObject*", "*");
    assert!(with(&s3, &deny("s3:Get*", "arn:aws:s3:::*")).is_empty());
    assert_eq!(
        with(&s3, &deny("s3:Get*", "arn:aws:s3:::ledger/*")),
        ["read_any_object"]
    );
    let conditional = r#"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#;
    assert_eq!(with(&all, conditional), ["everything"]);
    assert!(with(&allow("sts:*", "*"), &deny("sts:*", "*")).is_empty());
}

#[test]
fn conditions_are_told_and_two_keys_take_a_power_away() {
    let with = |action: &str, condition: &str| {
        let text = format!(
            r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "*", "Condition": {condition}}}"#
        );
        policy_powers(&document(&text), "aws", "111122223333").unwrap()
    };
    let ec2 = r#"{"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}"#;
    assert!(with("iam:PassRole", ec2).is_empty());
    let any = r#"{"StringLike": {"iam:PassedToService": "*"}}"#;
    assert_eq!(with("iam:PassRole", any).len(), 1);
    let bounded =
        r#"{"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/b"}}"#;
    assert!(with("iam:PutUserPolicy", bounded).is_empty());
    let found = with(
        "kms:Decrypt",
        r#"{"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}"#,
    );
    assert_eq!(found.first().unwrap().conditions, ["kms:ViaService"]);
}

#[test]
fn who_is_an_administrator() {
    let administrator =
        |text: &str| makes_administrator(&document(text), "aws", "111122223333").unwrap();
    assert!(administrator(&allow("*", "*")));
    assert!(administrator(
        r#"{"Effect": "Allow", "NotAction": "s3:DeleteBucket", "Resource": "*"}"#
    ));
    assert!(!administrator(
        r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#
    ));
    assert!(!administrator(
        r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}"#
    ));
    let denied = r#"{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}"#;
    assert!(!administrator(&format!("{}, {denied}", allow("*", "*"))));
}

#[test]
fn the_actions_that_give_it_are_told_as_written() {
    let text = r#"{"Effect": "Allow", "Action": ["s3:ListBucket", "S3:getObject", "s3:Get*Version"], "Resource": "*"}"#;
    let found = policy_powers(&document(text), "aws", "1").unwrap();
    assert_eq!(
        found.first().unwrap().actions,
        ["S3:getObject", "s3:Get*Version"]
    );
}

#[test]
fn a_document_of_patterns_alone_is_refused() {
    let actions = vec!["\"s3:*\""; MOST_PATTERNS + 1].join(",");
    let text = format!(
        r#"{{"Statement": {{"Effect": "Allow", "Action": [{actions}], "Resource": "*"}}}}"#
    );
    let document: PolicyDocument = serde_json::from_str(&text).unwrap();
    assert_eq!(policy_powers(&document, "aws", "1"), Err(TooLarge));
}
