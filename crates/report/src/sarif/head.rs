//! What a SARIF log says before its results.

use std::collections::BTreeMap;

use bartizan_finding::{Audit, GapEntry, RuleProse, Severity};
use bartizan_model::Timestamp;
use serde::Serialize;

use super::RESULTS;
use crate::words::{cut, missing, one_line};

/// The longest description of a rule that GitHub accepts.
const DESCRIPTION: usize = 1024;

/// A whole log.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

impl<'a> Log<'a> {
    pub(super) fn without_results(audit: &'a Audit) -> Self {
        Self {
            schema: "https://json.schemastore.org/sarif-2.1.0.json",
            version: "2.1.0",
            runs: [Run::without_results(audit)],
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    automation_details: Automation,
    column_kind: &'static str,
    invocations: [Invocation; 1],
    properties: Counts<'a>,
    // The last member: it is written as a stream.
    results: [(); 0],
}

impl<'a> Run<'a> {
    fn without_results(audit: &'a Audit) -> Self {
        let summary = &audit.summary;
        let driver = Driver {
            name: "bartizan",
            semantic_version: env!("CARGO_PKG_VERSION"),
            information_uri: env!("CARGO_PKG_REPOSITORY"),
            rules: audit.rules.iter().map(Rule::of).collect(),
        };
        Self {
            tool: Tool { driver },
            automation_details: Automation::of(audit),
            column_kind: "utf16CodeUnits",
            invocations: [Invocation::of(audit)],
            properties: Counts {
                passed: summary.pass,
                failed: summary.fail,
                unknown: summary.unknown,
                waived: summary.waived,
                failed_by_severity: &summary.fail_by_severity,
            },
            results: [],
        }
    }
}

/// Counts over the findings, those that passed included.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts<'a> {
    passed: u64,
    failed: u64,
    unknown: u64,
    waived: u64,
    failed_by_severity: &'a BTreeMap<Severity, u64>,
}

/// What tells the logs of one account from those of another: GitHub's category.
#[derive(Serialize)]
struct Automation {
    id: String,
}

impl Automation {
    fn of(audit: &Audit) -> Self {
        let id = match audit.audited.accounts.as_slice() {
            [one] => format!("bartizan/{}/{}/", audit.audited.provider, one.id),
            _ => format!("bartizan/{}/", audit.audited.provider),
        };
        Self { id }
    }
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    short_description: Text,
    full_description: Text,
    help: Help,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'a str>,
    default_configuration: Configuration,
    properties: RuleProperties<'a>,
}

impl<'a> Rule<'a> {
    fn of(rule: &'a RuleProse) -> Self {
        Self {
            id: &rule.id,
            short_description: Text::of(cut(&one_line(&rule.title), DESCRIPTION)),
            full_description: Text::of(cut(&one_line(&rule.why), DESCRIPTION)),
            help: Help::of(rule),
            help_uri: rule.references.first().map(String::as_str),
            default_configuration: Configuration {
                level: level(rule.severity),
            },
            properties: RuleProperties {
                tags: ["security", "cloud", &rule.service],
                precision: "very-high",
                security_severity: score(rule.severity),
                problem_severity: problem(rule.severity),
            },
        }
    }
}

#[derive(Serialize)]
struct Text {
    text: String,
}

impl Text {
    fn of(text: String) -> Self {
        Self { text }
    }
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

impl Help {
    fn of(rule: &RuleProse) -> Self {
        let (why, fix) = (rule.why.trim(), rule.remediation.trim());
        let links: Vec<_> = rule
            .references
            .iter()
            .map(|it| format!("- <{it}>"))
            .collect();
        Self {
            text: format!(
                "{why}\n\nHow to fix it: {fix}\n\n{}",
                rule.references.join("\n")
            ),
            // The rule's author wrote Markdown; names of resources are not in it.
            markdown: format!(
                "{why}\n\n**How to fix it**\n\n{fix}\n\n{}\n",
                links.join("\n")
            ),
        }
    }
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties<'a> {
    tags: [&'a str; 3],
    precision: &'static str,
    #[serde(rename = "security-severity")]
    security_severity: &'static str,
    #[serde(rename = "problem.severity")]
    problem_severity: &'static str,
}

/// How bad a result is, in SARIF's words.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

/// GitHub calls what is above 9.0 critical, from 7.0 high, from 4.0 medium and from 0.1 low.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
    }
}

fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "recommendation",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    start_time_utc: Timestamp,
    end_time_utc: Timestamp,
    tool_execution_notifications: Vec<Notification>,
}

impl Invocation {
    fn of(audit: &Audit) -> Self {
        let summary = &audit.summary;
        let results = summary.fail + summary.unknown + summary.waived;
        let mut notifications: Vec<_> = audit.gaps.iter().map(Notification::of).collect();
        if results > RESULTS {
            notifications.push(Notification {
                level: "warning",
                message: Text::of(format!(
                    "{results} results: GitHub accepts {RESULTS} in a run; audit fewer accounts or services at once"
                )),
            });
        }
        Self {
            execution_successful: true,
            start_time_utc: audit.audited.started_at,
            end_time_utc: audit.audited.finished_at,
            tool_execution_notifications: notifications,
        }
    }
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
}

impl Notification {
    fn of(gap: &GapEntry) -> Self {
        Self {
            level: "warning",
            message: Text::of(format!("could not be read: {}", missing(gap))),
        }
    }
}
