//! Trails, event data stores, and the buckets that they write to.

use serde_json::{Value, json};

use super::*;

#[test]
fn an_account_knows_its_trails() {
    let resources = [
        account(OWN, json!(null)),
        trail(OWN, "main", json!({ "kms_key": "k" })),
        trail(OTHER, "theirs", json!({ "organization": true })),
    ];
    let told = fact("trails", "aws.account", OWN, &resources, &[]);
    assert_eq!(
        told,
        json!([{
            "id": format!("arn:aws:cloudtrail:eu-west-1:{OWN}:trail/main"), "name": "main", "account": OWN,
            "region": "eu-west-1", "multi_region": true, "organization": false, "global_events": false,
            "logging": true, "validation": false, "kms": true, "management": "all", "excluded_sources": [],
            "s3_reads": "all", "s3_writes": "all", "lambda": "none", "log_group": false
        }])
    );
}

#[test]
fn an_organization_s_trail_records_its_members() {
    let names = |own: Value| {
        let resources = [
            account(OWN, own),
            account(OTHER, organization()),
            trail(OTHER, "all", json!({ "organization": true })),
            trail(OTHER, "alone", json!({})),
        ];
        let told = fact("trails", "aws.account", OWN, &resources, &[]);
        match told.as_array() {
            Some(trails) => trails.iter().map(|it| it["name"].clone()).collect(),
            None => told,
        }
    };
    assert_eq!(names(organization()), json!(["all"]));
    assert_eq!(names(json!(null)), json!([]));
    assert_eq!(
        names(unknown("organizations:DescribeOrganization")),
        json!("unknown: organizations:DescribeOrganization")
    );
}

/// A member sees its organization's trail too, and less of it than the owner.
#[test]
fn a_trail_seen_twice_is_told_once_as_its_owner_sees_it() {
    let arn = format!("arn:aws:cloudtrail:eu-west-1:{OTHER}:trail/all");
    let resources = [
        account(OWN, organization()),
        account(OTHER, organization()),
        trail(OTHER, "all", json!({ "organization": true })),
        trail(
            OWN,
            "all",
            json!({ "id": arn, "organization": true, "event_selectors": unknown("cloudtrail:GetEventSelectors") }),
        ),
    ];
    let told = fact("trails", "aws.account", OWN, &resources, &[]);
    assert_eq!(told.as_array().map(Vec::len), Some(1), "{told}");
    assert_eq!(told[0]["account"], OTHER);
}

#[test]
fn event_data_stores_are_told() {
    let store =
        |name, attributes| resource("aws.cloudtrail.event_data_store", OWN, name, attributes);
    let known = json!({ "status": "ENABLED", "multi_region": true, "organization": false });
    let resources = [account(OWN, json!(null)), store("lake", known)];
    let told = fact("event_data_stores", "aws.account", OWN, &resources, &[]);
    assert_eq!(told[0]["status"], "ENABLED");
    let denied = json!({ "status": unknown("cloudtrail:GetEventDataStore") });
    let resources = [account(OWN, json!(null)), store("lake", denied)];
    let told = fact("event_data_stores", "aws.account", OWN, &resources, &[]);
    assert_eq!(told, "unknown: cloudtrail:GetEventDataStore");
}

#[test]
fn a_trail_knows_its_bucket_through_both_blocks() {
    let open = json!({
        "policy": { "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*" }] },
        "acl": { "owner": null, "grants": [{ "grantee_type": "Group", "permission": "READ",
                 "grantee": "http://acs.amazonaws.com/groups/global/AllUsers" }] },
        "versioning": { "enabled": true, "mfa_delete": false },
        "object_lock": unknown("s3:GetBucketObjectLockConfiguration")
    });
    let told = |block: Value| {
        let account = resource(
            "aws.account",
            OWN,
            OWN,
            json!({ "s3_public_access_block": block }),
        );
        let resources = [
            account,
            trail(OWN, "main", json!({})),
            bucket("logs", open.clone()),
        ];
        fact(
            "trail_bucket",
            "aws.cloudtrail.trail",
            "main",
            &resources,
            &[],
        )
    };
    let found = told(json!(null));
    assert_eq!(
        found,
        json!({ "name": "logs", "account": OWN, "open_by_acl": true, "open_by_policy": true, "logging": false,
                "versioning": true, "mfa_delete": false, "object_lock": null })
    );
    let blocked = told(
        json!({ "block_public_acls": true, "ignore_public_acls": true,
                               "block_public_policy": true, "restrict_public_buckets": true }),
    );
    assert_eq!(blocked["open_by_acl"], false);
    assert_eq!(blocked["open_by_policy"], false);
    assert_eq!(
        told(unknown("s3:GetAccountPublicAccessBlock")),
        "unknown: s3:GetAccountPublicAccessBlock"
    );
}

#[test]
fn a_bucket_of_somebody_else_is_null_unless_it_may_be_hidden() {
    let resources = [account(OWN, json!(null)), trail(OWN, "main", json!({}))];
    let told = |gaps: &[ScopeGap]| {
        fact(
            "trail_bucket",
            "aws.cloudtrail.trail",
            "main",
            &resources,
            gaps,
        )
    };
    assert_eq!(told(&[]), json!(null));
    let hidden = ScopeGap::new(OWN, None, denied("s3:ListAllMyBuckets"), &["aws.s3.bucket"]);
    assert_eq!(told(&[hidden]), "unknown: s3:ListAllMyBuckets");
}

#[test]
fn a_bucket_knows_what_is_written_to_it() {
    let to = |target: &str| json!({ "logging": { "bucket": target, "prefix": "" } });
    let resources = [
        account(OWN, json!(null)),
        trail(OTHER, "b-trail", json!({})),
        trail(OWN, "a-trail", json!({})),
        bucket("logs", json!({})),
        bucket("one", to("logs")),
        bucket("two", to("logs")),
        bucket(
            "three",
            json!({ "logging": unknown("s3:GetBucketLogging") }),
        ),
    ];
    let told = |name: &str, bucket: &str| fact(name, "aws.s3.bucket", bucket, &resources, &[]);
    assert_eq!(told("trails_here", "logs"), json!(["a-trail", "b-trail"]));
    assert_eq!(told("trails_here", "one"), json!([]));
    assert_eq!(told("logs_here", "logs"), json!(2));
    assert_eq!(told("logs_here", "one"), "unknown: s3:GetBucketLogging");
}
