//! What is open to the outside, against the verdicts of other tools' own tests. Where they differ stands in
//! `docs/iam-disagreements.md`.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "language/shared.rs"]
mod shared;

use std::collections::BTreeSet;

use bartizan_iam::{Access, Home, PolicyDocument, Who, outside_access};
use serde_json::{Value, json};

/// What a policy lets in; none when it is no policy.
fn access(policy: &Value, account: &str) -> Option<Vec<Access>> {
    let document = PolicyDocument::parse(&policy.to_string()).ok()?;
    let home = Home {
        account,
        canonical_user: None,
    };
    Some(outside_access(&document, home).unwrap())
}

fn texts(value: &Value) -> Vec<&str> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

/// The rows on which we differ.
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

fn ids(prefix: &str, numbers: &[std::ops::RangeInclusive<u32>]) -> BTreeSet<String> {
    let numbers = numbers.iter().cloned().flatten();
    numbers.map(|number| format!("{prefix}{number}")).collect()
}

/// Prowler's verdict on a row, and ours.
fn prowler(row: &Value) -> Option<(bool, bool)> {
    if row.pointer("/kind")? != "public" {
        return None;
    }
    let theirs = row.pointer("/expected/result")?.as_bool()?;
    let first = row.pointer("/args/0")?;
    let account = row.pointer("/args/1").and_then(Value::as_str);
    let account = account.unwrap_or("123456789012");
    let option = |name: &str| row.pointer(&format!("/kwargs/{name}"));
    let cross = option("is_cross_account_allowed").or(row.pointer("/args/2"));
    let cross = cross.and_then(Value::as_bool);
    let trusted = option("trusted_account_ids").map(texts).unwrap_or_default();
    let open = |it: &Access| it.who == Who::Anyone && !it.narrowed;
    let foreign = |it: &Access| {
        let account = it.account.as_deref().unwrap_or_default();
        it.who == Who::Account && !it.own && !trusted.contains(&account)
    };
    let ours = match row.pointer("/fn")?.as_str()? {
        "is_condition_block_restrictive" => {
            let policy = json!({ "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": first }] });
            let found = access(&policy, account)?;
            let cross = cross.unwrap_or(false);
            !found.iter().any(|it| open(it) || (!cross && foreign(it)))
        }
        "is_policy_public" => {
            let services = option("check_cross_service_confused_deputy") == Some(&json!(true));
            let cross = cross.unwrap_or(true);
            access(first, account).is_some_and(|found| {
                found.iter().any(|it| {
                    open(it)
                        || (!cross && foreign(it))
                        || (services && it.who == Who::Service && !it.source_checked)
                })
            })
        }
        "has_public_principal" => {
            let mut statement = first.clone();
            let fields = statement.as_object_mut()?;
            for (name, value) in [("Effect", "Allow"), ("Action", "*"), ("Resource", "*")] {
                fields.insert(name.to_owned(), value.into());
            }
            let found = access(&json!({ "Statement": [statement] }), account);
            found.is_some_and(|found| found.iter().any(open))
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
        27..=27,
        29..=29,
        65..=65,
        67..=67,
        69..=69,
        71..=71,
        89..=89,
        91..=91,
        125..=125,
        127..=127,
        129..=129,
        131..=131,
        133..=136,
        141..=141,
        144..=144,
        147..=147,
        234..=234,
        237..=237,
        256..=256,
    ];
    assert_eq!(differing, ids("prowler/", &known));
}

/// Cloud Custodian's verdict on a row, and ours with the same accounts and organizations trusted.
fn custodian(row: &Value) -> Option<(bool, bool)> {
    let theirs = row.pointer("/expected/violation")?.as_bool()?;
    let trusted = row.pointer("/trusted")?;
    let list = |name: &str| trusted.get(name).map(texts).unwrap_or_default();
    let accounts = list("allowed_accounts");
    let organizations = list("allowed_orgid");
    let everyone_only = trusted.get("everyone_only") == Some(&json!(true));
    let home = accounts.first().copied().unwrap_or("000000000000");
    let found = access(row.pointer("/policy")?, home)?;
    let trusts = |name: &str| accounts.contains(&name) || name.split(':').nth(4) == Some(home);
    let ours = found.iter().any(|it| match it.who {
        Who::Anyone => !it.narrowed,
        _ if everyone_only => false,
        Who::Account => !it
            .account
            .as_deref()
            .is_some_and(|account| accounts.contains(&account)),
        Who::Organization => !organizations.contains(&it.principal.as_str()),
        Who::Federated => !trusts(&it.principal),
        Who::Deleted => true,
        Who::Service => false,
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
        "s3-policies.json#7/allowed_accounts+allowed_vpc+allowed_vpce",
        "s3-policies.json#9/allowed_accounts+allowed_vpc+allowed_vpce",
        "s3-principal.json#0/everyone_only",
        "s3-resource-orgid.json#0/allowed_orgid",
    ];
    let known = known.iter().map(|id| format!("custodian/{id}"));
    assert_eq!(differing, known.collect());
}
