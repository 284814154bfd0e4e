//! One resource as rules see it, and one rule's conclusion about it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use bartizan_finding::{Outcome, ResourceRef, Violation};
use bartizan_model::{Gap, Observed, Reason, Resource, UNKNOWN};
use regorus::Value;
use serde::de::Error as _;

use crate::facts::{Around, Fact};
use crate::memo::{Memo, Part};
use crate::rule::Rule;
use crate::value;
use crate::vm::Bench;

/// A resource, read once for all the rules that judge it.
pub(crate) struct Subject {
    /// As Rego sees it.
    value: Value,
    typed: Resource,
    /// Every gap in it, each once; most resources have none, and need no search.
    gaps: Vec<Gap>,
    /// The facts computed so far: several rules ask for the same.
    facts: RefCell<Vec<(&'static str, Observed<Value>)>>,
    /// The numbers that parts of it have in a worker's memory, found so far.
    numbers: RefCell<Vec<(Part, Option<u32>)>>,
}

/// What a case says in the place of what would be computed.
#[derive(Default)]
pub(crate) struct Instead<'a> {
    pub(crate) facts: Option<&'a BTreeMap<String, serde_json::Value>>,
    pub(crate) params: Option<Value>,
}

/// The keys that every evaluation needs.
struct Keys {
    resource: Value,
    facts: Value,
    params: Value,
    unknown: Value,
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys {
    resource: "resource".into(),
    facts: "facts".into(),
    params: "params".into(),
    unknown: UNKNOWN.into(),
});

impl Subject {
    /// Reads a resource of a known type, of which Rego will see the attributes `wanted`.
    /// The error says what is wrong with the text.
    pub(crate) fn read(
        kind: &str,
        text: &str,
        wanted: &[String],
        bench: &Bench<'_>,
    ) -> serde_json::Result<Self> {
        let typed = Resource::read(kind, text)?;
        let value = value::of(&typed, wanted, &bench.names).map_err(serde_json::Error::custom)?;
        // The attributes that no rule reads are not in the value, so this looks at the text; and an attribute that is
        // younger than the snapshot is not in the text, so this looks at the value.
        let mut gaps = if mentions_unknown(text) {
            gaps_in_text(text)?
        } else {
            Vec::new()
        };
        search(&value, &mut gaps);
        let gaps = sorted(gaps);
        Ok(Self {
            value,
            typed,
            gaps,
            facts: RefCell::default(),
            numbers: RefCell::default(),
        })
    }

    pub(crate) fn resource(&self) -> &Resource {
        &self.typed
    }

    /// Every gap in it, each once.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The resource as findings name it.
    pub(crate) fn reference(&self) -> ResourceRef {
        let identity = self.typed.identity();
        ResourceRef {
            id: identity.id.to_owned(),
            kind: identity.kind.to_owned(),
            name: identity.name.to_owned(),
            account: identity.account.to_owned(),
            region: identity.region.map(str::to_owned),
            tags: self.typed.tags().known().cloned().unwrap_or_default(),
        }
    }

    /// As [`Subject::judge`], where a worker remembers what it concluded of other resources of the type.
    pub(crate) fn judge_by_memory(
        &self,
        bench: &mut Bench<'_>,
        index: usize,
        rule: &Rule,
        around: &Around,
    ) -> Result<Outcome, String> {
        let sight = self.sight(rule, around, &mut bench.memo)?;
        if let Some(known) = sight.as_ref().and_then(|it| bench.memo.recall(index, it)) {
            return Ok(outcome(known.to_vec()));
        }
        let outcome = self.judge(bench, index, rule, around, &Instead::default())?;
        if let Some(sight) = sight
            && matches!(outcome, Outcome::Pass | Outcome::Fail(_))
        {
            bench.memo.keep(index, sight, outcome.violations());
        }
        Ok(outcome)
    }

    /// The numbers of all that the rule can see; none when part of that is not known or is like nothing seen before.
    fn sight(
        &self,
        rule: &Rule,
        around: &Around,
        memo: &mut Memo,
    ) -> Result<Option<Vec<u32>>, String> {
        if !self.gaps.is_empty() {
            let mut gaps = Vec::new();
            self.unread(rule, &mut gaps)?;
            if !gaps.is_empty() {
                return Ok(None);
            }
        }
        let attributes = self.value.as_object().map_err(|fault| fault.to_string())?;
        let mut numbers = self.numbers.borrow_mut();
        let mut number = |part: &Part| {
            if let Some((_, number)) = numbers.iter().find(|(known, _)| known == part) {
                return *number;
            }
            let number = match part {
                Part::Attribute(name) => attributes
                    .get(name)
                    .and_then(|value| memo.number(part, value)),
                Part::Fact(name) => {
                    let fact = rule.facts.iter().find(|it| it.name == *name);
                    match fact.map(|it| self.fact(it, around)) {
                        Some(Observed::Known(value)) => memo.number(part, &value),
                        Some(Observed::Absent) => memo.number(part, &Value::Null),
                        Some(Observed::Unknown(_)) | None => None,
                    }
                }
            };
            numbers.push((part.clone(), number));
            number
        };
        Ok(rule.parts.iter().map(&mut number).collect())
    }

