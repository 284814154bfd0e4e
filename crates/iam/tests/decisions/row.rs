//! A row of a suite, and its policies and request made ready.

use std::sync::Arc;

use bartizan_iam::{
    Attached, Caller, Compiled, Context, Decision, Grant, Mode, PolicyDocument, Principal, Request,
    Switch, Target, decide,
};
use serde_json::Value;

pub(crate) fn rows(text: &str) -> impl Iterator<Item = Value> + '_ {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

/// The engine's answer to a row of kind `decision`.
pub(crate) fn decision(row: &Value) -> Decision {
    let request = &row["request"];
    let caller = caller(row);
    let target = target(row);
    let endpoint = row["policies"]["vpce"]
        .is_array()
        .then(|| list(&row["policies"]["vpce"], "vpce"));
    let context = context(&request["context"]);
    let mode = match row["mode"].as_str() {
        Some("discovery") => Mode::Discovery,
        _ => Mode::Strict,
    };
    decide(&Request {
        caller: &caller,
        action: request["action"].as_str().unwrap(),
        target: &target,
        endpoint: endpoint.as_deref(),
        context: &context,
        mode,
    })
    .decision
}

fn caller(row: &Value) -> Caller {
    let (policies, flags) = (&row["policies"], &row["request"]["flags"]);
    let mut caller = Caller::new(principal(&row["request"]["principal"], flags));
    caller.identity = list(&policies["identity"], "identity");
    caller.boundary = optional(&policies["boundary"], "boundary");
    caller.session = optional(&policies["session"], "session");
    caller.scps = levels(&policies["scp"]);
    caller.management_account = flags["principal_account_is_management"] == true;
    caller
}

fn principal(value: &Value, flags: &Value) -> Principal {
    let principal = match value {
        Value::String(text) => Principal::parse(text).unwrap(),
        other if other["type"] == "Anonymous" => Principal::anonymous(),
        other => panic!("{other}"),
    };
    match flags["principal_path"].as_str() {
        Some(path) => principal.with_path(path),
        None => principal,
    }
}

fn target(row: &Value) -> Target {
    let (policies, request) = (&row["policies"], &row["request"]);
    let flags = &request["flags"];
    let mut target = Target::new(request["resource"].as_str().unwrap());
    target.account = request["resource_account"].as_str().map(Into::into);
    target.policy =
        (!policies["resource"].is_null()).then(|| one(&policies["resource"], "resource"));
    target.rcps = levels(&policies["rcp"]);
    target.management_account = flags["resource_account_is_management"] == true;
    if flags["s3_restrict_public_buckets"] == true {
        target.restrict_public_buckets = Switch::On;
    }
    for grant in flags["kms_grants"].as_array().into_iter().flatten() {
        let operations = grant["operations"].as_array().unwrap();
        target.grants.push(Grant::new(
            "grant",
            grant["grantee"].as_str().unwrap(),
            operations.iter().map(|name| name.as_str().unwrap()),
        ));
    }
    target
}

fn one(document: &Value, name: &str) -> Attached {
    let document = PolicyDocument::parse(&document.to_string()).unwrap();
    Attached::new(name, Arc::new(Compiled::new(&document)))
}

fn list(documents: &Value, name: &str) -> Vec<Attached> {
    let documents = documents.as_array().into_iter().flatten();
    documents.map(|document| one(document, name)).collect()
}

fn optional(documents: &Value, name: &str) -> Option<Vec<Attached>> {
    documents.is_array().then(|| list(documents, name))
}

fn levels(levels: &Value) -> Vec<Vec<Attached>> {
    let levels = levels.as_array().into_iter().flatten();
    levels
        .map(|level| list(&level["policies"], level["id"].as_str().unwrap_or("level")))
        .collect()
}

pub(crate) fn context(values: &Value) -> Context {
    let mut context = Context::new();
    for (key, value) in values.as_object().into_iter().flatten() {
        match value {
            Value::Array(many) => context.set_many(key, many.iter().map(text)),
            one => context.set(key, text(one)),
        }
    }
    context
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), Into::into)
}
