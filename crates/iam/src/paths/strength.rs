//! How sure a step is, and who can take it how surely.

use crate::reach::{Bits, Reached};

/// How sure it is that a step can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Policies allow it.
    Certain,
    /// It depends on conditions.
    Conditional,
    /// It takes a thing that snapshots do not show.
    Existing,
    /// A policy that matters could not be read.
    Unknown,
}

impl Strength {
    /// All, the surest first.
    pub const ALL: [Self; 4] = [
        Self::Certain,
        Self::Conditional,
        Self::Existing,
        Self::Unknown,
    ];

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Conditional => "conditional",
            Self::Existing => "needs-existing",
            Self::Unknown => "unknown",
        }
    }
}

/// Who can at each strength or a surer one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tiers([Bits; 4]);

impl Tiers {
    pub(super) fn none(bound: usize) -> Self {
        Self(std::array::from_fn(|_| Bits::none(bound)))
    }

    pub(super) fn all(bound: usize) -> Self {
        Self(std::array::from_fn(|_| Bits::all(bound)))
    }

    pub(super) fn reached(reached: &Reached) -> Self {
        let certain = reached.certain.clone();
        let mut conditional = certain.clone();
        conditional.or(&reached.conditional);
        let mut any = conditional.clone();
        any.or(&reached.unknown);
        Self([certain, conditional.clone(), conditional, any])
    }

    pub(super) fn at(&self, strength: Strength) -> &Bits {
        let [certain, conditional, existing, unknown] = &self.0;
        match strength {
            Strength::Certain => certain,
            Strength::Conditional => conditional,
            Strength::Existing => existing,
            Strength::Unknown => unknown,
        }
    }

    pub(super) fn any(&self) -> &Bits {
        self.at(Strength::Unknown)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.any().is_empty()
    }

    pub(super) fn and(&mut self, other: &Self) {
        for (one, other) in self.0.iter_mut().zip(&other.0) {
            one.and(other);
        }
    }

    pub(super) fn or(&mut self, other: &Self) {
        for (one, other) in self.0.iter_mut().zip(&other.0) {
            one.or(other);
        }
    }

    pub(super) fn keep(&mut self, who: &Bits) {
        for one in &mut self.0 {
            one.and(who);
        }
    }

    pub(super) fn take_away(&mut self, who: &Bits) {
        for one in &mut self.0 {
            one.and_not(who);
        }
    }

    pub(super) fn remove(&mut self, at: usize) {
        for one in &mut self.0 {
            one.remove(at);
        }
    }

    /// Adds one at a strength and every weaker one.
    pub(super) fn insert(&mut self, at: usize, strength: Strength) {
        for (one, this) in self.0.iter_mut().zip(Strength::ALL) {
            if this >= strength {
                one.insert(at);
            }
        }
    }

    /// Nobody is surer than this.
    pub(super) fn weaken(&mut self, to: Strength) {
        for (one, this) in self.0.iter_mut().zip(Strength::ALL) {
            if this < to {
                one.clear();
            }
        }
    }

    /// How surely one can.
    pub(super) fn of(&self, at: usize) -> Option<Strength> {
        Strength::ALL
            .into_iter()
            .find(|strength| self.at(*strength).contains(at))
    }
}
