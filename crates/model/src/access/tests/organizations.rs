//! Service and resource control policies, and where accounts are in their organizations.

use bartizan_iam::Layer;

use super::*;
use crate::aws::account::{Account, Organization};
use crate::aws::kms::Key;
use crate::aws::organizations::{self, Controls, Root};

const MANAGER: &str = "999900001111";
const SCP: &str = "SERVICE_CONTROL_POLICY";
const RCP: &str = "RESOURCE_CONTROL_POLICY";
const PATH: &str = "o-1/r-1/ou-a/ou-b/";

fn root(types: &[&str]) -> Resource {
    Root {
        organization: "o-1".into(),
        root_id: "r-1".into(),
        policy_types: types.iter().map(|it| (*it).to_owned()).collect(),
        ..Root::at(
            "arn:aws:organizations::999900001111:root/o-1/r-1",
            "Root",
            MANAGER,
            None,
        )
    }
    .into()
}

fn member(account: &str, path: &str) -> Resource {
    let arn = format!("arn:aws:organizations::{MANAGER}:account/o-1/{account}");
    organizations::Account {
        organization: "o-1".into(),
        account_id: account.into(),
        path: path.into(),
        management: account == MANAGER,
        ..organizations::Account::at(arn, "pay", MANAGER, None)
    }
    .into()
}

fn policy(
    id: &str,
    controls: Controls,
    says: Observed<PolicyDocument>,
    targets: &[&str],
) -> organizations::Policy {
    organizations::Policy {
        organization: "o-1".into(),
        policy_id: id.into(),
        controls,
        document: says,
        targets: Observed::Known(targets.iter().map(|it| (*it).to_owned()).collect()),
        ..organizations::Policy::at(
            format!("arn:aws:organizations::{MANAGER}:policy/o-1/x/{id}"),
            id,
            MANAGER,
            None,
        )
    }
}

fn scp(id: &str, says: Observed<PolicyDocument>, targets: &[&str]) -> Resource {
    policy(id, Controls::Principals, says, targets).into()
}

fn user() -> Resource {
    User {
        inline_policies: inline("all", allow("*")),
        ..ana()
    }
    .into()
}

fn in_organization(more: impl IntoIterator<Item = Resource>) -> Access {
    let base = [
        user(),
        root(&[RCP, SCP]),
        member(HOME, PATH),
        bucket("b").into(),
    ];
    index(base.into_iter().chain(more))
}

fn denies(action: &str) -> Observed<PolicyDocument> {
    document(&format!(
        r#"{{"Effect":"Deny","Principal":"*","Action":"{action}","Resource":"*"}}"#
    ))
}

