//! Small accounts, and the paths in them.

use std::sync::Arc;

use bartizan_iam::paths::ActorKind;
use bartizan_iam::{Attached, Compiled, PolicyDocument};
use bartizan_model::aws::iam::User;
use bartizan_model::{Gap, Observed, Reason};
use serde_json::{Value, json};

use crate::world::{Ask, World, allow, arn, attached, known, role, trusts, user};

const LAMBDA: &str = "lambda.amazonaws.com";
const ADMIN: &str = "administrator of 111122223333";

fn everything() -> Value {
    allow(&["*"], "*")
}

fn compiled(document: &Value) -> Attached {
    let document = PolicyDocument::parse(&document.to_string()).unwrap();
    Attached::new("added", Arc::new(Compiled::new(&document)))
}

#[test]
fn a_role_is_passed_only_to_services_that_it_trusts_and_the_policy_names() {
    let passes = |service: &str| {
        json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["lambda:CreateFunction", "lambda:InvokeFunction"], "Resource": "*"},
            {"Effect": "Allow", "Action": "iam:PassRole", "Resource": arn("role", "runner"),
             "Condition": {"StringEquals": {"iam:PassedToService": service}}}]})
    };
    let mut world = World::default();
    world.role("runner", &trusts("Service", &[LAMBDA]), &[everything()]);
    world.role(
        "other",
        &trusts("Service", &["glue.amazonaws.com"]),
        &[everything()],
    );
    world.user("ana", &[passes(LAMBDA)]);
    world.user("ben", &[passes("ec2.amazonaws.com")]);
    let told = world.ask(&Ask::Admin);
    let path = format!("certain: lambda-new-function-invoke → role/runner; is → {ADMIN}");
    assert_eq!(told.of("user/ana"), [path]);
    assert!(told.of("user/ben").is_empty(), "{told:#?}");
    assert_eq!(told.administrators, ["role/other", "role/runner"]);
}

#[test]
fn a_boundary_holds_until_it_can_be_removed() {
    let boundary = allow(
        &[
            "s3:*",
            "iam:*UserPolicy",
            "iam:DeleteUserPermissionsBoundary",
        ],
        "*",
    );
    let bound = |name: &str, policy: &Value| User {
        permissions_boundary: Some(arn("policy", "boundary")),
        attached_policies: Vec::new(),
        inline_policies: vec![bartizan_model::aws::iam::InlinePolicy {
            name: "own".to_owned(),
            document: known(policy),
        }],
        ..user(name)
    };
    let mut world = World::default();
    world.policy("boundary", &boundary);
    world.add(bound("ana", &allow(&["iam:PutUserPolicy"], "*")));
    world.add(bound("ben", &everything()));
    let told = world.ask(&Ask::Admin);
    assert!(told.of("user/ana").is_empty(), "{told:#?}");
    assert!(told.administrators.is_empty(), "{told:#?}");
    let path = format!("certain: iam-delete-user-boundary → {ADMIN}");
    assert_eq!(told.of("user/ben"), [path]);
}

#[test]
fn an_organization_that_forbids_it_leaves_no_path() {
    let mut world = World::default();
    world.user("ana", &[allow(&["iam:*"], "*")]);
    let forbids = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]});
    let open = world.ask(&Ask::Admin);
    assert!(!open.of("user/ana").is_empty());
    let told = world.ask_of(&Ask::Admin, |actor| {
        actor.caller.scps = vec![vec![compiled(&forbids)]];
    });
    assert!(told.of("user/ana").is_empty(), "{told:#?}");
}

#[test]
fn everybody_whom_trust_lets_in_has_a_path() {
    let provider = arn("oidc-provider", "token.actions.githubusercontent.com");
    let ours = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:us/app"}}}});
    let mut world = World::default();
    world.role(
        "top",
        &trusts("AWS", &[&arn("role", "middle")]),
        &[everything()],
    );
    let others = [
        "arn:aws:iam::444455556666:root",
        "arn:aws:iam::777788889999:role/ci",
    ];
    world.role(
        "middle",
        &trusts("AWS", &others),
        &[allow(&["sts:AssumeRole"], "*")],
    );
    world.role("deploy", &ours, &[everything()]);
    world.role("open", &trusts("AWS", &["*"]), &[everything()]);
    let told = world.ask(&Ask::Admin);
    let chain =
        format!("certain: sts-assume-role → role/middle; sts-assume-role → role/top; is → {ADMIN}");
    // Any account goes through the open role, which is nearer.
    let open = format!("certain: sts-assume-role → role/open; is → {ADMIN}");
    assert_eq!(told.of("account 444455556666"), [open.as_str()]);
    assert_eq!(told.of("anybody with an aws account"), [open.as_str()]);
    assert!(told.of("anybody without an account").is_empty());
    let vouched = format!("conditional: sts-assume-role-web-identity → role/deploy; is → {ADMIN}");
    let name = told
        .paths
        .iter()
        .find(|it| it.contains("oidc-provider"))
        .unwrap();
    assert!(name.ends_with(&vouched), "{name}");
    let top = world.ask(&Ask::Actor(arn("role", "top")));
    let ci = "arn:aws:iam::777788889999:role/ci";
    // The open role's administrators write themselves into any trust policy.
    let by_open = "certain: sts-assume-role → role/open; iam-update-trust → role/top";
    let chain = chain.trim_end_matches(&format!("; is → {ADMIN}"));
    assert_eq!(top.of(ci), [by_open, chain]);
}

