//! Rules that no row of the suite shows, and what answers say beside the decision.

use std::sync::Arc;

use bartizan_iam::{
    Answer, Attached, Caller, Compiled, Context, Decision, Grant, Layer, Mode, Note,
    PolicyDocument, Principal, Request, Switch, Target, decide,
};

const ALICE: &str = "arn:aws:iam::111111111111:user/alice";
const SESSION: &str = "arn:aws:sts::111111111111:assumed-role/app/s1";
const BUCKET: &str = "arn:aws:s3:::b/k";
const ROLE: &str = "arn:aws:iam::111111111111:role/t";
const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/k";

fn policy(statements: &str) -> Attached {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let document = PolicyDocument::parse(&text).unwrap();
    Attached::new("policy", Arc::new(Compiled::new(&document)))
}

fn allow(action: &str) -> Attached {
    policy(&format!(
        r#"{{"Effect":"Allow","Action":"{action}","Resource":"*"}}"#
    ))
}

/// A resource policy of one Allow.
fn to(principal: &str, action: &str) -> Attached {
    policy(&format!(
        r#"{{"Effect":"Allow","Principal":{principal},"Action":"{action}","Resource":"*"}}"#
    ))
}

fn caller(principal: &str) -> Caller {
    Caller::new(Principal::parse(principal).unwrap())
}

fn target(resource: &str) -> Target {
    let mut target = Target::new(resource);
    target.account = Some("111111111111".into());
    target
}

fn asked<'a>(
    caller: &'a Caller,
    action: &'a str,
    target: &'a Target,
    context: &'a Context,
    mode: Mode,
) -> Answer<'a> {
    decide(&Request {
        caller,
        action,
        target,
        endpoint: None,
        context,
        mode,
    })
}

fn strict(caller: &Caller, action: &str, target: &Target) -> Decision {
    asked(caller, action, target, &Context::new(), Mode::Strict).decision
}

fn open(caller: &Caller, action: &str, target: &Target) -> Decision {
    asked(caller, action, target, &Context::new(), Mode::Discovery).decision
}

#[test]
fn whom_a_provider_vouches_for_needs_the_trust_policy_alone() {
    let provider = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";
    let mut role = target(ROLE);
    role.policy = Some(policy(&format!(
        r#"{{"Effect":"Allow","Principal":{{"Federated":"{provider}"}},"Action":"sts:AssumeRoleWithWebIdentity",
            "Condition":{{"StringLike":{{"token.actions.githubusercontent.com:sub":"repo:org/*"}}}}}}"#
    )));
    let action = "sts:AssumeRoleWithWebIdentity";
    let workflow = caller(provider);
    assert_eq!(strict(&workflow, action, &role), Decision::DeniedImplicitly);
    assert!(matches!(
        open(&workflow, action, &role),
        Decision::Conditional { .. }
    ));
    let context =
        Context::from_iter([("token.actions.githubusercontent.com:sub", "repo:org/x:ref")]);
    let answer = asked(&workflow, action, &role, &context, Mode::Strict);
    assert_eq!(answer.decision, Decision::Allowed);
    assert_eq!(
        strict(&caller("accounts.google.com"), action, &role),
        Decision::DeniedImplicitly
    );
    // A user's own permission does not help.
    let mut alice = caller(ALICE);
    alice.identity.push(allow("*"));
    assert_eq!(strict(&alice, action, &role), Decision::DeniedImplicitly);
}

