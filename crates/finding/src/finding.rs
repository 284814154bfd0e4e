//! One rule's conclusion about one resource.

use std::collections::BTreeMap;

use bartizan_model::Gap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How bad it is when a rule fails.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Hygiene: it makes other mistakes worse or harder to notice.
    Low,
    /// A safeguard is missing that only matters together with another failure.
    Medium,
    /// One leaked credential or one mistake away from harm.
    High,
    /// Open to abuse now, by anyone or by anyone inside.
    Critical,
}

impl Severity {
    /// Every severity, worst first.
    pub const WORST_FIRST: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// Its name, as it is written everywhere.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// What a rule concluded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// Nothing is wrong.
    Pass,
    /// Something is wrong.
    Fail(Vec<Violation>),
    /// What the rule reads could not be read.
    Unknown(Vec<Gap>),
    /// Something is wrong, and somebody accepted it for a time.
    Waived {
        /// The waiver.
        by: WaiverId,
        /// The last day on which it holds.
        until: Date,
        /// Why, in the words of who accepted it.
        reason: String,
        /// What is wrong.
        violations: Vec<Violation>,
    },
}

impl Outcome {
    /// Its name in reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail(_) => "fail",
            Self::Unknown(_) => "unknown",
            Self::Waived { .. } => "waived",
        }
    }

    /// What is wrong, if anything.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match self {
            Self::Fail(violations) | Self::Waived { violations, .. } => violations,
            Self::Pass | Self::Unknown(_) => &[],
        }
    }

    /// What could not be read, if anything.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        match self {
            Self::Unknown(gaps) => gaps,
            Self::Pass | Self::Fail(_) | Self::Waived { .. } => &[],
        }
    }
}

/// Names a waiver.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct WaiverId(pub String);

/// One thing that is wrong with a resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Violation {
    /// What is wrong, as the end of a sentence about the resource: "has a console password and no MFA device".
    pub message: String,
    /// The values that show it, by name; empty when the message says it all.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<String, serde_json::Value>,
}

/// The resource that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceRef {
    /// Its ARN, or what stands for one where AWS has none. When a listing could not be read, the
    /// pattern that stands for everything it would have listed.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The name that a person would call it by.
    pub name: String,
    /// The audited account, twelve digits.
    pub account: String,
    /// Its region; null for what belongs to the whole account.
    pub region: Option<String>,
    /// Its tags; empty when it has none or they could not be read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// One rule's conclusion about one resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// A fingerprint of rule and resource; see [`fingerprint`].
    pub id: String,
    /// The rule's id.
    pub rule: String,
    /// The rule's severity.
    pub severity: Severity,
    /// What was concluded.
    pub outcome: Outcome,
    /// The resource.
    pub resource: ResourceRef,
}

/// Names a finding: the same from run to run, and after the rule's prose, severity or code changes.
///
/// 32 hexadecimal digits of a SHA-256 over the rule's id and what identifies the resource.
#[must_use]
pub fn fingerprint(rule: &str, resource: &ResourceRef) -> String {
    let mut hash = Sha256::new();
    // Not the region: an ARN names it where it matters, and a bucket whose region could not be read is still the same bucket.
    for part in [rule, &resource.kind, &resource.account, &resource.id] {
        // The length keeps ("ab", "c") apart from ("a", "bc").
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut text = String::with_capacity(32);
    for byte in hash.finalize().iter().take(16) {
        for digit in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_a_promise() {
        let resource = ResourceRef {
            id: "arn:aws:iam::111122223333:user/ana".to_owned(),
            kind: "aws.iam.user".to_owned(),
            name: "ana".to_owned(),
            account: "111122223333".to_owned(),
            region: None,
            tags: BTreeMap::new(),
        };
        let id = fingerprint("aws-iam-user-console-without-mfa", &resource);
        // Tickets and baselines are found again by it: a change here loses them all.
        assert_eq!(id, "c1b6c4c3d415f341825a3f62b64e8487");
        let tagged = ResourceRef {
            tags: [("a".to_owned(), "b".to_owned())].into(),
            ..resource
        };
        assert_eq!(fingerprint("aws-iam-user-console-without-mfa", &tagged), id);
        let elsewhere = ResourceRef {
            region: Some("eu-west-1".to_owned()),
            ..tagged
        };
        assert_eq!(
            fingerprint("aws-iam-user-console-without-mfa", &elsewhere),
            id
        );
    }
}
