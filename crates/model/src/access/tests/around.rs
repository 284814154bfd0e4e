//! Keys, tags, organizations, and what is taken for granted.

use bartizan_iam::{Decision, Layer, Mode, Request, decide};

use super::*;
use crate::aws::account::{Account, Organization};
use crate::aws::kms::{Grant, Key};
use crate::aws::s3::{AccessPoint, Acl, AclGrant};

const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1";

fn key() -> Key {
    Key {
        policy: to("arn:aws:iam::111122223333:root", "kms:*"),
        aliases: Observed::Known(vec!["alias/pay".into()]),
        grants: Observed::Known(Vec::new()),
        ..Key::at(KEY, "1", HOME, Some("us-east-1"))
    }
}

fn granted_to_ana() -> Grant {
    Grant {
        id: "g".into(),
        grantee: Some(ANA.into()),
        retiring_principal: None,
        issuing_account: None,
        operations: vec!["Decrypt".into()],
        constraints: [("equals".into(), [("job".into(), "pay".into())].into())].into(),
        created_at: None,
    }
}

#[test]
fn a_key_is_opened_by_its_policy_its_grants_and_by_an_alias() {
    let user = User {
        inline_policies: inline("keys", allow("kms:Encrypt")),
        ..ana()
    };
    let granted = Key {
        grants: Observed::Known(vec![granted_to_ana()]),
        ..key()
    };
    let access = index([user.clone().into(), granted.into()]);
    let alias = "arn:aws:kms:us-east-1:111122223333:alias/pay";
    assert_eq!(
        decided(&access, ANA, "kms:Encrypt", alias),
        Decision::Allowed
    );
    let Decision::Conditional { residual } = decided(&access, ANA, "kms:Decrypt", KEY) else {
        panic!()
    };
    assert!(
        residual.to_string().contains("kms:EncryptionContext:job"),
        "{residual}"
    );

    let unread = Key {
        grants: Observed::Unknown(gap("kms:ListGrants")),
        ..key()
    };
    let nameless = Key {
        grants: Observed::Known(vec![Grant {
            grantee: None,
            ..granted_to_ana()
        }]),
        ..key()
    };
    let access = index([user.clone().into(), nameless.into()]);
    assert_eq!(
        reason(decided(&access, ANA, "kms:Decrypt", KEY)),
        "`grants` was not read: one of them names no grantee"
    );
    let access = index([user.into(), unread.into()]);
    assert_eq!(decided(&access, ANA, "kms:Encrypt", KEY), Decision::Allowed);
    assert_eq!(
        reason(decided(&access, ANA, "kms:Decrypt", KEY)),
        "`grants` was not read: kms:ListGrants: access denied"
    );
}

#[test]
fn tags_and_organizations_are_known_and_their_absence_too() {
    let by_tag = r#"{"Effect":"Allow","Action":"ec2:*","Resource":"*",
        "Condition":{"StringEquals":{"aws:PrincipalTag/Team":"pay","aws:PrincipalOrgID":"o-1"}}}"#;
    let user = |tags: &[(&str, &str)]| User {
        tags: Observed::Known(
            tags.iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
        ),
        inline_policies: inline("by-tag", document(by_tag)),
        ..ana()
    };
    let account = |organization| Account {
        organization,
        ..Account::at("arn:aws:iam::111122223333:root", HOME, HOME, None)
    };
    let member = || {
        Observed::Known(Organization {
            id: "o-1".into(),
            management_account: "999900001111".into(),
            all_features: true,
        })
    };
    let ask = |user: User, organization| {
        let access = index([user.into(), account(organization).into()]);
        decided(&access, ANA, "ec2:RunInstances", "*")
    };
    assert_eq!(ask(user(&[("team", "pay")]), member()), Decision::Allowed);
    assert_eq!(
        ask(user(&[("stage", "x")]), member()),
        Decision::DeniedImplicitly
    );
    assert_eq!(
        ask(user(&[("team", "pay")]), Observed::Absent),
        Decision::DeniedImplicitly
    );
    let unread = Observed::Unknown(gap("organizations:DescribeOrganization"));
    assert!(matches!(
        ask(user(&[("team", "pay")]), unread),
        Decision::Conditional { .. }
    ));
}

