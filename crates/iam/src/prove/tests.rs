#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]
use super::*;
use crate::document::Effect;

fn read(statements: &str) -> PolicyDocument {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    PolicyDocument::parse(&text).unwrap()
}

fn verdict(old: &str, new: &str) -> Verdict {
    compare(&[&read(old)], &[&read(new)]).unwrap()
}

fn beyond(old: &str, new: &str) -> Witness {
    match verdict(old, new) {
        Verdict::Beyond { witness } => *witness,
        other => panic!("{other:?} for {old} and {new}"),
    }
}

/// An Allow of `s3:GetObject` on everything, with these conditions.
fn get(condition: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{{{condition}}}}}"#
    )
}

fn deny(condition: &str) -> String {
    get(condition).replace("Allow", "Deny")
}

fn on(effect: &str, action: &str, resource: &str) -> String {
    format!(r#"{{"Effect":"{effect}","Action":"{action}","Resource":"{resource}"}}"#)
}

fn to(effect: &str, principal: &str) -> String {
    format!(r#"{{"Effect":"{effect}",{principal},"Action":"s3:GetObject","Resource":"*"}}"#)
}

#[test]
fn actions_are_those_of_the_dictionary_and_more() {
    let within = |old, new| verdict(&on("Allow", old, "*"), &on("Allow", new, "*"));
    for (old, new) in [
        ("*", "s3:*"),
        ("s3:*", "S3:getobject"),
        ("*:*", "*"),
        ("s3:Get*", "s3:Get*Acl"),
        ("s3:Get?bject", "s3:GetObject"),
    ] {
        assert_eq!(within(old, new), Verdict::Within, "{new} in {old}");
    }
    let new = on("Allow", "s3:*", "*");
    let witness = beyond(&on("Allow", "s3:Get*", "*"), &new);
    assert!(witness.known_action, "{witness:?}");
    assert!(!witness.action.starts_with("s3:Get"), "{witness:?}");
}

#[test]
fn all_actions_by_name_are_not_all_that_will_be() {
    let service = crate::Dictionary::get().service("sqs").unwrap();
    let names: Vec<String> = service.actions().map(|it| format!("\"{it}\"")).collect();
    let old = format!(
        r#"{{"Effect":"Allow","Action":[{}],"Resource":"*"}}"#,
        names.join(",")
    );
    let witness = beyond(&old, &on("Allow", "sqs:*", "*"));
    assert!(!witness.known_action, "{witness:?}");
    assert_eq!(verdict(&on("Allow", "sqs:*", "*"), &old), Verdict::Within);
}

#[test]
fn resources() {
    let within = |old, new| {
        verdict(
            &on("Allow", "s3:GetObject", old),
            &on("Allow", "s3:GetObject", new),
        )
    };
    for (old, new) in [
        ("*", "arn:aws:s3:::a/*"),
        ("arn:aws:s3:::a*", "arn:aws:s3:::a/*"),
        ("arn:aws:s3:::*a*b*", "arn:aws:s3:::xa/b"),
        // An ARN that stops early goes on.
        ("arn:aws:s3", "arn:aws:s3:::a/*"),
    ] {
        assert_eq!(within(old, new), Verdict::Within, "{new} in {old}");
    }
    let witness = beyond(
        &on("Allow", "s3:GetObject", "arn:aws:s3:::a/*"),
        &on("Allow", "s3:GetObject", "arn:aws:s3:::a*"),
    );
    assert!(
        witness.resource.starts_with("arn:aws:s3:::a"),
        "{witness:?}"
    );
    assert!(witness.resource.contains('/'), "an object: {witness:?}");
    // Of all actions one that is for buckets.
    let witness = beyond(
        &on("Allow", "s3:*", "arn:aws:s3:::a/*"),
        &on("Allow", "s3:*", "arn:aws:s3:::a"),
    );
    assert!(witness.known_resource, "{witness:?}");
}

#[test]
fn denies_count_on_both_sides() {
    let all = on("Allow", "s3:*", "*");
    let get = on("Deny", "s3:Get*", "arn:aws:s3:::a/*");
    let both = format!("{all},{get}");
    assert_eq!(verdict(&all, &both), Verdict::Within);
    let witness = beyond(&both, &all);
    assert!(witness.action.starts_with("s3:Get"), "{witness:?}");
    assert!(
        witness.resource.starts_with("arn:aws:s3:::a/"),
        "{witness:?}"
    );
    // The same, put together from Allows.
    let allows = r#"{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::a/*"},
        {"Effect":"Allow","NotAction":"s3:Get*","Resource":"*"}"#;
    assert_eq!(verdict(allows, &both), Verdict::Within);
    let witness = beyond(&both, allows);
    assert!(!witness.action.starts_with("s3:"), "{witness:?}");
}

#[test]
fn conditions_within() {
    for (old, new) in [
        (
            r#""IpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#,
            r#""IpAddress":{"aws:SourceIp":["10.1.0.0/16","10.2.0.0/16"]}"#,
        ),
        (
            r#""IpAddress":{"aws:SourceIp":["10.0.0.0/9","10.128.0.0/9"]}"#,
            r#""IpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#,
        ),
        (
            r#""NotIpAddress":{"aws:SourceIp":"10.1.0.0/16"}"#,
            r#""NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#,
        ),
        (
            r#""StringLike":{"aws:Referer":"a*"}"#,
            r#""StringEquals":{"aws:Referer":["ab","ac"]}"#,
        ),
        (
            r#""StringNotEquals":{"aws:Referer":"a"}"#,
            r#""StringNotEqualsIgnoreCase":{"aws:Referer":"A"}"#,
        ),
        (
            r#""StringEqualsIfExists":{"aws:Referer":"a"}"#,
            r#""Null":{"aws:Referer":"true"}"#,
        ),
        (
            r#""StringNotEquals":{"aws:Referer":"a"}"#,
            r#""Null":{"aws:Referer":"true"}"#,
        ),
        (
            r#""NumericLessThan":{"s3:max-keys":"10"}"#,
            r#""NumericLessThanEquals":{"s3:max-keys":"9"}"#,
        ),
        (
            r#""DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"}"#,
            r#""DateLessThanEquals":{"aws:CurrentTime":"2029-12-31"}"#,
        ),
        (
            r#""Bool":{"aws:SecureTransport":["true","false"]}"#,
            r#""Null":{"aws:SecureTransport":"false"}"#,
        ),
        (
            r#""ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:*"}"#,
            r#""ArnEquals":{"aws:SourceArn":"arn:aws:sns:eu-west-1:111122223333:a:b"}"#,
        ),
        (
            r#""ForAllValues:StringLike":{"aws:TagKeys":"a*"}"#,
            r#""ForAllValues:StringEquals":{"aws:TagKeys":["ab","ac"]}"#,
        ),
        (
            r#""ForAnyValue:StringLike":{"aws:TagKeys":"a*"}"#,
            r#""ForAllValues:StringEquals":{"aws:TagKeys":"ab"},"Null":{"aws:TagKeys":"false"},"ForAnyValue:StringEquals":{"aws:TagKeys":"ab"}"#,
        ),
    ] {
        assert_eq!(
            verdict(&get(old), &get(new)),
            Verdict::Within,
            "{new} in {old}"
        );
    }
}

#[test]
fn conditions_beyond() {
    for (old, new, key, values) in [
        (
            r#""IpAddress":{"aws:SourceIp":["10.0.0.0/9","10.129.0.0/16"]}"#,
            r#""IpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#,
            "aws:SourceIp",
            &["10.128.0.0"][..],
        ),
        (
            r#""IpAddress":{"aws:SourceIp":"0.0.0.0/0"}"#,
            r#""NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}, "Null":{"aws:SourceIp":"false"}"#,
            "aws:SourceIp",
            &["2001:db8::7"],
        ),
        (
            r#""StringNotEqualsIgnoreCase":{"aws:Referer":"A"}"#,
            r#""StringNotEquals":{"aws:Referer":"a"}"#,
            "aws:Referer",
            &["A"],
        ),
        (
            r#""NumericLessThan":{"s3:max-keys":"10"}"#,
            r#""NumericLessThanEquals":{"s3:max-keys":"10"}"#,
            "s3:max-keys",
            &["10"],
        ),
        (
            r#""ForAnyValue:StringLike":{"aws:TagKeys":"a*"}"#,
            r#""ForAllValues:StringEquals":{"aws:TagKeys":"ab"}"#,
            "aws:TagKeys",
            &[],
        ),
        (
            r#""ForAllValues:StringEquals":{"aws:TagKeys":"a"}"#,
            r#""ForAnyValue:StringEquals":{"aws:TagKeys":"a"}"#,
            "aws:TagKeys",
            &["a", "x"],
        ),
    ] {
        let witness = beyond(&get(old), &get(new));
        let mut held = witness.context.get(key).cloned().unwrap_or_default();
        held.sort();
        assert_eq!(held, values, "{new} beyond {old}: {witness:?}");
    }
}

#[test]
fn principals() {
    let account = r#""Principal":{"AWS":"111122223333"}"#;
    let role = r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/app"}"#;
    let service = r#""Principal":{"Service":"sns.amazonaws.com"}"#;
    let everyone = r#""Principal":"*""#;
    let within = |old, new| verdict(&to("Allow", old), &to("Allow", new));
    for (old, new) in [(everyone, account), (everyone, role), (everyone, service)] {
        assert_eq!(within(old, new), Verdict::Within);
    }
    // To name the account leaves it to the account; to name the role does not.
    let witness = beyond(&to("Allow", account), &to("Allow", role));
    assert!(witness.own < Own::Allow, "{witness:?}");
    let witness = beyond(&to("Allow", role), &to("Allow", account));
    assert_eq!(witness.principal.unwrap().account(), Some("111122223333"));
    assert!(matches!(within(account, service), Verdict::Beyond { .. }));
    // A boundary undoes the exception.
    let except = r#""NotPrincipal":{"AWS":["111122223333","arn:aws:iam::111122223333:user/ana"]}"#;
    let all = to("Allow", everyone);
    let but = format!("{all},{}", to("Deny", except));
    assert_eq!(verdict(&all, &but), Verdict::Within);
    let ana = to(
        "Allow",
        r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/ana"}"#,
    );
    assert!(beyond(&but, &ana).bounded);
}

#[test]
fn keys_that_follow_from_the_principal_agree_with_it() {
    let user = r#""StringEquals":{"aws:username":"ana","aws:PrincipalType":"AssumedRole"}"#;
    assert!(matches!(
        verdict(&on("Deny", "*", "*"), &get(user)),
        Verdict::Unknown { .. }
    ));
    let role = r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::444455556666:role/app-*"}"#;
    let witness = beyond(&on("Deny", "s3:Put*", "*"), &get(role));
    assert_eq!(witness.principal.unwrap().account(), Some("444455556666"));
}

#[test]
fn variables() {
    let home = on(
        "Allow",
        "s3:GetObject",
        "arn:aws:s3:::home/${aws:username}/*",
    );
    let wide = on("Allow", "s3:GetObject", "arn:aws:s3:::home/*");
    let team = on(
        "Allow",
        "s3:GetObject",
        "arn:aws:s3:::home/${aws:username}*",
    );
    assert_eq!(verdict(&home, &home), Verdict::Within);
    assert_eq!(verdict(&wide, &home), Verdict::Within);
    assert_eq!(verdict(&team, &home), Verdict::Within);
    let witness = beyond(&home, &wide);
    assert!(witness.resource.starts_with("arn:aws:s3:::home/"));
    assert!(matches!(verdict(&home, &team), Verdict::Beyond { .. }));
    // A Deny by variable leaves something to everybody whose name is another.
    let denied = format!(
        "{wide},{}",
        on("Deny", "s3:*", "arn:aws:s3:::home/${aws:username}/*")
    );
    let ana = on("Allow", "s3:GetObject", "arn:aws:s3:::home/ana/*");
    match verdict(&denied, &ana) {
        Verdict::Within => panic!("ana may be the one who asks"),
        Verdict::Beyond { witness } => assert_eq!(witness.context["aws:username"], ["ana"]),
        Verdict::Unknown { .. } => {}
    }
    let tag = r#""StringEquals":{"aws:PrincipalTag/team":"${aws:ResourceTag/team}"}"#;
    assert_eq!(verdict(&get(tag), &get(tag)), Verdict::Within);
    assert!(matches!(
        verdict(&get(tag), &get("")),
        Verdict::Beyond { .. }
    ));
}

#[test]
fn operators_that_nobody_knows_are_unknown() {
    let odd = r#""StringSounds":{"aws:Referer":"a"}"#;
    assert!(
        matches!(verdict(&get(odd), &get("")), Verdict::Unknown { reason } if reason.contains("StringSounds"))
    );
    assert_eq!(verdict(&get(odd), &get(odd)), Verdict::Within);
    assert_eq!(verdict(&get(""), &get(odd)), Verdict::Within);
    let both = format!("{},{}", get(""), deny(odd));
    assert!(matches!(verdict(&both, &get("")), Verdict::Unknown { .. }));
}

#[test]
fn a_witness_names_the_statements_and_what_the_request_lacks() {
    let old = format!(
        "{},{}",
        on("Allow", "s3:*", "*"),
        deny(r#""Null":{"aws:Referer":"true"}"#)
    );
    let new = format!(
        "{},{}",
        on("Deny", "s3:*", "arn:aws:s3:::b"),
        on("Allow", "s3:*", "*")
    );
    let witness = beyond(&old, &new);
    assert_eq!(witness.absent, ["aws:Referer"], "{witness:?}");
    let because: Vec<_> = witness
        .because
        .iter()
        .map(|it| (it.new, it.policy, it.statement, it.effect))
        .collect();
    let (allow, deny) = (Effect::Allow, Effect::Deny);
    assert_eq!(
        because,
        [
            (false, 0, 0, allow),
            (false, 0, 1, deny),
            (true, 0, 1, allow)
        ]
    );
}

#[test]
fn what_is_not_granted() {
    let policy = read(&format!(
        "{},{}",
        on("Allow", "s3:*", "arn:aws:s3:::a*"),
        on("Deny", "s3:Delete*", "*")
    ));
    let check = |actions: &[&str], resources: &[&str]| {
        check_not_granted(&[&policy], actions, resources).unwrap()
    };
    assert_eq!(check(&["s3:DeleteObject"], &["*"]), Verdict::Within);
    assert_eq!(check(&["iam:*", "s3:Delete*"], &["*"]), Verdict::Within);
    assert_eq!(
        check(&["s3:GetObject"], &["arn:aws:s3:::b/*"]),
        Verdict::Within
    );
    let Verdict::Beyond { witness } = check(&["iam:*", "s3:GetObject"], &["*a/x"]) else {
        panic!("granted");
    };
    assert_eq!(
        (&*witness.action, &*witness.resource),
        ("s3:GetObject", "arn:aws:s3:::a/x")
    );
}

#[test]
fn hostile_policies_end() {
    let many: Vec<String> = (0..60)
        .map(|at| {
            let (a, b) = ((b'a' + at % 26) as char, (b'a' + at % 7) as char);
            on("Deny", "s3:*", &format!("*{a}*{b}*{a}????{b}*"))
        })
        .collect();
    let old = format!("{},{}", on("Allow", "*", "*"), many.join(","));
    let new = on("Allow", "s3:*", "*");
    let _ = verdict(&old, &new);
    let new = format!("{new},{}", many[..59].join(","));
    let _ = verdict(&old, &new);
}

#[test]
fn hostile_principals_end() {
    let many: Vec<String> = (0..1_000)
        .map(|at| {
            let id = format!("AIDA{at:016}");
            format!(r#"{{"AWS":["{at:012}","{id}"],"CanonicalUser":"{at:064}"}}"#)
        })
        .collect();
    let statements: Vec<String> = many
        .iter()
        .map(|it| to("Allow", &format!(r#""Principal":{it}"#)))
        .collect();
    let all = statements.join(",");
    assert!(matches!(
        verdict(&statements[0], &all),
        Verdict::Unknown { .. }
    ));
}
