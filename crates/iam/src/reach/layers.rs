//! What each layer allows and to whom: the parts that the decision table puts together.

use super::Bits;
use super::index::Slot;
use super::people::People;
use super::set::Members;
use crate::decide::table::{Account, Part, Side, rows};

/// One layer's word for all callers.
#[derive(Debug, Clone, Default)]
pub(super) struct Word {
    /// Those for whom it is so.
    pub(super) certain: Bits,
    /// Those for whom it is so or may be.
    pub(super) possible: Bits,
}

impl Word {
    pub(super) fn none(bound: usize) -> Self {
        Self {
            certain: Bits::none(bound),
            possible: Bits::none(bound),
        }
    }

    pub(super) fn so(&mut self, members: &Members<'_>) {
        members.add_to(&mut self.certain);
        members.add_to(&mut self.possible);
    }

    pub(super) fn may_be_so(&mut self, members: &Members<'_>) {
        members.add_to(&mut self.possible);
    }
}

/// Which layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Tag {
    Own(Slot),
    Direct,
    Behind,
    ByAccount,
    Denied,
}

/// What the layers say for a request to one resource.
#[derive(Debug, Clone)]
pub(super) struct Layers<'r> {
    pub(super) identity: Word,
    pub(super) boundary: Word,
    pub(super) session: Word,
    pub(super) levels: Vec<Word>,
    pub(super) direct: Word,
    pub(super) behind: Word,
    pub(super) by_account: Word,
    pub(super) denied: Word,
    /// Each set of callers for whom a layer's word depends on the same. Callers who are in the same sets have the same
    /// answer; where a layer's word is certain it does not matter what else it may be.
    pub(super) open: Vec<(Tag, Members<'r>)>,
    /// An object's access control list, which was not read, has to allow.
    pub(super) by_acl: bool,
    /// For a level that no caller has.
    nowhere: Word,
}

/// Whose the resource is, and what stands on its side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// Those of its account.
    pub(super) same: &'a Bits,
    pub(super) side: Side,
}

impl<'r> Layers<'r> {
    pub(super) fn new(bound: usize, levels: usize) -> Self {
        let none = || Word::none(bound);
        Self {
            identity: none(),
            boundary: none(),
            session: none(),
            levels: (0..levels).map(|_| none()).collect(),
            direct: none(),
            behind: none(),
            by_account: none(),
            denied: none(),
            open: Vec::new(),
            by_acl: false,
            nowhere: none(),
        }
    }

    /// The word of a layer of the callers' policies.
    pub(super) fn word(&mut self, slot: Slot) -> &mut Word {
        match slot {
            Slot::Identity => &mut self.identity,
            Slot::Boundary => &mut self.boundary,
            Slot::Session => &mut self.session,
            Slot::Level(level) => {
                let level = usize::from(level);
                match self.levels.get_mut(level) {
                    Some(word) => word,
                    // There are as many as the callers have.
                    None => &mut self.nowhere,
                }
            }
        }
    }

    /// Notes that for these a layer's word depends on the same thing.
    pub(super) fn depends(&mut self, tag: Tag, members: Members<'r>) {
        self.open.push((tag, members));
    }

    /// As [`Layers::tagged`], to be looked at.
    pub(super) fn tagged_word(&self, tag: Tag) -> Option<&Word> {
        Some(match tag {
            Tag::Own(Slot::Identity) => &self.identity,
            Tag::Own(Slot::Boundary) => &self.boundary,
            Tag::Own(Slot::Session) => &self.session,
            Tag::Own(Slot::Level(level)) => self.levels.get(usize::from(level))?,
            Tag::Direct => &self.direct,
            Tag::Behind => &self.behind,
            Tag::ByAccount => &self.by_account,
            Tag::Denied => &self.denied,
        })
    }

    /// The word of a layer by its tag.
    pub(super) fn tagged(&mut self, tag: Tag) -> &mut Word {
        match tag {
            Tag::Own(slot) => self.word(slot),
            Tag::Direct => &mut self.direct,
            Tag::Behind => &mut self.behind,
            Tag::ByAccount => &mut self.by_account,
            Tag::Denied => &mut self.denied,
        }
    }

    /// Who is permitted, Denies aside: for certain, and perhaps.
    pub(super) fn permitted(&self, people: &People, place: Place<'_>) -> Word {
        let mut permitted = Word {
            certain: self.granted(people, place, |word| &word.certain),
            possible: self.granted(people, place, |word| &word.possible),
        };
        for (word, bound) in self.levels.iter().zip(&people.levels) {
            without(&mut permitted.certain, bound, &word.certain);
            without(&mut permitted.possible, bound, &word.possible);
        }
        if self.by_acl {
            permitted.certain.clear();
        }
        permitted
    }

    fn granted(&self, people: &People, place: Place<'_>, of: fn(&Word) -> &Bits) -> Bits {
        let mut granted = people.everybody.clone();
        granted.clear();
        for (account, who, ways) in rows(place.side) {
            let Some(are) = people.are(who) else { continue };
            let mut here = are.clone();
            match account {
                Account::Same => here.and(place.same),
                Account::Other => here.and_not(place.same),
            }
            if here.is_empty() {
                continue;
            }
            for way in ways {
                let mut by_way = here.clone();
                for part in *way {
                    self.narrow(&mut by_way, *part, people, of);
                }
                granted.or(&by_way);
            }
        }
        granted
    }

    fn narrow(&self, bits: &mut Bits, part: Part, people: &People, of: fn(&Word) -> &Bits) {
        match part {
            Part::Identity => bits.and(of(&self.identity)),
            Part::Boundary => without(bits, &people.bounded, of(&self.boundary)),
            Part::Session => without(bits, &people.in_session, of(&self.session)),
            Part::Passed => bits.and(of(&self.session)),
            Part::Direct => bits.and(of(&self.direct)),
            Part::Behind => bits.and(of(&self.behind)),
            Part::Delegated => bits.and(of(&self.by_account)),
            Part::Named => bits.and_any([of(&self.direct), of(&self.behind), of(&self.by_account)]),
        }
    }

    /// Every word, for whoever tells callers apart by them.
    pub(super) fn words(&self) -> impl Iterator<Item = &Word> {
        let parts = [
            &self.identity,
            &self.boundary,
            &self.session,
            &self.direct,
            &self.behind,
            &self.by_account,
            &self.denied,
        ];
        parts.into_iter().chain(&self.levels)
    }

    /// The same without what depends, which is kept elsewhere.
    pub(super) fn words_alone(&self) -> Self {
        Self {
            open: Vec::new(),
            levels: self.levels.clone(),
            identity: self.identity.clone(),
            boundary: self.boundary.clone(),
            session: self.session.clone(),
            direct: self.direct.clone(),
            behind: self.behind.clone(),
            by_account: self.by_account.clone(),
            denied: self.denied.clone(),
            by_acl: self.by_acl,
            nowhere: self.nowhere.clone(),
        }
    }
}

/// Takes away those whom a limit binds and who are not let through.
fn without(bits: &mut Bits, bound: &Bits, let_through: &Bits) {
    bits.and_not_but(bound, let_through);
}
