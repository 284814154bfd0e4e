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
use serde_json::Value;

use crate::ast::span;
use crate::compile;
use crate::source::Source;

/// Compiles the rule that an engine holds. The error is regorus's own message, which names the place.
pub(crate) fn of(
    engine: &mut Engine,
    source: &Source,
    entrypoint: &str,
) -> Result<Arc<Program>, String> {
    // A rule that can not be written so is compiled as it is, and its mistakes are told where they stand.
    match ending(engine, source).map(|mut engine| compiled(&mut engine, entrypoint)) {
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

/// An engine that reads the rule with its assignments written so.
fn ending(engine: &Engine, source: &Source) -> Option<Engine> {
    let tree: Value = serde_json::from_str(&engine.get_ast_as_json().ok()?).ok()?;
    let mut edits = Vec::new();
    find(&tree, &source.text, &mut edits);
    let (engine, _) = compile::engine(&source.path, &rewritten(&source.text, edits)?).ok()?;
    Some(engine)
}

/// From the start of an assignment to the end of its `:=`, and what to write there.
type Edit = (Range<usize>, String);

fn find(node: &Value, text: &str, edits: &mut Vec<Edit>) {
    match node {
        Value::Array(items) => items.iter().for_each(|item| find(item, text, edits)),
        Value::Object(fields) => {
            if let Some(assignment) = fields.get("AssignExpr") {
                edits.extend(edit(assignment, text));
            }
            fields.values().for_each(|field| find(field, text, edits));
        }
        _ => {}
    }
}

/// Only a plain name: patterns end a body by themselves when a part is missing.
fn edit(assignment: &Value, text: &str) -> Option<Edit> {
    if assignment.get("op")?.as_str()? != "ColEq" {
        return None;
    }
    let variable = assignment.get("lhs")?.get("Var")?;
    let at = span(variable)?;
    let name = text.get(at.clone())?;
    let sign = text.get(at.end..)?.find(":=")?;
    // Nothing but blanks may stand between a name and the sign.
    if !text.get(at.end..at.end + sign)?.trim().is_empty() {
        return None;
    }
    let end = at.end + sign + 2;
    let declared = if name == "_" {
        "_ =".to_owned()
    } else {
        format!("some {name}; {name} =")
    };
    Some((at.start..end, declared))
}

fn rewritten(text: &str, mut edits: Vec<Edit>) -> Option<String> {
    edits.sort_by_key(|(range, _)| range.start);
    let mut whole = String::with_capacity(text.len() + edits.len() * 16);
    let mut at = 0;
    for (range, by) in edits {
        whole.push_str(text.get(at..range.start)?);
        whole.push_str(&by);
        at = range.end;
    }
    whole.push_str(text.get(at..)?);
    Some(whole)
}
