//! From a source to a rule: every mistake is found, not only the first.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use bartizan_model::Resource;
use regorus::rvm::program::Program;
use regorus::{Engine, Value};

use crate::ast::{Root, Tree};
use crate::depth;
use crate::facts::{self, Fact};
use crate::fault::{RuleFault, RuleProblem, nearest};
use crate::memo::Part;
use crate::metadata::{Block, Metadata};
use crate::nesting::too_deep;
use crate::program;
use crate::rule::Rule;
use crate::source::Source;

/// The attributes that every resource has and that are always known: they need no `reads`.
pub(crate) const IDENTITY: &[&str] = &["id", "name", "account", "region"];

/// Builtins that rules may not call, each with the reason.
const FORBIDDEN: &[(&str, &str)] = &[
    (
        "time.now_ns",
        "a judgement must be the same tomorrow; use the fact `now`",
    ),
    ("rand.intn", "a judgement must be the same tomorrow"),
    (
        "numbers.range",
        "it can ask for any amount of memory at once; iterate over the resource",
    ),
    (
        "numbers.range_step",
        "it can ask for any amount of memory at once; iterate over the resource",
    ),
    ("bits.lsh", "it can ask for any amount of memory at once"),
    ("opa.runtime", "a judgement must not depend on the machine"),
    ("http.send", "judging is offline"),
];

/// Understands and compiles one rule.
pub(crate) fn compile(source: &Source) -> Result<Rule, Vec<RuleFault>> {
    let mut faults = Faults {
        source,
        found: Vec::new(),
    };
    let metadata = faults.metadata();
    let Some((mut engine, package, tree)) = faults.parse() else {
        return Err(faults.found);
    };
    let id = id_of(&package);
    let facts = match &metadata {
        Some((metadata, block)) => faults.check(&id, metadata, block, &tree),
        None => Vec::new(),
    };
    faults.check_tree(&id, &package, &tree);
    if !faults.found.is_empty() {
        return Err(faults.found);
    }
    let entrypoint = format!("data.{package}.violation");
    let Some(program) = faults.program(&id, &mut engine, &tree.assigned, &entrypoint) else {
        return Err(faults.found);
    };
    // Without metadata a fault was found above.
    let Some((metadata, _)) = metadata else {
        return Err(faults.found);
    };
    Ok(Rule {
        parts: parts(&metadata, &facts, &tree),
        id,
        path: source.path.clone(),
        source_text: source.text.clone(),
        cases: source.cases.clone(),
        program,
        entrypoint,
        facts,
        reads: metadata
            .custom
            .reads
            .iter()
            .map(|name| Value::from(name.as_str()))
            .collect(),
        params: params(&metadata),
        package,
        metadata,
    })
}

/// The id of the rule in a package: `rules.aws.iam.root_without_mfa` is `aws-iam-root-without-mfa`.
fn id_of(package: &str) -> String {
    package
        .strip_prefix("rules.")
        .unwrap_or(package)
        .replace(['.', '_'], "-")
}

/// What of the input the outcome can depend on, each once. The checks found that nothing else is used.
fn parts(metadata: &Metadata, facts: &[&'static Fact], tree: &Tree) -> Vec<Part> {
    let uses = tree.uses.iter().filter(|it| it.root == Root::Resource);
    let names = uses.map(|it| &it.name).chain(&metadata.custom.reads);
    let names: BTreeSet<&str> = names.map(String::as_str).collect();
    let attributes = names.into_iter().map(|it| Part::Attribute(it.into()));
    attributes
        .chain(facts.iter().map(|fact| Part::Fact(fact.name)))
        .collect()
}

fn params(metadata: &Metadata) -> Value {
    let map = metadata
        .custom
        .params
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Value::from(serde_json::Value::Object(map))
}

/// An engine that reads this one rule.
pub(crate) fn engine(path: &str, text: &str) -> Result<(Engine, String), String> {
    let mut engine = Engine::new();
    engine.set_strict_builtin_errors(true);
    let package = engine
        .add_policy(path.to_owned(), text.to_owned())
        .map_err(|fault| fault.to_string())?;
    Ok((engine, package))
}

/// The mistakes found so far in one source.
struct Faults<'a> {
    source: &'a Source,
    found: Vec<RuleFault>,
}

