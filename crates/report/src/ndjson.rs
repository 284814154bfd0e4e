//! For a log store: the report as JSON Lines, each line a record that says what it is.
//!
//! First the audit, then the rules, then what could not be read, then the findings; their members are
//! those of `bartizan.report/1`, and each finding has its rule's title and service with it.

use std::io;

use bartizan_finding::Audit;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use crate::json::v1::wire::{Finding, GapEntry, Head, Rule};
use crate::json::write_visible;
use crate::words::Rules;

/// One line.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "record", rename_all = "lowercase")]
#[schemars(title = "One line of bartizan.report/1 as NDJSON")]
enum Record<'a> {
    /// What was looked at, and counts; the first line.
    Audit(Head<'a>),
    /// A rule that judged.
    Rule(Rule<'a>),
    /// Something that could not be read.
    Gap(GapEntry<'a>),
    /// One rule's conclusion about one resource.
    Finding(Concluded<'a>),
}

/// A finding that needs no other line to be understood.
#[derive(Serialize, JsonSchema)]
struct Concluded<'a> {
    /// The rule's title.
    title: &'a str,
    /// The rule's service.
    service: &'a str,
    #[serde(flatten)]
    finding: Finding<'a>,
}

/// Writes an audit as JSON Lines.
///
/// # Errors
/// When `out` or the findings' temporary file fails.
pub fn write(audit: &Audit, out: &mut dyn io::Write) -> io::Result<()> {
    let mut line = Vec::new();
    let mut say = |record: Record<'_>| {
        line.clear();
        write_visible(&mut line, &record)?;
        line.push(b'\n');
        out.write_all(&line)
    };
    say(Record::Audit(Head::from(audit)))?;
    for rule in &audit.rules {
        say(Record::Rule(rule.into()))?;
    }
    for gap in &audit.gaps {
        say(Record::Gap(gap.into()))?;
    }
    let rules = Rules::of(audit);
    audit.findings.each(|finding| {
        say(Record::Finding(Concluded {
            title: rules.title(&finding.rule),
            service: rules
                .get(&finding.rule)
                .map_or("", |rule| rule.service.as_str()),
            finding: Finding::from(&finding),
        }))
    })
}

/// The JSON Schema (draft 2020-12) of one line.
#[must_use]
pub fn schema() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings
        .into_generator()
        .into_root_schema_for::<Record<'static>>()
        .to_value()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::sample;

    #[test]
    fn every_line_is_a_record_that_follows_the_schema() {
        let mut out = Vec::new();
        write(&sample::hostile(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let schema = jsonschema::validator_for(&schema()).unwrap();
        let mut kinds = Vec::new();
        for line in text.lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            let faults: Vec<_> = schema
                .iter_errors(&value)
                .map(|it| it.to_string())
                .collect();
            assert_eq!(faults, Vec::<String>::new(), "{line}");
            kinds.push(value["record"].as_str().unwrap().to_owned());
            let mut more = value.clone();
            more["record"] = "surprise".into();
            assert!(!schema.is_valid(&more));
        }
        kinds.dedup();
        assert_eq!(kinds, ["audit", "rule", "gap", "finding"]);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
    }
}
