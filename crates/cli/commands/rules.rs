//! `bartizan rules`: the rules, with severity and what each reads.

use std::io::{self, Write};

use bartizan_report::{plain, table};
use bartizan_rules::{Rule, RuleSet};
use serde::Serialize;

use crate::args::{ReportFormat, RuleArgs};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::{output, ruleset};

/// Lists the rules.
pub(crate) fn run(which: &RuleArgs, format: ReportFormat) -> Result<Exit, Fault> {
    let rules = ruleset::load(&which.rules, !which.no_builtin_rules)?;
    match format {
        ReportFormat::Text => output::print(|out| text(&rules, out))?,
        ReportFormat::Json => {
            let entries: Vec<_> = rules.rules().iter().map(Entry::from).collect();
            output::print_json(&entries)?;
        }
    }
    Ok(Exit::Clean)
}

fn text(rules: &RuleSet, out: &mut dyn Write) -> io::Result<()> {
    let rows = rules.rules().iter().map(|rule| {
        let title = plain(rule.metadata.title.trim()).into_owned();
        let reads = plain(&rule.depends_on().join(", ")).into_owned();
        let severity = rule.metadata.custom.severity.name().to_owned();
        vec![severity, format!("{}\n{title}", plain(&rule.id)), reads]
    });
    let header = ["severity", "rule", "reads"];
    // An id is there to copy: it stays whole at 80 columns.
    for line in table(&header, rows.collect(), output::width(), 48) {
        writeln!(out, "{line}")?;
    }
    let count = rules.rules().len();
    writeln!(out, "\n{count} rules; `bartizan explain RULE` tells more")
}

/// A rule in the list for programs.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    title: &'a str,
    severity: &'static str,
    service: &'a str,
    resource: &'a str,
    reads: Vec<&'a str>,
    params: &'a std::collections::BTreeMap<String, serde_json::Value>,
    why: &'a str,
    remediation: &'a str,
    references: &'a [String],
}

impl<'a> From<&'a Rule> for Entry<'a> {
    fn from(rule: &'a Rule) -> Self {
        let metadata = &rule.metadata;
        Self {
            id: &rule.id,
            title: metadata.title.trim(),
            severity: metadata.custom.severity.name(),
            service: rule.service(),
            resource: rule.kind(),
            reads: rule.depends_on(),
            params: &metadata.custom.params,
            why: metadata.description.trim(),
            remediation: metadata.custom.remediation.trim(),
            references: &metadata.related_resources,
        }
    }
}
