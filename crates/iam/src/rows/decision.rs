//! A request with every policy that has a say in it.

use std::sync::Arc;

use serde_json::Value;

use super::Outcome;
use super::fields::{any, context, field, flag, mode, text};
use crate::{
    Attached, Caller, Compiled, Decision, Grant, PolicyDocument, Principal, Request, Switch,
    Target, decide,
};

pub(super) fn answer(row: &Value) -> Result<Outcome, String> {
    let request = field(row, "request")?;
    let caller = caller(row)?;
    let target = target(row)?;
    let policies = policies(row)?;
    let endpoint = optional(policies, "vpce")?;
    let context = context(request.get("context").unwrap_or(&Value::Null))?;
    let answer = decide(&Request {
        caller: &caller,
        action: text(request, "action")?,
        target: &target,
        endpoint: endpoint.as_deref(),
        context: &context,
        mode: mode(row),
    });
    Ok(outcome(&answer.decision))
}

fn outcome(decision: &Decision) -> Outcome {
    let (name, because) = match decision {
        Decision::Allowed => ("Allowed", None),
        Decision::DeniedExplicitly => ("ExplicitlyDenied", None),
        Decision::DeniedImplicitly => ("ImplicitlyDenied", None),
        Decision::Conditional { residual } => ("Conditional", Some(residual.to_string())),
        Decision::Unknown { reason } => ("Unknown", Some(reason.clone())),
    };
    Outcome::Decision {
        decision: name,
        allowed: decision.is_allowed(),
        because,
    }
}

fn policies(row: &Value) -> Result<&Value, String> {
    field(row, "policies")
}

/// Settings of the request that no policy holds.
fn flags(row: &Value) -> &Value {
    let request = row.get("request").unwrap_or(&Value::Null);
    request.get("flags").unwrap_or(&Value::Null)
}

fn caller(row: &Value) -> Result<Caller, String> {
    let (policies, flags) = (policies(row)?, flags(row));
    let request = field(row, "request")?;
    let mut caller = Caller::new(principal(field(request, "principal")?, flags)?);
    caller.identity = list(policies, "identity")?;
    caller.groups = list(policies, "groups")?;
    caller.boundary = optional(policies, "boundary")?;
    caller.session = optional(policies, "session")?;
    caller.scps = levels(policies, "scp")?;
    caller.management_account = flag(flags, "principal_account_is_management");
    Ok(caller)
}

/// An ARN, a service's name or `*`, or an object such as `{"type": "Anonymous"}`.
fn principal(value: &Value, flags: &Value) -> Result<Principal, String> {
    let named = match value {
        Value::String(text) => text,
        other if other.get("type").and_then(Value::as_str) == Some("Anonymous") => {
            return Ok(Principal::anonymous());
        }
        other => any(
            other,
            &["arn", "name", "service", "AWS", "Service", "Federated"],
        )
        .and_then(Value::as_str)
        .ok_or_else(|| format!("the principal `{other}` is not understood"))?,
    };
    let principal = Principal::parse(named).map_err(|fault| fault.to_string())?;
    let flag = |name| flags.get(name).and_then(Value::as_str);
    let principal = match flag("principal_path") {
        Some(path) => principal.with_path(path),
        None => principal,
    };
    Ok(match flag("principal_issuer") {
        Some(user) => principal.with_issuer(user),
        None => principal,
    })
}

fn target(row: &Value) -> Result<Target, String> {
    let (policies, request, flags) = (policies(row)?, field(row, "request")?, flags(row));
    let mut target = Target::new(text(request, "resource")?);
    target.account = request
        .get("resource_account")
        .and_then(Value::as_str)
        .map(Into::into);
    target.policy = any(policies, &["resource"]).map(|document| one(document, "resource"));
    target.rcps = levels(policies, "rcp")?;
    target.management_account = flag(flags, "resource_account_is_management");
    if flag(flags, "s3_restrict_public_buckets") {
        target.restrict_public_buckets = Switch::On;
    }
    target.grants = grants(flags)?;
    Ok(target)
}

fn grants(flags: &Value) -> Result<Vec<Grant>, String> {
    let grants = flags.get("kms_grants").and_then(Value::as_array);
    let mut made = Vec::new();
    for grant in grants.into_iter().flatten() {
        let operations = field(grant, "operations")?.as_array();
        let operations = operations.ok_or("`operations` is no list")?.iter();
        made.push(Grant::new(
            "grant",
            text(grant, "grantee")?,
            operations.filter_map(Value::as_str),
        ));
    }
    Ok(made)
}

/// A policy; one that is no policy is like one that could not be read: the answer is unknown where it matters.
fn one(document: &Value, name: &str) -> Attached {
    let text = match document {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match PolicyDocument::parse(&text) {
        Ok(document) => Attached::new(name, Arc::new(Compiled::new(&document))),
        Err(fault) => Attached::unread(name, &fault.to_string()),
    }
}

fn list(policies: &Value, name: &str) -> Result<Vec<Attached>, String> {
    Ok(optional(policies, name)?.unwrap_or_default())
}

/// The policies of a layer; none where there is no such layer, which is not the same as an empty one.
fn optional(policies: &Value, name: &str) -> Result<Option<Vec<Attached>>, String> {
    match policies.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(documents)) => Ok(Some(
            documents
                .iter()
                .map(|document| one(document, name))
                .collect(),
        )),
        Some(_) => Err(format!("`policies.{name}` is no list")),
    }
}

/// The levels of an organization's path, each with a name and its policies.
fn levels(policies: &Value, name: &str) -> Result<Vec<Vec<Attached>>, String> {
    let levels = match policies.get(name) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(levels) => levels
            .as_array()
            .ok_or_else(|| format!("`policies.{name}` is no list"))?,
    };
    levels
        .iter()
        .map(|level| {
            let documents = field(level, "policies")?.as_array();
            let documents = documents.ok_or_else(|| format!("a level of `{name}` has no list"))?;
            let id = level.get("id").and_then(Value::as_str).unwrap_or(name);
            Ok(documents.iter().map(|document| one(document, id)).collect())
        })
        .collect()
}
