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
    let rules = ruleset::load(which)?.rules;
    match format {
        ReportFormat::Text => output::print(|out| text(&rules, out))?,
        ReportFormat::Json => {
            let entries: Vec<_> = all(&rules).map(Entry::of).collect();
            output::print_json(&entries)?;
        }
    }
    Ok(Exit::Clean)
}

/// Every rule by id, and whether it judges.
fn all(rules: &RuleSet) -> impl Iterator<Item = (&Rule, bool)> {
    let on = rules.rules().iter().map(|rule| (rule, true));
    let off = rules.switched_off().iter().map(|rule| (rule, false));
    let mut all: Vec<_> = on.chain(off).collect();
    all.sort_by_key(|(rule, _)| &rule.id);
    all.into_iter()
}

fn text(rules: &RuleSet, out: &mut dyn Write) -> io::Result<()> {
    let rows = all(rules).map(|(rule, enabled)| {
        let title = plain(rule.metadata.title.trim()).into_owned();
        let reads = plain(&rule.depends_on().join(", ")).into_owned();
        let severity = if enabled {
            rule.metadata.custom.severity.name().to_owned()
        } else {
            "off".to_owned()
        };
        let rule = format!("{}\n{title}\nreads {reads}", plain(&rule.id));
        vec![severity, rule]
    });
    let header = ["severity", "rule"];
    // An id is there to copy: it stays whole at 80 columns.
    for line in table(&header, rows.collect(), output::width(), 68) {
        writeln!(out, "{line}")?;
    }
    let count = rules.rules().len();
    let off = match rules.switched_off().len() {
        0 => String::new(),
        off => format!(" and {off} switched off"),
    };
    writeln!(
        out,
        "\n{count} rules{off}; `bartizan explain RULE` tells more"
    )
}

/// A rule in the list for programs.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    title: &'a str,
    severity: &'static str,
    enabled: bool,
    service: &'a str,
    resource: &'a str,
    reads: Vec<&'a str>,
    facts: &'a [String],
    params: &'a std::collections::BTreeMap<String, serde_json::Value>,
    why: &'a str,
    remediation: &'a str,
    references: &'a [String],
}

impl<'a> Entry<'a> {
    fn of((rule, enabled): (&'a Rule, bool)) -> Self {
        let metadata = &rule.metadata;
        Self {
            id: &rule.id,
            title: metadata.title.trim(),
            severity: metadata.custom.severity.name(),
            enabled,
            service: rule.service(),
            resource: rule.kind(),
            reads: rule.depends_on(),
            facts: &metadata.custom.facts,
            params: &metadata.custom.params,
            why: metadata.description.trim(),
            remediation: metadata.custom.remediation.trim(),
            references: &metadata.related_resources,
        }
    }
}
