//! Those for whom it depends: each kind of them decided once.

use std::collections::HashMap;

use super::asking::Asking;
use super::layers::{Layers, Place};
use super::outcome::Asks;
use super::set::apart;
use super::{Bits, Reached};
use crate::decide::{Mode, Request, decide};

/// Callers in groups, which are taken apart until all in one have the same answer.
struct Groups {
    /// The group of each caller.
    of: Vec<u32>,
    count: u32,
}

impl Groups {
    fn new(callers: usize) -> Self {
        Self {
            of: vec![0; callers],
            count: 1,
        }
    }

    /// Takes members apart from the rest of their groups.
    fn split(&mut self, members: impl FnOnce(&mut dyn FnMut(usize))) {
        let mut moved: HashMap<u32, u32> = HashMap::new();
        members(&mut |at| {
            if let Some(group) = self.of.get_mut(at) {
                *group = *moved.entry(*group).or_insert_with(|| {
                    self.count += 1;
                    self.count - 1
                });
            }
        });
    }
}

impl Asking<'_> {
    /// Decides for those for whom the layers leave it open. Those who are in the same sets have the same formula, so
    /// one of them stands for all.
    pub(super) fn settle(
        &self,
        asks: &Asks<'_>,
        layers: &Layers<'_>,
        place: Place<'_>,
        open: &Bits,
        reached: &mut Reached,
    ) {
        if open.is_empty() {
            return;
        }
        let mut groups = Groups::new(self.reach.callers.len());
        for members in &layers.open {
            groups.split(|each| members.apart(open, each));
        }
        let people = &self.reach.people;
        let words = layers
            .words()
            .flat_map(|word| [&word.certain, &word.possible]);
        let masks = [place.same, &people.bounded, &people.in_session];
        let masks = masks.into_iter().chain(&people.levels);
        let masks = masks.chain(people.whos.iter().map(|(_, bits)| bits));
        for bits in words.chain(masks) {
            groups.split(|mut each| apart(bits, open, &mut each));
        }
        let mut decided: HashMap<u32, Kind> = HashMap::new();
        for at in open.iter() {
            let Some(group) = groups.of.get(at) else {
                continue;
            };
            match decided.entry(*group).or_insert_with(|| self.one(asks, at)) {
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

use super::Kind;
