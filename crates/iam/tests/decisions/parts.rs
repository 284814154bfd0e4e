//! Principals as they are written, and policies that S3 calls public.

use bartizan_iam::{Arn, Compiled, PolicyDocument, Principal, PrincipalKind};

#[test]
fn principals_are_read_as_policies_and_requests_write_them() {
    for (text, kind, account) in [
        ("*", PrincipalKind::Anonymous, None),
        ("111111111111", PrincipalKind::Root, Some("111111111111")),
        (
            "arn:aws-cn:iam::111111111111:root",
            PrincipalKind::Root,
            Some("111111111111"),
        ),
        (
            "arn:aws:iam::111111111111:user/a/b/ana",
            PrincipalKind::User,
            Some("111111111111"),
        ),
        (
            "arn:aws:iam::111111111111:role/app",
            PrincipalKind::Role,
            Some("111111111111"),
        ),
        (
            "arn:aws:sts::111111111111:assumed-role/app/s",
            PrincipalKind::RoleSession,
            Some("111111111111"),
        ),
        (
            "arn:aws:sts::111111111111:federated-user/f",
            PrincipalKind::FederatedUser,
            Some("111111111111"),
        ),
        (
            "arn:aws:iam::111111111111:saml-provider/idp",
            PrincipalKind::Saml,
            None,
        ),
        (
            "arn:aws:iam::111111111111:oidc-provider/x.example",
            PrincipalKind::WebIdentity,
            None,
        ),
        (
            "cognito-identity.amazonaws.com",
            PrincipalKind::WebIdentity,
            None,
        ),
        ("logs.eu-west-1.amazonaws.com", PrincipalKind::Service, None),
        ("ec2.amazonaws.com.cn", PrincipalKind::Service, None),
    ] {
        let principal = Principal::parse(text).unwrap();
        assert_eq!(
            (principal.kind(), principal.account()),
            (kind, account),
            "{text}"
        );
    }
    for text in [
        "",
        "ana",
        "arn:aws:iam::111111111111:group/g",
        "arn:aws:s3:::b",
        "arn:aws:sts::111111111111:assumed-role/app",
        "1111",
    ] {
        assert!(Principal::parse(text).is_err(), "{text}");
    }
}

#[test]
fn roles_under_the_services_path_are_service_linked() {
    let arn = "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX";
    assert!(Principal::parse(arn).unwrap().is_service_linked());
    assert!(
        Principal::parse(arn)
            .unwrap()
            .with_session("s")
            .is_service_linked()
    );
    let session = "arn:aws:sts::111111111111:assumed-role/AWSServiceRoleForX/s";
    assert!(!Principal::parse(session).unwrap().is_service_linked());
    let placed = Principal::parse(session)
        .unwrap()
        .with_path("/aws-service-role/x.amazonaws.com/");
    assert!(placed.is_service_linked());
}

#[test]
fn an_arn_has_six_parts() {
    let arn = Arn::parse("arn:aws:logs:eu-west-1:1:log-group:g:*").unwrap();
    assert_eq!(
        (arn.service, arn.account, arn.resource),
        ("logs", "1", "log-group:g:*")
    );
    assert_eq!(Arn::parse("arn:aws:s3:::b").unwrap().resource, "b");
    assert_eq!(Arn::parse("arn:aws:s3"), None);
    assert_eq!(Arn::parse("urn:aws:s3:::b"), None);
}

#[test]
fn s3_calls_public_what_no_fixed_value_narrows() {
    let public = |principal: &str, condition: &str| {
        let text = format!(
            r#"{{"Statement":{{"Effect":"Allow","Principal":{principal},"Action":"s3:GetObject",
                "Resource":"*","Condition":{condition}}}}}"#
        );
        Compiled::new(&PolicyDocument::parse(&text).unwrap()).is_public_for_s3()
    };
    let everyone = r#""*""#;
    for (condition, expected) in [
        ("{}", true),
        (r#"{"StringEquals":{"aws:SourceVpc":"vpc-1"}}"#, false),
        (r#"{"StringLike":{"aws:SourceVpc":"vpc-*"}}"#, true),
        (r#"{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}}"#, true),
        (
            r#"{"StringEqualsIfExists":{"aws:SourceVpc":"vpc-1"}}"#,
            true,
        ),
        (
            r#"{"ForAllValues:StringEquals":{"aws:PrincipalOrgPaths":"o-1/"}}"#,
            true,
        ),
        (
            r#"{"ForAnyValue:StringEquals":{"aws:PrincipalOrgPaths":"o-1/"}}"#,
            false,
        ),
        (r#"{"StringEquals":{"s3:prefix":"x"}}"#, true),
        (r#"{"StringLike":{"aws:userid":"AROAX:*"}}"#, false),
        (r#"{"StringLike":{"aws:userid":"*:s"}}"#, true),
        (r#"{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#, false),
        (
            r#"{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","0.0.0.0/1"]}}"#,
            true,
        ),
        (r#"{"IpAddress":{"aws:SourceIp":"2000::/3"}}"#, true),
        (
            r#"{"StringLike":{"s3:DataAccessPointArn":"arn:aws:s3:*:111111111111:accesspoint/*"}}"#,
            false,
        ),
        (
            r#"{"StringLike":{"s3:DataAccessPointArn":"arn:aws:s3:*:*:accesspoint/*"}}"#,
            true,
        ),
    ] {
        assert_eq!(public(everyone, condition), expected, "{condition}");
    }
    assert!(public(r#"{"AWS":"*"}"#, "{}"));
    assert!(!public(r#"{"AWS":"111111111111"}"#, "{}"));
    assert!(!public(r#"{"Service":"sns.amazonaws.com"}"#, "{}"));
}
