//! Administrators: those whose policies allow everything however they are spelled, and those who could be made so.

use std::sync::Arc;

use super::strength::Tiers;
use super::{Paths, Rewrite, Strength};
use crate::compile::Compiled;
use crate::context::Context;
use crate::decide::{Attached, Caller, Decision, Mode, Request, Target, decide};
use crate::document::PolicyDocument;
use crate::powers::ADMINISTERING;
use crate::principal::Principal;
use crate::reach::{Known, Reached};

impl Reached {
    /// How surely one can.
    pub(super) fn strength_of(&self, at: usize) -> Option<Strength> {
        if self.certain.contains(at) {
            Some(Strength::Certain)
        } else if self.conditional.contains(at) {
            Some(Strength::Conditional)
        } else {
            self.unknown.contains(at).then_some(Strength::Unknown)
        }
    }
}

/// Asks about one request.
pub(super) fn ask(
    caller: &Caller,
    action: &str,
    target: &Target,
    context: &Context,
) -> Option<Strength> {
    let request = Request {
        caller,
        action,
        target,
        endpoint: None,
        context,
        mode: Mode::Discovery,
    };
    of(&decide(&request).decision)
}

/// How sure a decision is; `None` for denied.
pub(super) fn of(decision: &Decision) -> Option<Strength> {
    match decision {
        Decision::Allowed => Some(Strength::Certain),
        Decision::Conditional { .. } => Some(Strength::Conditional),
        Decision::Unknown { .. } => Some(Strength::Unknown),
        Decision::DeniedExplicitly | Decision::DeniedImplicitly => None,
    }
}

/// What an administrator may do among everything else: actions on resources that nobody has.
pub(super) fn probes(partition: &str, account: &str) -> Vec<(&'static str, Target)> {
    let kinds = |action: &str| match action {
        "iam:CreatePolicyVersion" => format!("arn:{partition}:iam::{account}:policy/qz-xvjzzz9"),
        it if it.starts_with("iam:") => format!("arn:{partition}:iam::{account}:role/qz-xvjzzz9"),
        _ => format!("arn:{partition}:zqkw:us-east-1:{account}:zqkw/x"),
    };
    let target = |action: &str| {
        let mut target = Target::new(&kinds(action));
        target.account = Some(account.into());
        target
    };
    let all = ADMINISTERING.iter();
    all.map(|action| (*action, target(action))).collect()
}

impl Paths<'_> {
    fn partition(&self, account: usize) -> &str {
        let mut own = self.of_account(account);
        own.find_map(|(_, actor)| Some(crate::Arn::parse(actor.arn())?.partition))
            .unwrap_or("aws")
    }

    /// The probes of an account.
    pub(super) fn probes(&self, account: usize) -> Vec<(&'static str, Target)> {
        let number = self.accounts.get(account).map_or("", String::as_str);
        probes(self.partition(account), number)
    }

    /// Who may do everything in an account as it is.
    pub(super) fn administrators(&self, account: usize) -> Tiers {
        let mut who = Tiers::all(self.actors.len());
        for (action, target) in self.probes(account) {
            let reached = self.asking(action).who_can(&target, &Known::default());
            who.and(&Tiers::reached(&reached));
        }
        who
    }

    /// Whether somebody is an administrator once its policies allow everything, or its boundary is gone.
    pub(super) fn becomes_administrator(
        &self,
        at: usize,
        rewrites: &[Rewrite],
    ) -> Option<Strength> {
        let mut caller = self.actors.get(at)?.caller.clone();
        if rewrites.contains(&Rewrite::Policies) {
            caller.identity.push(everything()?);
        }
        if rewrites.contains(&Rewrite::Boundary) {
            caller.boundary = None;
        }
        let facts = &self.actors.get(at)?.facts;
        self.is_administrator(&caller, facts, self.account_of(at)?)
    }

    /// Whether a user is an administrator once it has the policies of a group, whose member the other stands for.
    pub(super) fn joined_administers(&self, at: usize, member: usize) -> Option<Strength> {
        let actor = self.actors.get(at)?;
        let mut caller = actor.caller.clone();
        let group = &self.actors.get(member)?.caller;
        caller.groups.extend(group.groups.iter().cloned());
        self.is_administrator(&caller, &actor.facts, self.account_of(at)?)
    }

    /// Whether a new principal of an account can be an administrator: organizations may forbid it.
    pub(super) fn new_administrator(&self, account: usize) -> Option<Strength> {
        let number = self.accounts.get(account)?;
        let arn = format!("arn:{}:iam::{number}:role/qz-new", self.partition(account));
        let mut caller = Caller::new(Principal::parse(&arn).ok()?);
        caller.identity.push(everything()?);
        // Service-linked roles are under no organization's policies, and so have none.
        let mut others = self.of_account(account).map(|(_, actor)| &actor.caller);
        if let Some(other) = others.find(|it| !it.principal.is_service_linked()) {
            caller.scps.clone_from(&other.scps);
            caller.management_account = other.management_account;
        }
        self.is_administrator(&caller, &Context::new(), account)
    }

    fn is_administrator(
        &self,
        caller: &Caller,
        facts: &Context,
        account: usize,
    ) -> Option<Strength> {
        let probes = self.probes(account);
        let mut strength = Strength::Certain;
        for (action, target) in probes {
            strength = strength.max(ask(caller, action, &target, facts)?);
        }
        Some(strength)
    }
}

/// What an attacker writes into the policies that it may write.
fn everything() -> Option<Attached> {
    let text = r#"{"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    let document = PolicyDocument::parse(text).ok()?;
    Some(Attached::new(
        "the rewritten policies",
        Arc::new(Compiled::new(&document)),
    ))
}
