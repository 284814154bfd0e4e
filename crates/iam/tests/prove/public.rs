//! Who is let in from outside, as proven, against the verdicts of other tools' own tests. Where they differ
//! stands in `docs/iam-disagreements.md`.

use std::collections::BTreeSet;

use bartizan_iam::{Atom, Exposure, Opening, Outsider, PolicyDocument, Residual, Zone, outside};
use serde_json::{Value, json};

use crate::shared;

/// Keys of which these tools take any condition that holds them to values for enough.
const ENOUGH: &[&str] = &[
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:resourceorgid",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "aws:vpcsourceip",
    "kms:viaservice",
    "lambda:eventsourcetoken",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "sns:endpoint",
];

fn key(condition: &Residual) -> Option<String> {
    match condition {
        Residual::Requirement {
            atom: Atom::Condition(wanted),
            holds: true,
        } if !wanted.values().any(|it| it.ends_with("/0")) => {
            Some(wanted.key().to_ascii_lowercase())
        }
        _ => None,
    }
}

/// Whether conditions hold the opening to what the owner chose.
fn is_narrow(opening: &Opening) -> bool {
    let keys = opening.conditions.iter().filter_map(key);
    keys.into_iter().any(|it| ENOUGH.contains(&it.as_str()))
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items
        .filter_map(|it| Some(it.as_str()?.to_owned()))
        .collect()
}

fn zone(account: &str) -> Zone {
    Zone {
        accounts: [account.to_owned()].into(),
        home: Some(account.to_owned()),
        doubt_services: true,
        ..Zone::default()
    }
}

/// What is open; none when the row is no policy or nothing is certain.
fn openings(policy: &Value, zone: &Zone) -> Option<Vec<Opening>> {
    let document = PolicyDocument::parse(&policy.to_string()).ok()?;
    match outside(&[&document], zone).unwrap() {
        Exposure::Closed => Some(Vec::new()),
        Exposure::Open { openings, .. } => Some(openings),
        Exposure::Unknown { .. } => None,
    }
}

fn differing(
    file: &str,
    verdict: impl Fn(&Value) -> Option<(bool, bool)>,
) -> Option<BTreeSet<String>> {
    let rows = shared::rows(file);
    let judged: Vec<(String, bool, bool)> = rows
        .iter()
        .filter_map(|row| {
            let (theirs, ours) = verdict(row)?;
            let id = row.pointer("/id").and_then(Value::as_str).unwrap();
            Some((id.to_owned(), theirs, ours))
        })
        .collect();
    let differing = judged.iter().filter(|(_, theirs, ours)| theirs != ours);
    (!judged.is_empty()).then(|| differing.map(|(id, _, _)| id.clone()).collect())
}

/// Prowler's verdict on a row, and ours.
fn prowler(row: &Value) -> Option<(bool, bool)> {
    if row.pointer("/kind")? != "public" {
        return None;
    }
    let theirs = row.pointer("/expected/result")?.as_bool()?;
    let first = row.pointer("/args/0")?;
    let account = row.pointer("/args/1").and_then(Value::as_str);
    let option = |name: &str| row.pointer(&format!("/kwargs/{name}"));
    let cross = option("is_cross_account_allowed").or(row.pointer("/args/2"));
    let cross = cross.and_then(Value::as_bool);
    let mut zone = zone(account.unwrap_or("123456789012"));
    zone.accounts.extend(texts(option("trusted_account_ids")));
    let services = option("check_cross_service_confused_deputy") == Some(&json!(true));
    let open = |it: &Opening| {
        let all = |who: &Outsider| match who {
            Outsider::Anyone | Outsider::AnyAccount | Outsider::AnyService => true,
            Outsider::Service(_) => services,
            _ => false,
        };
        it.who.iter().any(all) && !is_narrow(it)
    };
    // A service that acts for strangers is one of theirs.
    let foreign = |it: &Opening| {
        let of_account =
            |who: &Outsider| matches!(who, Outsider::Account(_) | Outsider::AnyService);
        let owner = it.conditions.iter().filter_map(key);
        it.who.iter().any(of_account) || owner.into_iter().any(|it| it == "aws:sourceowner")
    };
    let public = |policy: &Value, cross: bool| {
        let found = openings(policy, &zone)?;
        Some(found.iter().any(|it| open(it) || (!cross && foreign(it))))
    };
    let ours = match row.pointer("/fn")?.as_str()? {
        "is_condition_block_restrictive" => {
            let policy = json!({ "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": first }] });
            !public(&policy, cross.unwrap_or(false))?
        }
        "is_policy_public" => public(first, cross.unwrap_or(true)).unwrap_or(false),
        "has_public_principal" => {
            let mut statement = first.clone();
            let fields = statement.as_object_mut()?;
            for (name, value) in [("Effect", "Allow"), ("Action", "*"), ("Resource", "*")] {
                fields.insert(name.to_owned(), value.into());
            }
            public(&json!({ "Statement": [statement] }), true).unwrap_or(false)
        }
        _ => return None,
    };
    Some((theirs, ours))
}

