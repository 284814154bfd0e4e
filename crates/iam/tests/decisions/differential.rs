//! Suites of others, from the shared folder: every disagreement stands in `docs/iam-disagreements.md`, and nothing else does.

use std::collections::BTreeSet;

use bartizan_iam::rows;
use serde_json::{Map, Value, json};

#[path = "../language/shared.rs"]
mod shared;

/// The rows that a heading of the page speaks of.
fn explained(heading: &str) -> BTreeSet<String> {
    let page = include_str!("../../../../docs/iam-disagreements.md");
    let start = page.find(&format!("\n## {heading}\n"));
    let section = &page[start.unwrap_or_else(|| panic!("no heading {heading}")) + 4..];
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.flat_map(|line| {
        line.split('|')
            .nth(1)
            .unwrap()
            .split('`')
            .skip(1)
            .step_by(2)
    })
    .map(str::to_owned)
    .collect()
}

/// Compares the disagreements of some rows with the page.
fn compare(heading: &str, disagreements: Vec<(String, String)>) {
    let found: BTreeSet<_> = disagreements.iter().map(|(id, _)| id.clone()).collect();
    let told: Vec<_> = disagreements
        .iter()
        .map(|(id, what)| format!("{id}: {what}"))
        .collect();
    assert_eq!(found, explained(heading), "\n{}\n", told.join("\n"));
}

fn answer(row: &Value) -> Value {
    serde_json::to_value(rows::answer(&row.to_string())).unwrap()
}

fn strict(row: &Value) -> Value {
    let mut row = row.clone();
    row["mode"] = "strict".into();
    row
}

/// Aurelian takes what it cannot tell for allowed.
#[test]
fn aurelian() {
    let rows = shared::rows("oracle/iam/aurelian.jsonl");
    if rows.is_empty() {
        return;
    }
    let mut disagreements = Vec::new();
    for row in &rows {
        let theirs = &row["expected"];
        let ours = match theirs["three_valued"].as_str() {
            // What it could tell it tells as AWS does of a request that has no such key.
            Some("MATCHED" | "FAILED") => answer(&strict(row)),
            _ => answer(row),
        };
        let agree = match row["kind"].as_str() {
            Some("decision") => ours["allowed"].as_bool().unwrap_or(true) == theirs["allowed"],
            _ => ours["match"] == theirs["match"],
        };
        if !agree {
            disagreements.push((
                row["id"].as_str().unwrap().to_owned(),
                format!("{ours}, {theirs}"),
            ));
        }
    }
    compare("aurelian", disagreements);
}

/// Parliament's globs, and ARNs that could name the same.
#[test]
fn parliament_globs() {
    let rows = shared::rows("oracle/iam/parliament.jsonl");
    let globs: Vec<_> = rows.iter().filter(|row| row["kind"] == "glob").collect();
    if globs.is_empty() {
        return;
    }
    let mut disagreements = Vec::new();
    for row in globs {
        let (ours, theirs) = (answer(row), &row["expected"]);
        if ours["match"] != theirs["match"] {
            disagreements.push((
                row["id"].as_str().unwrap().to_owned(),
                format!("{} {} {ours}, {theirs}", row["fn"], row["args"]),
            ));
        }
    }
    compare("parliament, globs", disagreements);
}

/// IAMSpy reads accounts' authorization details; its questions become rows.
#[test]
fn iamspy() {
    let rows = shared::rows("oracle/iam/iamspy.jsonl");
    if rows.is_empty() {
        return;
    }
    let mut disagreements = Vec::new();
    for row in &rows {
        let (ours, theirs) = (asked(row), &row["expected"]["result"]);
        if ours != *theirs {
            disagreements.push((
                row["id"].as_str().unwrap().to_owned(),
                format!("{ours}, {theirs}"),
            ));
        }
    }
    compare("iamspy", disagreements);
}

/// The answer to one of its questions in its own form.
fn asked(row: &Value) -> Value {
    let request = row["request"].as_array().unwrap();
    let text = |at: usize| request[at].as_str().unwrap();
    match row["fn"].as_str().unwrap() {
        "test_can_i" => can(row, text(0), text(1), text(2), &request[3..]).into(),
        "test_who_can" => {
            let all = principals(row).into_iter();
            all.filter(|who| can(row, who, text(0), text(1), &request[2..]))
                .collect()
        }
        _ => {
            let mut pairs = Vec::new();
            for resource in request[1].as_array().unwrap() {
                let resource = resource.as_str().unwrap();
                let all = principals(row).into_iter();
                let those = all.filter(|who| can(row, who, text(0), resource, &[]));
                pairs.extend(those.map(|who| json!([who, resource])));
            }
            pairs.sort_by_key(ToString::to_string);
            pairs.into()
        }
    }
}