#[test]
fn every_level_from_the_root_to_the_account_must_allow() {
    let full = scp("p-full", allow("*"), &["ou-a", "ou-b", "r-1", HOME]);
    let ask = |access: &Access, action| decided(access, ANA, action, "*");
    let access = in_organization([full.clone()]);
    assert_eq!(ask(&access, "ec2:RunInstances"), Decision::Allowed);
    for level in ["r-1", "ou-a", "ou-b", HOME] {
        let others: Vec<_> = ["r-1", "ou-a", "ou-b", HOME]
            .into_iter()
            .filter(|it| *it != level)
            .collect();
        let access = in_organization([
            scp("p-full", allow("*"), &others),
            scp("p-some", allow("s3:*"), &[level]),
        ]);
        assert_eq!(
            ask(&access, "ec2:RunInstances"),
            Decision::DeniedImplicitly,
            "{level}"
        );
        assert_eq!(
            ask(&access, "s3:ListAllMyBuckets"),
            Decision::Allowed,
            "{level}"
        );
    }
    // A Deny on a unit that the account is not in does not bind it.
    let elsewhere = scp(
        "p-no",
        document(r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#),
        &["ou-z"],
    );
    let access = in_organization([full, elsewhere]);
    assert_eq!(ask(&access, "ec2:RunInstances"), Decision::Allowed);
}

#[test]
fn a_denial_names_the_unit_that_it_comes_from() {
    let access = in_organization([
        scp("p-full", allow("*"), &["ou-a", "ou-b", "r-1", HOME]),
        scp(
            "p-no",
            document(r#"{"Effect":"Deny","Action":"ec2:*","Resource":"*"}"#),
            &["ou-b"],
        ),
    ]);
    let caller = access.caller(&Principal::parse(ANA).unwrap()).unwrap();
    let target = access.target("*", "ec2:RunInstances");
    let context = access.facts(&caller, &target);
    let answer = decide(&Request {
        caller: &caller,
        action: "ec2:RunInstances",
        target: &target,
        endpoint: None,
        context: &context,
        mode: Mode::Discovery,
    });
    assert_eq!(answer.decision, Decision::DeniedExplicitly);
    let scps: Vec<_> = caller.scps[2]
        .iter()
        .map(|it| (it.name(), it.holder()))
        .collect();
    assert_eq!(
        scps,
        [
            ("p-full (p-full)", Some("ou-b")),
            ("p-no (p-no)", Some("ou-b"))
        ]
    );
    assert!(
        answer
            .because
            .iter()
            .any(|it| it.layer == Layer::Scp && it.level == 2)
    );
    assert_eq!(access.assumed(&caller, &target, "ec2:RunInstances"), []);
}

#[test]
fn neither_the_management_account_nor_service_linked_roles_are_bound() {
    let closed = || {
        scp(
            "p-none",
            document(r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#),
            &["ou-a", "ou-b", "r-1", HOME, MANAGER],
        )
    };
    let chief = format!("arn:aws:iam::{MANAGER}:user/chief");
    let linked =
        "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX";
    let mut access = in_organization([
        closed(),
        member(MANAGER, "o-1/r-1/"),
        User {
            inline_policies: inline("all", allow("*")),
            ..User::at(&*chief, "chief", MANAGER, None)
        }
        .into(),
        Role {
            inline_policies: inline("all", allow("*")),
            ..Role::at(linked, "AWSServiceRoleForX", HOME, None)
        }
        .into(),
    ]);
    access.audited(&[AccountRef {
        id: MANAGER.into(),
        principal: "audit".into(),
    }]);
    for free in [&chief, linked] {
        assert_eq!(
            decided(&access, free, "ec2:RunInstances", "*"),
            Decision::Allowed,
            "{free}"
        );
    }
    for bound in [ANA, "arn:aws:iam::111122223333:root"] {
        assert_eq!(
            decided(&access, bound, "ec2:RunInstances", "*"),
            Decision::DeniedExplicitly,
            "{bound}"
        );
    }
}

#[test]
fn what_was_not_seen_of_the_policies_is_unknown_where_it_matters() {
    let full = || scp("p-full", allow("*"), &["ou-a", "ou-b", "r-1", HOME]);
    let unread = scp(
        "p-x",
        Observed::Unknown(gap("organizations:DescribePolicy")),
        &["ou-a"],
    );
    let access = in_organization([full(), unread]);
    assert_eq!(
        reason(decided(&access, ANA, "ec2:RunInstances", "*")),
        "`p-x (p-x)` was not read: organizations:DescribePolicy: access denied"
    );
    let somewhere = organizations::Policy {
        targets: Observed::Unknown(gap("organizations:ListTargetsForPolicy")),
        ..policy("p-y", Controls::Principals, denies("ec2:*"), &[])
    };
    let access = in_organization([full(), somewhere.into()]);
    assert_eq!(
        reason(decided(&access, ANA, "ec2:RunInstances", "*")),
        "`p-y (p-y)` was not read: organizations:ListTargetsForPolicy: access denied"
    );
    let mut access = in_organization([full()]);
    access.add_gap(ScopeGap::new(
        MANAGER,
        None,
        gap("organizations:ListPolicies"),
        &[organizations::Policy::TYPE],
    ));
    assert_eq!(
        reason(decided(&access, ANA, "ec2:RunInstances", "*")),
        "`further policies` was not read: organizations:ListPolicies: access denied"
    );
    // Each level has one at least, so a level that shows none was not seen whole.
    let access = in_organization([scp("p-full", allow("*"), &["ou-a", "r-1", HOME])]);
    assert!(reason(decided(&access, ANA, "ec2:RunInstances", "*")).contains("there is always one"));
}

#[test]
fn resource_control_policies_protect_resources_from_strangers_too() {
    let open = Bucket {
        policy: to("*", "s3:GetObject"),
        ..bucket("open")
    };
    let full = || scp("p-full", allow("*"), &["ou-a", "ou-b", "r-1", HOME]);
    let rcp = |path: &str| -> Resource {
        let says = document(
            r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{
                "StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}}}"#,
        );
        policy("p-rcp", Controls::Resources, says, &[path]).into()
    };
    let open_account = || -> Resource {
        Account {
            s3_public_access_block: Observed::Known(PublicAccessBlock::default()),
            organization: Observed::<Organization>::not_collected(),
            ..Account::at("arn:aws:iam::111122223333:root", HOME, HOME, None)
        }
        .into()
    };
    let stranger = |access: &Access| decided(access, "*", "s3:GetObject", "arn:aws:s3:::open/k");
    let access = in_organization([full(), open_account(), open.clone().into()]);
    assert_eq!(stranger(&access), Decision::Allowed);
    let access = in_organization([full(), open_account(), open.clone().into(), rcp("ou-b")]);
    assert_eq!(stranger(&access), Decision::DeniedExplicitly);
    assert_eq!(
        decided(&access, ANA, "s3:GetObject", "arn:aws:s3:::open/k"),
        Decision::Allowed
    );
    let access = in_organization([full(), open_account(), open.into(), rcp("ou-z")]);
    assert_eq!(stranger(&access), Decision::Allowed);
}

#[test]
fn an_action_without_a_resource_is_bound_by_the_callers_own_account() {
    let says = document(
        r#"{"Effect":"Deny","Principal":"*","Action":"s3:ListAllMyBuckets","Resource":"*"}"#,
    );
    let access = in_organization([
        scp("p-full", allow("*"), &["ou-a", "ou-b", "r-1", HOME]),
        policy("p-rcp", Controls::Resources, says, &["r-1"]).into(),
    ]);
    let caller = access.caller(&Principal::parse(ANA).unwrap()).unwrap();
    let mut target = access.target("*", "s3:ListAllMyBuckets");
    access.bind(&caller, &mut target);
    let levels: Vec<usize> = target.rcps.iter().map(Vec::len).collect();
    assert_eq!(levels, [1, 0, 0, 0]);
    let context = access.facts(&caller, &target);
    let request = Request {
        caller: &caller,
        action: "s3:ListAllMyBuckets",
        target: &target,
        endpoint: None,
        context: &context,
        mode: Mode::Discovery,
    };
    assert_eq!(decide(&request).decision, Decision::DeniedExplicitly);
}

#[test]
fn where_an_account_is_in_its_organization_is_known_to_conditions() {
    let by_path = r#"{"Effect":"Allow","Action":"ec2:*","Resource":"*","Condition":{
        "ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-1/r-1/ou-a/*"},
        "StringEquals":{"aws:PrincipalOrgID":"o-1"}}}"#;
    let ask = |path: &str| {
        let user = User {
            inline_policies: inline("by-path", document(by_path)),
            ..ana()
        };
        let access = index([user.into(), root(&[]), member(HOME, path)]);
        decided(&access, ANA, "ec2:RunInstances", "*")
    };
    assert_eq!(ask(PATH), Decision::Allowed);
    assert_eq!(ask("o-1/r-1/ou-z/"), Decision::DeniedImplicitly);
    let key = Key {
        policy: document(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{
                "ForAnyValue:StringEquals":{"aws:ResourceOrgPaths":"o-1/r-1/ou-a/ou-b/"}}}"#,
        ),
        ..Key::at(
            "arn:aws:kms:us-east-1:111122223333:key/1",
            "1",
            HOME,
            Some("us-east-1"),
        )
    };
    let access = index([user(), root(&[]), member(HOME, PATH), key.into()]);
    let target = "arn:aws:kms:us-east-1:111122223333:key/1";
    assert_eq!(
        decided(&access, ANA, "kms:Decrypt", target),
        Decision::Allowed
    );
}

