//! The shape of a finding, within the lengths that Security Hub takes.
//! <https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html>

use std::collections::{BTreeMap, HashMap};

use bartizan_finding::{self as internal, Audit, Framework, Outcome, Severity};
use serde::Serialize;

use crate::asked::Asked;
use crate::plain::plain;
use crate::words::{could_not, cut, one_line, sentence};

const TITLE: usize = 256;
const DESCRIPTION: usize = 1024;
const RECOMMENDATION: usize = 512;
const NOTE: usize = 512;
const ID: usize = 512;
const TAGS: usize = 50;
const TAG_KEY: usize = 128;
const TAG_VALUE: usize = 256;
const REASONS: usize = 20;
/// <https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Compliance.html>
const REQUIREMENTS: usize = 32;

/// What all findings of an audit have in common.
pub(super) struct Context<'a> {
    rules: HashMap<&'a str, Prose<'a>>,
    unknown: Prose<'a>,
    asked: Asked<'a>,
    seen: String,
    /// Where findings go that belong to no region.
    home: &'a str,
}

#[derive(Default)]
struct Prose<'a> {
    title: String,
    why: String,
    remediation: String,
    reference: Option<&'a str>,
}

impl<'a> Context<'a> {
    pub(super) fn new(audit: &'a Audit, frameworks: &'a [Framework]) -> Self {
        let regions = &audit.audited.regions;
        // IAM answers there; an account that does not use it has its Security Hub elsewhere.
        let usual = "us-east-1";
        let home = match regions.first() {
            Some(first) if !regions.iter().any(|it| it == usual) => first.as_str(),
            _ => usual,
        };
        let rules = audit.rules.iter().map(|rule| {
            let prose = Prose {
                title: fit(&rule.title, TITLE),
                why: one_line(&rule.why),
                remediation: fit(&rule.remediation, RECOMMENDATION),
                reference: rule.references.first().map(String::as_str),
            };
            (rule.id.as_str(), prose)
        });
        Self {
            rules: rules.collect(),
            unknown: Prose::default(),
            asked: Asked::of(frameworks).at_most(REQUIREMENTS),
            seen: audit.audited.finished_at.to_string(),
            home,
        }
    }

    /// The region whose Security Hub takes a finding.
    pub(super) fn region<'b>(&'b self, finding: &'b internal::Finding) -> &'b str {
        finding.resource.region.as_deref().unwrap_or(self.home)
    }
}

/// A text on one line, safe to look at, of so many bytes at most.
fn fit(text: &str, most: usize) -> String {
    cut(&plain(&one_line(text)), most)
}