impl Faults<'_> {
    fn add(&mut self, problem: RuleProblem, span: Range<usize>) {
        self.found.push(RuleFault::new(
            problem,
            &self.source.path,
            &self.source.text,
            span,
        ));
    }

    fn metadata(&mut self) -> Option<(Metadata, Block)> {
        let Some(block) = Block::find(&self.source.text) else {
            self.add(RuleProblem::NoMetadata, 0..0);
            return None;
        };
        match block.parse() {
            Ok(metadata) => Some((metadata, block)),
            Err((problem, span)) => {
                self.add(problem, span);
                None
            }
        }
    }

    fn parse(&mut self) -> Option<(Engine, String, Tree)> {
        if let Some(span) = too_deep(&self.source.text) {
            let message = "an expression nests too deep".to_owned();
            self.add(RuleProblem::Rego { message }, span);
            return None;
        }
        let (engine, package) = match engine(&self.source.path, &self.source.text) {
            Ok(parsed) => parsed,
            Err(message) => {
                self.rego(&message);
                return None;
            }
        };
        let tree = engine
            .get_ast_as_json()
            .ok()
            .and_then(|json| Tree::read(&json));
        let Some(tree) = tree else {
            let message = "an expression nests too deep".to_owned();
            self.add(RuleProblem::Rego { message }, 0..0);
            return None;
        };
        let package = package.strip_prefix("data.").unwrap_or(&package).to_owned();
        Some((engine, package, tree))
    }

    /// What the metadata promises, held against the resource type and against what the Rego does.
    fn check(
        &mut self,
        rule: &str,
        metadata: &Metadata,
        block: &Block,
        tree: &Tree,
    ) -> Vec<&'static Fact> {
        let custom = &metadata.custom;
        let at = |word: &str| word_in(&self.source.text, &block.span, word);
        let rule = rule.to_owned();
        let mut problems = Vec::new();

        let kind = custom.resource.clone();
        let attributes = Resource::attributes(&kind);
        if attributes.is_none() {
            let meant = nearest(&kind, Resource::TYPES.iter().copied()).map(str::to_owned);
            problems.push((
                RuleProblem::UnknownType {
                    rule: rule.clone(),
                    kind: kind.clone(),
                    meant,
                },
                at(&kind),
            ));
        }
        let attributes = attributes.unwrap_or_default();
        for name in &custom.reads {
            let used = tree
                .uses
                .iter()
                .any(|it| it.root == Root::Resource && it.name == *name);
            if !attributes.is_empty() && !attributes.contains(&name.as_str()) {
                let meant = nearest(name, attributes.iter().copied()).map(str::to_owned);
                let (rule, kind) = (rule.clone(), kind.clone());
                let problem = RuleProblem::UnknownAttribute {
                    rule,
                    attribute: name.clone(),
                    kind,
                    meant,
                };
                problems.push((problem, at(name)));
            } else if !used {
                let problem = RuleProblem::Unused {
                    rule: rule.clone(),
                    name: name.clone(),
                    list: "reads",
                };
                problems.push((problem, at(name)));
            }
        }
        let mut found = Vec::new();
        for name in &custom.facts {
            let used = tree
                .uses
                .iter()
                .any(|it| it.root == Root::Facts && it.name == *name);
            match facts::named(name, &kind) {
                Some(fact) => found.push(fact),
                None => {
                    let meant =
                        nearest(name, facts::of(&kind).map(|fact| fact.name)).map(str::to_owned);
                    let (rule, kind) = (rule.clone(), kind.clone());
                    problems.push((
                        RuleProblem::UnknownFact {
                            rule,
                            fact: name.clone(),
                            kind,
                            meant,
                        },
                        at(name),
                    ));
                    continue;
                }
            }
            if !used {
                let problem = RuleProblem::Unused {
                    rule: rule.clone(),
                    name: name.clone(),
                    list: "facts",
                };
                problems.push((problem, at(name)));
            }
        }
        for name in custom.params.keys() {
            if !tree
                .uses
                .iter()
                .any(|it| it.root == Root::Params && it.name == *name)
            {
                let problem = RuleProblem::Unused {
                    rule: rule.clone(),
                    name: name.clone(),
                    list: "params",
                };
                problems.push((problem, at(name)));
            }
        }
        problems.extend(undeclared(&rule, &kind, metadata, attributes, tree));
        for (problem, span) in problems {
            self.add(problem, span);
        }
        found
    }

    /// What the Rego must be, whatever the metadata says.
    fn check_tree(&mut self, rule: &str, package: &str, tree: &Tree) {
        let file = Path::new(&self.source.path)
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let parts: Vec<&str> = package.split('.').collect();
        let fits = parts.first() == Some(&"rules")
            && parts.len() >= 3
            && parts
                .last()
                .is_some_and(|last| file.strip_suffix(".rego") == Some(*last));
        if !fits {
            self.add(
                RuleProblem::Package {
                    package: package.to_owned(),
                    file,
                },
                tree.package.clone(),
            );
        }
        if !tree.violation {
            self.add(RuleProblem::NoViolation, tree.package.clone());
        }
        if tree.depth > depth::DEEPEST {
            let message = format!("definitions and loops nest deeper than {}", depth::DEEPEST);
            self.add(RuleProblem::Rego { message }, tree.package.clone());
        }
        for span in &tree.opaque {
            self.add(
                RuleProblem::OpaqueInput {
                    rule: rule.to_owned(),
                },
                span.clone(),
            );
        }
        for span in &tree.elses {
            self.add(
                RuleProblem::Else {
                    rule: rule.to_owned(),
                },
                span.clone(),
            );
        }
        for span in &tree.formats {
            let why = "write its format in place and without widths, which can ask for any amount of memory at once";
            let problem = RuleProblem::Forbidden {
                rule: rule.to_owned(),
                builtin: "sprintf".to_owned(),
                why,
            };
            self.add(problem, span.clone());
        }
        for span in &tree.data {
            let message = "a rule sees only `input`; there is no `data`".to_owned();
            self.add(RuleProblem::Rego { message }, span.clone());
        }
    }

    fn program(
        &mut self,
        rule: &str,
        engine: &mut Engine,
        assigned: &[Range<usize>],
        entrypoint: &str,
    ) -> Option<Arc<Program>> {
        let program = match program::of(engine, self.source, assigned, entrypoint) {
            Ok(program) => program,
            Err(message) => {
                self.rego(&message);
                return None;
            }
        };
        let mut sound = true;
        for builtin in &program.builtin_info_table {
            if let Some((name, why)) = FORBIDDEN.iter().find(|(name, _)| *name == builtin.name) {
                let span = word_in(&self.source.text, &(0..self.source.text.len()), name);
                let builtin = (*name).to_owned();
                self.add(
                    RuleProblem::Forbidden {
                        rule: rule.to_owned(),
                        builtin,
                        why,
                    },
                    span,
                );
                sound = false;
            }
        }
        sound.then_some(program)
    }

    /// Takes apart the compiler's message: `\n--> file:LINE:COLUMN\n… error: what`.
    fn rego(&mut self, message: &str) {
        let what = message
            .rsplit_once("error: ")
            .map_or(message, |(_, what)| what)
            .trim()
            .to_owned();
        let place = message.split_once("--> ").and_then(|(_, rest)| {
            let rest = rest.lines().next()?.strip_prefix(&self.source.path)?;
            let (line, column) = rest.strip_prefix(':')?.split_once(':')?;
            Some((line.parse().ok()?, column.parse().ok()?))
        });
        let span = place.map_or(0..0, |(line, column)| {
            span_at(&self.source.text, line, column)
        });
        let message = what.lines().next().unwrap_or_default().to_owned();
        self.add(RuleProblem::Rego { message }, span);
    }
}

