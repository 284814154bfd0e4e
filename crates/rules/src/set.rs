//! The rules of an audit, together.

use std::collections::BTreeMap;

use bartizan_iam::paths::Technique;
use rayon::prelude::*;

use crate::compile::compile;
use crate::fault::{RuleFault, RuleProblem, nearest};
use crate::rule::Rule;
use crate::settings::{self, Declared, SettingFault, Settings};
use crate::source::Source;

/// Rules by id.
#[derive(Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    /// Of each resource type, the rules that judge it, by their place in `rules`.
    by_kind: BTreeMap<String, Vec<usize>>,
    /// Of each resource type, the attributes that its rules see.
    wanted: BTreeMap<String, Vec<String>>,
    /// Rules that were switched off, by id.
    off: Vec<Rule>,
    /// By rule id, what settings changed.
    declared: BTreeMap<String, Declared>,
    /// The ways to more permissions that facts know.
    techniques: Vec<Technique>,
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
        Ok(Self::of(rules))
    }

    /// The same rules, whose facts know ways to more permissions.
    #[must_use]
    pub fn knowing(mut self, techniques: Vec<Technique>) -> Self {
        self.techniques = techniques;
        self
    }

    /// The ways to more permissions that facts know.
    pub(crate) fn techniques(&self) -> &[Technique] {
        &self.techniques
    }

    fn of(mut rules: Vec<Rule>) -> Self {
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
        Self {
            rules,
            by_kind,
            wanted,
            ..Self::default()
        }
    }

    /// Changes rules as a user wants them; those that are switched off judge no more.
    ///
    /// What is said of a rule of `idle` is no mistake and changes nothing: these are rules that exist and were left
    /// out of this audit.
    ///
    /// # Errors
    /// Every setting that fits no rule; then nothing is changed.
    pub fn configure(
        &mut self,
        settings: &Settings,
        idle: Option<&Self>,
    ) -> Result<(), Vec<SettingFault>> {
        let idle = idle.map(Self::rules).unwrap_or_default();
        settings::check(settings, &self.rules, idle)?;
        let mut declared = BTreeMap::new();
        let (mut on, mut off) = (Vec::new(), Vec::new());
        for mut rule in std::mem::take(&mut self.rules) {
            let before = settings::apply(settings, &mut rule);
            if before != Declared::default() {
                declared.insert(rule.id.clone(), before);
            }
            let of_rule = settings.rules.get(&rule.id);
            match of_rule.and_then(|it| it.enabled) {
                Some(false) => off.push(rule),
                Some(true) | None => on.push(rule),
            }
        }
        *self = Self {
            off,
            declared,
            techniques: std::mem::take(&mut self.techniques),
            ..Self::of(on)
        };
        Ok(())
    }

    /// The rules that were switched off, by id.
    #[must_use]
    pub fn switched_off(&self) -> &[Rule] {
        &self.off
    }

    /// What a rule says of itself where settings say otherwise; none when they change nothing about it.
    #[must_use]
    pub fn declared(&self, id: &str) -> Option<&Declared> {
        self.declared.get(id)
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
        let known = self.rules.iter().chain(&self.off);
        nearest(id, known.map(|rule| rule.id.as_str()))
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
