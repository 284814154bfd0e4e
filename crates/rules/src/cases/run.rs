//! Running the cases of one rule, on the machine that judges and on the interpreter that knows which lines it passed.

use bartizan_finding::{Outcome, Violation};
use bartizan_model::Timestamp;
use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, Value};

use super::{Case, CaseResult, CasesFault, Expect, RuleReport, read};
use crate::compile::engine;
use crate::depth::with_room;
use crate::facts::Around;
use crate::judge::subject::{Instead, Subject};
use crate::limits::{CLOCK_EVERY, Limits};
use crate::rule::Rule;
use crate::vm::{Bench, shortened, violations};

/// When cases take place: 2026-01-01T00:00:00Z. Ages are counted back from here.
pub(crate) const CASES_NOW: i64 = 1_767_225_600;

/// Runs the cases of one rule.
#[must_use]
pub fn run_rule(rule: &Rule) -> RuleReport {
    let empty = || RuleReport {
        rule: rule.id.clone(),
        path: rule.path.clone(),
        fault: None,
        results: Vec::new(),
        uncovered: Vec::new(),
        lines: 0,
    };
    with_room(|| run_here(rule, empty())).unwrap_or_else(|fault| RuleReport {
        fault: Some(CasesFault::Thread(fault)),
        ..empty()
    })
}

fn run_here(rule: &Rule, mut report: RuleReport) -> RuleReport {
    let limits = Limits::default();
    let mut runner = Runner {
        covering: covering(rule, &limits),
        ..Runner::new(rule, &limits)
    };
    match read(rule).and_then(|cases| cases.iter().map(|case| runner.run(case)).collect()) {
        Ok(results) => report.results = results,
        Err(fault) => report.fault = Some(fault),
    }
    if let Some(file) = runner.coverage() {
        report.lines = file.covered.len() + file.not_covered.len();
        report.uncovered = file.not_covered.into_iter().collect();
    }
    report
}

/// Runs one case of a rule.
///
/// # Errors
/// When its resource does not fit the type that the rule judges.
pub fn run_case(rule: &Rule, case: &Case) -> Result<CaseResult, CasesFault> {
    let limits = Limits::default();
    with_room(|| Runner::new(rule, &limits).run(case))
        .unwrap_or_else(|fault| Err(CasesFault::Thread(fault)))
}

/// What a rule concludes of the resource of each case, which may be another rule's of the same type: facts that the
/// rule does not ask for are left aside, and parameters are the defaults. None where the resource does not fit or the
/// rule fails.
#[must_use]
pub fn conclude(rule: &Rule, cases: &[Case]) -> Vec<Option<Outcome>> {
    let limits = Limits::default();
    let all = with_room(|| {
        let mut runner = Runner::new(rule, &limits);
        cases.iter().map(|case| runner.conclude(case)).collect()
    });
    all.unwrap_or_default()
}

/// What a rule was given in a case, and what it found.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The case's name.
    pub case: String,
    /// The whole `input`.
    pub input: serde_json::Value,
    /// What the rule found, in order.
    pub violations: Vec<Violation>,
}

/// What a rule is given in each of its cases and finds, for asking another implementation of Rego the same. Cases in
/// which the rule does not run are left out.
#[must_use]
pub fn asked(rule: &Rule, cases: &[Case]) -> Vec<Asked> {
    let limits = Limits::default();
    let all = with_room(|| {
        let mut runner = Runner::new(rule, &limits);
        cases.iter().filter_map(|it| runner.asked(it)).collect()
    });
    all.unwrap_or_default()
}

/// The interpreter, which counts the lines that it passes.
fn covering(rule: &Rule, limits: &Limits) -> Option<Engine> {
    let (mut engine, _) = engine(&rule.path, &rule.source_text).ok()?;
    engine.set_enable_coverage(true);
    engine.set_execution_timer_config(ExecutionTimerConfig {
        limit: limits.time,
        check_interval: CLOCK_EVERY,
    });
    Some(engine)
}

struct Runner<'a> {
    rule: &'a Rule,
    bench: Bench<'a>,
    covering: Option<Engine>,
    limits: &'a Limits,
}

impl<'a> Runner<'a> {
    /// One that judges, and does not count lines.
    fn new(rule: &'a Rule, limits: &'a Limits) -> Self {
        Self {
            rule,
            bench: Bench::new(limits),
            covering: None,
            limits,
        }
    }

    fn run(&mut self, case: &Case) -> Result<CaseResult, CasesFault> {
        let rule = self.rule;
        let subject = self.subject(case).map_err(|fault| CasesFault::Resource {
            path: rule
                .cases
                .as_ref()
                .map(|(path, _)| path.clone())
                .unwrap_or_default(),
            line: case.line,
            case: case.name.clone(),
            kind: rule.kind().to_owned(),
            detail: without_place(&fault),
        })?;
        let wrong = self.judge(case, &subject).err();
        Ok(CaseResult {
            name: case.name.clone(),
            line: case.line,
            expect: case.expect,
            wrong,
        })
    }

