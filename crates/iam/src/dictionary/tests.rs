#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;

#[test]
fn all_of_it_is_read() {
    let dictionary = Dictionary::get();
    let actions: usize = dictionary.services().map(|it| it.actions().len()).sum();
    assert!(dictionary.services().count() > 440);
    assert!(actions > 22_000, "{actions}");
    assert!(dictionary.global_condition_keys().count() >= 40);
    let source = dictionary.source();
    assert!(source.package.starts_with("npm ") && source.license.starts_with("MIT"));
    assert_eq!(source.sha256.len(), 64);
    assert!(source.updated.parse::<jiff::Timestamp>().is_ok());
    for service in dictionary.services() {
        let mut last = String::new();
        for action in service.actions() {
            // What the search needs.
            let lower = action.name().to_ascii_lowercase();
            assert!(last < lower, "{action}");
            last = lower;
            // Every reference is one.
            assert_eq!(
                action.resources().count(),
                action.entry.resources.len(),
                "{action}"
            );
            let found = dictionary.action(&action.to_string()).unwrap();
            assert_eq!(found.name(), action.name());
        }
        for resource in service.resource_types() {
            assert!(
                resource.arn_pattern().starts_with("arn:*:"),
                "{}",
                resource.arn()
            );
            assert!(
                !resource.arn_pattern().contains(['$', '{']),
                "{}",
                resource.arn()
            );
        }
    }
}

#[test]
fn an_action_says_what_it_needs() {
    let dictionary = Dictionary::get();
    let action = dictionary.action("S3:listbucket").unwrap();
    assert_eq!(action.to_string(), "s3:ListBucket");
    assert_eq!(action.access(), AccessLevel::List);
    let types: Vec<_> = action
        .resources()
        .map(|it| it.resource_type.arn_pattern())
        .collect();
    assert!(types.contains(&"arn:*:s3:::*"), "{types:?}");
    assert!(action.takes("s3:Prefix") && !action.takes("s3:x-amz-acl"));

    let action = dictionary.action("iam:PutRolePolicy").unwrap();
    assert_eq!(action.access(), AccessLevel::PermissionsManagement);
    assert!(
        action
            .resources()
            .any(|it| it.required && it.resource_type.name() == "role")
    );
    assert!(action.takes("iam:PermissionsBoundary"));
    // A key of the resource type.
    assert!(action.takes("aws:ResourceTag/Owner"));
    assert!(!action.takes("aws:ResourceTag/"));

    assert_eq!(
        dictionary
            .action("s3:ListAllMyBuckets")
            .unwrap()
            .resources()
            .count(),
        0
    );
    for unknown in ["", "s3", "s3:", "s3:GetObjects", "nope:GetObject", ":"] {
        assert!(dictionary.action(unknown).is_none(), "{unknown}");
    }
}

#[test]
fn patterns_find_actions() {
    let dictionary = Dictionary::get();
    let names = |pattern: &str| -> Vec<_> {
        dictionary
            .actions_matching(pattern)
            .map(|it| it.to_string())
            .collect()
    };
    assert_eq!(names("sts:getcaller*"), ["sts:GetCallerIdentity"]);
    assert_eq!(names("STS:?ssumeRole"), ["sts:AssumeRole"]);
    assert_eq!(names("s3:Nope*"), [""; 0]);
    assert_eq!(names("nope:*"), [""; 0]);
    assert!(names("*").len() > 22_000);
    assert_eq!(
        names("s3:*").len(),
        dictionary.service("s3").unwrap().actions().len()
    );
}

#[test]
fn condition_keys_have_types() {
    let dictionary = Dictionary::get();
    for (name, data_type, multivalued) in [
        ("aws:SourceIp", DataType::Address, false),
        ("AWS:PRINCIPALORGPATHS", DataType::Text, true),
        ("aws:PrincipalTag/Team", DataType::Text, false),
        ("aws:RequestTag/a/b", DataType::Text, false),
        ("aws:CurrentTime", DataType::Date, false),
        ("aws:TagKeys", DataType::Text, true),
        ("aws:PrincipalArn", DataType::Arn, false),
        ("aws:SecureTransport", DataType::Bool, false),
        ("s3:max-keys", DataType::Number, false),
        ("s3:ExistingObjectTag/stage", DataType::Text, false),
        ("ec2:InstanceProfile", DataType::Arn, false),
        ("saml:aud", DataType::Text, false),
        ("accounts.google.com:aud", DataType::Text, false),
    ] {
        let key = dictionary.condition_key(name);
        let key = key.map(|it| (it.data_type, it.multivalued));
        assert_eq!(key, Some((data_type, multivalued)), "{name}");
    }
    for unknown in [
        "",
        "aws",
        "aws:",
        "aws:Nope",
        "aws:PrincipalTag/",
        "s3:nope",
        "nope:key",
    ] {
        assert!(dictionary.condition_key(unknown).is_none(), "{unknown}");
    }
}
