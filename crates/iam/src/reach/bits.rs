//! Sets of small numbers, a bit each.

/// A set of numbers below a bound, a bit each. Sets that are put together have the same bound.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Bits {
    words: Box<[u64]>,
}

impl Bits {
    /// None of the numbers below `bound`.
    #[must_use]
    pub fn none(bound: usize) -> Self {
        Self {
            words: vec![0; bound.div_ceil(64)].into(),
        }
    }

    /// All of the numbers below `bound`.
    #[must_use]
    pub fn all(bound: usize) -> Self {
        let mut words = vec![u64::MAX; bound.div_ceil(64)];
        if let (Some(last), rest @ 1..) = (words.last_mut(), bound % 64) {
            *last = (1 << rest) - 1;
        }
        Self {
            words: words.into(),
        }
    }

    /// These of the numbers below `bound`.
    pub fn of(bound: usize, numbers: impl IntoIterator<Item = usize>) -> Self {
        let mut bits = Self::none(bound);
        for number in numbers {
            bits.insert(number);
        }
        bits
    }

    /// Adds a number; one that is not below the bound is left out.
    pub fn insert(&mut self, number: usize) {
        if let Some(word) = self.words.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    /// Takes a number away.
    pub fn remove(&mut self, number: usize) {
        if let Some(word) = self.words.get_mut(number / 64) {
            *word &= !(1 << (number % 64));
        }
    }

    /// Whether a number is in it.
    #[must_use]
    pub fn contains(&self, number: usize) -> bool {
        let word = self.words.get(number / 64);
        word.is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// How many are in it.
    #[must_use]
    pub fn count(&self) -> usize {
        let ones = self.words.iter().map(|word| word.count_ones() as usize);
        ones.sum()
    }

    /// The numbers in it, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let words = self.words.iter().enumerate();
        words.flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let next = (left != 0).then(|| at * 64 + left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(next)
            })
        })
    }

    /// The numbers that are also in the other, in order.
    pub(super) fn iter_and<'b>(&'b self, other: &'b Self) -> impl Iterator<Item = usize> + 'b {
        let words = self.words.iter().zip(&other.words).enumerate();
        words.flat_map(|(at, (word, other))| {
            let mut left = word & other;
            std::iter::from_fn(move || {
                let next = (left != 0).then(|| at * 64 + left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(next)
            })
        })
    }

    /// Keeps what is also in the other.
    pub fn and(&mut self, other: &Self) {
        self.each(other, |word, other| word & other);
    }

    /// Adds what is in the other.
    pub fn or(&mut self, other: &Self) {
        self.each(other, |word, other| word | other);
    }

    /// Takes away what is in the other.
    pub fn and_not(&mut self, other: &Self) {
        self.each(other, |word, other| word & !other);
    }

    /// Takes away what is in `these` and not in `but`.
    pub(super) fn and_not_but(&mut self, these: &Self, but: &Self) {
        let others = these.words.iter().zip(&but.words);
        for (word, (these, but)) in self.words.iter_mut().zip(others) {
            *word &= !(these & !but);
        }
    }

    /// Keeps what is in one of the others.
    pub(super) fn and_any(&mut self, [a, b, c]: [&Self; 3]) {
        let others = a.words.iter().zip(&b.words).zip(&c.words);
        for (word, ((a, b), c)) in self.words.iter_mut().zip(others) {
            *word &= a | b | c;
        }
    }

    /// Whether something is in both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let mut pairs = self.words.iter().zip(&other.words);
        pairs.any(|(word, other)| word & other != 0)
    }

    /// Whether everything in it is in the other.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        let mut pairs = self.words.iter().zip(&other.words);
        pairs.all(|(word, other)| word & !other == 0)
    }

    /// Takes everything away and keeps the bound.
    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    fn each(&mut self, other: &Self, combine: impl Fn(u64, u64) -> u64) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word = combine(*word, *other);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_are_sets(
            bound in 0_usize..200,
            one in prop::collection::btree_set(0_usize..200, 0..60),
            two in prop::collection::btree_set(0_usize..200, 0..60),
        ) {
            let below = |set: BTreeSet<usize>| -> BTreeSet<usize> {
                set.into_iter().filter(|number| *number < bound).collect()
            };
            let (one, two) = (below(one), below(two));
            let bits = |set: &BTreeSet<usize>| Bits::of(bound, set.iter().copied());
            let numbers = |bits: &Bits| bits.iter().collect::<BTreeSet<_>>();
            let with = |change: fn(&mut Bits, &Bits)| {
                let mut changed = bits(&one);
                change(&mut changed, &bits(&two));
                numbers(&changed)
            };
            prop_assert_eq!(numbers(&bits(&one)), one.clone());
            prop_assert_eq!(bits(&one).count(), one.len());
            prop_assert_eq!(with(Bits::and), one.intersection(&two).copied().collect());
            prop_assert_eq!(with(Bits::or), one.union(&two).copied().collect());
            prop_assert_eq!(with(Bits::and_not), one.difference(&two).copied().collect());
            prop_assert_eq!(bits(&one).meets(&bits(&two)), !one.is_disjoint(&two));
            prop_assert_eq!(bits(&one).is_within(&bits(&two)), one.is_subset(&two));
            prop_assert_eq!(numbers(&Bits::all(bound)), (0..bound).collect());
        }
    }
}
