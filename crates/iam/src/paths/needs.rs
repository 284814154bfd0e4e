//! Who has what a technique needs.

use std::rc::Rc;
use std::sync::Arc;

use super::strength::Tiers;
use super::{On, Paths, Rewrite, Technique};
use crate::compile::Compiled;
use crate::decide::{Attached, Target};
use crate::document::PolicyDocument;
use crate::reach::{Asking, Known, Somewhere};

/// The call by which principals with policies of their own assume a role.
pub(super) const ASSUME: &str = "sts:AssumeRole";

/// The calls by which identities that a provider vouches for assume a role.
const VOUCHED: &[&str] = &["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];

/// A request that a technique needs, to a resource that is known.
pub(super) struct Asks<'a> {
    pub(super) action: &'a str,
    pub(super) target: Target,
    pub(super) known: Known,
}

impl<'a> Paths<'a> {
    /// Who has every permission that a technique needs to get at a target, or at something new.
    pub(super) fn needs(
        &mut self,
        technique: &'a Technique,
        account: usize,
        target: Option<usize>,
        service: Option<&str>,
    ) -> Tiers {
        let mut who = Tiers::all(self.actors.len());
        for (action, on) in &technique.needs {
            if *on == On::Any {
                who.and(&Tiers::reached(&self.somewhere(action, account).reached));
                if who.is_empty() {
                    return who;
                }
            }
        }
        let Some(target) = target else { return who };
        for (action, on) in &technique.needs {
            if *on == On::Any {
                continue;
            }
            let mut any = Tiers::none(self.actors.len());
            for asks in self.asks(technique, action, *on, target, service) {
                any.or(&self.who(&asks));
            }
            who.and(&any);
            if who.is_empty() {
                return who;
            }
        }
        if let Some(asks) = self.let_in(technique, target) {
            who.and(&self.who(&asks));
        }
        who
    }

    /// Who can make a request.
    pub(super) fn who(&self, asks: &Asks<'a>) -> Tiers {
        let asking = self.asking(asks.action);
        let reached = asking.who_can(&asks.target, &asks.known);
        let mut who = Tiers::reached(&reached);
        let is = |name: &str| name.eq_ignore_ascii_case(asks.action);
        if VOUCHED.iter().any(|name| is(name)) {
            who.keep(&self.providers);
        } else if is(ASSUME) {
            for at in self.providers.iter() {
                who.remove(at);
            }
        }
        who
    }

    /// The requests of which one is enough for an action on a target.
    pub(super) fn asks(
        &self,
        technique: &'a Technique,
        action: &'a str,
        on: On,
        target: usize,
        service: Option<&str>,
    ) -> Vec<Asks<'a>> {
        let Some(actor) = self.actors.get(target) else {
            return Vec::new();
        };
        let resources: Vec<&str> = match (on, &actor.kind) {
            (On::Group, super::ActorKind::Member { group }) => vec![group],
            (On::PolicyOfRole | On::OwnPolicy, _) => {
                actor.policies.iter().map(String::as_str).collect()
            }
            (On::OwnGroup, _) => actor.groups.iter().map(String::as_str).collect(),
            _ => vec![actor.arn()],
        };
        let opened =
            action.eq_ignore_ascii_case(ASSUME) && technique.rewrites.contains(&Rewrite::Trust);
        let mut all = Vec::new();
        for resource in resources {
            let (mut target, mut known) = self.aimed(resource, action);
            if opened {
                target.policy = open_trust();
            }
            for (key, value) in &technique.with {
                known.all.set(key, value.as_str());
            }
            if let Some(service) = service {
                known.all.set("iam:PassedToService", service);
            }
            all.push(Asks {
                action,
                target,
                known,
            });
        }
        all
    }

    /// Where the trust policy is rewritten: assuming the role by one that lets the caller in, which denies elsewhere may forbid.
    pub(super) fn let_in(&self, technique: &'a Technique, target: usize) -> Option<Asks<'a>> {
        let names_it = |(action, _): &(String, On)| action.eq_ignore_ascii_case(ASSUME);
        if !technique.rewrites.contains(&Rewrite::Trust) || technique.needs.iter().any(names_it) {
            return None;
        }
        self.asks(technique, ASSUME, On::Role, target, None)
            .into_iter()
            .next()
    }

    /// An action, made ready to be asked about on many resources.
    pub(super) fn asking(&self, action: &'a str) -> Rc<Asking<'a>> {
        let mut known = self.asking.borrow_mut();
        let made = known.entry(action);
        Rc::clone(made.or_insert_with(|| Rc::new(self.reach.asking(action))))
    }

    /// Who can do something to some resource of an account.
    pub(super) fn somewhere(&mut self, action: &str, account: usize) -> Rc<Somewhere> {
        let key = (action.to_owned(), account);
        if let Some(known) = self.somewhere.get(&key) {
            return Rc::clone(known);
        }
        let number = self.accounts.get(account).map_or("", String::as_str);
        let found = Rc::new(self.reach.who_can_somewhere(action, number));
        self.somewhere.insert(key, Rc::clone(&found));
        found
    }

    /// Whether anybody has what a technique needs, on whatever resources.
    pub(super) fn somebody_may(&mut self, technique: &'a Technique, account: usize) -> bool {
        !self.candidates(technique, account).is_empty()
    }

    /// Who has what a technique needs on whatever resources; assuming roles aside, which the role has a say in.
    pub(super) fn candidates(&mut self, technique: &'a Technique, account: usize) -> Tiers {
        let mut who = Tiers::all(self.actors.len());
        for (action, _) in &technique.needs {
            if action.eq_ignore_ascii_case(ASSUME) {
                continue;
            }
            who.and(&Tiers::reached(&self.somewhere(action, account).reached));
            if who.is_empty() {
                break;
            }
        }
        who
    }
}

/// A trust policy that lets in whoever rewrote it.
fn open_trust() -> Option<Attached> {
    let text = r#"{"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}}"#;
    let document = PolicyDocument::parse(text).ok()?;
    Some(Attached::new(
        "the rewritten trust policy",
        Arc::new(Compiled::new(&document)),
    ))
}
