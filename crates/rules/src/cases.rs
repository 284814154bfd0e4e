//! A rule's examples: they stand in `.cases.yaml` beside it, test it, and document it.

mod run;

use std::collections::BTreeMap;

use bartizan_model::Resource;
use serde::Deserialize;
use serde_json::Value;
use serde_saphyr::Spanned;

use crate::rule::Rule;
use crate::set::RuleSet;

pub use run::{Asked, asked, conclude, run_case, run_rule};

/// One example: a resource, and what the rule must conclude about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// Its line in the file, from 1.
    pub line: u64,
    /// The attributes that matter; the rest comes from the type's baseline.
    pub resource: BTreeMap<String, Value>,
    /// Facts in the place of the computed ones.
    pub facts: BTreeMap<String, Value>,
    /// Parameters in the place of the defaults.
    pub params: BTreeMap<String, Value>,
    /// What the rule must conclude.
    pub expect: Expect,
    /// What a violation's message must contain.
    pub message: Option<String>,
}

/// What a case expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expect {
    /// A violation.
    Fail,
    /// None.
    Pass,
    /// That it can not be known.
    Unknown,
}

impl Expect {
    /// Its name, as in the file and in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Pass => "pass",
            Self::Unknown => "unknown",
        }
    }
}

/// A case as the file spells it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: Spanned<String>,
    resource: BTreeMap<String, Value>,
    #[serde(default)]
    facts: BTreeMap<String, Value>,
    #[serde(default)]
    params: BTreeMap<String, Value>,
    expect: Expect,
    message: Option<String>,
}

/// Why a file of cases cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum CasesFault {
    /// The file is no list of cases.
    #[error("`{path}`{}: {detail}", line.map(|line| format!(" line {line}")).unwrap_or_default())]
    Yaml {
        /// The file.
        path: String,
        /// The line, when it is known.
        line: Option<u64>,
        /// What is wrong.
        detail: String,
    },
    /// There was no thread to run them on.
    #[error("the cases can not be run: {0}")]
    Thread(std::io::Error),
    /// A case's resource is none of the rule's type.
    #[error("`{path}` line {line}: the resource of `{case}` is no `{kind}`: {detail}")]
    Resource {
        /// The file.
        path: String,
        /// The case's line.
        line: u64,
        /// The case.
        case: String,
        /// The type.
        kind: String,
        /// What is wrong.
        detail: String,
    },
}

/// What became of the cases of every rule.
#[derive(Debug, Default)]
pub struct Report {
    /// By rule id.
    pub rules: Vec<RuleReport>,
}

impl Report {
    /// Whether every rule has cases, every case holds and every line was covered.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.rules.iter().all(RuleReport::is_good)
    }

    /// The rules that have no case.
    pub fn without_cases(&self) -> impl Iterator<Item = &RuleReport> {
        self.rules
            .iter()
            .filter(|rule| rule.fault.is_none() && rule.results.is_empty())
    }
}

/// What became of the cases of one rule.
#[derive(Debug)]
pub struct RuleReport {
    /// The rule's id.
    pub rule: String,
    /// The rule's file.
    pub path: String,
    /// Why its cases could not be read.
    pub fault: Option<CasesFault>,
    /// Its cases, in the order of the file.
    pub results: Vec<CaseResult>,
    /// The lines of the rule that no case reaches, from 1.
    pub uncovered: Vec<u32>,
    /// How many lines can be reached.
    pub lines: usize,
}

impl RuleReport {
    /// Whether it has cases, all hold and reach every line.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.fault.is_none()
            && !self.results.is_empty()
            && self.uncovered.is_empty()
            && self.results.iter().all(|it| it.wrong.is_none())
    }
}

/// What became of one case.
#[derive(Debug)]
pub struct CaseResult {
    /// What it shows.
    pub name: String,
    /// Its line in the file.
    pub line: u64,
    /// What it expects.
    pub expect: Expect,
    /// What is wrong, when the rule concluded something else.
    pub wrong: Option<String>,
}

/// Runs the cases of every rule.
#[must_use]
pub fn run(rules: &RuleSet) -> Report {
    Report {
        rules: rules.rules().iter().map(run_rule).collect(),
    }
}

/// Reads the cases of a rule; none when it has no file of them.
///
/// # Errors
/// When the file is no list of cases.
pub fn read(rule: &Rule) -> Result<Vec<Case>, CasesFault> {
    let Some((path, text)) = &rule.cases else {
        return Ok(Vec::new());
    };
    let options = serde_saphyr::options! { with_snippet: false };
    let written: Vec<Written> =
        serde_saphyr::from_str_with_options(text, options).map_err(|fault| CasesFault::Yaml {
            path: path.clone(),
            line: fault.location().map(|place| place.line()),
            detail: fault
                .to_string()
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned(),
        })?;
    Ok(written.into_iter().map(Case::from).collect())
}

impl From<Written> for Case {
    fn from(written: Written) -> Self {
        Self {
            line: written.name.referenced.line(),
            name: written.name.value,
            resource: written.resource,
            facts: written.facts,
            params: written.params,
            expect: written.expect,
            message: written.message,
        }
    }
}

impl Case {
    /// The whole resource as a line of a snapshot: the type's baseline with the case's attributes.
    ///
    /// # Errors
    /// When the attributes do not fit the type.
    pub fn resource(&self, kind: &str) -> Result<String, serde_json::Error> {
        let baseline = Resource::baseline(kind);
        let mut whole = serde_json::to_value(baseline)?;
        if let Some(fields) = whole.as_object_mut() {
            fields.extend(
                self.resource
                    .iter()
                    .map(|(name, value)| (name.clone(), value.clone())),
            );
        }
        // Through the Rust type, so that a case can hold nothing that a snapshot can not.
        let typed = Resource::read(kind, &whole.to_string())?;
        serde_json::to_string(&typed)
    }
}
