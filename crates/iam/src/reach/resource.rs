//! What stands on the resource's side: its policy, grants, the organization's policies, and what S3 has beside.

use super::Bits;
use super::asking::{Asking, Refusal, combine};
use super::layers::{Layers, Tag, Word};
use super::names::Meant;
use super::outcome::{Asks, Outcome};
use super::set::Members;
use crate::compile::Naming;
use crate::decide::organization::rcps_protect;
use crate::decide::s3::is_object;
use crate::decide::{Content, Switch};
use crate::document::Effect;
use crate::principal::PrincipalKind;
use crate::residual::Residual;

impl<'r> Asking<'r> {
    /// What stands on the resource's side. Denies are left for later, when fewer callers matter.
    pub(super) fn resource_side<'t>(
        &self,
        asks: &Asks<'t>,
        same: &Bits,
        layers: &mut Layers<'r>,
        refusals: &mut Vec<Refusal<'r, 't>>,
    ) {
        self.policy(asks, same, layers, refusals);
        self.control_policies(asks, layers, refusals);
        self.grants(asks, layers);
        self.public_block(asks, same, layers);
        self.object_of_another(asks, layers);
    }

    fn policy<'t>(
        &self,
        asks: &Asks<'t>,
        same: &Bits,
        layers: &mut Layers<'r>,
        refusals: &mut Vec<Refusal<'r, 't>>,
    ) {
        let Some(attached) = &asks.target.policy else {
            return;
        };
        let people = &self.reach.people;
        let unlocking = self.unlocking(same);
        let policy = match &attached.content {
            Content::Read(policy) => policy,
            Content::Unread(_) => {
                let mut everybody = people.everybody.clone();
                if let Some(unlocking) = &unlocking {
                    everybody.and_not(unlocking);
                }
                let everybody = Members::Made(everybody);
                for tag in [Tag::Direct, Tag::ByAccount, Tag::Denied] {
                    layers.tagged(tag).may_be_so(&everybody);
                    layers.depends(tag, everybody.clone());
                }
                return;
            }
        };
        // Of others it does not matter what the policy says: their own policies do not let them out of their account.
        let mut matter = layers.identity.possible.clone();
        matter.or(same);
        let roots = people.kind(PrincipalKind::Root);
        roots.into_iter().for_each(|it| matter.or(it));
        let mut unsigned = people.everybody.clone();
        unsigned.and_not(&people.signed);
        matter.or(&unsigned);
        for (_, rule) in policy.rules_for(&self.asked) {
            match rule.effect {
                Effect::Deny => self.refusal(rule, unlocking.as_ref(), refusals),
                Effect::Allow => {
                    for (naming, mut meant) in self.reach.allowed(&rule.principals) {
                        if let Some(unlocking) = &unlocking {
                            meant.leave_out(unlocking, &people.everybody);
                        }
                        let (outcome, _) = asks.rule(rule, || meant.among(&matter));
                        name(naming, &meant, &outcome, layers);
                    }
                }
            }
        }
    }

    fn control_policies<'t>(
        &self,
        asks: &Asks<'t>,
        layers: &mut Layers<'r>,
        refusals: &mut Vec<Refusal<'r, 't>>,
    ) {
        if !rcps_protect(&self.asked, asks.target) {
            return;
        }
        let people = &self.reach.people;
        for attached in asks.target.rcps.iter().flatten() {
            match &attached.content {
                Content::Read(policy) => {
                    let rules = policy.rules_for(&self.asked);
                    for (_, rule) in rules.filter(|(_, rule)| rule.effect == Effect::Deny) {
                        self.refusal(rule, Some(&people.service_linked), refusals);
                    }
                }
                Content::Unread(_) => {
                    let mut bound = people.everybody.clone();
                    bound.and_not(&people.service_linked);
                    let bound = Members::Made(bound);
                    layers.denied.may_be_so(&bound);
                    layers.depends(Tag::Denied, bound);
                }
            }
        }
    }

    fn grants(&self, asks: &Asks<'_>, layers: &mut Layers<'r>) {
        if !self.asked.service().eq_ignore_ascii_case("kms") {
            return;
        }
        if asks.target.grants_unread.is_some() {
            let everybody = Members::Whole(&self.reach.people.everybody);
            layers.direct.may_be_so(&everybody);
            layers.depends(Tag::Direct, everybody);
        }
        let covering = asks.target.grants.iter();
        for grant in covering.filter(|grant| grant.covers(self.asked.name())) {
            self.reach.each_candidate(&grant.grantee, |at| {
                let caller = self.reach.callers.get(at);
                let named = caller.and_then(|it| grant.grantee.names(&it.principal));
                let Some((naming, names)) = named else { return };
                let view = asks.view(Some(at));
                let tests = grant.constraints.iter();
                let holds = tests.fold(names, |all, test| all.and(test.holds(&view)));
                let outcome = match holds {
                    Residual::Never => Outcome::Nobody,
                    Residual::Always => Outcome::Everybody,
                    _ => Outcome::Open,
                };
                let one = Bits::of(self.reach.callers.len(), [at]);
                name(naming, &Meant::only(Members::Made(one)), &outcome, layers);
            });
        }
    }

    /// `RestrictPublicBuckets`.
    fn public_block(&self, asks: &Asks<'_>, same: &Bits, layers: &mut Layers<'r>) {
        let unread = match &asks.target.restrict_public_buckets {
            Switch::Off => return,
            Switch::On => false,
            Switch::Unread(_) => true,
        };
        let policy = asks.target.policy.as_ref();
        let public = policy
            .and_then(|it| it.policy())
            .is_some_and(|it| it.is_public_for_s3());
        if !public || !self.asked.service().eq_ignore_ascii_case("s3") {
            return;
        }
        let people = &self.reach.people;
        let mut others = people.everybody.clone();
        others.and_not(same);
        let services = people.kind(PrincipalKind::Service);
        services.into_iter().for_each(|it| others.and_not(it));
        for word in [
            &mut layers.direct,
            &mut layers.behind,
            &mut layers.by_account,
        ] {
            word.certain.and_not(&others);
            if !unread {
                word.possible.and_not(&others);
            }
        }
        if unread {
            for tag in [Tag::Direct, Tag::Behind, Tag::ByAccount] {
                layers.depends(tag, Members::Made(others.clone()));
            }
        }
    }

    /// An object that another account owns is given by its access control list, which is not read.
    fn object_of_another(&self, asks: &Asks<'_>, layers: &mut Layers<'r>) {
        let Some(owner) = &asks.target.object_owner else {
            return;
        };
        if !is_object(&self.asked, asks.target) || asks.account == Some(owner) {
            return;
        }
        let everybody = &self.reach.people.everybody;
        for word in [
            &mut layers.direct,
            &mut layers.behind,
            &mut layers.by_account,
        ] {
            *word = Word::none(self.reach.callers.len());
            word.possible.or(everybody);
        }
        layers.by_acl = true;
    }
}

/// Adds to what the resource's side allows, by how it names.
fn name<'r>(naming: Naming, meant: &Meant<'r>, outcome: &Outcome, layers: &mut Layers<'r>) {
    let tag = match naming {
        Naming::Directly => Tag::Direct,
        Naming::BehindSession => Tag::Behind,
        Naming::ByAccount => Tag::ByAccount,
    };
    combine(meant, outcome, tag, layers);
}
