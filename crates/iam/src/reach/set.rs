//! Sets of callers: of few as a list, of many as bits.

use super::Bits;

/// A set of callers.
#[derive(Debug, Clone)]
pub(super) enum Set {
    Few(Box<[u32]>),
    Many(Bits),
}

impl Set {
    /// Of callers in order, each once.
    pub(super) fn new(bound: usize, callers: Vec<u32>) -> Self {
        // A list is walked with a branch a member, bits with one an operation of 64.
        if callers.len() * 32 <= bound {
            Self::Few(callers.into())
        } else {
            Self::Many(Bits::of(bound, callers.into_iter().map(|it| it as usize)))
        }
    }

    pub(super) fn add_to(&self, bits: &mut Bits) {
        match self {
            Self::Few(list) => list.iter().for_each(|at| bits.insert(*at as usize)),
            Self::Many(set) => bits.or(set),
        }
    }

    pub(super) fn to_bits(&self, bound: usize) -> Bits {
        let mut bits = Bits::none(bound);
        self.add_to(&mut bits);
        bits
    }
}

/// A set that belongs to the index, or was made for one question.
#[derive(Debug, Clone)]
pub(super) enum Members<'r> {
    Indexed(&'r Set),
    Whole(&'r Bits),
    Made(Bits),
}

impl Members<'_> {
    pub(super) fn add_to(&self, bits: &mut Bits) {
        match self {
            Self::Indexed(set) => set.add_to(bits),
            Self::Whole(set) => bits.or(set),
            Self::Made(set) => bits.or(set),
        }
    }

    /// What of it is also in `within`.
    pub(super) fn within(&self, within: &Bits) -> Bits {
        let mut both = within.clone();
        match self {
            Self::Indexed(Set::Few(list)) => {
                both.clear();
                let there = list.iter().map(|at| *at as usize);
                let there = there.filter(|at| within.contains(*at));
                there.for_each(|at| both.insert(at));
            }
            Self::Indexed(Set::Many(set)) | Self::Made(set) => both.and(set),
            Self::Whole(set) => both.and(set),
        }
        both
    }

    /// The members that are also in `within`, in order; none if that tells nobody apart.
    pub(super) fn apart(&self, within: &Bits, mut each: impl FnMut(usize)) {
        match self {
            Self::Indexed(Set::Few(list)) => {
                let there = list.iter().map(|at| *at as usize);
                there.filter(|at| within.contains(*at)).for_each(each);
            }
            Self::Indexed(Set::Many(set)) | Self::Made(set) => apart(set, within, &mut each),
            Self::Whole(set) => apart(set, within, &mut each),
        }
    }
}

/// The numbers of both, unless `set` has none or all of `within`.
pub(super) fn apart(set: &Bits, within: &Bits, each: &mut impl FnMut(usize)) {
    if set.meets(within) && !within.is_within(set) {
        set.iter_and(within).for_each(each);
    }
}
