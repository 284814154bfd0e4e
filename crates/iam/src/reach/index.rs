//! The statements of all callers' policies: each once, with those whom it is for.

use std::collections::HashMap;
use std::sync::Arc;

use super::set::Set;
use crate::compile::{Asked, Compiled, Index as ByAction, Rule};
use crate::decide::organization::scps_bind;
use crate::decide::{Attached, Caller, Content};
use crate::glob::{Match, NoVariables, Pattern};
use crate::template::Token;

/// A layer of a caller's policies: what they allow counts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Slot {
    /// Those of the principal and of its groups.
    Identity,
    Boundary,
    Session,
    /// A level of service control policies.
    Level(u16),
}

/// One policy in one layer.
#[derive(Debug)]
pub(super) struct Policy {
    pub(super) slot: Slot,
    pub(super) holders: Set,
    /// None for one that was not read.
    content: Option<Arc<Compiled>>,
}

/// One statement of a policy in a layer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    policy: u32,
    at: u32,
}

/// The statements of all callers' policies.
#[derive(Debug, Default)]
pub(super) struct Index {
    policies: Vec<Policy>,
    /// Those for every resource, found by action.
    anywhere: Vec<Entry>,
    by_action: ByAction,
    /// Those for some resources.
    there: Vec<Entry>,
    /// Their patterns, each once.
    patterns: Vec<There>,
    /// Patterns by what they begin with.
    by_start: HashMap<u64, Vec<u32>>,
    /// How long beginnings are, in order.
    lengths: Vec<u32>,
}

/// A pattern of resources with the statements that have it.
#[derive(Debug)]
struct There {
    /// None where a look at the resource alone does not tell whether it matches.
    pattern: Option<Pattern>,
    statements: Vec<u32>,
}

impl There {
    fn may_match(&self, resource: &str) -> bool {
        let pattern = self.pattern.as_ref();
        pattern.is_none_or(|it| it.matches(resource, &NoVariables) != Match::No)
    }
}

/// The statements for particular resources that are for one action, by what their patterns begin with.
pub(super) struct ForAction<'i> {
    index: &'i Index,
    by_start: HashMap<u64, Vec<(&'i There, Vec<u32>)>>,
}

impl<'i> ForAction<'i> {
    /// As [`Index::for_resource`].
    pub(super) fn for_resource(&self, resource: &str, mut each: impl FnMut(&'i Policy, &'i Rule)) {
        let index = self.index;
        each_start(&index.lengths, resource, |start| {
            let places = self.by_start.get(&start).into_iter().flatten();
            for (_, statements) in places.filter(|(there, _)| there.may_match(resource)) {
                let entries = statements.iter();
                for entry in entries.filter_map(|at| index.there.get(*at as usize)) {
                    if let (Some(policy), Some(rule)) = (index.policy(*entry), index.rule(*entry)) {
                        each(policy, rule);
                    }
                }
            }
        });
    }
}

/// Policies while they are collected: those of one layer by where they are in memory, which is the same for one policy.
type Collected<'c> = HashMap<(Slot, usize), (Option<&'c Arc<Compiled>>, Vec<u32>)>;

impl Index {
    pub(super) fn new(callers: &[Caller]) -> Self {
        let mut collected = Collected::new();
        for (at, caller) in (0_u32..).zip(callers) {
            let mut put = |slot, list| collect(&mut collected, at, slot, list);
            put(Slot::Identity, &caller.identity);
            put(Slot::Identity, &caller.groups);
            put(
                Slot::Boundary,
                caller.boundary.as_deref().unwrap_or_default(),
            );
            put(Slot::Session, caller.session.as_deref().unwrap_or_default());
            if scps_bind(caller) {
                for (level, list) in (0_u16..).zip(&caller.scps) {
                    put(Slot::Level(level), list);
                }
            }
        }
        let mut policies: Vec<Policy> = collected
            .into_iter()
            .map(|((slot, _), (content, mut holders))| {
                holders.dedup();
                Policy {
                    slot,
                    holders: Set::new(callers.len(), holders),
                    content: content.cloned(),
                }
            })
            .collect();
        policies.sort_by_key(|policy| policy.slot);
        let mut index = Self {
            policies,
            ..Self::default()
        };
        index.file();
        index
    }

    /// Files every statement where it will be looked for.
    fn file(&mut self) {
        let mut known: HashMap<String, u32> = HashMap::new();
        let policies = std::mem::take(&mut self.policies);
        for (number, policy) in (0_u32..).zip(&policies) {
            let rules = policy.content.iter().flat_map(|content| content.rules());
            for (at, rule) in (0_u32..).zip(rules) {
                let entry = Entry { policy: number, at };
                let Some(patterns) = patterns(rule) else {
                    self.anywhere.push(entry);
                    continue;
                };
                let there = number_of(self.there.len());
                self.there.push(entry);
                for (head, text, pattern) in patterns {
                    let next = number_of(self.patterns.len());
                    let place = *known.entry(text).or_insert(next);
                    if place == next {
                        let statements = Vec::new();
                        self.patterns.push(There {
                            pattern,
                            statements,
                        });
                        self.by_start.entry(hash(&head)).or_default().push(place);
                        self.lengths.push(number_of(head.len()));
                    }
                    if let Some(known) = self.patterns.get_mut(place as usize) {
                        known.statements.push(there);
                    }
                }
            }
        }
        self.policies = policies;
        self.lengths.sort_unstable();
        self.lengths.dedup();
        let rules = self.anywhere.iter().filter_map(|it| self.rule(*it));
        self.by_action = Rule::index(rules);
    }

    pub(super) fn policies(&self) -> &[Policy] {
        &self.policies
    }

