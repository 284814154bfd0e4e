//! A text that some patterns match and others do not, or that there is none.
//!
//! The patterns are walked side by side as one automaton, a set of places in them being a state. Only letters
//! that stand at one of the places tell states apart; all others are one letter here. The search ends where a
//! pattern that must match no longer can, and where one that must not match always will, which keeps it away
//! from the many states that patterns with stars have together.

use std::cell::Cell;
use std::collections::{BTreeSet, HashSet};

/// One place of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Place {
    /// This character.
    Char(char),
    /// This one, case not counting.
    Fold(char),
    /// Any one character.
    One,
    /// Any run of characters.
    Any,
    /// Any run of characters but colons.
    AnyIn,
    /// Any one character but a colon.
    OneIn,
}

/// A pattern, as its places.
pub(crate) type Pattern = Vec<Place>;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found<T> {
    /// This.
    One(T),
    /// There is none.
    Nothing,
    /// It was given up, and why.
    GaveUp(&'static str),
}

impl<T> Found<T> {
    /// Whether there is none for certain.
    pub(super) const fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }
}

/// How many machine words the states of one search may take: 24 MB.
const MOST_WORDS: usize = 3_000_000;

/// How many states one search may have.
const MOST_STATES: usize = 60_000;

/// What is left of the work that one question may cost.
///
/// The unit is about a machine word looked at. Real policies need some hundred thousand; what is allowed takes about a
/// second, whatever the policies are.
#[derive(Debug)]
pub(crate) struct Budget(Cell<usize>);

impl Budget {
    pub(crate) const fn new() -> Self {
        Self(Cell::new(50_000_000))
    }

