//! Those for whom it depends: each kind of them decided once.

use std::collections::HashMap;

use super::asking::Asking;
use super::layers::{Layers, Place, Tag};
use super::outcome::Asks;
use super::people::People;
use super::set::{Members, apart};
use super::{Bits, Kind, Reached};
use crate::decide::{Mode, Request, decide};

/// Callers in groups, which are taken apart until all in one have the same answer.
#[derive(Debug, Clone)]
pub(super) struct Groups {
    /// The group of each caller.
    of: Vec<u32>,
    /// For each group the last split that it was in, and the group that was split from it then.
    moved: Vec<(u32, u32)>,
    splits: u32,
}

impl Groups {
    /// The callers by what statements for any resource say of them, and by what the decision table tells them apart by.
    pub(super) fn of(people: &People, layers: &Layers<'_>) -> Self {
        let mut groups = Self {
            of: vec![0; people.everybody.count()],
            moved: vec![(0, 0)],
            splits: 0,
        };
        groups.by_members(layers, &layers.open, &people.everybody);
        let words = layers
            .words()
            .flat_map(|word| [&word.certain, &word.possible]);
        let masks = [&people.signed, &people.bounded, &people.in_session];
        let masks = masks.into_iter().chain(&people.levels);
        let masks = masks.chain(people.whos.iter().map(|(_, bits)| bits));
        for bits in words.chain(masks) {
            groups.by_bits(bits, &people.everybody);
        }
        groups
    }

    fn by_bits(&mut self, bits: &Bits, within: &Bits) {
        self.split(|mut each| apart(bits, within, &mut each));
    }

    /// By what depends. Where a layer's word is certain it does not matter what else it may be.
    fn by_members(&mut self, layers: &Layers<'_>, open: &[(Tag, Members<'_>)], within: &Bits) {
        let mut matter: HashMap<Tag, Bits> = HashMap::new();
        for (tag, members) in open {
            let within = matter.entry(*tag).or_insert_with(|| {
                let mut within = within.clone();
                if let Some(word) = layers.tagged_word(*tag) {
                    within.and_not(&word.certain);
                }
                within
            });
            self.split(|each| members.apart(within, each));
        }
    }

    /// Takes members apart from the rest of their groups.
    fn split(&mut self, members: impl FnOnce(&mut dyn FnMut(usize))) {
        self.splits += 1;
        let split = self.splits;
        members(&mut |at| {
            let Some(group) = self.of.get_mut(at) else {
                return;
            };
            let count = u32::try_from(self.moved.len()).unwrap_or(u32::MAX);
            let Some(moved) = self.moved.get_mut(*group as usize) else {
                return;
            };
            if moved.0 != split {
                *moved = (split, count);
                *group = count;
                self.moved.push((0, 0));
            } else {
                *group = moved.1;
            }
        });
    }
}

/// What tells callers apart.
pub(super) struct Apart<'a, 'r> {
    /// What statements for any resource say.
    pub(super) base: &'a Layers<'r>,
    /// The callers by that.
    pub(super) groups: &'a Groups,
    /// What is said of this resource.
    pub(super) layers: &'a Layers<'r>,
    pub(super) place: Place<'a>,
}

impl Asking<'_> {
    /// Decides for those for whom the layers leave it open. Those who are in the same sets have the same formula, so
    /// one of them stands for all.
    pub(super) fn settle(
        &self,
        asks: &Asks<'_>,
        told: &Apart<'_, '_>,
        open: &Bits,
        reached: &mut Reached,
    ) {
        let mut groups = told.groups.clone();
        groups.by_members(told.layers, &told.layers.open, open);
        groups.by_bits(told.place.same, open);
        for (word, base) in told.layers.words().zip(told.base.words()) {
            for (bits, base) in [
                (&word.certain, &base.certain),
                (&word.possible, &base.possible),
            ] {
                if bits != base {
                    groups.by_bits(bits, open);
                }
            }
        }
        let mut decided: Vec<Option<Kind>> = vec![None; groups.moved.len()];
        for at in open.iter() {
            let group = groups
                .of
                .get(at)
                .and_then(|group| decided.get_mut(*group as usize));
            let Some(kind) = group else { continue };
            match *kind.get_or_insert_with(|| self.one(asks, at)) {
                Kind::Certain => reached.certain.insert(at),
                Kind::Conditional => reached.conditional.insert(at),
                Kind::Unknown => reached.unknown.insert(at),
                Kind::Denied => {}
            }
        }
    }

    fn one(&self, asks: &Asks<'_>, at: usize) -> Kind {
        let Some(caller) = self.reach.callers.get(at) else {
            return Kind::Denied;
        };
        let context = self.reach.context(at, asks.target, asks.known);
        let request = Request {
            caller,
            action: self.asked.text,
            target: asks.target,
            endpoint: None,
            context: &context,
            mode: Mode::Discovery,
        };
        Kind::of(&decide(&request).decision)
    }
}
