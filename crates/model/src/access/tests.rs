#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod around;
mod organizations;

use bartizan_iam::{Decision, Mode, Request, decide};

use super::*;
use crate::aws::account::Account;
use crate::aws::iam::{AttachedPolicy, Group, InlinePolicy, Policy, Role, User};
use crate::aws::s3::{Bucket, PublicAccessBlock};
use crate::observed::Reason;

const HOME: &str = "111122223333";
const ANA: &str = "arn:aws:iam::111122223333:user/staff/ana";
const ROLE: &str = "arn:aws:iam::111122223333:role/team/deploy";
const STRANGER: &str = "arn:aws:iam::444455556666:user/eve";

fn document(statements: &str) -> Observed<PolicyDocument> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    Observed::Known(PolicyDocument::parse(&text).unwrap())
}

fn allow(action: &str) -> Observed<PolicyDocument> {
    document(&format!(
        r#"{{"Effect":"Allow","Action":"{action}","Resource":"*"}}"#
    ))
}

fn to(principal: &str, action: &str) -> Observed<PolicyDocument> {
    document(&format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"{action}","Resource":"*"}}"#
    ))
}

fn gap(action: &'static str) -> Gap {
    Gap {
        action: action.into(),
        reason: Reason::AccessDenied,
        code: None,
    }
}

fn inline(name: &str, document: Observed<PolicyDocument>) -> Vec<InlinePolicy> {
    let name = name.to_owned();
    vec![InlinePolicy { name, document }]
}

fn managed(arn: &str, document: Observed<PolicyDocument>) -> Resource {
    let name = arn.rsplit('/').next().unwrap();
    Resource::from(Policy {
        document,
        ..Policy::at(arn, name, HOME, None)
    })
}

fn attach(arn: &str) -> Vec<AttachedPolicy> {
    let name = arn.rsplit('/').next().unwrap().to_owned();
    vec![AttachedPolicy {
        arn: arn.to_owned(),
        name,
    }]
}

fn ana() -> User {
    User {
        unique_id: "AIDAEXAMPLE".into(),
        inline_policies: inline("reader", allow("s3:Get*")),
        ..User::at(ANA, "ana", HOME, None)
    }
}

fn bucket(name: &str) -> Bucket {
    Bucket {
        ownership: Observed::Known("BucketOwnerEnforced".into()),
        ..Bucket::at(format!("arn:aws:s3:::{name}"), name, HOME, None)
    }
}

fn index(resources: impl IntoIterator<Item = Resource>) -> Access {
    let mut access = Access::default();
    access.audited(&[AccountRef {
        id: HOME.into(),
        principal: "audit".into(),
    }]);
    for resource in resources {
        access.add(&resource);
    }
    access
}

fn decided(access: &Access, principal: &str, action: &str, resource: &str) -> Decision {
    let caller = access
        .caller(&Principal::parse(principal).unwrap())
        .unwrap();
    let target = access.target(resource, action);
    let context = access.facts(&caller, &target);
    let request = Request {
        caller: &caller,
        action,
        target: &target,
        endpoint: None,
        context: &context,
        mode: Mode::Discovery,
    };
    decide(&request).decision
}

fn reason(decision: Decision) -> String {
    let Decision::Unknown { reason } = decision else {
        panic!("{decision:?}")
    };
    reason
}