/// `rest`: the context as `key=value`, a file, and whether what is not known counts as not given.
fn can(row: &Value, principal: &str, action: &str, resource: &str, rest: &[Value]) -> bool {
    let context: Map<String, Value> = rest
        .first()
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|pair| pair.as_str()?.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.into()))
        .collect();
    let strict = rest.get(2) == Some(&Value::Bool(true));
    let account = principal.split(':').nth(4).unwrap();
    let mut policies = holder(row, principal);
    let (policy, owner) = resource_policy(row, resource);
    policies.insert("resource".into(), policy);
    policies.insert("scp".into(), scps(row, account));
    let ours = answer(&json!({
        "id": 0, "kind": "decision", "mode": if strict { "strict" } else { "discovery" }, "policies": policies,
        "request": {
            "principal": principal, "action": action, "resource": resource, "resource_account": owner, "context": context,
            "flags": { "principal_account_is_management": manages(row, account) },
        },
    }));
    ours["allowed"].as_bool().unwrap_or_else(|| {
        assert_eq!(ours["decision"], "Conditional", "{ours}");
        !strict
    })
}

fn lists<'r>(row: &'r Value, name: &str) -> impl Iterator<Item = &'r Value> {
    let files = row["gaads"].as_object().unwrap().values();
    let lists = files.filter_map(move |file| file.get(name.to_owned())?.as_array());
    lists.flatten()
}

fn principals(row: &Value) -> Vec<String> {
    let all = lists(row, "UserDetailList").chain(lists(row, "RoleDetailList"));
    let mut arns: Vec<_> = all
        .map(|it| it["Arn"].as_str().unwrap().to_owned())
        .collect();
    arns.sort();
    arns
}

fn managed(row: &Value, arn: &Value) -> Value {
    let policy = lists(row, "Policies")
        .find(|policy| policy["Arn"] == *arn)
        .unwrap();
    let versions = policy["PolicyVersionList"].as_array().unwrap();
    let version = versions
        .iter()
        .find(|version| version["IsDefaultVersion"] == true);
    version.unwrap()["Document"].clone()
}

/// The policies of a user or role.
fn holder(row: &Value, arn: &str) -> Map<String, Value> {
    let mut all = lists(row, "UserDetailList").chain(lists(row, "RoleDetailList"));
    // Whom the details do not have has no policies.
    let it = all.find(|it| it["Arn"] == arn).unwrap_or(&Value::Null);
    let mut groups = lists(row, "GroupDetailList");
    let names = it["GroupList"].as_array();
    let of_groups = names
        .into_iter()
        .flatten()
        .filter_map(|name| groups.find(|group| group["GroupName"] == *name));
    let mut identity = Vec::new();
    for it in of_groups.chain([it]) {
        for policy in it["AttachedManagedPolicies"]
            .as_array()
            .into_iter()
            .flatten()
        {
            identity.push(managed(row, &policy["PolicyArn"]));
        }
        for list in ["UserPolicyList", "RolePolicyList", "GroupPolicyList"] {
            let inline = it[list].as_array().into_iter().flatten();
            identity.extend(inline.map(|policy| policy["PolicyDocument"].clone()));
        }
    }
    let mut policies = Map::from_iter([("identity".to_owned(), identity.into())]);
    if let boundary @ Value::String(_) = &it["PermissionsBoundary"]["PermissionsBoundaryArn"] {
        policies.insert("boundary".into(), json!([managed(row, boundary)]));
    }
    policies
}

/// The policy on a resource, principals in the form that AWS has, and the resource's account.
fn resource_policy(row: &Value, resource: &str) -> (Value, Value) {
    let files = row["resources"].as_object().unwrap().values();
    let mut all = files.filter_map(Value::as_array).flatten();
    let bucket = resource.split('/').next().unwrap();
    let Some(it) = all.find(|it| it["Resource"] == resource || it["Resource"] == bucket) else {
        return (
            Value::Null,
            resource
                .split(':')
                .nth(4)
                .filter(|it| !it.is_empty())
                .into(),
        );
    };
    let mut policy = it["Policy"].clone();
    for statement in policy["Statement"].as_array_mut().unwrap() {
        if let Value::String(arn) = &statement["Principal"] {
            statement["Principal"] = match arn.as_str() {
                "*" => json!("*"),
                arn => json!({ "AWS": arn }),
            };
        }
    }
    (policy, it["Account"].clone())
}

/// Whether an account manages the organization: the root's ARN names it.
fn manages(row: &Value, account: &str) -> bool {
    let mut trees = row["scps"].as_object().unwrap().values();
    trees.any(|tree| tree["Arn"].as_str().unwrap().split(':').nth(4) == Some(account))
}

/// The levels from the root to an account.
fn scps(row: &Value, account: &str) -> Value {
    fn path(node: &Value, account: &str) -> Option<Vec<Value>> {
        let policies = node["Policies"].as_array();
        let contents = policies
            .into_iter()
            .flatten()
            .map(|policy| policy["Content"].clone());
        let level = json!({ "id": node["Id"], "policies": contents.collect::<Vec<_>>() });
        if node["Id"] == account {
            return Some(vec![level]);
        }
        let children = node["Children"].as_array();
        let below = children
            .into_iter()
            .flatten()
            .find_map(|child| path(child, account))?;
        Some([vec![level], below].concat())
    }
    let mut trees = row["scps"].as_object().unwrap().values();
    trees
        .find_map(|tree| path(tree, account))
        .unwrap_or_default()
        .into()
}
