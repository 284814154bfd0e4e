//! The file's text: one line a fact, fields apart by tabs, references by number.
//!
//! ```text
//! bartizan.dictionary/1  source  version  date  sha256  licence
//! U  first part of keys  services         keys whose first part is no service
//! G  key  type                            keys of every service
//! S  prefix  name                         a service, and until the next S:
//! K  key  type                              its condition keys, numbered from 0
//! C  key,key                                sets of them, numbered from 0
//! R  name  arn  set                         its resource types, numbered from 0
//! A  name  access  set  type[!][:set],…     its actions; `!` where the type is required
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, bail, ensure};

use super::source::{Action, Service, Source};

/// The text of the whole dictionary.
///
/// # Errors
/// When the source has a type, an access level or a reference that is not known.
pub(super) fn text(source: &Source, sha256: &str) -> anyhow::Result<String> {
    let mut out = String::new();
    let package = super::PACKAGE;
    let (version, updated) = (&source.version, &source.updated);
    writeln!(
        out,
        "bartizan.dictionary/1\tnpm {package}\t{version}\t{updated}\t{sha256}\tMIT, Copyright (c) 2024 Act Security"
    )?;
    for (first, services) in &source.strangers {
        writeln!(out, "U\t{first}\t{}", services.join(","))?;
    }
    for (key, kind) in &source.global {
        writeln!(out, "G\t{key}\t{}", data_type(kind)?)?;
    }
    for (prefix, service) in &source.services {
        one(&mut out, prefix, service).with_context(|| format!("service {prefix}"))?;
    }
    ensure!(!out.contains('\r'), "a carriage return");
    Ok(out)
}

/// The sets of condition keys of one service, each once.
struct Sets<'a> {
    numbers: BTreeMap<&'a str, usize>,
    sets: Vec<Vec<usize>>,
}

impl<'a> Sets<'a> {
    fn number(&mut self, keys: &'a [String]) -> anyhow::Result<String> {
        if keys.is_empty() {
            return Ok(String::new());
        }
        let number = |key: &String| {
            let number = self.numbers.get(key.to_lowercase().as_str()).copied();
            number.with_context(|| format!("no condition key {key}"))
        };
        let mut set = keys
            .iter()
            .map(number)
            .collect::<anyhow::Result<Vec<_>>>()?;
        set.sort_unstable();
        set.dedup();
        let known = self.sets.iter().position(|it| *it == set);
        let at = known.unwrap_or_else(|| {
            self.sets.push(set);
            self.sets.len() - 1
        });
        Ok(at.to_string())
    }
}

fn one(out: &mut String, prefix: &str, service: &Service) -> anyhow::Result<()> {
    writeln!(out, "S\t{prefix}\t{}", service.name)?;
    for key in service.keys.values() {
        writeln!(out, "K\t{}\t{}", key.key, data_type(&key.kind)?)?;
    }
    let keys = service.keys.keys().enumerate();
    let mut sets = Sets {
        numbers: keys.map(|(number, key)| (key.as_str(), number)).collect(),
        sets: Vec::new(),
    };
    // The sets are written before what refers to them, and known only after.
    let mut rest = String::new();
    for resource in service.resources.values() {
        let set = sets.number(&resource.condition_keys)?;
        writeln!(rest, "R\t{}\t{}\t{set}", resource.key, resource.arn)?;
    }
    for action in service.actions.values() {
        let set = sets.number(&action.condition_keys)?;
        let access = access(&action.access_level)?;
        let references = references(&mut sets, service, action)?;
        writeln!(rest, "A\t{}\t{access}\t{set}\t{references}", action.name)?;
    }
    for set in &sets.sets {
        let numbers: Vec<_> = set.iter().map(usize::to_string).collect();
        writeln!(out, "C\t{}", numbers.join(","))?;
    }
    out.push_str(&rest);
    Ok(())
}

fn references<'a>(
    sets: &mut Sets<'a>,
    service: &Service,
    action: &'a Action,
) -> anyhow::Result<String> {
    let mut references = Vec::new();
    for reference in &action.resource_types {
        let lower = reference.name.to_lowercase();
        let number = service.resources.keys().position(|it| *it == lower);
        let number = number.with_context(|| format!("no resource type {}", reference.name))?;
        let required = if reference.required { "!" } else { "" };
        let set = sets.number(&reference.condition_keys)?;
        let colon = if set.is_empty() { "" } else { ":" };
        references.push(format!("{number}{required}{colon}{set}"));
    }
    Ok(references.join(","))
}

fn access(level: &str) -> anyhow::Result<char> {
    Ok(match level {
        "List" => 'L',
        "Read" => 'R',
        "Write" => 'W',
        "Tagging" | "Tagging, Write" => 'T',
        "Permissions management" | "Permissions management, Write" => 'P',
        other => bail!("access level {other}"),
    })
}

/// One letter a type, in capitals for keys with several values.
fn data_type(kind: &str) -> anyhow::Result<char> {
    Ok(match kind {
        "String" => 's',
        "ArrayOfString" => 'S',
        "ARN" => 'a',
        "ArrayOfARN" => 'A',
        "Bool" => 'b',
        "ArrayOfBool" => 'B',
        "Numeric" => 'n',
        "Date" => 'd',
        "IPAddress" => 'i',
        "Binary" => 'y',
        other => bail!("condition key type {other}"),
    })
}
