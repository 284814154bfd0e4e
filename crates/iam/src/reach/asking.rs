//! One action asked about, on one resource after the other.

use std::cell::RefCell;
use std::rc::Rc;

use super::facts::Trace;
use super::index::Policy;
use super::layers::{Layers, Place, Word};
use super::names::Meant;
use super::outcome::{Asks, Outcome};
use super::set::Members;
use super::{Bits, Known, Reach, Reached};
use crate::compile::{Asked, Rule};
use crate::context::Key;
use crate::decide::table::{self, Side};
use crate::decide::{Decision, Mode, Request, Target, special};
use crate::document::Effect;
use crate::principal::PrincipalKind;

/// One action asked about on many resources: what does not depend on the resource is worked out once.
pub struct Asking<'r> {
    pub(super) reach: &'r Reach,
    pub(super) asked: Asked<'r>,
    /// What statements for any resource say that have no conditions.
    always: Layers<'r>,
    /// Those that have.
    kept: Vec<Kept<'r>>,
}

/// A statement for any resource, with conditions.
struct Kept<'r> {
    policy: &'r Policy,
    rule: &'r Rule,
    /// For whom it applies, where that does not depend on the resource.
    found: RefCell<Option<Found>>,
}

struct Found {
    outcome: Rc<Outcome>,
    /// As long as nothing is said of these.
    unless: Vec<Key>,
}

/// A Deny that is yet to be looked at.
pub(super) struct Refusal<'r, 't> {
    meant: Meant<'r>,
    rule: &'t Rule,
    outcome: Option<Rc<Outcome>>,
}

impl std::fmt::Debug for Asking<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Asking").field(&self.asked.text).finish()
    }
}

impl<'r> Asking<'r> {
    pub(super) fn new(reach: &'r Reach, action: &'r str) -> Self {
        let asked = Asked::new(action);
        let bound = reach.callers.len();
        let mut always = Layers::new(bound, reach.people.levels.len());
        for policy in reach.index.policies().iter().filter(|it| it.is_unread()) {
            let holders = Members::Indexed(&policy.holders);
            always.denied.may_be_so(&holders);
            always.word(policy.slot).may_be_so(&holders);
            always.depends(holders);
        }
        let mut kept = Vec::new();
        for (policy, rule) in reach.index.for_action(&asked) {
            if rule.is_unconditional() {
                let word = match rule.effect {
                    Effect::Allow => always.word(policy.slot),
                    Effect::Deny => &mut always.denied,
                };
                word.so(&Members::Indexed(&policy.holders));
            } else {
                kept.push(Kept {
                    policy,
                    rule,
                    found: RefCell::default(),
                });
            }
        }
        Self {
            reach,
            asked,
            always,
            kept,
        }
    }

    /// Who can do it to this. What is not known leaves it open, as in [`Mode::Discovery`].
    #[must_use]
    pub fn who_can(&self, target: &Target, known: &Known) -> Reached {
        let asks = Asks::new(self.reach, target, known);
        let people = &self.reach.people;
        let mut reached = Reached::nobody(self.reach.callers.len());
        let settled = self.settled(target, known, &mut reached);
        let same = match asks.account {
            // As `decide` takes it.
            None => &people.signed,
            Some(_) => asks.own.unwrap_or(&self.reach.nobody),
        };
        let place = Place {
            same,
            side: table::side(&self.asked, target),
        };
        let mut layers = self.always.clone();
        let mut refusals = Vec::new();
        self.own_side(&asks, &mut layers, &mut refusals);
        self.resource_side(&asks, place.same, &mut layers, &mut refusals);
        let mut permitted = layers.permitted(people, place);
        if let Some(settled) = settled {
            permitted.certain.and_not(&settled);
            permitted.possible.and_not(&settled);
        }
        if permitted.possible.is_empty() {
            return reached;
        }
        for refusal in refusals {
            refuse(&asks, &refusal, &permitted.possible, &mut layers);
        }
        let mut certain = permitted.certain;
        certain.and_not(&layers.denied.possible);
        let mut open = permitted.possible;
        open.and_not(&layers.denied.certain);
        open.and_not(&certain);
        reached.certain.or(&certain);
        self.settle(&asks, &layers, place, &open, &mut reached);
        reached
    }

    /// Those whom AWS answers whatever the policies say.
    fn settled(&self, target: &Target, known: &Known, reached: &mut Reached) -> Option<Bits> {
        let service = self.asked.service();
        if !["sts", "iam"]
            .iter()
            .any(|it| it.eq_ignore_ascii_case(service))
        {
            return None;
        }
        let mut settled = self.reach.nobody.clone();
        for (_, one, all) in &self.reach.people.kinds {
            // It depends on the kind alone.
            let Some(caller) = self.reach.callers.get(*one) else {
                continue;
            };
            let request = Request {
                caller,
                action: self.asked.text,
                target,
                endpoint: None,
                context: &known.all,
                mode: Mode::Discovery,
            };
            if let Some(answer) = special::settled(&crate::decide::Cx::new(&request)) {
                settled.or(all);
                if answer.decision == Decision::Allowed {
                    reached.certain.or(all);
                }
            }
        }
        Some(settled)
    }

