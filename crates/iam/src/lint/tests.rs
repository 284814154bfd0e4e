#![expect(clippy::unwrap_used, reason = "tests")]
mod bounds;

use super::*;
use crate::Code;

fn document(elements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{{{elements}}}]}}"#)
}

/// The codes of what is wrong, and the texts of their places.
fn found(text: &str, kind: Kind) -> Vec<(Code, &str)> {
    let problems = lint(text, kind).into_iter();
    problems
        .map(|it| (it.code, text.get(it.span.start..it.span.end).unwrap()))
        .collect()
}

const IDENTITY: Kind = Kind::Identity;
const TRUST: Kind = Kind::Trust;
const RESOURCE: Kind = Kind::Resource;

#[test]
fn each_rule_names_its_place() {
    for (kind, elements, code, place) in [
        // Actions.
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"s3:GetObjects","Resource":"*""#,
            Code::UnknownAction,
            r#""s3:GetObjects""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"s3:Nope*","Resource":"*""#,
            Code::UnknownAction,
            r#""s3:Nope*""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"s4:GetObject","Resource":"*""#,
            Code::UnknownService,
            r#""s4:GetObject""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":["s3:GetObject","s3:getobject"],"Resource":"*""#,
            Code::Redundant,
            r#""s3:getobject""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":["s3:Get*","s3:GetObject"],"Resource":"arn:aws:s3:::b/*""#,
            Code::Redundant,
            r#""s3:GetObject""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"*","Resource":"*""#,
            Code::AllActions,
            r#""*""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"sts:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}"#,
            Code::WholeService,
            r#""sts:*""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","NotAction":"iam:*","Resource":"*""#,
            Code::AllowNotAction,
            r#""NotAction""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"s3:GetObject","NotResource":"arn:aws:s3:::b/*""#,
            Code::AllowNotResource,
            r#""NotResource""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":["s3:PutBucketPolicy"],"Resource":"*""#,
            Code::PermissionsStar,
            r#""*""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":["s3:PutObject"],"Resource":["*"]"#,
            Code::ResourceStar,
            r#"["*"]"#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111111111111:role/*""#,
            Code::PassRoleStar,
            r#""arn:aws:iam::111111111111:role/*""#,
        ),
        // Resources.
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::b/*","arn:aws:sqs:::q"]"#,
            Code::ResourceMismatch,
            r#""arn:aws:sqs:::q""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":["s3:ListBucket","s3:GetObject"],"Resource":"arn:aws:s3:::b/*""#,
            Code::ActionMismatch,
            r#""s3:ListBucket""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":["s3:ListAllMyBuckets","s3:ListBucket"],"Resource":"arn:aws:s3:::b""#,
            Code::ActionMismatch,
            r#""s3:ListAllMyBuckets""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":["*","*"]"#,
            Code::Redundant,
            r#""*""#,
        ),
        // Conditions.
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransports":"true"}}"#,
            Code::UnknownKey,
            r#""aws:SecureTransports""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"nope":"true"}}"#,
            Code::UnknownKey,
            r#""nope""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"s3:prefix":"a"}}"#,
            Code::KeyMismatch,
            r#""s3:prefix""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"a","aws:UserName":"b"}}"#,
            Code::KeyCase,
            r#""aws:username""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"NumericEquals":{"aws:username":"1"}}"#,
            Code::TypeMismatch,
            r#""aws:username""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":"an hour"}}"#,
            Code::InvalidValue,
            r#""an hour""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"192.0.2.0/33"}}"#,
            Code::InvalidValue,
            r#""192.0.2.0/33""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"10.1.0.0/16"}}"#,
            Code::PrivateAddress,
            r#""10.1.0.0/16""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"no"}}"#,
            Code::InvalidValue,
            r#""no""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"role/x"}}"#,
            Code::InvalidValue,
            r#""role/x""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"a*"}}"#,
            Code::LiteralWildcard,
            r#""a*""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":[]}}"#,
            Code::EmptyCondition,
            "[]",
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{}}"#,
            Code::EmptyCondition,
            r#""StringEquals""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:username":"a"}}"#,
            Code::NeedlessQuantifier,
            r#""aws:username""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgPaths":"a"}}"#,
            Code::MissingQuantifier,
            r#""aws:PrincipalOrgPaths""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":"a"}}"#,
            Code::ForAllValuesAllow,
            r#""aws:TagKeys""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}}"#,
            Code::IfExistsAllow,
            r#""aws:PrincipalOrgID""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}"#,
            Code::MfaPattern,
            r#""aws:MultiFactorAuthPresent""#,
        ),
        // Principals.
        (
            RESOURCE,
            r#""Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*""#,
            Code::PublicPrincipal,
            r#""*""#,
        ),
        (
            RESOURCE,
            r#""Effect":"Allow","NotPrincipal":{"AWS":"111111111111"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*""#,
            Code::AllowNotPrincipal,
            r#""NotPrincipal""#,
        ),
        (
            RESOURCE,
            r#""Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::b/*""#,
            Code::ConfusedDeputy,
            r#""cloudtrail.amazonaws.com""#,
        ),
        (
            TRUST,
            r#""Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole""#,
            Code::PublicPrincipal,
            r#""*""#,
        ),
        (
            TRUST,
            r#""Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"sts:AssumeRole""#,
            Code::MissingExternalId,
            r#""arn:aws:iam::111111111111:root""#,
        ),
        (
            TRUST,
            r#""Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"}}"#,
            Code::AnyWebIdentity,
            r#""arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com""#,
        ),
        // Variables.
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username""#,
            Code::InvalidVariable,
            r#""arn:aws:s3:::b/${aws:username""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::${AWS::AccountId}/*""#,
            Code::InvalidVariable,
            r#""arn:aws:s3:::${AWS::AccountId}/*""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:nobody}""#,
            Code::InvalidVariable,
            r#""arn:aws:s3:::b/${aws:nobody}""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","Action":"iam:GetRole","Resource":"arn:aws:iam::${aws:PrincipalAccount}:role/x""#,
            Code::InvalidVariable,
            r#""arn:aws:iam::${aws:PrincipalAccount}:role/x""#,
        ),
    ] {
        assert_eq!(
            found(&document(elements), kind),
            [(code, place)],
            "{elements}"
        );
    }
}

#[test]
fn nothing_is_said_about_what_is_well() {
    for (kind, elements) in [
        (
            IDENTITY,
            r#""Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/${aws:username, 'x'}/${*}""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]"#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":["s3:List*","s3:Get*"],"Resource":"*""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111111111111:role/app-*""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}"#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs""#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"aws:TagKeys":"false"}}"#,
        ),
        (
            IDENTITY,
            r#""Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}"#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"},"DateLessThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"},"IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8::/32"]}}"#,
        ),
        (
            IDENTITY,
            r#""Effect":"Allow","Action":"logs:PutLogEvents","Resource":["arn:aws:logs:*:log-group:x:*"]"#,
        ),
        (
            Kind::Boundary,
            r#""Effect":"Allow","Action":"*","Resource":"*""#,
        ),
        (
            Kind::ServiceControl,
            r#""Effect":"Allow","Action":"*","Resource":"*""#,
        ),
        (
            Kind::ResourceControl,
            r#""Effect":"Allow","Principal":"*","Action":"*","Resource":"*""#,
        ),
        (
            Kind::Endpoint,
            r#""Effect":"Allow","Principal":"*","Action":"*","Resource":"*""#,
        ),
        (
            RESOURCE,
            r#""Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"kms:*","Resource":"*""#,
        ),
        (
            RESOURCE,
            r#""Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"#,
        ),
        (
            RESOURCE,
            r#""Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:SecureTransport":"false"}}"#,
        ),
        (
            RESOURCE,
            r#""Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:SourceAccount":"111111111111","s3:x-amz-acl":"bucket-owner-full-control"}}"#,
        ),
        (
            TRUST,
            r#""Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"sts:ExternalId":"x"}}"#,
        ),
        (
            TRUST,
            r#""Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole""#,
        ),
        (
            TRUST,
            r#""Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:o/r:*"}}"#,
        ),
        (
            TRUST,
            r#""Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111111111111:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/X"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/X:sub":"system:serviceaccount:a:b"}}"#,
        ),
        (
            TRUST,
            r#""Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111111111111:saml-provider/p"},"Action":"sts:AssumeRoleWithSAML","Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}"#,
        ),
    ] {
        assert_eq!(found(&document(elements), kind), [], "{elements}");
    }
}

#[test]
fn statements_that_say_nothing_are_named() {
    let narrow = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#;
    let wide = r#"{"Effect":"Allow","Action":"s3:Get*","Resource":["arn:aws:s3:::b*"]}"#;
    let deny = r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#;
    let sometimes = r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#;
    let list = |statements: &[&str]| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
            statements.join(",")
        );
        let problems = lint(&text, Kind::Identity).into_iter();
        problems
            .map(|it| (it.code, it.statement))
            .collect::<Vec<_>>()
    };
    assert_eq!(list(&[narrow, wide]), [(Code::RedundantStatement, Some(0))]);
    assert_eq!(list(&[wide, narrow]), [(Code::RedundantStatement, Some(1))]);
    assert_eq!(
        list(&[narrow, narrow]),
        [(Code::RedundantStatement, Some(1))]
    );
    assert_eq!(
        list(&[narrow, deny]),
        [(Code::UnreachableStatement, Some(0))]
    );
    assert_eq!(list(&[narrow, sometimes]), []);
    assert_eq!(list(&[deny, sometimes]), []);
}

#[test]
fn an_old_version_has_no_variables() {
    let text = r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}"}]}"#;
    let codes: Vec<_> = lint(text, RESOURCE).into_iter().map(|it| it.code).collect();
    assert_eq!(codes, [Code::OldVersion, Code::VariableInOldVersion]);
}

#[test]
fn a_slip_of_the_pen_is_recognized() {
    let text = document(r#""Effect":"Deny","Action":"ec2:RunInstance","Resource":"*""#);
    let problems = lint(&text, IDENTITY);
    assert_eq!(
        problems.first().unwrap().help.as_deref(),
        Some("did you mean `ec2:RunInstances`?")
    );
}

#[test]
fn codes_are_told_apart() {
    let mut names: Vec<_> = Code::ALL.iter().map(|it| it.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Code::ALL.len());
    let sentence = |it: &&Code| it.about().ends_with('.') && !it.about().contains("  ");
    assert_eq!(Code::ALL.iter().filter(sentence).count(), Code::ALL.len());
}