/// What the Rego uses and the metadata does not declare; each once.
fn undeclared(
    rule: &str,
    kind: &str,
    metadata: &Metadata,
    attributes: &[&str],
    tree: &Tree,
) -> Vec<(RuleProblem, Range<usize>)> {
    let custom = &metadata.custom;
    let mut seen = Vec::new();
    let mut problems = Vec::new();
    for used in &tree.uses {
        let name = used.name.clone();
        let rule = rule.to_owned();
        if seen.contains(&(used.root, name.clone())) {
            continue;
        }
        seen.push((used.root, name.clone()));
        let problem = match used.root {
            Root::Resource if custom.reads.contains(&name) || IDENTITY.contains(&name.as_str()) => {
                continue;
            }
            Root::Resource if !attributes.is_empty() && !attributes.contains(&name.as_str()) => {
                let meant = nearest(&name, attributes.iter().copied()).map(str::to_owned);
                RuleProblem::UnknownAttribute {
                    rule,
                    attribute: name,
                    kind: kind.to_owned(),
                    meant,
                }
            }
            Root::Resource => RuleProblem::Undeclared {
                rule,
                attribute: name,
            },
            Root::Facts if custom.facts.contains(&name) => continue,
            Root::Params if custom.params.contains_key(&name) => continue,
            Root::Facts => RuleProblem::UndeclaredInput {
                rule,
                name,
                list: "facts",
            },
            Root::Params => RuleProblem::UndeclaredInput {
                rule,
                name,
                list: "params",
            },
        };
        problems.push((problem, used.span.clone()));
    }
    problems
}

/// Where a word stands in a part of the text; the whole part when it does not.
fn word_in(text: &str, part: &Range<usize>, word: &str) -> Range<usize> {
    let within = text.get(part.clone()).unwrap_or_default();
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    within
        .match_indices(word)
        .find(|(at, _)| {
            let before = within.get(..*at).and_then(|it| it.chars().next_back());
            let after = within
                .get(at + word.len()..)
                .and_then(|it| it.chars().next());
            !before.is_some_and(is_word) && !after.is_some_and(is_word)
        })
        .map_or(part.clone(), |(at, _)| {
            part.start + at..part.start + at + word.len()
        })
}

/// The word at a line and a column, both from 1; regorus counts a tab as four columns.
fn span_at(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text
        .get(start..)
        .unwrap_or_default()
        .lines()
        .next()
        .unwrap_or_default();
    let mut at = 1;
    let mut offset = 0;
    for c in rest.chars() {
        if at >= column {
            break;
        }
        at += if c == '\t' { 4 } else { 1 };
        offset += c.len_utf8();
    }
    let word = rest.get(offset..).unwrap_or_default();
    let length = word
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(word.len());
    start + offset..start + offset + length.max(1)
}
