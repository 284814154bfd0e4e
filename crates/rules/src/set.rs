//! The rules of an audit, together.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::compile::compile;
use crate::fault::{RuleFault, RuleProblem, nearest};
use crate::rule::Rule;
use crate::source::Source;

/// Rules by id.
#[derive(Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    /// Of each resource type, the rules that judge it, by their place in `rules`.
    by_kind: BTreeMap<String, Vec<usize>>,
    /// Of each resource type, the attributes that its rules see.
    wanted: BTreeMap<String, Vec<String>>,
}

impl RuleSet {
    /// Understands and compiles rules.
    ///
    /// # Errors
    /// Every mistake in every source, by file.
    pub fn compile(sources: Vec<Source>) -> Result<Self, Vec<RuleFault>> {
        let compiled: Vec<_> = sources.par_iter().map(compile).collect();
        let mut rules: Vec<Rule> = Vec::new();
        let mut faults = Vec::new();
        for result in compiled {
            match result {
                Ok(rule) => match rules.iter().find(|other| other.id == rule.id) {
                    Some(other) => faults.push(duplicate(&rule, other)),
                    None => rules.push(rule),
                },
                Err(found) => faults.extend(found),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        let mut by_kind: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, rule) in rules.iter().enumerate() {
            by_kind
                .entry(rule.kind().to_owned())
                .or_default()
                .push(index);
        }
        let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for rule in &rules {
            let names = wanted.entry(rule.kind().to_owned()).or_default();
            names.extend(rule.sees());
            names.sort();
            names.dedup();
        }
        Ok(Self {
            rules,
            by_kind,
            wanted,
        })
    }

    /// Every rule, by id.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Rule> {
        let index = self
            .rules
            .binary_search_by(|rule| rule.id.as_str().cmp(id))
            .ok()?;
        self.rules.get(index)
    }

    /// The id that is nearest to what somebody wrote, when one is near.
    #[must_use]
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.rules.iter().map(|rule| rule.id.as_str()))
    }

    /// The rules that judge a type, by id, each with its place in [`RuleSet::rules`].
    pub(crate) fn judging(&self, kind: &str) -> impl Iterator<Item = (usize, &Rule)> {
        let places = self
            .by_kind
            .get(kind)
            .map(Vec::as_slice)
            .unwrap_or_default();
        places
            .iter()
            .filter_map(|&index| self.rules.get(index).map(|rule| (index, rule)))
    }

    /// The attributes of a type that its rules see.
    pub(crate) fn wanted(&self, kind: &str) -> &[String] {
        self.wanted.get(kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether any rule judges a type.
    pub(crate) fn judges(&self, kind: &str) -> bool {
        self.by_kind.contains_key(kind)
    }
}

fn duplicate(rule: &Rule, other: &Rule) -> RuleFault {
    let problem = RuleProblem::Duplicate {
        rule: rule.id.clone(),
        other: other.path.clone(),
    };
    let line = format!("package {}", rule.package);
    let at = rule.source_text.find(&line).unwrap_or_default();
    RuleFault::new(problem, &rule.path, &rule.source_text, at..at + line.len())
}
