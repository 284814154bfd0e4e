#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]
use super::*;
use crate::observed::Reason;

const ACCOUNT: &str = "111122223333";

fn bucket(policy: &str, block: Observed<PublicAccessBlock>) -> Resource {
    Resource::from(Bucket {
        policy: Observed::Known(PolicyDocument::parse(policy).unwrap()),
        public_access_block: block,
        ..Bucket::at("arn:aws:s3:::b".to_owned(), "b", ACCOUNT, None)
    })
}

fn block(restrict: bool) -> Observed<PublicAccessBlock> {
    Observed::Known(PublicAccessBlock {
        block_public_acls: false,
        ignore_public_acls: false,
        block_public_policy: false,
        restrict_public_buckets: restrict,
    })
}

fn account(block: Observed<PublicAccessBlock>) -> Resource {
    Resource::from(Account {
        s3_public_access_block: block,
        organization: Observed::Absent,
        ..Account::at(ACCOUNT.to_owned(), ACCOUNT, ACCOUNT, None)
    })
}

fn exposure(resources: &[Resource]) -> Exposure {
    let mut all = ResourcePolicies::default();
    resources.iter().for_each(|it| all.add(it));
    let zone = all.zone().clone();
    all.exposure(&all.policies()[0], &zone).unwrap()
}

const PUBLIC: &str = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}}"#;
const FOREIGN: &str = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}}"#;

#[test]
fn a_block_of_bucket_or_account_sets_a_public_policy_aside() {
    let is_open = |exposure| matches!(exposure, Exposure::Open { .. });
    let off = || block(false);
    assert!(is_open(exposure(&[bucket(PUBLIC, off()), account(off())])));
    assert!(is_open(exposure(&[
        bucket(PUBLIC, Observed::Absent),
        account(Observed::Absent)
    ])));
    for (own, of_account) in [(block(true), off()), (off(), block(true))] {
        let found = exposure(&[bucket(PUBLIC, own.clone()), account(of_account.clone())]);
        assert_eq!(found, Exposure::Closed);
        // A policy that names whom it lets in is not public.
        assert!(is_open(exposure(&[
            bucket(FOREIGN, own),
            account(of_account)
        ])));
    }
}

#[test]
fn a_block_that_was_not_read_leaves_it_unknown() {
    let gap = Gap {
        action: "s3:GetAccountPublicAccessBlock".into(),
        reason: Reason::AccessDenied,
        code: None,
    };
    let unread = || Observed::Unknown(gap.clone());
    let found = exposure(&[bucket(PUBLIC, block(false)), account(unread())]);
    let reason = "s3:GetAccountPublicAccessBlock: access denied".to_owned();
    assert_eq!(found, Exposure::Unknown { reason });
    let found = exposure(&[bucket(PUBLIC, block(true)), account(unread())]);
    assert_eq!(found, Exposure::Closed);
}

#[test]
fn the_accounts_of_a_snapshot_are_trusted() {
    let own = FOREIGN.replace("444455556666", ACCOUNT);
    let found = exposure(&[bucket(&own, Observed::Absent), account(Observed::Absent)]);
    assert_eq!(found, Exposure::Closed);
}

#[test]
fn an_access_point_of_a_vpc_is_open_to_that_vpc_alone() {
    let policy = PUBLIC.replace("arn:aws:s3:::b/*", "*");
    let id = "arn:aws:s3:eu-west-1:111122223333:accesspoint/p";
    let point = AccessPoint {
        vpc: Some("vpc-1".to_owned()),
        policy: Observed::Known(PolicyDocument::parse(&policy).unwrap()),
        public_access_block: block(false),
        ..AccessPoint::at(id.to_owned(), "p", ACCOUNT, Some("eu-west-1"))
    };
    let mut all = ResourcePolicies::default();
    all.add(&Resource::from(point));
    all.add(&account(Observed::Absent));
    let mut zone = all.zone().clone();
    let Exposure::Open { openings, .. } = all.exposure(&all.policies()[0], &zone).unwrap() else {
        panic!("closed");
    };
    let said: Vec<String> = openings
        .iter()
        .flat_map(|it| it.from())
        .map(ToString::to_string)
        .collect();
    assert_eq!(said, ["aws:SourceVpc StringEquals `vpc-1`"]);
    zone.vpcs.insert("vpc-1".to_owned());
    assert_eq!(
        all.exposure(&all.policies()[0], &zone).unwrap(),
        Exposure::Closed
    );
}
