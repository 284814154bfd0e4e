//! What tests about whole snapshots are made with.

use std::path::PathBuf;

use bartizan_finding::{Audit, Finding, Outcome, Waivers};
use bartizan_model::aws::account::Account;
use bartizan_model::aws::iam::User;
use bartizan_model::aws::s3::{Acl, AclGrant, Bucket, PublicAccessBlock};
use bartizan_model::{
    AccountRef, Gap, Header, Observed, Reason, Resource, ResourceType as _, SNAPSHOT_FORMAT,
    ScopeGap, SnapshotBuilder, Snapshots, ToolRef,
};
use bartizan_rules::{JudgeFault, Limits, RuleSet, Source, judge};

use crate::{compiled, shipped_sources};

pub(crate) const ACCOUNT: &str = "111122223333";

pub(crate) fn user(name: &str) -> User {
    User::at(
        format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
        name,
        ACCOUNT,
        None,
    )
}

pub(crate) fn bucket(name: &str) -> Bucket {
    Bucket::at(
        format!("arn:aws:s3:::{name}"),
        name,
        ACCOUNT,
        Some("eu-central-1"),
    )
}

pub(crate) fn open_to_everyone(name: &str) -> Bucket {
    let grant = AclGrant {
        grantee_type: "Group".to_owned(),
        grantee: Some("http://acs.amazonaws.com/groups/global/AllUsers".to_owned()),
        permission: "READ".to_owned(),
    };
    Bucket {
        acl: Observed::Known(Acl {
            owner: None,
            grants: vec![grant],
        }),
        ..bucket(name)
    }
}

pub(crate) fn account(block: Observed<PublicAccessBlock>) -> Account {
    let id = format!("arn:aws:iam::{ACCOUNT}:root");
    Account {
        alias: Observed::Known("ledger".to_owned()),
        s3_public_access_block: block,
        ..Account::at(id, "ledger", ACCOUNT, None)
    }
}

pub(crate) fn denied(action: &'static str) -> Gap {
    Gap {
        action: action.into(),
        reason: Reason::AccessDenied,
        code: Some("AccessDenied".to_owned()),
    }
}

pub(crate) fn header() -> Header {
    Header {
        format: SNAPSHOT_FORMAT.to_owned(),
        tool: ToolRef {
            name: "bartizan".to_owned(),
            version: "0.0.0".to_owned(),
        },
        provider: "aws".to_owned(),
        accounts: vec![AccountRef {
            id: ACCOUNT.to_owned(),
            principal: "auditor".to_owned(),
        }],
        regions: vec!["eu-central-1".to_owned()],
        services: vec!["iam".to_owned()],
        started_at: "2026-03-31T00:00:00Z".parse().unwrap(),
        finished_at: "2026-04-01T00:00:00Z".parse().unwrap(),
        calls: 0,
        lines: None,
    }
}

pub(crate) fn snapshot(resources: &[Resource], gaps: &[ScopeGap]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("snapshot.jsonl");
    let mut builder = SnapshotBuilder::new();
    for resource in resources {
        builder.push(resource).unwrap();
    }
    for gap in gaps {
        builder.push_gap(gap).unwrap();
    }
    builder
        .finish(&header(), &mut std::fs::File::create(&path).unwrap())
        .unwrap();
    (dir, path)
}

/// The same, opened. The folder goes when it is dropped.
pub(crate) fn snapshots(
    resources: &[Resource],
    gaps: &[ScopeGap],
) -> (tempfile::TempDir, Snapshots) {
    let (dir, path) = snapshot(resources, gaps);
    (dir, Snapshots::open(&[path]).unwrap())
}

pub(crate) fn judged_with(
    rules: &RuleSet,
    resources: &[Resource],
    gaps: &[ScopeGap],
    limits: &Limits,
) -> Result<Audit, JudgeFault> {
    let (_dir, mut snapshots) = snapshots(resources, gaps);
    judge(rules, &mut snapshots, limits, &Waivers::none())
}

pub(crate) fn judged(rules: &RuleSet, resources: &[Resource], gaps: &[ScopeGap]) -> Audit {
    judged_with(rules, resources, gaps, &Limits::default()).unwrap()
}

/// A few rules that ship, so that what is told here does not change with every new one.
pub(crate) fn some_rules() -> RuleSet {
    let few = [
        "aws/account/root_without_mfa.rego",
        "aws/iam/user_access_key_not_rotated.rego",
        "aws/iam/user_console_without_mfa.rego",
        "aws/iam/role_trusted_by_anyone.rego",
        "aws/kms/key_without_rotation.rego",
        "aws/s3/bucket_open_by_acl.rego",
        "aws/s3/bucket_without_customer_key.rego",
    ];
    let sources = shipped_sources().into_iter();
    let sources: Vec<Source> = sources
        .filter(|source| few.contains(&source.path.as_str()))
        .collect();
    assert_eq!(sources.len(), few.len());
    compiled(sources)
}

pub(crate) fn findings(audit: &Audit) -> Vec<Finding> {
    let mut all = Vec::new();
    audit
        .findings
        .each(|finding| {
            all.push(finding);
            Ok(())
        })
        .unwrap();
    all
}

/// Rule, resource and outcome of every finding.
pub(crate) fn told(audit: &Audit) -> Vec<String> {
    let line = |it: &Finding| format!("{} {} {}", it.outcome.name(), it.rule, it.resource.name);
    findings(audit).iter().map(line).collect()
}

pub(crate) fn outcome_of(audit: &Audit, rule: &str, name: &str) -> Outcome {
    findings(audit)
        .into_iter()
        .find(|it| it.rule == rule && it.resource.name == name)
        .unwrap()
        .outcome
}
