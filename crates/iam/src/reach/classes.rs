//! Callers by what a condition key holds for them, so that a condition is looked at once for all who are alike.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Bits;
use crate::context::{Context, Key, Value};
use crate::decide::{Caller, Mode, follows};

/// More than this many, and it is not worth having a set for each.
const MOST_SETS: usize = 64;

/// The callers by what one key holds for them.
#[derive(Debug)]
pub(super) struct Column {
    /// The class of each caller.
    pub(super) class: Vec<u32>,
    /// Each class's callers, if there are few classes.
    pub(super) sets: Vec<Bits>,
}

/// Columns, each made when it is first needed.
#[derive(Debug, Default)]
pub(super) struct Columns {
    made: Mutex<HashMap<Box<str>, Arc<Column>>>,
}

impl Columns {
    pub(super) fn of(&self, key: &Key, callers: &[Caller], facts: &[Context]) -> Arc<Column> {
        // Nothing that panics is done under the lock.
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(column) = made.get(&key.name) {
            return Arc::clone(column);
        }
        let column = Arc::new(Column::new(key, callers, facts));
        made.insert(key.name.clone(), Arc::clone(&column));
        column
    }
}

#[derive(PartialEq, Eq, Hash)]
enum Held<'c> {
    Missing,
    Unknown,
    One(&'c str),
    Many(&'c [Box<str>]),
}

impl Column {
    fn new(key: &Key, callers: &[Caller], facts: &[Context]) -> Self {
        let mut classes: HashMap<Held<'_>, u32> = HashMap::new();
        let mut class = Vec::with_capacity(callers.len());
        for (caller, facts) in callers.iter().zip(facts) {
            let derived = |derived| follows(derived, caller, None, Mode::Discovery);
            let value = facts
                .get(key)
                .unwrap_or_else(|| key.derived.map_or(Value::Unknown, derived));
            let held = match value {
                Value::Missing => Held::Missing,
                Value::Unknown => Held::Unknown,
                Value::One(text) => Held::One(text),
                Value::Many(texts) => Held::Many(texts),
            };
            let next = u32::try_from(classes.len()).unwrap_or(u32::MAX);
            class.push(*classes.entry(held).or_insert(next));
        }
        let mut sets = Vec::new();
        if classes.len() <= MOST_SETS {
            sets.resize_with(classes.len(), || Bits::none(callers.len()));
            for (at, class) in class.iter().enumerate() {
                if let Some(set) = sets.get_mut(*class as usize) {
                    set.insert(at);
                }
            }
        }
        Self { class, sets }
    }
}
