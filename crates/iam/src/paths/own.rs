//! Techniques by which somebody rewrites their own permissions.

use super::needs::Asks;
use super::strength::Tiers;
use super::{ActorKind, On, Paths, Rewrite, Strength, Technique};

impl<'a> Paths<'a> {
    /// Who makes itself an administrator by a technique.
    pub(super) fn own(&mut self, technique: &'a Technique, account: usize) -> Tiers {
        let candidates = self.candidates(technique, account);
        let mut who = Tiers::none(self.actors.len());
        for at in candidates.any().iter() {
            if let Some(strength) = self.own_one(technique, account, at) {
                who.insert(at, strength);
            }
        }
        who
    }

    fn own_one(&mut self, technique: &'a Technique, account: usize, at: usize) -> Option<Strength> {
        if self.account_of(at) != Some(account) {
            return None;
        }
        let mut strength = self.suits(technique, at)?;
        let boundary = technique.rewrites.contains(&Rewrite::Boundary);
        if boundary && self.actors.get(at)?.caller.boundary.is_none() {
            return None;
        }
        for (action, on) in &technique.needs {
            let one = match on {
                On::Any => self.somewhere(action, account).reached.strength_of(at)?,
                on => self.best(technique, action, *on, at)?.0,
            };
            strength = strength.max(one);
        }
        Some(strength.max(self.becomes_administrator(at, &technique.rewrites)?))
    }

    /// The surest of the requests that are enough for an action on something of one's own.
    pub(super) fn best(
        &self,
        technique: &'a Technique,
        action: &'a str,
        on: On,
        at: usize,
    ) -> Option<(Strength, Asks<'a>)> {
        let actor = self.actors.get(at)?;
        let fits = match on {
            On::OwnUser => matches!(actor.kind, ActorKind::User { .. }),
            On::OwnRole => matches!(actor.kind, ActorKind::Role { .. }),
            On::OwnGroup | On::OwnPolicy => actor.is_user() || actor.is_role(),
            _ => false,
        };
        if !fits {
            return None;
        }
        let all = self.asks(technique, action, on, at, None).into_iter();
        all.filter_map(|asks| Some((self.ask_one(at, &asks)?, asks)))
            .min_by_key(|(strength, _)| *strength)
    }

    /// How surely one can make a request.
    pub(super) fn ask_one(&self, at: usize, asks: &Asks<'_>) -> Option<Strength> {
        let caller = self.reach.callers().get(at)?;
        let context = self.reach.context(at, &asks.target, &asks.known);
        super::admin::ask(caller, asks.action, &asks.target, &context)
    }
}
