//! Events of CloudTrail.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Read, names};
use crate::arn::Arn;
use crate::dictionary::Dictionary;
use crate::patterns::matches;
use crate::shrink::Used;

/// Adds an event to what was read.
pub(super) fn event(record: &Value, principal: &str, read: &mut Read) {
    let text = |place: &str| record.pointer(place).and_then(Value::as_str);
    if !by(record, principal) {
        read.others += 1;
        return;
    }
    if let Some(code) = text("/errorCode")
        && ["AccessDenied", "UnauthorizedOperation"]
            .iter()
            .any(|it| code.contains(it))
    {
        read.refused += 1;
        return;
    }
    let (source, name) = (
        text("/eventSource").unwrap_or_default(),
        text("/eventName").unwrap_or_default(),
    );
    if names::is_free(source, name) {
        return;
    }
    let actions = names::actions(source, name);
    if actions.is_empty() {
        *read.unmapped.entry(format!("{source} {name}")).or_default() += 1;
        return;
    }
    for action in actions {
        let resources = resources(record, &action);
        let used = |resource: Option<String>| Used {
            action: action.clone(),
            resource,
            context: context(record),
            ..Used::default()
        };
        let all = match resources.is_empty() {
            true => vec![used(None)],
            false => resources.into_iter().map(Some).map(used).collect(),
        };
        for used in all {
            *read.used.entry(used).or_default() += 1;
        }
    }
}

/// Whether the principal did it: itself, or as a session of it.
fn by(record: &Value, principal: &str) -> bool {
    let places = [
        "/userIdentity/arn",
        "/userIdentity/sessionContext/sessionIssuer/arn",
    ];
    places
        .iter()
        .any(|place| record.pointer(place).and_then(Value::as_str) == Some(principal))
}

/// The resources of the event that the action can be about. CloudTrail names them for some events only.
fn resources(record: &Value, action: &str) -> Vec<String> {
    let Some(known) = Dictionary::get().action(action) else {
        return Vec::new();
    };
    let listed = record.get("resources").and_then(Value::as_array);
    let arns = listed.into_iter().flatten();
    let arns = arns.filter_map(|it| it.get("ARN").or_else(|| it.get("arn"))?.as_str());
    let mut all: Vec<String> = arns.map(str::to_owned).collect();
    all.extend(in_bucket(record));
    // The closest type first: a bucket's pattern matches objects as well.
    let is_object = |arn: &str| {
        Arn::parse(arn).is_some_and(|it| it.service == "s3" && it.resource.contains('/'))
    };
    all.retain(|arn| {
        known.resources().any(|it| {
            let kind = it.resource_type;
            let object = kind.name().eq_ignore_ascii_case("object");
            matches(kind.arn_pattern(), arn)
                && (!arn.starts_with("arn:aws:s3:::") || object == is_object(arn))
        })
    });
    all.sort();
    all.dedup();
    all
}

/// S3 says what it is about in the parameters too, where it does not list resources.
fn in_bucket(record: &Value) -> Option<String> {
    let text = |place: &str| record.pointer(place).and_then(Value::as_str);
    if record.get("resources").is_some() || text("/eventSource") != Some("s3.amazonaws.com") {
        return None;
    }
    let bucket = text("/requestParameters/bucketName").filter(|it| !it.is_empty())?;
    match text("/requestParameters/key") {
        Some(key) => Some(format!("arn:aws:s3:::{bucket}/{key}")),
        None => Some(format!("arn:aws:s3:::{bucket}")),
    }
}

/// What an event tells of condition keys.
fn context(record: &Value) -> BTreeMap<String, Vec<String>> {
    let mut context = BTreeMap::new();
    let text = |place: &str| record.pointer(place).and_then(Value::as_str);
    // A service that acts for somebody has its name there.
    if let Some(address) = text("/sourceIPAddress")
        && address.parse::<std::net::IpAddr>().is_ok()
    {
        context.insert("aws:SourceIp".to_owned(), vec![address.to_owned()]);
    }
    if let Some(endpoint) = text("/vpcEndpointId") {
        context.insert("aws:SourceVpce".to_owned(), vec![endpoint.to_owned()]);
    }
    if text("/userIdentity/sessionContext/attributes/mfaAuthenticated") == Some("true") {
        context.insert(
            "aws:MultiFactorAuthPresent".to_owned(),
            vec!["true".to_owned()],
        );
    }
    context
}
