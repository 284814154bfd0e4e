//! One action asked about, on one resource after the other.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

use super::index::{ForAction, Policy};
use super::layers::{Layers, Place, Tag};
use super::names::Meant;
use super::outcome::{Asks, Outcome};
use super::recalled::Recalled;
use super::set::Members;
use super::settle::{Apart, Groups};
use super::{Bits, Known, Reach, Reached};
use crate::compile::{Asked, Rule};
use crate::context::Key;
use crate::decide::table::{self, Side};
use crate::decide::{Decision, Mode, Request, Target, special};
use crate::document::Effect;
use crate::principal::PrincipalKind;

/// After so many resources the statements for particular ones are sorted out by the action, which takes about as long
/// as so many questions.
const MANY: u32 = 8;

/// One action asked about on many resources: what does not depend on the resource is worked out once.
pub struct Asking<'r> {
    pub(super) reach: &'r Reach,
    pub(super) asked: Asked<'r>,
    /// What statements for any resource say, whatever the resource is.
    always: Layers<'r>,
    /// The callers by those statements; made when first needed.
    groups: OnceCell<Groups>,
    /// As long as nothing is said of these.
    unless: HashMap<&'r str, &'r Key>,
    /// What of it holds whatever is said, and its groups.
    whatever: OnceCell<(Layers<'r>, Groups)>,
    /// Statements for any resource, with conditions.
    kept: Vec<Kept<'r>>,
    /// What statements came to for resources seen before.
    recalled: Recalled,
    /// How many resources were asked about.
    asked_times: Cell<u32>,
    /// Statements for particular resources that are for the action; made when it pays.
    there: OnceCell<ForAction<'r>>,
}

/// A statement for any resource, with conditions.
struct Kept<'r> {
    policy: &'r Policy,
    rule: &'r Rule,
    /// Whether it is among what is worked out once.
    once: bool,
}

/// A Deny that is yet to be looked at.
pub(super) struct Refusal<'r, 't> {
    meant: Meant<'r>,
    rule: &'t Rule,
}

impl std::fmt::Debug for Asking<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Asking").field(&self.asked.text).finish()
    }
}

impl<'r> Asking<'r> {
    pub(super) fn new(reach: &'r Reach, action: &'r str) -> Self {
        let asked = Asked::new(action);
        let anywhere: Vec<_> = reach.index.for_action(&asked).collect();
        let mut asking = Self {
            reach,
            asked,
            always: Self::whatever(reach, &anywhere),
            groups: OnceCell::new(),
            unless: HashMap::new(),
            whatever: OnceCell::new(),
            kept: Vec::new(),
            recalled: Recalled::default(),
            asked_times: Cell::new(0),
            there: OnceCell::new(),
        };
        for (at, policy, rule) in anywhere {
            if rule.is_unconditional() {
                continue;
            }
            let found = reach.conditions.get(at as usize).and_then(Option::as_ref);
            if let Some(found) = found {
                let tag = tag(policy, rule);
                let meant = Meant::only(Members::Indexed(&policy.holders));
                combine(&meant, &found.outcome, tag, &mut asking.always);
                let unless = found.unless.iter().map(|key| (&*key.name, key));
                asking.unless.extend(unless);
            }
            asking.kept.push(Kept {
                policy,
                rule,
                once: found.is_some(),
            });
        }
        asking
    }