    /// Takes some, if there is some left.
    pub(super) fn spend(&self, cost: usize) -> bool {
        let left = self.0.get().checked_sub(cost);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// Why a search was given up.
pub(super) const TOO_MANY_STATES: &str = "its patterns have too many combinations";

/// The shortest text that a pattern of each of `wanted` matches and no pattern of `unwanted`.
pub(crate) fn find(
    wanted: &[&[Pattern]],
    unwanted: &[&[Pattern]],
    budget: &Budget,
) -> Found<String> {
    Automaton::new(wanted, unwanted).search(budget)
}

struct Automaton {
    /// Each place with the pattern group it belongs to, the place after a pattern's end being `None`.
    places: Vec<(Option<Place>, u32)>,
    starts: Vec<usize>,
    wanted: usize,
    groups: usize,
    other: char,
}

/// A set of places.
type State = Box<[u64]>;

impl Automaton {
    fn new(wanted: &[&[Pattern]], unwanted: &[&[Pattern]]) -> Self {
        let mut places = Vec::new();
        let mut starts = Vec::new();
        for (group, patterns) in (0..).zip(wanted.iter().chain(unwanted)) {
            for pattern in *patterns {
                starts.push(places.len());
                places.extend(pattern.iter().map(|place| (Some(*place), group)));
                places.push((None, group));
            }
        }
        let taken: BTreeSet<char> = places
            .iter()
            .filter_map(|(place, _)| match place {
                Some(Place::Char(c)) => Some(*c),
                Some(Place::Fold(c)) => Some(c.to_ascii_lowercase()),
                _ => None,
            })
            .collect();
        let free = |c: &char| !taken.contains(c) && !taken.contains(&c.to_ascii_uppercase());
        let plain = "xzqjwvkyghmnbpcdufotlirsea0123456789".chars();
        let far = (0x100..0x2_0000).filter_map(char::from_u32);
        Self {
            places,
            starts,
            wanted: wanted.len(),
            groups: wanted.len() + unwanted.len(),
            // Case folding maps nothing beyond ASCII to it, since it is taken from what is left.
            other: plain.chain(far).find(free).unwrap_or('\u{2603}'),
        }
    }

    fn search(&self, budget: &Budget) -> Found<String> {
        let words = self.places.len().div_ceil(64).max(1);
        let most = MOST_STATES.min(MOST_WORDS / words);
        if !budget.spend(self.places.len()) {
            return Found::GaveUp(TOO_MANY_STATES);
        }
        let mut start: State = vec![0; words].into();
        for at in &self.starts {
            self.enter(&mut start, *at);
        }
        match self.judge(&start) {
            Judged::Accepted => return Found::One(String::new()),
            Judged::Dead => return Found::Nothing,
            Judged::Open => {}
        }
        // Breadth first: each state with the one it was reached from and the letter.
        let mut trail: Vec<(usize, char)> = vec![(0, '\0')];
        let mut states = vec![start.clone()];
        let mut seen: HashSet<State> = HashSet::from([start]);
        let mut letters = Vec::new();
        let mut at = 0;
        while let Some(state) = states.get(at).cloned() {
            self.letters(&state, &mut letters);
            if !budget.spend((letters.len() + 1) * (words + 8)) {
                return Found::GaveUp(TOO_MANY_STATES);
            }
            for letter in &letters {
                let next = self.step(&state, *letter);
                let judged = self.judge(&next);
                if matches!(judged, Judged::Dead) || seen.contains(&next) {
                    continue;
                }
                trail.push((at, *letter));
                if matches!(judged, Judged::Accepted) {
                    return Found::One(spell(&trail));
                }
                if states.len() >= most {
                    return Found::GaveUp(TOO_MANY_STATES);
                }
                seen.insert(next.clone());
                states.push(next);
            }
            at += 1;
        }
        Found::Nothing
    }

    /// Adds a place, and the one after it where the place may stand for nothing.
    fn enter(&self, state: &mut State, from: usize) {
        let mut at = from;
        loop {
            if let Some(word) = state.get_mut(at / 64) {
                *word |= 1 << (at % 64);
            }
            match self.places.get(at) {
                Some((Some(Place::Any | Place::AnyIn), _)) => at += 1,
                _ => return,
            }
        }
    }

    /// The letters that tell the places apart, and one that stands for all others.
    fn letters(&self, state: &State, letters: &mut Vec<char>) {
        letters.clear();
        letters.push(self.other);
        for at in places_of(state) {
            match self.places.get(at) {
                Some((Some(Place::Char(c)), _)) => letters.push(*c),
                Some((Some(Place::Fold(c)), _)) => {
                    letters.extend([c.to_ascii_lowercase(), c.to_ascii_uppercase()]);
                    if c.eq_ignore_ascii_case(&'k') {
                        letters.push(KELVIN);
                    }
                }
                Some((Some(Place::AnyIn | Place::OneIn), _)) => letters.push(':'),
                _ => {}
            }
        }
        letters.sort_unstable();
        letters.dedup();
        // What nothing asks for comes first: where a wildcard takes anything, a letter reads better than a colon.
        if let Ok(at) = letters.binary_search(&self.other) {
            letters.remove(at);
            letters.insert(0, self.other);
        }
    }

    fn step(&self, state: &State, letter: char) -> State {
        let mut next: State = vec![0; state.len()].into();
        for at in places_of(state) {
            let Some((Some(place), _)) = self.places.get(at) else {
                continue;
            };
            match place {
                Place::Char(c) if *c == letter => self.enter(&mut next, at + 1),
                Place::Fold(c) if folds(*c, letter) => self.enter(&mut next, at + 1),
                Place::One => self.enter(&mut next, at + 1),
                Place::OneIn if letter != ':' => self.enter(&mut next, at + 1),
                Place::Any => self.enter(&mut next, at),
                Place::AnyIn if letter != ':' => self.enter(&mut next, at),
                _ => {}
            }
        }
        next
    }

    fn judge(&self, state: &State) -> Judged {
        let mut alive = vec![false; self.groups];
        let mut accepted = vec![false; self.groups];
        for at in places_of(state) {
            let Some((place, group)) = self.places.get(at) else {
                continue;
            };
            let group = *group as usize;
            if let Some(alive) = alive.get_mut(group) {
                *alive = true;
            }
            match place {
                None => {
                    if let Some(accepted) = accepted.get_mut(group) {
                        *accepted = true;
                    }
                }
                // Whatever follows, the pattern matches.
                Some(Place::Any)
                    if group >= self.wanted
                        && matches!(self.places.get(at + 1), Some((None, _))) =>
                {
                    return Judged::Dead;
                }
                Some(_) => {}
            }
        }
        let (wanted, unwanted) = accepted.split_at(self.wanted.min(accepted.len()));
        if alive.iter().take(self.wanted).any(|alive| !alive) {
            Judged::Dead
        } else if wanted.iter().all(|yes| *yes) && unwanted.iter().all(|yes| !yes) {
            Judged::Accepted
        } else {
            Judged::Open
        }
    }
}

/// The one letter beyond ASCII that folds to a letter of ASCII by itself.
const KELVIN: char = '\u{212a}';

fn folds(c: char, letter: char) -> bool {
    c.eq_ignore_ascii_case(&letter) || (letter == KELVIN && c.eq_ignore_ascii_case(&'k'))
}

enum Judged {
    /// A text that ends here is one.
    Accepted,
    /// No text that goes on from here is one.
    Dead,
    Open,
}

fn places_of(state: &State) -> impl Iterator<Item = usize> + '_ {
    state.iter().enumerate().flat_map(|(at, word)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            Some(at * 64 + bit)
        })
    })
}

/// The letters on the way to the last entry.
fn spell(trail: &[(usize, char)]) -> String {
    let mut letters = Vec::new();
    let mut at = trail.len().saturating_sub(1);
    while at != 0 {
        let Some((from, letter)) = trail.get(at) else {
            break;
        };
        letters.push(*letter);
        at = *from;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
#[path = "text/tests.rs"]
mod tests;