#[test]
fn a_session_tag_needs_the_trust_policy_as_well() {
    let mut alice = caller(ALICE);
    alice.identity.push(allow("sts:*"));
    let mut role = target(ROLE);
    role.policy = Some(to(r#"{"AWS":"111111111111"}"#, "sts:AssumeRole"));
    assert_eq!(strict(&alice, "sts:AssumeRole", &role), Decision::Allowed);
    assert_eq!(
        strict(&alice, "sts:TagSession", &role),
        Decision::DeniedImplicitly
    );
}

#[test]
fn what_sts_decides_by_itself() {
    let everyone = to(r#""*""#, "sts:*");
    let mut role = target(ROLE);
    role.policy = Some(everyone);
    let denied = {
        let mut alice = caller(ALICE);
        alice
            .identity
            .push(policy(r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#));
        alice
    };
    let none = target("*");
    for (who, action, target, expected, note) in [
        (
            &denied,
            "sts:GetCallerIdentity",
            &none,
            true,
            Note::OwnIdentity,
        ),
        (
            &denied,
            "sts:GetSessionToken",
            &none,
            true,
            Note::OwnSession,
        ),
        (
            &caller(SESSION),
            "sts:GetSessionToken",
            &none,
            false,
            Note::SessionMakesNoSession,
        ),
        (
            &caller("111111111111"),
            "sts:AssumeRole",
            &role,
            false,
            Note::RootAssumesNoRole,
        ),
        (&caller("*"), "sts:AssumeRole", &role, false, Note::Unsigned),
        (
            &caller("arn:aws:sts::111111111111:federated-user/f"),
            "sts:AssumeRole",
            &role,
            false,
            Note::FederatedUserNoSts,
        ),
    ] {
        let context = Context::new();
        let answer = asked(who, action, target, &context, Mode::Strict);
        assert_eq!(
            answer.decision.is_allowed(),
            Some(expected),
            "{action}: {note}"
        );
        assert_eq!(answer.note, Some(note));
        assert!(note.url().starts_with("https://docs.aws.amazon.com/"));
    }
}

#[test]
fn a_grant_counts_within_its_operations_and_encryption_context() {
    let mut key = target(KEY);
    key.policy = Some(to(
        r#"{"AWS":"arn:aws:iam::111111111111:role/other"}"#,
        "kms:*",
    ));
    key.grants
        .push(Grant::new("g", ALICE, ["Decrypt"]).constrained([("tenant", "a")], false));
    let alice = caller(ALICE);
    assert_eq!(
        strict(&alice, "kms:Decrypt", &key),
        Decision::DeniedImplicitly
    );
    let Decision::Conditional { residual } = open(&alice, "kms:Decrypt", &key) else {
        panic!()
    };
    assert_eq!(
        residual.to_string(),
        "kms:EncryptionContext:tenant StringEquals `a`"
    );
    let context = Context::from_iter([("kms:EncryptionContext:tenant", "a")]);
    let answer = asked(&alice, "kms:Decrypt", &key, &context, Mode::Strict);
    assert_eq!(answer.decision, Decision::Allowed);
    assert_eq!(
        (answer.because[0].layer, answer.because[0].name()),
        (Layer::Grant, "g")
    );
    let answer = asked(&alice, "kms:Encrypt", &key, &context, Mode::Strict);
    assert_eq!(answer.decision, Decision::DeniedImplicitly);
}

#[test]
fn only_a_role_is_known_and_the_policy_names_a_session() {
    let role = caller("arn:aws:iam::111111111111:role/team/app");
    let mut bucket = target(BUCKET);
    bucket.policy = Some(to(&format!(r#"{{"AWS":"{SESSION}"}}"#), "s3:*"));
    let Decision::Conditional { residual } = strict(&role, "s3:GetObject", &bucket) else {
        panic!()
    };
    assert_eq!(residual.to_string(), format!("the session is `{SESSION}`"));
    let named = Principal::parse("arn:aws:iam::111111111111:role/team/app")
        .unwrap()
        .with_session("s1");
    assert_eq!(named.arn(), SESSION);
    assert_eq!(
        strict(&Caller::new(named), "s3:GetObject", &bucket),
        Decision::Allowed
    );
}

#[test]
fn a_sessions_arn_does_not_tell_its_roles_path() {
    let mut bucket = target(BUCKET);
    bucket.policy = Some(policy(
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*",
            "Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/team/app"}}}"#,
    ));
    let session = caller(SESSION);
    assert!(matches!(
        open(&session, "s3:GetObject", &bucket),
        Decision::Conditional { .. }
    ));
    let placed = Principal::parse(SESSION).unwrap().with_path("/team/");
    assert_eq!(
        open(&Caller::new(placed), "s3:GetObject", &bucket),
        Decision::Allowed
    );
}

#[test]
fn an_unread_policy_makes_the_answer_unknown_only_where_it_matters() {
    let mut alice = caller(ALICE);
    alice.identity.push(allow("s3:*"));
    alice.scps = vec![vec![Attached::unread(
        "p-1",
        "organizations:DescribePolicy: access denied",
    )]];
    let bucket = target(BUCKET);
    let Decision::Unknown { reason } = strict(&alice, "s3:GetObject", &bucket) else {
        panic!()
    };
    assert!(
        reason.contains("`p-1` allows it (not read: organizations:DescribePolicy"),
        "{reason}"
    );
    assert_eq!(
        strict(&alice, "ec2:RunInstances", &target("*")),
        Decision::DeniedImplicitly
    );
    alice.identity.push(policy(
        r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#,
    ));
    assert_eq!(
        strict(&alice, "s3:GetObject", &bucket),
        Decision::DeniedExplicitly
    );

    let mut bucket = target(BUCKET);
    bucket.policy = Some(Attached::unread("bucket policy", "access denied"));
    let mut ben = caller("arn:aws:iam::222222222222:user/ben");
    assert_eq!(
        strict(&ben, "s3:GetObject", &bucket),
        Decision::DeniedImplicitly
    );
    ben.identity.push(allow("s3:*"));
    assert!(matches!(
        strict(&ben, "s3:GetObject", &bucket),
        Decision::Unknown { .. }
    ));
}

#[test]
fn an_operator_that_is_not_understood_is_not_passed_over() {
    let mut alice = caller(ALICE);
    alice.identity.push(policy(
        r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringIs":{"a":"b"}}}"#,
    ));
    assert!(matches!(
        strict(&alice, "s3:GetObject", &target(BUCKET)),
        Decision::Unknown { .. }
    ));
}

#[test]
fn an_unread_setting_leaves_a_public_bucket_open_to_doubt() {
    let mut bucket = target(BUCKET);
    bucket.policy = Some(to(r#""*""#, "s3:GetObject"));
    let nobody = caller("*");
    assert_eq!(strict(&nobody, "s3:GetObject", &bucket), Decision::Allowed);
    let unread = bartizan_iam::Unread {
        policy: "public access block".into(),
        reason: "access denied".into(),
    };
    bucket.restrict_public_buckets = Switch::Unread(Arc::new(unread));
    assert!(matches!(
        strict(&nobody, "s3:GetObject", &bucket),
        Decision::Unknown { .. }
    ));
    bucket.restrict_public_buckets = Switch::On;
    let context = Context::new();
    let answer = asked(&nobody, "s3:GetObject", &bucket, &context, Mode::Strict);
    assert_eq!(answer.note, Some(Note::PublicPolicyRestricted));
    let service = caller("logging.s3.amazonaws.com");
    assert_eq!(strict(&service, "s3:GetObject", &bucket), Decision::Allowed);
}

#[test]
fn a_denial_says_which_layers_have_no_allow() {
    let lacking = |caller: &Caller, target: &Target| -> Vec<(Layer, u16)> {
        let context = Context::new();
        let answer = asked(caller, "s3:GetObject", target, &context, Mode::Strict);
        assert_eq!(answer.decision, Decision::DeniedImplicitly);
        answer
            .lacking
            .iter()
            .map(|lacking| (lacking.layer, lacking.level))
            .collect()
    };
    let bucket = target(BUCKET);
    let mut alice = caller(ALICE);
    assert_eq!(lacking(&alice, &bucket), [(Layer::Identity, 0)]);
    alice.identity.push(allow("s3:*"));
    alice.boundary = Some(vec![allow("ec2:*")]);
    assert_eq!(lacking(&alice, &bucket), [(Layer::Boundary, 0)]);
    alice.scps = vec![vec![allow("*")], vec![allow("ec2:*")]];
    assert_eq!(
        lacking(&alice, &bucket),
        [(Layer::Scp, 1), (Layer::Boundary, 0)]
    );
    let mut ben = caller("arn:aws:iam::222222222222:user/ben");
    ben.identity.push(allow("s3:*"));
    assert_eq!(lacking(&ben, &bucket), [(Layer::Resource, 0)]);
}

#[test]
fn an_answer_names_the_statements_it_rests_on() {
    let mut alice = caller(ALICE);
    alice.groups.push(policy(
        r#"{"Effect":"Allow","Action":"ec2:*","Resource":"*"},
           {"Sid":"Read","Effect":"Allow","Action":"s3:Get*","Resource":"*"},
           {"Sid":"NotThis","Effect":"Deny","Action":"s3:GetObjectAcl","Resource":"*"}"#,
    ));
    let bucket = target(BUCKET);
    for (action, place, sid) in [
        ("s3:GetObject", 1, "Read"),
        ("s3:GetObjectAcl", 2, "NotThis"),
    ] {
        let context = Context::new();
        let answer = asked(&alice, action, &bucket, &context, Mode::Strict);
        let [because] = answer.because.as_slice() else {
            panic!("{answer:?}")
        };
        assert_eq!((because.layer, because.name()), (Layer::Group, "policy"));
        assert_eq!(
            (because.statement(), because.sid()),
            (Some(place), Some(sid))
        );
        assert!(because.certain);
    }
}

#[test]
fn a_denial_in_two_words_is_not_conditional() {
    // Denied with the key and denied without it.
    let mut alice = caller(ALICE);
    alice.identity.push(allow("*"));
    alice.identity.push(policy(
        r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpc":"v"}}},
           {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpc":"v"}}}"#,
    ));
    assert_eq!(
        open(&alice, "s3:GetObject", &target(BUCKET)),
        Decision::DeniedExplicitly
    );
}

#[test]
fn organization_policies_leave_alone_what_aws_says_they_do() {
    let denied = policy(r#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#);
    let mut key = target(KEY);
    key.policy = Some(to(&format!(r#"{{"AWS":"{ALICE}"}}"#), "kms:*"));
    key.rcps = vec![vec![denied]];
    let alice = caller(ALICE);
    assert_eq!(
        strict(&alice, "kms:Decrypt", &key),
        Decision::DeniedExplicitly
    );
    assert_eq!(strict(&alice, "kms:RetireGrant", &key), Decision::Allowed);
    key.aws_managed_key = true;
    assert_eq!(strict(&alice, "kms:Decrypt", &key), Decision::Allowed);
}

/// A megabyte of statements and more unknowns than a formula can show.
#[test]
fn hostile_policies_end_soon() {
    let statement = |at: usize, effect: &str| bartizan_iam::Statement {
        effect: if effect == "Allow" {
            bartizan_iam::Effect::Allow
        } else {
            bartizan_iam::Effect::Deny
        },
        action: vec!["s3:*".into()],
        resource: vec![format!("arn:aws:s3:::b/{}", "*a?".repeat(at % 7))],
        condition: [(
            "StringEquals".into(),
            [(format!("aws:RequestTag/t{at}"), vec!["x".into()])].into(),
        )]
        .into(),
        ..Default::default()
    };
    let document = PolicyDocument {
        version: Some("2012-10-17".into()),
        id: None,
        statement: (0..20_000)
            .map(|at| statement(at, if at % 2 == 0 { "Allow" } else { "Deny" }))
            .collect(),
    };
    let started = std::time::Instant::now();
    let mut alice = caller(ALICE);
    alice
        .identity
        .push(Attached::new("huge", Arc::new(Compiled::new(&document))));
    let object = target(&format!("arn:aws:s3:::b/{}", "ab".repeat(900)));
    assert!(matches!(
        open(&alice, "s3:GetObject", &object),
        Decision::Unknown { .. }
    ));
    assert_eq!(
        strict(&alice, "s3:GetObject", &object),
        Decision::DeniedImplicitly
    );
    let few = PolicyDocument {
        statement: document.statement.into_iter().take(2_000).collect(),
        ..document
    };
    alice.identity = vec![Attached::new("large", Arc::new(Compiled::new(&few)))];
    let Decision::Conditional { residual } = open(&alice, "s3:GetObject", &object) else {
        panic!()
    };
    assert!(residual.size() <= 2_000);
    // Generous for a busy machine without optimization.
    assert!(
        started.elapsed() < std::time::Duration::from_secs(30),
        "{:?}",
        started.elapsed()
    );
}