    fn subject(&self, case: &Case) -> serde_json::Result<Subject> {
        let kind = self.rule.kind();
        let wanted: Vec<String> = self.rule.sees().collect();
        let text = case.resource(kind)?;
        Subject::read(kind, &text, &wanted, &self.bench)
    }

    fn conclude(&mut self, case: &Case) -> Option<Outcome> {
        let subject = self.subject(case).ok()?;
        let around = Around::at(Timestamp::from_second(CASES_NOW).unwrap_or_default());
        let instead = Instead {
            facts: Some(&case.facts),
            params: None,
        };
        subject
            .judge(&mut self.bench, 0, self.rule, &around, &instead)
            .ok()
    }

    fn asked(&mut self, case: &Case) -> Option<Asked> {
        let subject = self.subject(case).ok()?;
        let around = Around::at(Timestamp::from_second(CASES_NOW).unwrap_or_default());
        let instead = Instead {
            facts: Some(&case.facts),
            params: self.params(case).ok()?,
        };
        let input = subject.input(self.rule, &around, &instead).ok()?.ok()?;
        Some(Asked {
            case: case.name.clone(),
            input: serde_json::to_value(&input).ok()?,
            violations: self.bench.run(0, self.rule, input).ok()?,
        })
    }

    /// The error says how the conclusion differs from what the case expects.
    fn judge(&mut self, case: &Case, subject: &Subject) -> Result<(), String> {
        let around = Around::at(Timestamp::from_second(CASES_NOW).unwrap_or_default());
        let instead = Instead {
            facts: Some(&case.facts),
            params: self.params(case)?,
        };
        self.known_facts(case)?;
        let outcome = subject.judge(&mut self.bench, 0, self.rule, &around, &instead)?;
        if let Ok(input) = subject.input(self.rule, &around, &instead)? {
            self.agree(input, &outcome)?;
        }
        compare(case, &outcome)
    }

    /// The defaults with the case's parameters over them.
    fn params(&self, case: &Case) -> Result<Option<Value>, String> {
        let defaults = &self.rule.metadata.custom.params;
        if let Some(name) = case
            .params
            .keys()
            .find(|name| !defaults.contains_key(*name))
        {
            return Err(format!("the rule has no parameter `{name}`"));
        }
        let mut all = defaults.clone();
        all.extend(case.params.clone());
        Ok(Some(Value::from(serde_json::Value::Object(
            all.into_iter().collect(),
        ))))
    }

    fn known_facts(&self, case: &Case) -> Result<(), String> {
        let asked = &self.rule.metadata.custom.facts;
        match case.facts.keys().find(|name| !asked.contains(name)) {
            Some(name) => Err(format!("the rule does not ask for the fact `{name}`")),
            None => Ok(()),
        }
    }

    /// Evaluates once more, counting lines; both engines must say the same.
    fn agree(&mut self, input: Value, outcome: &Outcome) -> Result<(), String> {
        let Some(engine) = &mut self.covering else {
            return Ok(());
        };
        engine.set_input(input);
        let answer = engine
            .eval_rule(self.rule.entrypoint.clone())
            .map_err(|fault| shortened(fault.to_string()))?;
        let found: Vec<Violation> = violations(&answer, self.limits)?;
        if found == outcome.violations() {
            return Ok(());
        }
        Err(
            "the interpreter and the compiled rule disagree; this is a bug worth reporting"
                .to_owned(),
        )
    }

    fn coverage(&self) -> Option<regorus::coverage::File> {
        let report = self.covering.as_ref()?.get_coverage_report().ok()?;
        report
            .files
            .into_iter()
            .find(|file| file.path == self.rule.path)
    }
}

fn compare(case: &Case, outcome: &Outcome) -> Result<(), String> {
    let expected = match (case.expect, outcome) {
        (Expect::Fail, Outcome::Fail(found)) => {
            let Some(part) = &case.message else {
                return Ok(());
            };
            if found
                .iter()
                .any(|violation| violation.message.contains(part))
            {
                return Ok(());
            }
            let said: Vec<&str> = found
                .iter()
                .map(|violation| violation.message.as_str())
                .collect();
            return Err(format!(
                "expected a message with `{part}`, found `{}`",
                said.join("`, `")
            ));
        }
        (Expect::Pass, Outcome::Pass) | (Expect::Unknown, Outcome::Unknown(_)) => return Ok(()),
        (expected, _) => expected.name(),
    };
    let said: Vec<&str> = outcome
        .violations()
        .iter()
        .map(|violation| violation.message.as_str())
        .collect();
    let said = if said.is_empty() {
        String::new()
    } else {
        format!(" (`{}`)", said.join("`, `"))
    };
    Err(format!(
        "expected {expected}, found {}{said}",
        outcome.name()
    ))
}

/// The parser's message without its place: the text that it saw is not the file.
fn without_place(fault: &serde_json::Error) -> String {
    let text = fault.to_string();
    match text.rfind(" at line ") {
        Some(at) => text.get(..at).unwrap_or(&text).to_owned(),
        None => text,
    }
}
