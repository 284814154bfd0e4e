//! Which policies S3 calls public.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::document::{Effect, PolicyDocument, Statement};

/// Keys that make a policy non-public when they are held to fixed values.
const NARROWING: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/// Operators that hold a key to values. `ForAllValues:` and `IfExists` do not: they pass a request without the key.
const HOLDING: &[&str] = &[
    "stringequals",
    "stringequalsignorecase",
    "stringlike",
    "arnequals",
    "arnlike",
    "ipaddress",
];

/// Whether some statement lets everyone in without holding one of the narrowing keys to fixed values.
pub(crate) fn is_public(document: &PolicyDocument) -> bool {
    document.statement.iter().any(|statement| {
        statement.effect == Effect::Allow && names_everyone(statement) && !is_narrowed(statement)
    })
}

fn names_everyone(statement: &Statement) -> bool {
    let everyone = |named: &crate::document::Principals| {
        named
            .0
            .iter()
            .any(|(kind, texts)| kind == "AWS" && texts.iter().any(|text| text.contains('*')))
    };
    statement.not_principal.is_some() || statement.principal.as_ref().is_some_and(everyone)
}

fn is_narrowed(statement: &Statement) -> bool {
    statement.condition.iter().any(|(operator, keys)| {
        let operator = operator.to_ascii_lowercase();
        let operator = operator.strip_prefix("foranyvalue:").unwrap_or(&operator);
        HOLDING.contains(&operator) && narrows(keys)
    })
}

fn narrows(keys: &BTreeMap<String, Vec<String>>) -> bool {
    keys.iter().any(|(key, values)| {
        let key = key.to_ascii_lowercase();
        NARROWING.contains(&key.as_str()) && values.iter().all(|value| is_fixed(&key, value))
    })
}

fn is_fixed(key: &str, value: &str) -> bool {
    match key {
        "aws:sourceip" => is_narrow_range(value),
        // A role's id says which role; any of its sessions is still nobody else.
        "aws:userid" => {
            let (role, _) = value.split_once(':').unwrap_or((value, ""));
            !role.contains(['*', '?', '$'])
        }
        // The name of the access point may be open as long as the account is not.
        "s3:dataaccesspointarn" => crate::arn::Arn::parse(value)
            .is_some_and(|arn| !arn.account.is_empty() && !arn.account.contains(['*', '?', '$'])),
        _ => !value.contains(['*', '?', '$']),
    }
}

/// S3 takes ranges wider than /8 (IPv4) or /32 (IPv6) for everyone; private IPv4 ranges are not.
fn is_narrow_range(value: &str) -> bool {
    let range = value
        .parse::<IpNet>()
        .or_else(|_| value.parse::<IpAddr>().map(IpNet::from));
    match range {
        Ok(IpNet::V4(range)) => range.prefix_len() >= 8 || range.addr().is_private(),
        Ok(IpNet::V6(range)) => range.prefix_len() >= 32,
        Err(_) => false,
    }
}
