//! How deep a rule's evaluation can recurse, seen in its syntax tree.
//!
//! regorus's machine calls itself for every definition that a definition uses and for every loop in it, without a
//! bound: a file of a thousand definitions that use one another would exhaust the stack and end the process.

use std::collections::BTreeMap;
use std::io;

use serde_json::Value;

/// How many calls and loops may nest.
pub(crate) const DEEPEST: usize = 64;

/// Stack for a thread that evaluates: ample for [`DEEPEST`] in a build without optimization. Only what is used is ever backed by memory.
pub(crate) const STACK: usize = 32 << 20;

/// One definition: what it weighs by itself, and the names that it uses.
#[derive(Default)]
struct Definition<'a> {
    loops: usize,
    uses: Vec<&'a str>,
}

/// The most calls and loops that nest when `violation` is evaluated.
pub(crate) fn of(rules: &[Value]) -> usize {
    let mut definitions: BTreeMap<&str, Vec<Definition<'_>>> = BTreeMap::new();
    for rule in rules {
        let Some(name) = super::ast::head(rule).map(|(_, name)| name) else {
            continue;
        };
        let mut definition = Definition::default();
        collect(rule, &mut definition);
        definitions.entry(name).or_default().push(definition);
    }
    depth("violation", &definitions, &mut BTreeMap::new())
}

fn collect<'a>(node: &'a Value, definition: &mut Definition<'a>) {
    match node {
        Value::Array(items) => items.iter().for_each(|item| collect(item, definition)),
        Value::Object(fields) => {
            for (kind, field) in fields {
                let dynamic = || {
                    field
                        .get("index")
                        .is_some_and(|index| index.get("String").is_none())
                };
                match kind.as_str() {
                    "SomeIn" | "SomeDecl" | "Every" | "ArrayCompr" | "SetCompr" | "ObjectCompr" => {
                        definition.loops += 1
                    }
                    "RefBrack" if dynamic() => definition.loops += 1,
                    "Var" => definition
                        .uses
                        .extend(field.get("value").and_then(Value::as_str)),
                    _ => {}
                }
                collect(field, definition);
            }
        }
        _ => {}
    }
}

/// The depth of one name. Recursion here is no deeper than the answer that is still accepted, plus one.
fn depth<'a>(
    name: &'a str,
    definitions: &BTreeMap<&'a str, Vec<Definition<'a>>>,
    known: &mut BTreeMap<&'a str, usize>,
) -> usize {
    // While a name is being measured it counts as endless: Rego knows no recursion.
    if let Some(depth) = known.get(name) {
        return *depth;
    }
    let Some(own) = definitions.get(name) else {
        return 0;
    };
    if known.len() > 4 * DEEPEST {
        return DEEPEST + 1;
    }
    known.insert(name, DEEPEST + 1);
    let mut deepest = 0;
    for definition in own {
        let used = definition.uses.iter().filter(|used| **used != name);
        let below = used
            .map(|used| depth(used, definitions, known))
            .max()
            .unwrap_or_default();
        deepest = deepest.max((1 + definition.loops).saturating_add(below));
    }
    known.insert(name, deepest);
    deepest
}

/// Runs `work` on a thread with room for the deepest rule.
pub(crate) fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)?;
        thread
            .join()
            .map_err(|_| io::Error::other("the engine panicked; this is a bug worth reporting"))
    })
}