#[test]
fn a_user_has_what_it_and_its_groups_have_within_its_boundary() {
    let policy = "arn:aws:iam::111122223333:policy/writer";
    let boundary = "arn:aws:iam::111122223333:policy/limit";
    let group = Group {
        attached_policies: attach(policy),
        ..Group::at(
            "arn:aws:iam::111122223333:group/writers",
            "writers",
            HOME,
            None,
        )
    };
    let user = User {
        groups: vec!["writers".into()],
        permissions_boundary: Some(boundary.into()),
        ..ana()
    };
    let access = index([
        user.into(),
        group.into(),
        managed(policy, allow("s3:*")),
        managed(
            boundary,
            document(r#"{"Effect":"Allow","NotAction":"s3:DeleteObject","Resource":"*"}"#),
        ),
        bucket("b").into(),
    ]);
    let ask = |action| decided(&access, ANA, action, "arn:aws:s3:::b/k");
    assert_eq!(ask("s3:GetObject"), Decision::Allowed);
    assert_eq!(ask("s3:PutObject"), Decision::Allowed);
    assert_eq!(ask("s3:DeleteObject"), Decision::DeniedImplicitly);

    let caller = access.caller(&Principal::parse(ANA).unwrap()).unwrap();
    assert_eq!(caller.groups[0].holder(), Some("writers"));
    assert_eq!(caller.groups[0].name(), policy);
}

#[test]
fn what_was_not_read_matters_only_where_it_could_change_the_answer() {
    let policy = "arn:aws:iam::111122223333:policy/writer";
    let user = User {
        attached_policies: attach(policy),
        ..ana()
    };
    let access = index([
        user.into(),
        managed(policy, Observed::Unknown(gap("iam:GetPolicyVersion"))),
        bucket("b").into(),
    ]);
    assert_eq!(
        reason(decided(&access, ANA, "s3:GetObject", "arn:aws:s3:::b/k")),
        format!("`{policy}` was not read: iam:GetPolicyVersion: access denied")
    );

    // A Deny that was read settles it whatever the rest says.
    let user = User {
        inline_policies: inline(
            "no",
            document(r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#),
        ),
        attached_policies: attach(policy),
        ..ana()
    };
    let access = index([user.into(), bucket("b").into()]);
    let denied = decided(&access, ANA, "s3:GetObject", "arn:aws:s3:::b/k");
    assert_eq!(denied, Decision::DeniedExplicitly);
}

#[test]
fn a_policy_behind_a_listing_that_was_denied_is_unread_for_that_reason() {
    let mut access = index([User {
        groups: vec!["writers".into()],
        ..ana()
    }
    .into()]);
    access.add_gap(ScopeGap::new(
        HOME,
        None,
        gap("iam:GetAccountAuthorizationDetails"),
        &[Group::TYPE, Role::TYPE],
    ));
    assert_eq!(
        reason(decided(&access, ANA, "ec2:RunInstances", "*")),
        "`policies of the group` was not read: iam:GetAccountAuthorizationDetails: access denied"
    );
    let session = "arn:aws:sts::111122223333:assumed-role/deploy/ci";
    assert_eq!(
        reason(decided(&access, session, "ec2:RunInstances", "*")),
        format!(
            "`policies of {session}` was not read: iam:GetAccountAuthorizationDetails: access denied"
        )
    );
}

#[test]
fn who_is_not_there_is_told_from_who_was_not_looked_at() {
    let access = index([ana().into()]);
    let typo = Principal::parse("arn:aws:iam::111122223333:user/staff/anna").unwrap();
    let fault = access.caller(&typo).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "account 111122223333 has no principal `arn:aws:iam::111122223333:user/staff/anna`"
    );
    assert_eq!(fault.nearest.as_deref(), Some(ANA));
    let stranger = reason(decided(&access, STRANGER, "ec2:RunInstances", "*"));
    assert!(
        stranger.ends_with("account 444455556666 is not in the snapshot"),
        "{stranger}"
    );
}

#[test]
fn a_session_is_found_by_its_role_and_knows_the_path() {
    let role = Role {
        unique_id: "AROAEXAMPLE".into(),
        inline_policies: inline(
            "self",
            document(&format!(
                r#"{{"Effect":"Allow","Action":"ec2:*","Resource":"*","Condition":{{
                    "ArnEquals":{{"aws:PrincipalArn":"{ROLE}"}},"StringEquals":{{"aws:userid":"AROAEXAMPLE:ci"}}}}}}"#
            )),
        ),
        ..Role::at(ROLE, "deploy", HOME, None)
    };
    let access = index([role.into()]);
    let ask = |session: &str| {
        let arn = format!("arn:aws:sts::111122223333:assumed-role/deploy/{session}");
        decided(&access, &arn, "ec2:RunInstances", "*")
    };
    assert_eq!(ask("ci"), Decision::Allowed);
    assert_eq!(ask("other"), Decision::DeniedImplicitly);
}