#[test]
fn what_is_taken_for_granted_is_said() {
    let account = Account {
        organization: Observed::Known(Organization {
            id: "o-1".into(),
            management_account: "999900001111".into(),
            all_features: true,
        }),
        ..Account::at("arn:aws:iam::111122223333:root", HOME, HOME, None)
    };
    let shared = Bucket {
        ownership: Observed::Absent,
        acl: Observed::Known(Acl {
            owner: Some("me".into()),
            grants: vec![AclGrant {
                grantee_type: "CanonicalUser".into(),
                grantee: Some("you".into()),
                permission: "READ".into(),
            }],
        }),
        ..bucket("b")
    };
    let point = AccessPoint::at(
        "arn:aws:s3:us-east-1:111122223333:accesspoint/p",
        "p",
        HOME,
        Some("us-east-1"),
    );
    let access = index([ana().into(), account.into(), shared.into(), point.into()]);
    let assumed = |resource: &str| -> Vec<Assumed> {
        let caller = access.caller(&Principal::parse(ANA).unwrap()).unwrap();
        let target = access.target(resource, "s3:GetObject");
        access.assumed(&caller, &target, "s3:GetObject")
    };
    let account = || HOME.to_owned();
    let organization = [
        Assumed::ServiceControlPolicies { account: account() },
        Assumed::ResourceControlPolicies { account: account() },
    ];
    let with = |more: &[Assumed]| [&organization, more].concat();
    assert_eq!(
        assumed("arn:aws:s3:::b/k"),
        with(&[Assumed::OwnObject, Assumed::NoAcl])
    );
    assert_eq!(assumed("arn:aws:s3:::b"), with(&[Assumed::NoAcl]));
    let object = "arn:aws:s3:us-east-1:111122223333:accesspoint/p/object/k";
    assert_eq!(assumed(object), with(&[Assumed::BucketBehind]));
    assert_eq!(
        decided(&access, ANA, "s3:GetObject", object),
        Decision::Allowed
    );
    assert!(!Assumed::BucketBehind.matters(&Decision::DeniedImplicitly));
    assert!(Assumed::NoAcl.matters(&Decision::DeniedImplicitly));
}

#[test]
fn policies_of_aws_are_compiled_once_for_all_accounts() {
    let arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let of = |account: &str| {
        Resource::from(Policy {
            manager: crate::aws::iam::PolicyManager::Aws,
            default_version: "v1".into(),
            document: allow("s3:Get*"),
            ..Policy::at(arn, "ReadOnlyAccess", account, None)
        })
    };
    let access = index([of(HOME), of("444455556666")]);
    let [one, other] = [HOME, "444455556666"].map(|account| access.managed(account, arn));
    assert!(std::ptr::eq(one.policy().unwrap(), other.policy().unwrap()));
}

#[test]
fn a_denial_names_the_layer_that_lacks_an_allow() {
    let access = index([ana().into(), bucket("b").into()]);
    let caller = access.caller(&Principal::parse(ANA).unwrap()).unwrap();
    let target = access.target("arn:aws:s3:::b/k", "s3:PutObject");
    let context = access.facts(&caller, &target);
    let answer = decide(&Request {
        caller: &caller,
        action: "s3:PutObject",
        target: &target,
        endpoint: None,
        context: &context,
        mode: Mode::Discovery,
    });
    assert_eq!(answer.lacking[0].layer, Layer::Identity);
}

/// All at once, and each by itself.
#[test]
fn everybody_is_asked_about_as_each_is() {
    let tagged = User {
        tags: Observed::Known([("team".to_owned(), "ops".to_owned())].into()),
        inline_policies: inline(
            "own",
            document(
                r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{
                    "StringEquals":{"aws:PrincipalTag/team":"ops"}}}"#,
            ),
        ),
        ..ana()
    };
    let access = index([
        tagged.into(),
        Role::at(ROLE, "deploy", HOME, None).into(),
        bucket("b").into(),
    ]);
    let reach = access.reach();
    let target = access.target("arn:aws:s3:::b/k", "s3:PutObject");
    let known = access.known(&target);
    let reached = reach.who_can("s3:PutObject", &target, &known);
    let arns: Vec<&str> = reach
        .callers()
        .iter()
        .map(|it| it.principal.arn())
        .collect();
    let root = "arn:aws:iam::111122223333:root";
    assert_eq!(arns, [ROLE, ANA, root]);
    assert_eq!(reached.certain.iter().collect::<Vec<_>>(), [1, 2]);
    for (at, caller) in reach.callers().iter().enumerate() {
        assert_eq!(
            reach.context(at, &target, &known),
            access.facts(caller, &target)
        );
    }
}

#[test]
fn who_is_let_in_from_elsewhere_is_told_too() {
    let trust = document(
        r#"{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"sts:AssumeRole",
            "Condition":{"StringEquals":{"sts:ExternalId":"x"}}},
           {"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}"#,
    );
    let role = Role {
        trust_policy: trust,
        ..Role::at(ROLE, "deploy", HOME, None)
    };
    let access = index([role.into()]);
    let target = access.target(ROLE, "sts:AssumeRole");
    let strangers = access.strangers(&target);
    let reach = bartizan_iam::Reach::with_facts(
        strangers
            .iter()
            .map(|it| (it.caller.clone(), it.facts.clone()))
            .collect(),
    );
    let reached = reach.who_can("sts:AssumeRole", &target, &access.known(&target));
    let said = |bits: &bartizan_iam::Bits| -> Vec<&str> {
        bits.iter().map(|at| strangers[at].name.as_str()).collect()
    };
    assert_eq!(said(&reached.certain), ["ec2.amazonaws.com"]);
    assert_eq!(
        said(&reached.conditional),
        ["arn:aws:iam::444455556666:root"]
    );
}
