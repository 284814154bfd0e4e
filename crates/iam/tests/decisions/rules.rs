//! Rules that no row of the suite shows.

use std::sync::Arc;

use bartizan_iam::{Caller, Context, Decision, Grant, Layer, Mode, Note, Principal, Switch};

use crate::make::*;

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
fn an_object_of_another_owner_is_not_the_bucket_policys_to_give() {
    let mut object = target(BUCKET);
    object.policy = Some(to(r#""*""#, "s3:GetObject"));
    object.object_owner = Some("111111111111".into());
    let nobody = caller("*");
    assert_eq!(strict(&nobody, "s3:GetObject", &object), Decision::Allowed);
    object.object_owner = Some("333333333333".into());
    assert!(matches!(
        strict(&nobody, "s3:GetObject", &object),
        Decision::Unknown { .. }
    ));
    object.policy = Some(policy(
        r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#,
    ));
    assert_eq!(
        strict(&nobody, "s3:GetObject", &object),
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