    /// What statements without conditions and policies that were not read say of any resource.
    fn whatever(reach: &'r Reach, anywhere: &[(u32, &'r Policy, &'r Rule)]) -> Layers<'r> {
        let mut always = Layers::new(reach.callers.len(), reach.people.levels.len());
        for policy in reach.index.policies().iter().filter(|it| it.is_unread()) {
            for tag in [Tag::Denied, Tag::Own(policy.slot)] {
                let holders = Members::Indexed(&policy.holders);
                always.tagged(tag).may_be_so(&holders);
                always.depends(tag, holders);
            }
        }
        for (_, policy, rule) in anywhere {
            if rule.is_unconditional() {
                let word = always.tagged(tag(policy, rule));
                word.so(&Members::Indexed(&policy.holders));
            }
        }
        always
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
        let said = |key: &&Key| known.all.get(key).is_some() || known.own.get(key).is_some();
        let all = known.is_empty() || !self.unless.values().any(said);
        let (base, groups) = match all {
            true => (&self.always, None),
            false => {
                let made = self.whatever.get_or_init(|| {
                    let anywhere: Vec<_> = self.reach.index.for_action(&self.asked).collect();
                    let always = Self::whatever(self.reach, &anywhere);
                    let groups = Groups::of(people, &always);
                    (always, groups)
                });
                (&made.0, Some(&made.1))
            }
        };
        let mut layers = base.words_alone();
        let mut refusals = Vec::new();
        self.own_side(&asks, all, &mut layers, &mut refusals);
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
        if !open.is_empty() {
            let groups = groups
                .unwrap_or_else(|| self.groups.get_or_init(|| Groups::of(people, &self.always)));
            let apart = Apart {
                base,
                layers: &layers,
                place,
                groups,
            };
            self.settle(&asks, &apart, &open, &mut reached);
        }
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
        all: bool,
        layers: &mut Layers<'r>,
        refusals: &mut Vec<Refusal<'r, 't>>,
    ) where
        'r: 't,
    {
        let mut put = |policy: &'r Policy, rule: &'r Rule| {
            let meant = Meant::only(Members::Indexed(&policy.holders));
            match rule.effect {
                Effect::Deny => refusals.push(Refusal { meant, rule }),
                Effect::Allow => {
                    let outcome = self.recalled.outcome(asks, policy, rule);
                    combine(&meant, &outcome, Tag::Own(policy.slot), layers);
                }
            }
        };
        for kept in self.kept.iter().filter(|kept| !(all && kept.once)) {
            put(kept.policy, kept.rule);
        }
        let resource = &asks.target.resource;
        let index = &self.reach.index;
        let times = self.asked_times.get().saturating_add(1);
        self.asked_times.set(times);
        if times < MANY {
            index.for_resource(resource, &self.asked, &mut put);
        } else {
            let there = self.there.get_or_init(|| index.there_for(&self.asked));
            there.for_resource(resource, &mut put);
        }
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
        refusals.push(Refusal { meant, rule });
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

/// The layer that a statement speaks for.
fn tag(policy: &Policy, rule: &Rule) -> Tag {
    match rule.effect {
        Effect::Allow => Tag::Own(policy.slot),
        Effect::Deny => Tag::Denied,
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
    let (outcome, _) = asks.rule(refusal.rule, || among);
    combine(&refusal.meant, &outcome, Tag::Denied, layers);
}

/// Whom a statement means and for whom it applies, together: into a layer's word, with what it depends on.
pub(super) fn combine<'r>(meant: &Meant<'r>, outcome: &Outcome, tag: Tag, layers: &mut Layers<'r>) {
    let mut open = |members: Members<'r>| {
        layers.tagged(tag).may_be_so(&members);
        layers.depends(tag, members);
    };
    let made = |bits: &Bits| Members::Made(bits.clone());
    match outcome {
        Outcome::Nobody => {}
        Outcome::Everybody => {
            meant.open.iter().map(made).for_each(&mut open);
            let word = layers.tagged(tag);
            meant.certain.iter().for_each(|it| word.so(it));
        }
        Outcome::Open => {
            let sure = meant.certain.iter().cloned();
            sure.chain(meant.open.iter().map(made)).for_each(&mut open);
        }
        Outcome::Split(split) => {
            let maybe = meant.open.iter().map(made);
            for members in maybe.clone() {
                open(Members::Made(members.within(&split.certain)));
            }
            for members in meant.certain.iter().cloned().chain(maybe) {
                for (_, set) in &split.open {
                    open(Members::Made(members.within(set)));
                }
            }
            let word = layers.tagged(tag);
            for members in &meant.certain {
                word.so(&Members::Made(members.within(&split.certain)));
            }
        }
    }
}
