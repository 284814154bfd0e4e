//! What rules concluded, kept for the next resource that looks the same to them.
//!
//! A rule sees nothing but the attributes and facts that it names, and no builtin lets it see anything else: two
//! resources that hold the same there get the same answer. Thousands of buckets differ in their name, and most rules
//! do not look at it.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash as _, Hasher, RandomState};

use bartizan_finding::Violation;
use regorus::Value;

/// What one worker may keep, in bytes. What was kept stays of use when nothing more fits.
const MOST_BYTES: usize = 8 << 20;

/// The size of a value that is worth keeping: what is larger names its resource, or is rare.
const LARGEST: usize = 4096;

/// After so many values of a part it is seen whether they repeat.
const TRIAL: u32 = 256;

/// A part of the input: an attribute or a fact, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Attribute(Value),
    Fact(&'static str),
}

/// What one worker keeps about resources of one type.
#[derive(Default)]
pub(crate) struct Memo {
    kind: String,
    parts: Vec<(Part, Held)>,
    /// By the place of the rule in its set and the numbers of what it sees.
    answers: Vec<HashMap<Vec<u32>, Vec<Violation>>>,
    kept: usize,
    /// Keyed, so that nobody can make two values meet.
    keyed: RandomState,
}

/// The values of one part, numbered.
#[derive(Default)]
struct Held {
    numbers: HashMap<u64, (Value, u32)>,
    asked: u32,
    met: u32,
    /// Whether the values hardly repeat, so that looking for them costs more than it gains.
    various: bool,
}

impl Memo {
    /// Forgets what is about resources of another type: types come one after the other.
    pub(crate) fn turn_to(&mut self, kind: &str) {
        if self.kind != kind {
            *self = Self {
                kind: kind.to_owned(),
                keyed: std::mem::take(&mut self.keyed),
                ..Self::default()
            };
        }
    }

    /// The number of a value among those that the part had; none when it is not worth comparing.
    pub(crate) fn number(&mut self, part: &Part, value: &Value) -> Option<u32> {
        let place = match self.parts.iter().position(|(known, _)| known == part) {
            Some(place) => place,
            None => {
                self.parts.push((part.clone(), Held::default()));
                self.parts.len() - 1
            }
        };
        let (_, held) = self.parts.get_mut(place)?;
        if held.various {
            return None;
        }
        held.asked += 1;
        if held.asked == TRIAL && held.met < TRIAL / 4 {
            held.various = true;
            held.numbers = HashMap::new();
            return None;
        }
        let mut hasher = self.keyed.build_hasher();
        let mut room = LARGEST;
        digest(value, &mut hasher, &mut room)?;
        let hash = hasher.finish();
        if let Some((known, number)) = held.numbers.get(&hash) {
            held.met = held.met.saturating_add(1);
            return (known == value).then_some(*number);
        }
        let bytes = LARGEST - room + 64;
        if self.kept + bytes > MOST_BYTES {
            return None;
        }
        self.kept += bytes;
        let number = u32::try_from(held.numbers.len()).ok()?;
        held.numbers.insert(hash, (value.clone(), number));
        Some(number)
    }

    /// What a rule concluded of a resource that looked the same to it.
    pub(crate) fn recall(&self, rule: usize, sight: &[u32]) -> Option<&[Violation]> {
        self.answers.get(rule)?.get(sight).map(Vec::as_slice)
    }

    /// Keeps what a rule concluded.
    pub(crate) fn keep(&mut self, rule: usize, sight: Vec<u32>, violations: &[Violation]) {
        let texts = violations.iter().map(size);
        let bytes = 64 + 4 * sight.len() + texts.sum::<usize>();
        if bytes > LARGEST || self.kept + bytes > MOST_BYTES {
            return;
        }
        self.kept += bytes;
        if self.answers.len() <= rule {
            self.answers.resize_with(rule + 1, HashMap::new);
        }
        if let Some(answers) = self.answers.get_mut(rule) {
            answers.insert(sight, violations.to_vec());
        }
    }
}

/// About how much a violation takes; too much when it can not be told.
fn size(violation: &Violation) -> usize {
    let evidence = serde_json::to_string(&violation.evidence);
    evidence.map_or(LARGEST, |it| 2 * it.len()) + violation.message.len() + 64
}