#[test]
fn nothing_is_taken_for_granted_of_an_organization_that_was_seen() {
    let own = |id: &str| -> Resource {
        let organization = Organization {
            id: id.into(),
            management_account: MANAGER.into(),
            all_features: true,
        };
        Account {
            organization: Observed::Known(organization),
            ..Account::at("arn:aws:iam::111122223333:root", HOME, HOME, None)
        }
        .into()
    };
    let assumed = |access: &Access| {
        let caller = access.caller(&Principal::parse(ANA).unwrap()).unwrap();
        let target = access.target("arn:aws:s3:::b", "s3:ListBucket");
        access.assumed(&caller, &target, "s3:ListBucket")
    };
    // The types are not in use, so that nothing binds.
    let access = index([
        user(),
        root(&[]),
        member(HOME, PATH),
        own("o-1"),
        bucket("b").into(),
    ]);
    assert_eq!(assumed(&access), []);
    assert_eq!(
        decided(&access, ANA, "ec2:RunInstances", "*"),
        Decision::Allowed
    );
    // The account has moved to another organization since, which was not seen.
    let account = || HOME.to_owned();
    let access = index([
        user(),
        root(&[RCP, SCP]),
        member(HOME, PATH),
        own("o-2"),
        bucket("b").into(),
    ]);
    assert_eq!(
        assumed(&access),
        [
            Assumed::ServiceControlPolicies { account: account() },
            Assumed::ResourceControlPolicies { account: account() },
        ]
    );
}
