//! Running rules on regorus's virtual machine, one machine a rule, kept from resource to resource.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bartizan_finding::Violation;
use regorus::rvm::vm::{RegoVM, VmError};
use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{MemoryBudgetConfig, Value};

use crate::limits::{CLOCK_EVERY, Limits};
use crate::memo::Memo;
use crate::rule::Rule;
use crate::value::Names;

/// The machines of one worker.
pub(crate) struct Bench<'a> {
    limits: &'a Limits,
    /// By the rule's place in its set.
    machines: Vec<Option<RegoVM>>,
    pub(crate) names: Names,
    /// What rules concluded of resources like the next.
    pub(crate) memo: Memo,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            machines: Vec::new(),
            names: Names::default(),
            memo: Memo::default(),
        }
    }

    /// Runs a rule. The error says what went wrong.
    pub(crate) fn run(
        &mut self,
        index: usize,
        rule: &Rule,
        input: Value,
    ) -> Result<Vec<Violation>, String> {
        if self.machines.len() <= index {
            self.machines.resize_with(index + 1, || None);
        }
        let kept = self.machines.get_mut(index).and_then(Option::take);
        let mut machine = kept.unwrap_or_else(|| machine(rule, self.limits));
        machine.set_input(input);
        // The engine's builtins are not all proven free of panics, and one rule must not take the audit down.
        let answer = catch_unwind(AssertUnwindSafe(|| machine.execute_entry_point_by_index(0)))
            .map_err(|_| "the engine panicked; this is a bug worth reporting".to_owned())?;
        let answer = answer.map_err(|fault| self.words(&fault))?;
        let violations = violations(&answer, self.limits)?;
        // A machine that failed is not used again.
        if let Some(place) = self.machines.get_mut(index) {
            *place = Some(machine);
        }
        Ok(violations)
    }

    fn words(&self, fault: &VmError) -> String {
        match fault {
            VmError::InstructionLimitExceeded { limit, .. } => {
                format!("it did not end within {limit} instructions")
            }
            VmError::TimeLimitExceeded { limit, .. } => {
                format!("it did not end within {} s", limit.as_secs_f32())
            }
            VmError::MemoryLimitExceeded { .. } | VmError::MemoryBudgetExceeded { .. } => {
                format!(
                    "it needs more than {} of memory",
                    bytes(self.limits.memory.get())
                )
            }
            other => shortened(other.to_string()),
        }
    }
}

fn bytes(count: u64) -> String {
    if count >= 1 << 20 {
        format!("{} MiB", count >> 20)
    } else {
        format!("{count} bytes")
    }
}

/// The engine's message, which may quote values: the last line of it, of bounded length.
pub(crate) fn shortened(message: String) -> String {
    let what = message
        .rsplit_once("error: ")
        .map_or(message.as_str(), |(_, what)| what);
    what.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(300)
        .collect()
}

fn machine(rule: &Rule, limits: &Limits) -> RegoVM {
    let mut machine = RegoVM::new();
    machine.load_program(rule.program.clone());
    machine.set_max_instructions(limits.instructions);
    // As in stock OPA: a builtin that fails leaves its body undefined. The machine can not do otherwise; the cases of
    // a rule run on the strict interpreter as well, and tell.
    machine.set_strict_builtin_errors(false);
    machine.set_memory_budget_config(Some(MemoryBudgetConfig {
        limit: limits.memory,
    }));
    machine.set_execution_timer_config(Some(ExecutionTimerConfig {
        limit: limits.time,
        check_interval: CLOCK_EVERY,
    }));
    machine
}

/// Reads the answer: a set of `{"message": …, "evidence": {…}}`.
pub(crate) fn violations(answer: &Value, limits: &Limits) -> Result<Vec<Violation>, String> {
    let Value::Set(set) = answer else {
        return Err("its `violation` is no set".to_owned());
    };
    if set.len() > limits.violations {
        return Err(format!(
            "it found more than {} violations of one resource",
            limits.violations
        ));
    }
    set.iter_sorted()
        .map(|item| violation(item, limits))
        .collect()
}

fn violation(item: &Value, limits: &Limits) -> Result<Violation, String> {
    let shape = || {
        "a violation must be an object with a `message`, and perhaps an object `evidence`"
            .to_owned()
    };
    let text = serde_json::to_string(item).map_err(|fault| fault.to_string())?;
    if text.len() > limits.message + limits.evidence {
        return Err(format!(
            "a violation is longer than {} bytes",
            limits.message + limits.evidence
        ));
    }
    let violation: Violation = serde_json::from_str(&text).map_err(|_| shape())?;
    if violation.message.trim().is_empty() {
        return Err("a violation has an empty message".to_owned());
    }
    if violation.message.len() > limits.message {
        return Err(format!("a message is longer than {} bytes", limits.message));
    }
    Ok(violation)
}