    /// Lets a rule judge it. The error says what went wrong.
    pub(crate) fn judge(
        &self,
        bench: &mut Bench<'_>,
        index: usize,
        rule: &Rule,
        around: &Around,
        instead: &Instead<'_>,
    ) -> Result<Outcome, String> {
        let input = match self.input(rule, around, instead)? {
            Ok(input) => input,
            Err(gaps) => return Ok(Outcome::Unknown(gaps)),
        };
        let violations = bench.run(index, rule, input)?;
        Ok(outcome(violations))
    }

    /// What the rule is given, or the gaps in what it reads. The error says what went wrong.
    pub(crate) fn input(
        &self,
        rule: &Rule,
        around: &Around,
        instead: &Instead<'_>,
    ) -> Result<Result<Value, Vec<Gap>>, String> {
        let mut gaps = Vec::new();
        if !self.gaps.is_empty() {
            self.unread(rule, &mut gaps)?;
        }
        let facts = self.facts(rule, around, instead, &mut gaps);
        if !gaps.is_empty() {
            return Ok(Err(sorted(gaps)));
        }
        let mut input = Value::new_object();
        let fields = input.as_object_mut().map_err(|fault| fault.to_string())?;
        fields.insert(KEYS.resource.clone(), self.value.clone());
        fields.insert(KEYS.facts.clone(), facts);
        fields.insert(
            KEYS.params.clone(),
            instead
                .params
                .clone()
                .unwrap_or_else(|| rule.params.clone()),
        );
        Ok(Ok(input))
    }

    /// The gaps in what the rule reads.
    fn unread(&self, rule: &Rule, gaps: &mut Vec<Gap>) -> Result<(), String> {
        let attributes = self.value.as_object().map_err(|fault| fault.to_string())?;
        for value in rule.reads.iter().filter_map(|name| attributes.get(name)) {
            search(value, gaps);
        }
        Ok(())
    }

    fn facts(
        &self,
        rule: &Rule,
        around: &Around,
        instead: &Instead<'_>,
        gaps: &mut Vec<Gap>,
    ) -> Value {
        let mut object = Value::new_object();
        for fact in &rule.facts {
            let value = match instead.facts.and_then(|facts| facts.get(fact.name)) {
                Some(given) => {
                    let given = Value::from(given.clone());
                    search(&given, gaps);
                    given
                }
                None => match self.fact(fact, around) {
                    Observed::Known(value) => value,
                    Observed::Absent => Value::Null,
                    Observed::Unknown(gap) => {
                        gaps.push(gap);
                        continue;
                    }
                },
            };
            if let Ok(fields) = object.as_object_mut() {
                fields.insert(fact.name.into(), value);
            }
        }
        object
    }

    fn fact(&self, fact: &Fact, around: &Around) -> Observed<Value> {
        let mut known = self.facts.borrow_mut();
        if let Some((_, value)) = known.iter().find(|(name, _)| *name == fact.name) {
            return value.clone();
        }
        let value = fact.compute(&self.typed, around).map(Value::from);
        known.push((fact.name, value.clone()));
        value
    }
}

fn outcome(violations: Vec<Violation>) -> Outcome {
    if violations.is_empty() {
        Outcome::Pass
    } else {
        Outcome::Fail(violations)
    }
}

/// Whether a text can hold the marker of an unknown value, written plainly or with an escape.
pub(crate) fn mentions_unknown(text: &str) -> bool {
    text.contains(UNKNOWN) || text.contains("\\u")
}

/// Every gap in a text, each once; for resources that no rule judges.
pub(crate) fn gaps_in_text(text: &str) -> serde_json::Result<Vec<Gap>> {
    let mut gaps = Vec::new();
    search(&serde_json::from_str(text)?, &mut gaps);
    Ok(sorted(gaps))
}

/// Finds every `{"$unknown": {…}}`, however deep. The parser bounds the depth.
fn search(value: &Value, gaps: &mut Vec<Gap>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| search(item, gaps)),
        Value::Object(fields) => {
            // A tag may be called `$unknown` too; its value is a string, a gap is an object.
            match fields.get(&KEYS.unknown) {
                Some(gap @ Value::Object(_)) if fields.len() == 1 => gaps.push(gap_of(gap)),
                _ => fields.values().for_each(|field| search(field, gaps)),
            }
        }
        _ => {}
    }
}

fn gap_of(value: &Value) -> Gap {
    serde_json::to_value(value)
        .and_then(serde_json::from_value)
        .unwrap_or(Gap {
            action: "".into(),
            reason: Reason::Malformed,
            code: None,
        })
}

fn sorted(mut gaps: Vec<Gap>) -> Vec<Gap> {
    gaps.sort();
    gaps.dedup();
    gaps
}
