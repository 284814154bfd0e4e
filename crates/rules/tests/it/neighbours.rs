//! Facts about the neighbours of a resource, from whole snapshots.
#![expect(clippy::indexing_slicing, reason = "tests")]

mod identities;
mod trails;

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
    let found = crate::support::findings(&audit);
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

fn bucket(name: &str, attributes: Value) -> Resource {
    resource("aws.s3.bucket", OWN, name, attributes)
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
