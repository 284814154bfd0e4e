//! What answers say beside the decision, and where it cannot be told.

use std::sync::Arc;

use bartizan_iam::{
    Attached, Caller, Compiled, Context, Decision, Layer, Mode, PolicyDocument, Target,
};

use crate::make::*;

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
    assert_eq!(
        reason,
        "`p-1` was not read: organizations:DescribePolicy: access denied"
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
    let Decision::Unknown { reason } = strict(&alice, "s3:GetObject", &target(BUCKET)) else {
        panic!()
    };
    assert_eq!(reason, "`StringIs` of `a` is no operator that aws has");
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