/// Feeds a value to a hasher; none when it is larger than what is left of `room`. The parser bounds the depth.
fn digest(value: &Value, hasher: &mut impl Hasher, room: &mut usize) -> Option<()> {
    let mut spend = |bytes: usize| {
        *room = room.checked_sub(bytes)?;
        Some(())
    };
    match value {
        Value::Null => hasher.write_u8(0),
        Value::Bool(it) => hasher.write_u8(1 + u8::from(*it)),
        Value::Number(it) => {
            hasher.write_u8(3);
            // Only what is exact: other numbers may be equal and written otherwise.
            it.as_i64()?.hash(hasher);
        }
        Value::String(it) => {
            spend(it.len())?;
            hasher.write_u8(4);
            it.hash(hasher);
        }
        Value::Array(items) => {
            spend(16 * items.len())?;
            hasher.write_u8(5);
            hasher.write_usize(items.len());
            for item in items.iter() {
                digest(item, hasher, room)?;
            }
        }
        Value::Object(fields) => {
            spend(32 * fields.len())?;
            hasher.write_u8(6);
            hasher.write_usize(fields.len());
            for (name, field) in fields.iter_sorted() {
                digest(name, hasher, room)?;
                digest(field, hasher, room)?;
            }
        }
        Value::Set(_) | Value::Undefined => return None,
    }
    spend_least(room)
}

/// Every value takes some room, however small.
fn spend_least(room: &mut usize) -> Option<()> {
    *room = room.checked_sub(8)?;
    Some(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn part() -> Part {
        Part::Fact("test")
    }

    fn value(text: &str) -> Value {
        Value::from_json_str(text).unwrap()
    }

    fn violation(message: &str) -> Violation {
        serde_json::from_value(serde_json::json!({ "message": message })).unwrap()
    }

    #[test]
    fn equal_values_of_a_part_have_one_number() {
        let mut memo = Memo::default();
        let texts = ["null", "true", "1", r#""1""#, "[1]", r#"{"a":[1,{"b":2}]}"#];
        let first: Vec<_> = texts.map(|it| memo.number(&part(), &value(it))).into();
        let again: Vec<_> = texts.map(|it| memo.number(&part(), &value(it))).into();
        assert_eq!(first, again);
        let numbers: std::collections::BTreeSet<_> = first.iter().flatten().collect();
        assert_eq!(numbers.len(), texts.len());
    }

    #[test]
    fn answers_belong_to_a_rule_a_sight_and_a_type() {
        let mut memo = Memo::default();
        memo.turn_to("aws.s3.bucket");
        memo.keep(3, vec![1, 2], &[violation("open")]);
        memo.keep(3, vec![1, 3], &[]);
        assert_eq!(memo.recall(3, &[1, 2]).unwrap().len(), 1);
        assert_eq!(memo.recall(3, &[1, 3]).unwrap().len(), 0);
        assert!(memo.recall(3, &[2, 1]).is_none());
        assert!(memo.recall(2, &[1, 2]).is_none());
        memo.turn_to("aws.kms.key");
        assert!(memo.recall(3, &[1, 2]).is_none());
    }

    #[test]
    fn what_never_repeats_is_looked_for_no_more() {
        let mut memo = Memo::default();
        let names = (0..2 * TRIAL).map(|at| Value::from(format!("name-{at}")));
        let numbers: Vec<_> = names.map(|it| memo.number(&part(), &it)).collect();
        assert!(numbers.first().unwrap().is_some());
        assert!(numbers.last().unwrap().is_none());
        assert!(memo.number(&part(), &value(r#""name-1""#)).is_none());
    }

    #[test]
    fn memory_is_bounded() {
        let mut memo = Memo::default();
        let large = "x".repeat(LARGEST + 1);
        assert!(memo.number(&part(), &Value::from(large.clone())).is_none());
        memo.keep(0, vec![0], &[violation(&large)]);
        assert!(memo.recall(0, &[0]).is_none());
        for sight in 0..100_000 {
            memo.keep(0, vec![sight], &[violation("some hundred bytes")]);
        }
        assert!(memo.kept <= MOST_BYTES);
        assert!(memo.recall(0, &[0]).is_none() || memo.recall(0, &[1]).is_some());
        assert!(memo.recall(0, &[99_999]).is_none());
    }
}
