//! The METADATA block above a rule's package, as a strict type.

use std::collections::BTreeMap;
use std::ops::Range;

use bartizan_finding::Severity;
use serde::{Deserialize, Serialize};

use crate::fault::{RuleProblem, nearest};

/// What a rule says about itself, in OPA's annotation format.
/// <https://www.openpolicyagent.org/docs/policy-language#metadata>
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// The problem, in a few words.
    pub title: String,
    /// Why it matters.
    pub description: String,
    /// The vendor's documentation.
    #[serde(default)]
    pub related_resources: Vec<String>,
    /// What only Bartizan reads.
    pub custom: Custom,
}

/// What a rule tells Bartizan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Custom {
    /// How bad it is when the rule fails.
    pub severity: Severity,
    /// The type of resource that it judges.
    pub resource: String,
    /// The attributes that it reads. When one of them is unknown the rule does not run and the outcome is unknown.
    #[serde(default)]
    pub reads: Vec<String>,
    /// The facts that it asks for, by name.
    #[serde(default)]
    pub facts: Vec<String>,
    /// Whether it judges only where what it reads was collected: for attributes that are collected on request, of which
    /// nobody wants to hear when nobody asked.
    #[serde(default)]
    pub optional: bool,
    /// Its parameters and their defaults.
    #[serde(default)]
    pub params: BTreeMap<String, serde_json::Value>,
    /// How to fix it.
    pub remediation: String,
}

/// The keys that METADATA may hold, for suggestions.
const KEYS: &[&str] = &[
    "title",
    "description",
    "related_resources",
    "custom",
    "severity",
    "resource",
    "reads",
    "facts",
    "optional",
    "params",
    "remediation",
];

/// The METADATA comment block of a rule's file.
pub(crate) struct Block {
    /// Where it stands in the file, its marker included.
    pub(crate) span: Range<usize>,
    /// The YAML text, one line a line of the file.
    yaml: String,
    /// Of each YAML line, where it starts in the file.
    starts: Vec<usize>,
}

impl Block {
    /// Finds the first block, which must stand above the package.
    pub(crate) fn find(text: &str) -> Option<Self> {
        let mut block: Option<Self> = None;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let content = line.trim_end();
            match &mut block {
                None if content
                    .strip_prefix('#')
                    .is_some_and(|rest| rest.trim() == "METADATA") =>
                {
                    block = Some(Self {
                        span: start..at,
                        yaml: String::new(),
                        starts: Vec::new(),
                    });
                }
                None if content.starts_with("package") => return None,
                None => {}
                Some(block) => {
                    let Some(rest) = content.strip_prefix('#') else {
                        break;
                    };
                    block.yaml.push_str(rest);
                    block.yaml.push('\n');
                    block.starts.push(start + 1);
                    block.span.end = at;
                }
            }
        }
        block
    }

    /// Reads the block; on a mistake says what it is and where in the file.
    pub(crate) fn parse(&self) -> Result<Metadata, (RuleProblem, Range<usize>)> {
        let options = serde_saphyr::options! { with_snippet: false };
        let metadata: Metadata =
            serde_saphyr::from_str_with_options(&self.yaml, options).map_err(|fault| {
                let span = fault.location().map_or(self.span.clone(), |place| {
                    self.place(place.line(), place.column())
                });
                (problem(&fault.to_string()), span)
            })?;
        self.check(&metadata)?;
        Ok(metadata)
    }

    fn check(&self, metadata: &Metadata) -> Result<(), (RuleProblem, Range<usize>)> {
        let blank = [
            ("title", &metadata.title),
            ("description", &metadata.description),
            ("remediation", &metadata.custom.remediation),
        ];
        let fault = |message: String, span| {
            Err((
                RuleProblem::Metadata {
                    message,
                    meant: None,
                },
                span,
            ))
        };
        for (key, text) in blank {
            if text.trim().is_empty() {
                return fault(format!("`{key}` is empty"), self.span.clone());
            }
        }
        match metadata
            .related_resources
            .iter()
            .find(|link| !link.starts_with("https://"))
        {
            Some(link) => fault(format!("`{link}` is no https address"), self.span.clone()),
            None => Ok(()),
        }
    }

    /// The word that starts at a line and a column of the YAML, both from 1, in the file.
    fn place(&self, line: u64, column: u64) -> Range<usize> {
        let index = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
        let column = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
        let Some((start, text)) = self.starts.get(index).zip(self.yaml.lines().nth(index)) else {
            return self.span.clone();
        };
        let column = column.min(text.len());
        let word = text.get(column..).unwrap_or_default();
        let length = word.find([':', ' ', ',', ']']).unwrap_or(word.len()).max(1);
        start + column..start + column + length
    }
}

/// The parser's message, without its own places, and the key that was probably meant.
fn problem(message: &str) -> RuleProblem {
    let message = message.lines().next().unwrap_or_default();
    let message = match message.rfind(" at line ") {
        Some(at) => message.get(..at).unwrap_or(message),
        None => message,
    };
    let meant = message
        .contains("unknown field")
        .then(|| {
            message
                .split('`')
                .nth(1)
                .and_then(|key| nearest(key, KEYS.iter().copied()))
        })
        .flatten();
    RuleProblem::Metadata {
        message: message.to_owned(),
        meant: meant.map(str::to_owned),
    }
}
