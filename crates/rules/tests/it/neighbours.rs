//! Facts about the neighbours of a resource, from whole snapshots.
#![expect(clippy::indexing_slicing, reason = "tests")]

use std::path::PathBuf;

use bartizan_finding::Outcome;
use bartizan_model::{
    AccountRef, Gap, Header, Reason, Resource, SNAPSHOT_FORMAT, ScopeGap, SnapshotBuilder,
    Snapshots, ToolRef,
};
use bartizan_rules::{Limits, judge};
use serde_json::{Value, json};

use crate::{compiled, rule_of};

const OWN: &str = "111122223333";
const OTHER: &str = "444455556666";

/// A resource of a type with some attributes, the rest from the type's baseline.
fn resource(kind: &str, account: &str, name: &str, attributes: Value) -> Resource {
    let mut whole = serde_json::to_value(Resource::baseline(kind).unwrap()).unwrap();
    let fields = whole.as_object_mut().unwrap();
    fields.insert("account".into(), account.into());
    fields.insert("name".into(), name.into());
    fields.insert(
        "id".into(),
        format!("arn:aws:x:eu-west-1:{account}:{name}").into(),
    );
    fields.insert("region".into(), "eu-west-1".into());
    fields.extend(attributes.as_object().unwrap().clone());
    Resource::read(kind, &whole.to_string()).unwrap()
}

fn header(accounts: &[&str], services: &[&str]) -> Header {
    let reference = |id: &&str| AccountRef {
        id: (*id).to_owned(),
        principal: "auditor".to_owned(),
    };
    Header {
        format: SNAPSHOT_FORMAT.to_owned(),
        tool: ToolRef {
            name: "test".to_owned(),
            version: "0".to_owned(),
        },
        provider: "aws".to_owned(),
        accounts: accounts.iter().map(reference).collect(),
        regions: vec!["eu-west-1".to_owned()],
        services: services.iter().map(|&it| it.to_owned()).collect(),
        started_at: "2026-03-31T00:00:00Z".parse().unwrap(),
        finished_at: "2026-04-01T00:00:00Z".parse().unwrap(),
        calls: 0,
        lines: None,
    }
}

const ALL: &[&str] = &["account", "cloudtrail", "iam", "kms", "s3", "ssm", "wafv2"];

/// What a fact is of the resource called `name`, when these are in the snapshot; the gap's action when it is unknown.
fn fact(fact: &str, kind: &str, name: &str, resources: &[Resource], gaps: &[ScopeGap]) -> Value {
    fact_with(
        &header(&[OWN, OTHER], ALL),
        fact,
        kind,
        name,
        resources,
        gaps,
    )
}

fn fact_with(
    header: &Header,
    fact: &str,
    kind: &str,
    name: &str,
    resources: &[Resource],
    gaps: &[ScopeGap],
) -> Value {
    let rego = format!("violation contains {{\"message\": json.marshal(input.facts.{fact})}}");
    let rules = compiled(vec![rule_of(
        kind,
        &format!("#   facts: [{fact}]\n"),
        &rego,
    )]);
    let dir = tempfile::tempdir().unwrap();
    let path: PathBuf = dir.path().join("s.jsonl");
    let mut builder = SnapshotBuilder::new();
    for resource in resources {
        builder.push(resource).unwrap();
    }
    for gap in gaps {
        builder.push_gap(gap).unwrap();
    }
    let mut bytes = Vec::new();
    builder.finish(header, &mut bytes).unwrap();
    std::fs::write(&path, bytes).unwrap();
    let mut snapshots = Snapshots::open(&[path]).unwrap();
    let audit = judge(
        &rules,
        &mut snapshots,
        &Limits::default(),
        &bartizan_finding::Waivers::none(),
    )
    .unwrap();
    let found = crate::judging::findings(&audit);
    let outcome = found.into_iter().find(|it| it.resource.name == name);
    match outcome.unwrap().outcome {
        Outcome::Fail(violations) => serde_json::from_str(&violations[0].message).unwrap(),
        Outcome::Unknown(gaps) => format!("unknown: {}", gaps[0].action).into(),
        other => panic!("{other:?}"),
    }
}