    pub(super) fn policy(&self, entry: Entry) -> Option<&Policy> {
        self.policies.get(entry.policy as usize)
    }

    pub(super) fn rule(&self, entry: Entry) -> Option<&Rule> {
        let policy = self.policy(entry)?;
        policy.content.as_ref()?.rule(entry.at as usize)
    }

    /// The statements for any resource that are for the action.
    pub(super) fn for_action<'i>(
        &'i self,
        asked: &Asked<'i>,
    ) -> impl Iterator<Item = (u32, &'i Policy, &'i Rule)> + use<'i> {
        let asked = *asked;
        let candidates = self.by_action.candidates(&asked);
        candidates.filter_map(move |at| {
            let entry = self.anywhere.get(at as usize).copied()?;
            let rule = self.rule(entry).filter(|rule| rule.is_for(&asked))?;
            Some((at, self.policy(entry)?, rule))
        })
    }

    /// The statements for any resource, in the order of their places.
    pub(super) fn anywhere(&self) -> impl Iterator<Item = (&Policy, &Rule)> {
        let entries = self.anywhere.iter();
        entries.filter_map(|entry| Some((self.policy(*entry)?, self.rule(*entry)?)))
    }

    /// Statements that may be for the resource and the action, and are for particular resources. One may come more than once.
    pub(super) fn for_resource<'i>(
        &'i self,
        resource: &str,
        asked: &Asked<'i>,
        mut each: impl FnMut(&'i Policy, &'i Rule),
    ) {
        each_start(&self.lengths, resource, |start| {
            for at in self.by_start.get(&start).into_iter().flatten() {
                self.of_pattern(*at, resource, asked, &mut each);
            }
        });
    }

    /// The statements for particular resources that are for one action.
    pub(super) fn there_for<'i>(&'i self, asked: &Asked<'i>) -> ForAction<'i> {
        let is_for = |entry: &Entry| self.rule(*entry).is_some_and(|rule| rule.is_for(asked));
        let fits: Vec<bool> = self.there.iter().map(is_for).collect();
        let fits = |at: &u32| fits.get(*at as usize).copied().unwrap_or_default();
        let mut by_start: HashMap<u64, Vec<(&There, Vec<u32>)>> = HashMap::new();
        for (start, places) in &self.by_start {
            for there in places
                .iter()
                .filter_map(|at| self.patterns.get(*at as usize))
            {
                let statements = there.statements.iter().copied();
                let statements: Vec<u32> = statements.filter(|at| fits(at)).collect();
                if !statements.is_empty() {
                    by_start
                        .entry(*start)
                        .or_default()
                        .push((there, statements));
                }
            }
        }
        ForAction {
            index: self,
            by_start,
        }
    }

    fn of_pattern<'i>(
        &'i self,
        at: u32,
        resource: &str,
        asked: &Asked<'i>,
        each: &mut impl FnMut(&'i Policy, &'i Rule),
    ) {
        let Some(there) = self.patterns.get(at as usize) else {
            return;
        };
        if !there.may_match(resource) {
            return;
        }
        let entries = there.statements.iter();
        for entry in entries.filter_map(|at| self.there.get(*at as usize)) {
            if let (Some(policy), Some(rule)) = (self.policy(*entry), self.rule(*entry))
                && rule.is_for(asked)
            {
                each(policy, rule);
            }
        }
    }
}

impl Policy {
    /// Whether it could not be read.
    pub(super) const fn is_unread(&self) -> bool {
        self.content.is_none()
    }
}

fn collect<'c>(collected: &mut Collected<'c>, at: u32, slot: Slot, list: &'c [Attached]) {
    for attached in list {
        let (place, content) = match &attached.content {
            Content::Read(policy) => (Arc::as_ptr(policy).addr(), Some(policy)),
            Content::Unread(unread) => (Arc::as_ptr(unread).addr(), None),
        };
        let entry = collected.entry((slot, place));
        entry.or_insert_with(|| (content, Vec::new())).1.push(at);
    }
}

/// The patterns of a statement's resources: what each begins with, its text, and itself where it tells by itself
/// whether it matches. None when it is for any resource.
fn patterns(rule: &Rule) -> Option<Vec<(String, String, Option<Pattern>)>> {
    let (patterns, not) = rule.resources();
    if not {
        return Some(vec![(String::new(), String::new(), None)]);
    }
    if patterns.iter().any(|it| matches!(it, Pattern::Any)) {
        return None;
    }
    let filed = patterns.iter().map(|pattern| {
        let tokens = pattern.tokens();
        let head = match tokens.first() {
            Some(Token::Text(text)) => text.to_string(),
            _ => String::new(),
        };
        let fixed = !matches!(pattern, Pattern::Template(_));
        // Variables all look alike: then only what they begin with counts.
        let text = if fixed {
            format!("{tokens:?}")
        } else {
            format!("${head}")
        };
        (head, text, fixed.then(|| pattern.clone()))
    });
    Some(filed.collect())
}

fn number_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The hash of everything of these lengths that a resource begins with.
fn each_start(lengths: &[u32], resource: &str, mut each: impl FnMut(u64)) {
    let mut hash = START;
    let mut read = 0;
    for length in lengths {
        let Some(piece) = resource.as_bytes().get(read..*length as usize) else {
            break;
        };
        hash = piece.iter().fold(hash, step);
        read = *length as usize;
        each(hash);
    }
}

/// FNV-1a. What is found is compared in full, so a collision costs time only.
fn hash(text: &str) -> u64 {
    text.as_bytes().iter().fold(START, step)
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

const fn step(hash: u64, byte: &u8) -> u64 {
    (hash ^ *byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}
