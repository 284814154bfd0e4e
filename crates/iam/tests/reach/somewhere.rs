//! Who can do something on some resource.

use std::sync::Arc;

use bartizan_iam::{
    Attached, Caller, Compiled, Known, PolicyDocument, Principal, Reach, Somewhere, Target,
};

const HOME: &str = "111122223333";

fn policy(statements: &str) -> Attached {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let document = PolicyDocument::parse(&text).unwrap();
    Attached::new("policy", Arc::new(Compiled::new(&document)))
}

fn user(name: &str, statements: &str) -> Caller {
    let arn = format!("arn:aws:iam::{HOME}:user/{name}");
    let mut caller = Caller::new(Principal::parse(&arn).unwrap());
    caller.identity.push(policy(statements));
    caller
}

fn allow(action: &str, resource: &str) -> String {
    format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}}"#)
}

fn deny(action: &str, resource: &str) -> String {
    format!(r#"{{"Effect":"Deny","Action":"{action}","Resource":"{resource}"}}"#)
}

fn verdict(found: &Somewhere, at: usize) -> &'static str {
    let reached = &found.reached;
    match (
        reached.certain.contains(at),
        reached.conditional.contains(at),
        reached.unknown.contains(at),
    ) {
        (true, false, false) => "certain",
        (false, true, false) => "conditional",
        (false, false, true) => "unknown",
        (false, false, false) => "no",
        _ => "in two sets",
    }
}

/// What one user may do with some function.
fn of(caller: Caller) -> (&'static str, Option<String>) {
    let reach = Reach::new(vec![caller]);
    let found = reach.who_can_somewhere("lambda:CreateFunction", HOME);
    (verdict(&found, 0), found.witness(0).map(str::to_owned))
}

#[test]
fn a_resource_is_found_where_all_layers_leave_one() {
    let create = "lambda:CreateFunction";
    let function = |name: &str| format!("arn:aws:lambda:*:*:function:{name}");
    let (said, where_) = of(user("a", &allow(create, &function("dev-*"))));
    assert_eq!(said, "certain");
    assert!(where_.unwrap().contains(&format!(":{HOME}:function:dev-")));

    // The boundary and the Deny leave only what neither pattern shows by itself.
    let mut limited = user(
        "b",
        &format!("{},{}", allow(create, "*"), deny(create, &function("*a"))),
    );
    limited.boundary = Some(vec![policy(&allow(create, &function("ops-?a*")))]);
    let (said, where_) = of(limited);
    assert_eq!(said, "certain");
    assert!(where_.unwrap().contains("function:ops-"));

    let mut apart = user("c", &allow(create, &function("dev-*")));
    apart.boundary = Some(vec![policy(&allow(create, &function("ops-*")))]);
    assert_eq!(of(apart), ("no", None));
    let other = user(
        "d",
        &allow(create, "arn:aws:lambda:*:444455556666:function:*"),
    );
    assert_eq!(of(other).0, "no");
    let mut scp = user("e", &allow(create, "*"));
    scp.scps = vec![
        vec![policy(&allow("*", "*"))],
        vec![policy(&allow("s3:*", "*"))],
    ];
    assert_eq!(of(scp).0, "no");
    let root = Caller::new(Principal::root("aws", HOME));
    assert_eq!(of(root).0, "certain");
}

#[test]
fn conditions_and_unread_policies_are_kept_apart() {
    let condition = r#"{"Effect":"Allow","Action":"lambda:*","Resource":"*",
        "Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#;
    assert_eq!(of(user("a", condition)).0, "conditional");
    let mut unread = user("b", "");
    unread
        .identity
        .push(Attached::unread("more", "access denied"));
    assert_eq!(of(unread).0, "unknown");
    // Where one way is free of conditions, that counts.
    let both = format!(
        "{condition},{}",
        allow("lambda:*", "arn:aws:lambda:*:*:function:x*")
    );
    let (said, where_) = of(user("c", &both));
    assert_eq!(said, "certain");
    assert!(where_.unwrap().contains("function:x"));
}

#[test]
fn actions_without_a_resource_are_asked_about_as_such() {
    let reach = Reach::new(vec![
        user("a", &allow("iam:*", "*")),
        user("b", &allow("iam:*", "arn:aws:iam::*:user/*")),
    ]);
    let found = reach.who_can_on_one_like("iam:ListUsers", &Target::new("*"), &Known::default());
    assert_eq!(found.witness(0), Some("*"));
    assert_eq!(verdict(&found, 1), "no");
}
