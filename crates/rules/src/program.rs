//! What the machine runs of a rule.
//!
//! Assignments must end a body when there is nothing to assign.
//! In Rego `x := table[key]` ends the body where `table` has no `key`. The compiler of regorus 0.14 leaves `x`
//! undefined and goes on, and `not x in …` then holds; its `=` ends the body, as it should. So what is compiled is not
//! `x := e` but `some x; x = e`, which means the same: a new variable, and a body that ends.

use std::ops::Range;
use std::sync::Arc;

use regorus::Engine;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::program::Program;

use crate::compile;
use crate::source::Source;

/// Compiles the rule that an engine holds, in which the names at `assigned` are assigned to. The error is regorus's own
/// message, which names the place.
pub(crate) fn of(
    engine: &mut Engine,
    source: &Source,
    assigned: &[Range<usize>],
    entrypoint: &str,
) -> Result<Arc<Program>, String> {
    // A rule that can not be written so is compiled as it is, and its mistakes are told where they stand.
    let ending = ending(&source.text, assigned)
        .and_then(|text| compile::engine(&source.path, &text).ok())
        .map(|(mut engine, _)| compiled(&mut engine, entrypoint));
    match ending {
        Some(Ok(program)) => Ok(program),
        _ => compiled(engine, entrypoint),
    }
}

fn compiled(engine: &mut Engine, entrypoint: &str) -> Result<Arc<Program>, String> {
    let policy = engine
        .compile_with_entrypoint(&entrypoint.into())
        .map_err(|fault| fault.to_string())?;
    Compiler::compile_from_policy(&policy, &[entrypoint]).map_err(|fault| fault.to_string())
}

/// The rule with its assignments written so; none when there is nothing to write otherwise.
fn ending(text: &str, assigned: &[Range<usize>]) -> Option<String> {
    if assigned.is_empty() {
        return None;
    }
    let mut names = assigned.to_vec();
    names.sort_by_key(|name| name.start);
    let mut whole = String::with_capacity(text.len() + names.len() * 16);
    let mut at = 0;
    for place in names {
        let name = text.get(place.clone())?;
        let rest = text.get(place.end..)?;
        // Nothing but blanks stands between a name and its sign.
        let after = rest.trim_start().strip_prefix(":=")?;
        whole.push_str(text.get(at..place.start)?);
        if name != "_" {
            whole.push_str(&format!("some {name}; "));
        }
        whole.push_str(&format!("{name} ="));
        at = text.len() - after.len();
    }
    whole.push_str(text.get(at..)?);
    Some(whole)
}
