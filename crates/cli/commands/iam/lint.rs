//! `bartizan iam lint`: what is wrong with policies, each problem drawn where it stands.

use std::io;
use std::path::Path;

use bartizan_iam::{Effect, Kind, PolicyDocument, Problem, Severity, lint, parse};
use bartizan_report::plain;
use miette::NamedSource;
use serde::Serialize;

use super::document::{self, Located, place};
use crate::args::ReportFormat;
use crate::args::iam::{Deny, LintArgs};
use crate::details::{count, drawn};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::output;

/// Looks at every file; ends with 1 when one has a problem that matters.
pub(crate) fn run(args: &LintArgs) -> Result<Exit, Fault> {
    let mut files = Vec::new();
    for path in &args.files {
        files.push(look(path, args.kind)?);
    }
    match args.format {
        ReportFormat::Text => output::print(|out| files.iter().try_for_each(|it| it.write(out)))?,
        ReportFormat::Json => {
            let files: Vec<_> = files.iter().map(FileWire::from).collect();
            output::print_json(&files)?;
        }
    }
    let mut problems = files.iter().flat_map(|file| &file.problems);
    Ok(if problems.any(|it| matters(it.severity, args.deny)) {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

fn matters(severity: Severity, deny: Deny) -> bool {
    match severity {
        Severity::Error => true,
        Severity::Security => deny >= Deny::Security,
        Severity::Warning => deny >= Deny::Warnings,
    }
}

/// A file that was looked at.
struct Looked {
    name: String,
    kind: Kind,
    text: String,
    problems: Vec<Problem>,
}

fn look(path: &Path, kind: Option<Kind>) -> Result<Looked, Fault> {
    let text = document::read(path)?;
    let kind = kind.unwrap_or_else(|| guess(&text));
    Ok(Looked {
        name: path.display().to_string(),
        kind,
        problems: lint(&text, kind),
        text,
    })
}

/// A policy that names principals lies on a resource; one that only lets them take a role is a trust policy.
pub(super) fn guess(text: &str) -> Kind {
    let Some(document) = parse::read(text, Kind::Resource).document else {
        return Kind::Identity;
    };
    let names = |document: &PolicyDocument| {
        let mut statements = document.statement.iter();
        statements.any(|it| it.principal.is_some() || it.not_principal.is_some())
    };
    if !names(&document) {
        return Kind::Identity;
    }
    let sts = |action: &String| action.to_ascii_lowercase().starts_with("sts:");
    let mut allows = document.statement.iter();
    let trusts = allows.all(|it| {
        it.effect == Effect::Deny
            || (!it.action.is_empty() && it.action.iter().all(sts) && it.resource.is_empty())
    });
    if trusts { Kind::Trust } else { Kind::Resource }
}

impl Looked {
    fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let name = plain(&self.name);
        if self.problems.is_empty() {
            return writeln!(
                out,
                "{name}: nothing is wrong with this {} policy",
                self.kind
            );
        }
        let source = NamedSource::new(&self.name, self.text.clone());
        let located: Vec<_> = self
            .problems
            .iter()
            .map(|problem| Located {
                problem,
                source: &source,
            })
            .collect();
        for line in drawn(&located).lines() {
            writeln!(out, "{}", plain(line))?;
        }
        let tally = [Severity::Error, Severity::Security, Severity::Warning].map(|severity| {
            let found = self.problems.iter().filter(|it| it.severity == severity);
            (found.count(), severity)
        });
        let tally: Vec<_> = tally
            .iter()
            .filter(|(found, _)| *found > 0)
            .map(|(found, severity)| match severity {
                Severity::Security => count(*found, "security remark"),
                other => count(*found, other.as_str()),
            })
            .collect();
        writeln!(
            out,
            "{name}: {} in this {} policy",
            tally.join(", "),
            self.kind
        )
    }
}

/// A file as JSON says it.
#[derive(Serialize)]
struct FileWire<'a> {
    file: &'a str,
    kind: &'static str,
    problems: Vec<ProblemWire<'a>>,
}

/// A problem as JSON says it. Statements, lines and columns count from 1, columns in characters.
#[derive(Serialize)]
struct ProblemWire<'a> {
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    statement: Option<usize>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'a> From<&'a Looked> for FileWire<'a> {
    fn from(file: &'a Looked) -> Self {
        let wire = |problem: &'a Problem| {
            let (line, column) = place(&file.text, problem.span.start);
            let (end_line, end_column) = place(&file.text, problem.span.end);
            ProblemWire {
                severity: problem.severity.as_str(),
                code: problem.code.as_str(),
                message: &problem.message,
                help: problem.help.as_deref(),
                statement: problem.statement.map(|at| at + 1),
                line,
                column,
                end_line,
                end_column,
            }
        };
        Self {
            file: &file.name,
            kind: file.kind.as_str(),
            problems: file.problems.iter().map(wire).collect(),
        }
    }
}