#[test]
fn a_group_that_one_may_join_gives_what_it_has() {
    let joins = allow(&["iam:AddUserToGroup"], &arn("group", "*"));
    let denied = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iam:AddUserToGroup", "Resource": "*"},
        {"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}]});
    let mut world = World::default();
    world.group("top", &[everything()]);
    world.group(
        "keys",
        &[allow(&["iam:CreateAccessKey"], &arn("user", "boss"))],
    );
    world.user("ana", std::slice::from_ref(&joins));
    world.user("ben", &[denied]);
    world.role("cid", &trusts("Service", &[LAMBDA]), &[joins]);
    let told = world.ask(&Ask::Admin);
    let path = format!("certain: iam-add-user-to-group → group/top; is → {ADMIN}");
    assert_eq!(told.of("user/ana"), [path]);
    // Without iam:PassRole nobody is an administrator, and a role joins no group.
    assert!(told.of("user/ben").is_empty(), "{told:#?}");
    assert!(told.of("role/cid").is_empty(), "{told:#?}");
}

#[test]
fn conditions_and_things_not_seen_are_told_and_all_shortest_paths() {
    let with_mfa = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}});
    let account = trusts("AWS", &["arn:aws:iam::111122223333:root"]);
    let mut world = World::default();
    world.role("one", &account, &[everything()]);
    world.role("two", &account, &[everything()]);
    world.role("runner", &trusts("Service", &[LAMBDA]), &[everything()]);
    world.user("ana", &[with_mfa]);
    world.user("ben", &[allow(&["lambda:UpdateFunctionCode"], "*")]);
    let told = world.ask(&Ask::Admin);
    let by = |role: &str| format!("conditional: sts-assume-role → role/{role}; is → {ADMIN}");
    assert_eq!(told.of("user/ana"), [by("one"), by("two")]);
    let ben = format!("needs-existing: lambda-update-code → role/runner; is → {ADMIN}");
    assert_eq!(told.of("user/ben"), [ben]);
}

#[test]
fn a_policy_that_was_not_read_is_no_pass() {
    let mut world = World::default();
    let gap = Gap {
        action: "iam:GetUserPolicy".into(),
        reason: Reason::AccessDenied,
        code: None,
    };
    world.add(User {
        inline_policies: vec![bartizan_model::aws::iam::InlinePolicy {
            name: "hidden".to_owned(),
            document: Observed::Unknown(gap),
        }],
        ..user("ana")
    });
    world.user("ben", &[]);
    let told = world.ask(&Ask::Admin);
    assert_eq!(told.administrators, ["user/ana unknown"]);
    assert!(told.paths.is_empty(), "{told:#?}");
}

#[test]
fn chokepoints_are_the_statements_that_cut_most_off() {
    let assume = trusts("AWS", &["arn:aws:iam::111122223333:root"]);
    let mut world = World::default();
    world.role("top", &assume, &[everything()]);
    for name in ["ana", "ben", "cid"] {
        world.user(name, &[allow(&["sts:AssumeRole"], &arn("role", "top"))]);
    }
    let told = world.ask(&Ask::Admin);
    assert_eq!(told.paths.len(), 3, "{told:#?}");
    assert_eq!(
        told.chokepoints,
        [
            "role/top p1 3/3",
            "role/top trust policy 3/3",
            "user/ana p1 1/1",
            "user/ben p1 1/1",
            "user/cid p1 1/1"
        ]
    );
}

#[test]
fn a_resource_is_reached_by_whoever_reads_it_and_whoever_becomes_them() {
    let secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf";
    let mut world = World::default();
    world.role(
        "reader",
        &trusts("AWS", &[&arn("user", "ana")]),
        &[allow(&["secretsmanager:GetSecretValue"], "*")],
    );
    world.user("ana", &[]);
    world.user("ben", &[allow(&["secretsmanager:ListSecrets"], "*")]);
    let told = world.ask(&Ask::Resource(secret.to_owned()));
    // Policies of secrets are not collected, so that nobody's reading is certain or refuted.
    let mine = told.of("user/ana");
    assert!(
        mine.iter().all(|it| it.contains("uses → the resource")),
        "{told:#?}"
    );
    assert!(!mine.is_empty(), "{told:#?}");
}

#[test]
fn versions_of_own_policies_only() {
    let writes = allow(&["iam:CreatePolicyVersion"], &arn("policy", "mine"));
    let mut world = World::default();
    world.policy("mine", &writes);
    world.policy(
        "other",
        &allow(&["iam:CreatePolicyVersion"], &arn("policy", "unattached")),
    );
    world.add(User {
        attached_policies: attached(&["mine"]),
        ..user("ana")
    });
    world.add(User {
        attached_policies: attached(&["other"]),
        ..user("ben")
    });
    world.add(role("idle", &trusts("Service", &[LAMBDA])));
    let told = world.ask(&Ask::Admin);
    let path = format!("certain: iam-create-policy-version → {ADMIN}");
    assert_eq!(told.of("user/ana"), [path]);
    assert!(told.of("user/ben").is_empty(), "{told:#?}");
}

/// An administrator may become anybody, so that who becomes one may too.
#[test]
fn administrators_reach_everybody() {
    let mut world = World::default();
    world.user("ana", &[allow(&["iam:PutUserPolicy"], &arn("user", "ana"))]);
    world.user("ben", &[]);
    let told = world.ask_of(&Ask::Actor(arn("user", "ben")), |actor| {
        assert_ne!(actor.kind, ActorKind::Anonymous);
    });
    let path = format!("certain: iam-put-user-policy → {ADMIN}; administers → user/ben");
    assert_eq!(told.of("user/ana"), [path]);
}