#[test]
fn a_trust_policy_counts_for_assuming_and_for_nothing_else() {
    let role = |trust| Role {
        trust_policy: trust,
        ..Role::at(ROLE, "deploy", HOME, None)
    };
    let user = User {
        inline_policies: inline("pass", allow("iam:PassRole")),
        ..ana()
    };
    let access = index([user.clone().into(), role(to(ANA, "sts:AssumeRole")).into()]);
    assert_eq!(
        decided(&access, ANA, "sts:AssumeRole", ROLE),
        Decision::Allowed
    );

    let unread = Observed::Unknown(gap("iam:GetRole"));
    let access = index([user.into(), role(unread).into()]);
    assert_eq!(
        decided(&access, ANA, "iam:PassRole", ROLE),
        Decision::Allowed
    );
    assert_eq!(
        reason(decided(&access, ANA, "sts:AssumeRole", ROLE)),
        "`trust policy` was not read: iam:GetRole: access denied"
    );
}

#[test]
fn a_public_bucket_is_closed_by_either_block() {
    let open = Bucket {
        policy: to("*", "s3:GetObject"),
        ..bucket("b")
    };
    let block = |on| {
        Observed::Known(PublicAccessBlock {
            restrict_public_buckets: on,
            ..PublicAccessBlock::default()
        })
    };
    let account = |block| Account {
        s3_public_access_block: block,
        ..Account::at("arn:aws:iam::111122223333:root", HOME, HOME, None)
    };
    let ask = |own: Observed<_>, whole: Observed<_>| {
        let bucket = Bucket {
            public_access_block: own,
            ..open.clone()
        };
        let access = index([bucket.into(), account(whole).into()]);
        decided(&access, "*", "s3:GetObject", "arn:aws:s3:::b/k")
    };
    let unread = || Observed::Unknown(gap("s3:GetBucketPublicAccessBlock"));
    assert_eq!(ask(Observed::Absent, block(false)), Decision::Allowed);
    assert_eq!(ask(block(true), unread()), Decision::DeniedImplicitly);
    assert_eq!(
        ask(Observed::Absent, block(true)),
        Decision::DeniedImplicitly
    );
    assert_eq!(
        reason(ask(unread(), block(false))),
        "`RestrictPublicBuckets` was not read: s3:GetBucketPublicAccessBlock: access denied"
    );
}

#[test]
fn a_bucket_that_nobody_collected_is_not_a_bucket_without_a_policy() {
    let access = index([ana().into()]);
    assert_eq!(
        reason(decided(&access, ANA, "s3:GetObject", "arn:aws:s3:::b/k")),
        "`bucket policy` was not read: the bucket is not in the snapshot"
    );
    // But what AWS does not tie to a resource has no policy on that side.
    assert_eq!(
        decided(&access, ANA, "s3:GetObject", "*"),
        Decision::Allowed
    );
}

#[test]
fn other_services_policies_are_not_taken_for_absent() {
    let user = User {
        inline_policies: inline("all", allow("*")),
        ..ana()
    };
    let access = index([user.into()]);
    let queue = "arn:aws:sqs:us-east-1:111122223333:jobs";
    assert_eq!(
        reason(decided(&access, ANA, "sqs:SendMessage", queue)),
        "`resource policy` was not read: policies of sqs are not collected"
    );
    let machine = "arn:aws:ec2:us-east-1:111122223333:instance/i-1";
    assert_eq!(
        decided(&access, ANA, "ec2:StopInstances", machine),
        Decision::Allowed
    );
}