fn denied(action: &'static str) -> Gap {
    Gap {
        action: action.into(),
        reason: Reason::AccessDenied,
        code: None,
    }
}

fn unknown(action: &str) -> Value {
    json!({ "$unknown": { "action": action, "reason": "access-denied" } })
}

fn account(id: &str, organization: Value) -> Resource {
    resource(
        "aws.account",
        id,
        id,
        json!({ "organization": organization }),
    )
}

fn organization() -> Value {
    json!({ "id": "o-a1b2c3d4e5", "management_account": OTHER, "all_features": true })
}

fn trail(account: &str, name: &str, attributes: Value) -> Resource {
    let mut all = json!({
        "id": format!("arn:aws:cloudtrail:eu-west-1:{account}:trail/{name}"),
        "bucket": "logs",
        "multi_region": true,
        "status": {
            "logging": true, "started_at": null, "stopped_at": null, "delivered_at": null, "delivery_error": null,
            "digest_delivered_at": null, "digest_delivery_error": null, "log_group_delivered_at": null,
            "log_group_delivery_error": null
        },
        "event_selectors": {
            "classic": [{ "read_write": "All", "management_events": true, "excluded_sources": [],
                          "data_resources": { "AWS::S3::Object": ["arn:aws:s3"] } }],
            "advanced": []
        },
    });
    all.as_object_mut()
        .unwrap()
        .extend(attributes.as_object().unwrap().clone());
    resource("aws.cloudtrail.trail", account, name, all)
}

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
fn what_was_not_collected_or_listed_is_unknown() {
    let resources = [account(OWN, json!(null))];
    let not_collected = fact_with(
        &header(&[OWN], &["account", "iam"]),
        "trails",
        "aws.account",
        OWN,
        &resources,
        &[],
    );
    assert_eq!(not_collected, "unknown: cloudtrail:DescribeTrails");
    let hidden = ScopeGap::new(
        OWN,
        Some("eu-west-1"),
        denied("cloudtrail:ListTrails"),
        &["aws.cloudtrail.trail"],
    );
    let told = fact("trails", "aws.account", OWN, &resources, &[hidden]);
    assert_eq!(told, "unknown: cloudtrail:ListTrails");
    let selectors = unknown("cloudtrail:GetEventSelectors");
    let resources = [
        account(OWN, json!(null)),
        trail(OWN, "main", json!({ "event_selectors": selectors })),
    ];
    let told = fact("trails", "aws.account", OWN, &resources, &[]);
    assert_eq!(told, "unknown: cloudtrail:GetEventSelectors");
    let told = fact("trail_insights", "aws.account", OWN, &resources, &[]);
    assert_eq!(
        told,
        json!([{ "name": "main", "logging": true, "kinds": [] }])
    );
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

fn bucket(name: &str, attributes: Value) -> Resource {
    resource("aws.s3.bucket", OWN, name, attributes)
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

#[test]
fn a_key_that_is_off_knows_who_names_it() {
    let key = |id: &str, state: &str, aliases: Value| {
        let arn = format!("arn:aws:kms:eu-west-1:{OWN}:key/{id}");
        resource(
            "aws.kms.key",
            OWN,
            id,
            json!({ "id": arn, "state": state, "aliases": aliases }),
        )
    };
    let encrypted = |key: &str| json!({ "encryption": { "algorithm": "aws:kms", "kms_key": key, "bucket_key": true } });
    let parameter = json!({ "value_type": "SecureString", "kms_key": "alias/ledger" });
    let resources = [
        trail(
            OWN,
            "main",
            json!({ "kms_key": format!("arn:aws:kms:eu-west-1:{OWN}:key/k1") }),
        ),
        key("k1", "Disabled", json!(["alias/ledger"])),
        key("k2", "Enabled", json!([])),
        key("k3", "PendingDeletion", json!([])),
        bucket("by-id", encrypted("k1")),
        bucket(
            "by-alias",
            encrypted(&format!("arn:aws:kms:eu-west-1:{OWN}:alias/ledger")),
        ),
        bucket("other", encrypted("k2")),
        resource("aws.ssm.parameter", OWN, "/p", parameter),
    ];
    let told = |name: &str| fact("key_users", "aws.kms.key", name, &resources, &[]);
    assert_eq!(
        told("k1"),
        json!([
            { "kind": "aws.cloudtrail.trail", "name": "main" },
            { "kind": "aws.s3.bucket", "name": "by-alias" },
            { "kind": "aws.s3.bucket", "name": "by-id" },
            { "kind": "aws.ssm.parameter", "name": "/p" },
        ])
    );
    assert_eq!(told("k2"), json!(null));
    assert_eq!(told("k3"), json!([]));
}

#[test]
fn what_is_an_administrator_by_what() {
    let admin = json!({ "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] });
    let arn = |name: &str| format!("arn:aws:iam::{OWN}:policy/{name}");
    let policy = |name: &str, document: Value| {
        resource(
            "aws.iam.policy",
            OWN,
            name,
            json!({ "id": arn(name), "document": document }),
        )
    };
    let attached = |name: &str| json!([{ "arn": arn(name), "name": name }]);
    let user = |name: &str, attributes: Value| resource("aws.iam.user", OWN, name, attributes);
    let resources = [
        policy("all", admin.clone()),
        policy("little", json!({ "Statement": [] })),
        policy("dark", unknown("iam:GetPolicyVersion")),
        resource(
            "aws.iam.group",
            OWN,
            "ops",
            json!({ "attached_policies": attached("all") }),
        ),
        user(
            "direct",
            json!({ "attached_policies": attached("all"), "permissions_boundary": arn("little") }),
        ),
        user("member", json!({ "groups": ["ops"] })),
        user(
            "inline",
            json!({ "inline_policies": [{ "name": "i", "document": admin }],
                               "permissions_boundary": arn("all") }),
        ),
        user("nobody", json!({ "attached_policies": attached("little") })),
        user("dark", json!({ "attached_policies": attached("dark") })),
        user("lost", json!({ "groups": ["gone"] })),
    ];
    let told = |name: &str| fact("administrator_by", "aws.iam.user", name, &resources, &[]);
    let entry = |policy: &str, via: &str, group: Value, bounded: bool| json!([{ "policy": policy, "via": via, "group": group, "bounded": bounded }]);
    assert_eq!(
        told("direct"),
        entry(&arn("all"), "attached", json!(null), true)
    );
    assert_eq!(
        told("member"),
        entry(&arn("all"), "group", json!("ops"), false)
    );
    assert_eq!(told("inline"), entry("i", "inline", json!(null), false));
    assert_eq!(told("nobody"), json!([]));
    assert_eq!(told("dark"), "unknown: iam:GetPolicyVersion");
    assert_eq!(told("lost"), "unknown: iam:GetAccountAuthorizationDetails");
}

#[test]
fn support_is_counted() {
    let arn = "arn:aws:iam::aws:policy/AWSSupportAccess";
    let support = resource(
        "aws.iam.policy",
        OWN,
        "AWSSupportAccess",
        json!({ "id": arn, "manager": "aws", "attachments": 2 }),
    );
    let told =
        |resources: &[Resource]| fact("support_attachments", "aws.account", OWN, resources, &[]);
    assert_eq!(told(&[account(OWN, json!(null)), support]), json!(2));
    assert_eq!(told(&[account(OWN, json!(null))]), json!(0));
}

#[test]
fn regions_count_machines_and_windows() {
    let region = resource("aws.region", OWN, "eu-west-1", json!({}));
    let machine = |name: &str, patches: Value| {
        resource("aws.ssm.instance", OWN, name, json!({ "patches": patches }))
    };
    let scanned = json!({
        "baseline": "arn:aws:ssm:eu-west-1:111122223333:patchbaseline/pb-1", "patch_group": null, "operation": null,
        "ended_at": null, "installed": 0, "pending_reboot": null, "missing": 0, "failed": 0,
        "critical_non_compliant": null, "security_non_compliant": null, "other_non_compliant": null
    });
    let window = |name: &str, enabled: bool, runs: &str, targets: Value| {
        let attributes = json!({ "enabled": enabled, "tasks": [{ "kind": "RUN_COMMAND", "runs": runs }], "targets": targets });
        resource("aws.ssm.maintenance_window", OWN, name, attributes)
    };
    let baseline = |id: &str| resource("aws.ssm.patch_baseline", OWN, id, json!({ "id": id }));
    let mut resources = vec![
        region,
        machine("a", scanned),
        machine("b", json!(null)),
        window("w1", true, "AWS-RunPatchBaseline", json!(3)),
        window("w2", true, "AWS-RunShellScript", json!(3)),
        window("w3", false, "AWS-RunPatchBaseline", json!(3)),
        window("w4", true, "AWS-RunPatchBaseline", json!(0)),
        baseline("pb-1"),
        baseline("pb-2"),
    ];
    let of_region =
        |name: &str, resources: &[Resource]| fact(name, "aws.region", "eu-west-1", resources, &[]);
    assert_eq!(of_region("region_machines", &resources), json!(2));
    assert_eq!(
        of_region("region_windows", &resources),
        json!({ "enabled": 3, "patching": 1 })
    );
    let users = |id: &str, resources: &[Resource]| {
        fact(
            "baseline_users",
            "aws.ssm.patch_baseline",
            id,
            resources,
            &[],
        )
    };
    assert_eq!(users("pb-1", &resources), json!(1));
    assert_eq!(users("pb-2", &resources), json!(0));
    resources.push(machine("c", unknown("ssm:DescribeInstancePatchStates")));
    assert_eq!(
        users("pb-2", &resources),
        "unknown: ssm:DescribeInstancePatchStates"
    );
    assert_eq!(users("pb-1", &resources), json!(1));
}

/// Who belongs to which organization is asked only where a policy lets one in.
#[test]
fn an_unknown_organization_matters_where_a_policy_names_one() {
    let policy = |organization: &str| {
        json!({ "policy": { "Statement": [{
            "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*",
            "Condition": { "StringEquals": { "aws:PrincipalOrgID": organization } } }] } })
    };
    let told = |name: &str, organization: Value| {
        let resources = [
            account(OWN, organization),
            bucket("shared", policy("o-a1b2c3d4e5")),
            bucket("plain", json!({})),
        ];
        fact(name, "aws.s3.bucket", "shared", &resources, &[])
    };
    let denied = || unknown("organizations:DescribeOrganization");
    assert_eq!(told("own_organization", organization()), "o-a1b2c3d4e5");
    assert_eq!(
        told("own_organization", denied()),
        "unknown: organizations:DescribeOrganization"
    );
    assert_eq!(told("outside_access", organization())[0]["own"], true);
    assert_eq!(told("outside_access", json!(null))[0]["own"], false);
    assert_eq!(told("outside_access", denied())[0]["own"], json!(null));
    let plain = [account(OWN, denied()), bucket("plain", json!({}))];
    let told = fact("own_organization", "aws.s3.bucket", "plain", &plain, &[]);
    assert_eq!(told, json!(null));
}

/// An audited account is no stranger.
#[test]
fn accounts_of_the_audit_are_own() {
    let policy = json!({ "policy": { "Statement": [{
        "Effect": "Allow", "Principal": { "AWS": [OTHER, "777788889999"] }, "Action": "s3:GetObject",
        "Resource": "*" }] } });
    let resources = [account(OWN, json!(null)), bucket("shared", policy)];
    let told = fact("outside_access", "aws.s3.bucket", "shared", &resources, &[]);
    assert_eq!(
        (&told[0]["own"], &told[1]["own"]),
        (&json!(true), &json!(false))
    );
}