/// A finding.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Finding<'a> {
    schema_version: &'static str,
    id: &'a str,
    product_arn: String,
    product_name: &'static str,
    company_name: &'static str,
    generator_id: String,
    aws_account_id: &'a str,
    region: &'a str,
    types: [&'static str; 1],
    created_at: &'a str,
    updated_at: &'a str,
    severity: Label,
    title: String,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remediation: Option<Remediation<'a>>,
    product_fields: BTreeMap<&'static str, String>,
    resources: [Resource<'a>; 1],
    compliance: Compliance<'a>,
    workflow: Workflow,
    record_state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Note<'a>>,
    finding_provider_fields: ProviderFields,
}

const TYPES: [&str; 1] = ["Software and Configuration Checks/AWS Security Best Practices"];

impl<'a> Finding<'a> {
    pub(super) fn new(
        finding: &'a internal::Finding,
        region: &'a str,
        context: &'a Context<'a>,
    ) -> Self {
        let prose = context.rules.get(finding.rule.as_str());
        let prose = prose.unwrap_or(&context.unknown);
        let (account, partition) = (&finding.resource.account, partition(&finding.resource.id));
        let title = if prose.title.is_empty() {
            fit(&finding.rule, TITLE)
        } else {
            prose.title.clone()
        };
        Self {
            schema_version: "2018-10-08",
            id: &finding.id,
            // The integration that every account has for findings of its own.
            product_arn: format!(
                "arn:{partition}:securityhub:{region}:{account}:product/{account}/default"
            ),
            product_name: "Bartizan",
            company_name: "Bartizan",
            generator_id: fit(&finding.rule, ID),
            aws_account_id: account,
            region,
            types: TYPES,
            created_at: &context.seen,
            updated_at: &context.seen,
            severity: Label::of(finding),
            title,
            description: description(finding, &prose.why),
            remediation: Remediation::of(prose),
            product_fields: [("bartizan/outcome", finding.outcome.name().to_owned())].into(),
            resources: [Resource::of(finding, partition)],
            compliance: Compliance::of(finding, &context.asked),
            workflow: Workflow::of(&finding.outcome),
            record_state: "ACTIVE",
            note: Note::of(&finding.outcome, &context.seen),
            finding_provider_fields: ProviderFields {
                severity: Label::of(finding),
                types: TYPES,
            },
        }
    }
}

fn partition(id: &str) -> &str {
    let named = id.strip_prefix("arn:").and_then(|it| it.split(':').next());
    named.filter(|it| it.starts_with("aws")).unwrap_or("aws")
}

fn description(finding: &internal::Finding, why: &str) -> String {
    let sentence = sentence(finding);
    fit(&format!("{sentence}. {why}"), DESCRIPTION)
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Label {
    label: &'static str,
    original: &'static str,
}

impl Label {
    /// INFORMATIONAL says that there is no issue: what is unknown does not say so.
    fn of(finding: &internal::Finding) -> Self {
        let label = match (&finding.outcome, finding.severity) {
            (Outcome::Pass, _) => "INFORMATIONAL",
            (_, Severity::Low) => "LOW",
            (_, Severity::Medium) => "MEDIUM",
            (_, Severity::High) => "HIGH",
            (_, Severity::Critical) => "CRITICAL",
        };
        Self {
            label,
            original: finding.severity.name(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ProviderFields {
    severity: Label,
    types: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Remediation<'a> {
    recommendation: Recommendation<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Recommendation<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

impl<'a> Remediation<'a> {
    fn of(prose: &'a Prose<'a>) -> Option<Self> {
        (!prose.remediation.is_empty()).then(|| Self {
            recommendation: Recommendation {
                text: &prose.remediation,
                url: prose.reference,
            },
        })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Resource<'a> {
    #[serde(rename = "Type")]
    kind: &'static str,
    id: String,
    partition: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    tags: BTreeMap<String, String>,
    details: Details,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Details {
    other: BTreeMap<&'static str, String>,
}

impl<'a> Resource<'a> {
    fn of(finding: &'a internal::Finding, partition: &'a str) -> Self {
        let it = &finding.resource;
        // Security Hub takes no key and no value without a letter in it.
        let tags = it
            .tags
            .iter()
            .map(|(key, value)| (fit(key, TAG_KEY), fit(value, TAG_VALUE)));
        let tags = tags.filter(|(key, value)| !key.is_empty() && !value.is_empty());
        let other = [("type", fit(&it.kind, ID)), ("name", fit(&it.name, ID))];
        Self {
            kind: kind(&it.kind),
            id: fit(&it.id, ID),
            partition,
            region: it.region.as_deref(),
            tags: tags.take(TAGS).collect(),
            details: Details {
                other: other.into_iter().filter(|it| !it.1.is_empty()).collect(),
            },
        }
    }
}

/// Security Hub's name for a type of resource.
/// <https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources-attributes.html>
fn kind(kind: &str) -> &'static str {
    match kind {
        "aws.account" => "AwsAccount",
        "aws.cloudfront.distribution" => "AwsCloudFrontDistribution",
        "aws.cloudtrail.trail" => "AwsCloudTrailTrail",
        "aws.iam.group" => "AwsIamGroup",
        "aws.iam.policy" => "AwsIamPolicy",
        "aws.iam.role" => "AwsIamRole",
        "aws.iam.user" => "AwsIamUser",
        "aws.kms.key" => "AwsKmsKey",
        "aws.s3.access_point" => "AwsS3AccessPoint",
        "aws.s3.bucket" => "AwsS3Bucket",
        "aws.wafv2.rule_group" => "AwsWafv2RuleGroup",
        "aws.wafv2.web_acl" => "AwsWafv2WebAcl",
        _ => "Other",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Compliance<'a> {
    status: &'static str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    related_requirements: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    status_reasons: Vec<Reason>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Reason {
    reason_code: String,
    description: String,
}

impl<'a> Compliance<'a> {
    fn of(finding: &internal::Finding, asked: &'a Asked<'a>) -> Self {
        let asking = asked.get(&finding.rule);
        let (status, reasons) = match &finding.outcome {
            Outcome::Pass => ("PASSED", Vec::new()),
            Outcome::Fail(_) | Outcome::Waived { .. } => ("FAILED", Vec::new()),
            Outcome::Unknown(gaps) => {
                let reasons = gaps.iter().take(REASONS).map(|gap| Reason {
                    reason_code: gap.reason.words().to_uppercase().replace(' ', "_"),
                    description: fit(&could_not(gap), DESCRIPTION),
                });
                ("NOT_AVAILABLE", reasons.collect())
            }
        };
        Self {
            status,
            related_requirements: asking.map_or(&[], |it| &it.requirements),
            status_reasons: reasons,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Workflow {
    status: &'static str,
}

impl Workflow {
    fn of(outcome: &Outcome) -> Self {
        let status = match outcome {
            Outcome::Pass => "RESOLVED",
            Outcome::Waived { .. } => "SUPPRESSED",
            Outcome::Fail(_) | Outcome::Unknown(_) => "NEW",
        };
        Self { status }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Note<'a> {
    text: String,
    updated_by: &'static str,
    updated_at: &'a str,
}

impl<'a> Note<'a> {
    fn of(outcome: &Outcome, seen: &'a str) -> Option<Self> {
        let Outcome::Waived { until, reason, .. } = outcome else {
            return None;
        };
        Some(Self {
            text: fit(&format!("accepted until {until}: {reason}"), NOTE),
            updated_by: "bartizan",
            updated_at: seen,
        })
    }
}
