//! `bartizan rules test`: the cases beside a user's own rules.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bartizan_report::plain;
use bartizan_rules::cases::{self, Report, RuleReport};

use crate::exit::Exit;
use crate::fault::Fault;
use crate::{output, ruleset};

/// Runs the cases; anything that does not hold, or is not tried, ends with 1.
pub(crate) fn run(dir: &Path) -> Result<Exit, Fault> {
    let rules = ruleset::compile(&[PathBuf::from(dir)], false)?;
    let report = cases::run(&rules);
    output::print(|out| write(&report, out))?;
    Ok(if report.is_good() {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for rule in &report.rules {
        let verdict = if rule.is_good() { "ok  " } else { "FAIL" };
        let cases = rule.results.len();
        let noun = if cases == 1 { "case" } else { "cases" };
        writeln!(out, "{verdict}  {}  {cases} {noun}", plain(&rule.rule))?;
        problems(rule, out)?;
    }
    let good = report.rules.iter().filter(|rule| rule.is_good()).count();
    writeln!(out, "\n{good} of {} rules hold", report.rules.len())
}

fn problems(rule: &RuleReport, out: &mut dyn Write) -> io::Result<()> {
    if let Some(fault) = &rule.fault {
        return writeln!(out, "      {}", plain(&fault.to_string()));
    }
    if rule.results.is_empty() {
        let beside = Path::new(&rule.path).with_extension("cases.yaml");
        return writeln!(
            out,
            "      no cases: write `{}`",
            plain(&beside.display().to_string())
        );
    }
    for case in &rule.results {
        if let Some(wrong) = &case.wrong {
            let name = plain(&case.name);
            writeln!(out, "      line {}, {name}: {}", case.line, plain(wrong))?;
        }
    }
    if !rule.uncovered.is_empty() {
        let lines: Vec<_> = rule.uncovered.iter().map(u32::to_string).collect();
        writeln!(
            out,
            "      no case reaches line {} of {}",
            lines.join(", "),
            plain(&rule.path)
        )?;
    }
    Ok(())
}