    /// What the callers' policies say.
    fn own_side<'t>(
        &self,
        asks: &Asks<'_>,
        layers: &mut Layers<'r>,
        refusals: &mut Vec<Refusal<'r, 't>>,
    ) where
        'r: 't,
    {
        let mut put = |policy: &'r Policy, rule: &'r Rule, outcome: Option<Rc<Outcome>>| {
            let meant = Meant::only(Members::Indexed(&policy.holders));
            match rule.effect {
                Effect::Deny => refusals.push(Refusal {
                    meant,
                    rule,
                    outcome,
                }),
                Effect::Allow => {
                    let whole = || policy.holders.to_bits(self.reach.callers.len());
                    let outcome = outcome.unwrap_or_else(|| Rc::new(asks.rule(rule, whole).0));
                    let mut word = std::mem::take(layers.word(policy.slot));
                    combine(&meant, &outcome, &mut word, layers);
                    *layers.word(policy.slot) = word;
                }
            }
        };
        for kept in &self.kept {
            let outcome = kept.outcome(asks);
            put(kept.policy, kept.rule, Some(outcome));
        }
        let resource = &asks.target.resource;
        let index = &self.reach.index;
        index.for_resource(resource, &self.asked, |policy, rule| {
            put(policy, rule, None)
        });
    }

    pub(super) fn refusal<'t>(
        &self,
        rule: &'t Rule,
        except: Option<&Bits>,
        refusals: &mut Vec<Refusal<'r, 't>>,
    ) {
        let people = &self.reach.people;
        let mut meant = self.reach.denied(&rule.principals, &people.everybody);
        if let Some(except) = except {
            meant.leave_out(except, &people.everybody);
        }
        refusals.push(Refusal {
            meant,
            rule,
            outcome: None,
        });
    }

    /// The root users of the resource's account where they may change its policy whatever that says.
    pub(super) fn unlocking(&self, same: &Bits) -> Option<Bits> {
        let mut roots = self.reach.people.kind(PrincipalKind::Root)?.clone();
        roots.and(same);
        (special::unlocks(&self.asked) && !roots.is_empty()).then_some(roots)
    }

    /// Whether the role that is asked about needs a trust policy, or the key a key policy.
    pub(super) fn is_closed_by_itself(&self, target: &Target) -> bool {
        table::side(&self.asked, target) != Side::Policy
    }
}

impl Kept<'_> {
    fn outcome(&self, asks: &Asks<'_>) -> Rc<Outcome> {
        let mut found = self.found.borrow_mut();
        let said =
            |key: &Key| asks.known.all.get(key).is_some() || asks.known.own.get(key).is_some();
        if let Some(found) = &*found
            && (asks.known.is_empty() || !found.unless.iter().any(said))
        {
            return Rc::clone(&found.outcome);
        }
        let whole = || self.policy.holders.to_bits(asks.reach.callers.len());
        let (outcome, trace) = asks.rule(self.rule, whole);
        let outcome = Rc::new(outcome);
        if !trace.of_target {
            let Trace {
                mut unsaid,
                of_caller,
                ..
            } = trace;
            unsaid.extend(of_caller);
            *found = Some(Found {
                outcome: Rc::clone(&outcome),
                unless: unsaid,
            });
        }
        outcome
    }
}

fn refuse<'r>(
    asks: &Asks<'_>,
    refusal: &Refusal<'r, '_>,
    permitted: &Bits,
    layers: &mut Layers<'r>,
) {
    let among = refusal.meant.among(permitted);
    if among.is_empty() {
        return;
    }
    let found;
    let outcome = match &refusal.outcome {
        Some(outcome) => outcome,
        None => {
            found = asks.rule(refusal.rule, || among).0;
            &found
        }
    };
    let mut word = std::mem::take(&mut layers.denied);
    combine(&refusal.meant, outcome, &mut word, layers);
    layers.denied = word;
}

/// Whom a statement means and for whom it applies, together: into a layer's word, with what it depends on.
pub(super) fn combine<'r>(
    meant: &Meant<'r>,
    outcome: &Outcome,
    word: &mut Word,
    layers: &mut Layers<'r>,
) {
    let mut open = |members: Members<'r>, layers: &mut Layers<'r>| {
        word.may_be_so(&members);
        layers.depends(members);
    };
    let made = |bits: &Bits| Members::Made(bits.clone());
    match outcome {
        Outcome::Nobody => {}
        Outcome::Everybody => {
            meant.open.iter().for_each(|it| open(made(it), layers));
            meant.certain.iter().for_each(|it| word.so(it));
        }
        Outcome::Open => {
            let sure = meant.certain.iter().cloned();
            sure.chain(meant.open.iter().map(made))
                .for_each(|it| open(it, layers));
        }
        Outcome::Split(split) => {
            let maybe = meant.open.iter().map(made);
            for members in maybe.clone() {
                open(Members::Made(members.within(&split.certain)), layers);
            }
            for members in meant.certain.iter().cloned().chain(maybe) {
                for (_, set) in &split.open {
                    open(Members::Made(members.within(set)), layers);
                }
            }
            for members in &meant.certain {
                word.so(&Members::Made(members.within(&split.certain)));
            }
        }
    }
}
