//! One result of a SARIF log.

use std::collections::BTreeMap;
use std::io;

use bartizan_finding::{Finding, Outcome, Violation};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::head::level;
use crate::json::write_visible;
use crate::words::{Rules, region, sentence};

/// What stands for itself in a URI. <https://www.rfc-editor.org/rfc/rfc3986#section-2.3>
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
    fingerprints: Fingerprint<'a>,
    partial_fingerprints: LineHash<'a>,
    // A list that is there and empty says that nobody suppressed it; viewers then expect it everywhere.
    suppressions: Vec<Suppression<'a>>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: Physical,
    logical_locations: [Logical<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Place,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    start_line: u8,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical<'a> {
    name: &'a str,
    fully_qualified_name: &'a str,
    kind: &'static str,
}

#[derive(Serialize)]
struct Fingerprint<'a> {
    #[serde(rename = "bartizan/1")]
    id: &'a str,
}

/// The one partial fingerprint that GitHub reads; without it, all results of a rule on one artifact are one alert.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LineHash<'a> {
    primary_location_line_hash: &'a str,
}

#[derive(Serialize)]
struct Suppression<'a> {
    kind: &'static str,
    status: &'static str,
    justification: &'a str,
    properties: Until,
}

#[derive(Serialize)]
struct Until {
    until: jiff::civil::Date,
}

#[derive(Serialize)]
struct Properties<'a> {
    outcome: &'static str,
    severity: &'static str,
    account: &'a str,
    region: &'a str,
    #[serde(rename = "resourceType")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<&'a BTreeMap<String, serde_json::Value>>,
    #[serde(rename = "resourceTags", skip_serializing_if = "BTreeMap::is_empty")]
    tags: &'a BTreeMap<String, String>,
}

/// Appends one result; not for what passed.
pub(super) fn write(
    out: &mut Vec<u8>,
    finding: &Finding,
    rules: &Rules<'_>,
    provider: &str,
) -> io::Result<()> {
    let resource = &finding.resource;
    // A level goes with the kind `fail` only (§ 3.27.10).
    let (kind, level) = match finding.outcome {
        Outcome::Unknown(_) => ("open", "none"),
        Outcome::Pass => ("pass", "none"),
        Outcome::Fail(_) | Outcome::Waived { .. } => ("fail", level(finding.severity)),
    };
    let result = SarifResult {
        rule_id: &finding.rule,
        rule_index: rules.place(&finding.rule),
        kind,
        level,
        message: Message {
            text: literal(sentence(finding)),
        },
        locations: [Location {
            physical_location: Physical {
                artifact_location: Artifact {
                    uri: uri(finding, provider),
                },
                region: Place { start_line: 1 },
            },
            logical_locations: [Logical {
                name: &resource.name,
                fully_qualified_name: &resource.id,
                kind: "resource",
            }],
        }],
        fingerprints: Fingerprint { id: &finding.id },
        partial_fingerprints: LineHash {
            primary_location_line_hash: &finding.id,
        },
        suppressions: suppressions(&finding.outcome),
        properties: Properties {
            outcome: finding.outcome.name(),
            severity: finding.severity.name(),
            account: &resource.account,
            region: region(finding),
            kind: &resource.kind,
            evidence: evidence(finding.outcome.violations()),
            tags: &resource.tags,
        },
    };
    write_visible(out, &result)
}

/// The text as a message that has no links and no placeholders, whatever a name looks like (§ 3.11.5, § 3.11.6).
fn literal(text: String) -> String {
    if !text.contains(['[', '{']) {
        return text;
    }
    let text = text
        .replace('\\', r"\\")
        .replace('[', r"\[")
        .replace(']', r"\]");
    text.replace('{', "{{").replace('}', "}}")
}

fn suppressions(outcome: &Outcome) -> Vec<Suppression<'_>> {
    match outcome {
        Outcome::Waived { until, reason, .. } => vec![Suppression {
            kind: "external",
            status: "accepted",
            justification: reason,
            properties: Until { until: *until },
        }],
        _ => Vec::new(),
    }
}

fn evidence(violations: &[Violation]) -> Vec<&BTreeMap<String, serde_json::Value>> {
    let all = violations.iter().map(|it| &it.evidence);
    all.filter(|it| !it.is_empty()).collect()
}

/// Where the resource would lie if an account were a folder: code scanning wants a file, and a relative one.
fn uri(finding: &Finding, provider: &str) -> String {
    let resource = &finding.resource;
    let kind = resource
        .kind
        .strip_prefix(provider)
        .unwrap_or(&resource.kind);
    let name = if resource.name.is_empty() {
        &resource.id
    } else {
        &resource.name
    };
    let mut uri = String::with_capacity(80);
    let parts = [
        provider,
        &resource.account,
        region(finding),
        kind.trim_start_matches('.'),
        name,
    ];
    for part in parts {
        if !uri.is_empty() {
            uri.push('/');
        }
        // Two dots would lead out of the folder, and nothing would join two slashes.
        if part.chars().all(|c| c == '.') {
            uri.push('_');
        }
        uri.extend(utf8_percent_encode(part, RESERVED));
    }
    uri
}