#[test]
fn prowler_s_public_policies() {
    let Some(differing) = differing("oracle/iam/prowler.policy.jsonl", prowler) else {
        return;
    };
    let known = [
        27, 29, 46, 48, 54, 56, 62, 64, 65, 67, 68, 69, 71, 72, 89, 91, 106, 108, 114, 116, 122,
        124, 125, 127, 128, 129, 131, 132, 133, 134, 135, 136, 147, 234, 256, 258, 260, 261, 262,
        267,
    ];
    let known = known.iter().map(|it| format!("prowler/{it}"));
    assert_eq!(differing, known.collect());
}

/// Cloud Custodian's verdict on a row, and ours with the same accounts, organizations and networks trusted.
fn custodian(row: &Value) -> Option<(bool, bool)> {
    let theirs = row.pointer("/expected/violation")?.as_bool()?;
    let list = |name: &str| texts(row.pointer(&format!("/trusted/{name}")));
    let everyone_only = row.pointer("/trusted/everyone_only") == Some(&json!(true));
    let zone = Zone {
        accounts: list("allowed_accounts").into_iter().collect(),
        organizations: list("allowed_orgid").into_iter().collect(),
        vpcs: list("allowed_vpc").into_iter().collect(),
        endpoints: list("allowed_vpce").into_iter().collect(),
        providers: list("allowed_accounts").into_iter().collect(),
        home: list("allowed_accounts").first().cloned(),
        doubt_services: true,
        ..Zone::default()
    };
    let home = zone.home.clone().unwrap_or_default();
    let found = openings(row.pointer("/policy")?, &zone)?;
    // Without a list of VPCs or endpoints, one that is written down is enough.
    let chosen = |it: &Opening| {
        let mut keys = it.conditions.iter().filter_map(key);
        keys.any(|it| match it.as_str() {
            "aws:sourcevpc" => zone.vpcs.is_empty(),
            "aws:sourcevpce" => zone.endpoints.is_empty(),
            _ => false,
        })
    };
    let ours = found.iter().filter(|it| !chosen(it)).any(|it| {
        it.who.iter().any(|who| match who {
            Outsider::Service(_) => false,
            Outsider::Anyone => true,
            _ if everyone_only => false,
            Outsider::Provider(name) => name.split(':').nth(4) != Some(&home),
            Outsider::AnyProvider => false,
            _ => true,
        })
    });
    Some((theirs, ours))
}

#[test]
fn custodian_s_cross_account_policies() {
    let Some(differing) = differing("oracle/iam/custodian.crossaccount.jsonl", custodian) else {
        return;
    };
    let known = [
        "s3-conditions.json#1/allowed_accounts+allowed_vpc",
        "s3-policies.json#3/allowed_accounts",
        "s3-policies.json#3/allowed_accounts+allowed_vpc+allowed_vpce",
        "s3-principal-accounts.json#1/allowed_accounts",
        "s3-principal.json#0/everyone_only",
        "s3-resource-orgid.json#0/allowed_orgid",
    ];
    let known = known.iter().map(|id| format!("custodian/{id}"));
    assert_eq!(differing, known.collect());
}
