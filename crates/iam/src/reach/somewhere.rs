//! Who can do something on some resource, which need not exist: to create one, or to any that may come.

use std::collections::HashSet;

use super::{Asking, Known, Reach, Reached};
use crate::arn::Arn;
use crate::compile::Rule;
use crate::decide::{Attached, Caller, Target, account_of};
use crate::dictionary::Dictionary;
use crate::document::Effect;
use crate::glob;
use crate::principal::PrincipalKind;
use crate::prove::text::{Budget, Found, Pattern, Place, find};
use crate::template::Token;

use super::Bits;

/// Who can do something on some resource.
#[derive(Debug, Clone, Default)]
pub struct Somewhere {
    /// Who. Those are unknown of whom it is neither shown by a resource nor proven that there is none.
    pub reached: Reached,
    /// Resources that show it, with those who can do it there.
    witnesses: Vec<(Box<str>, Reached)>,
}

impl Somewhere {
    /// A resource on which the caller can do it: for certain if there is one, else under conditions.
    #[must_use]
    pub fn witness(&self, caller: usize) -> Option<&str> {
        let first = |can: fn(&Reached) -> &Bits| {
            let mut all = self.witnesses.iter();
            all.find(|(_, reached)| can(reached).contains(caller))
        };
        let found = first(|reached| &reached.certain)
            .or_else(|| first(|reached| &reached.conditional))
            .or_else(|| first(|reached| &reached.unknown))?;
        Some(&found.0)
    }
}

impl Reach {
    /// Who can do this on some resource of the account, one without a policy of its own: to create one, or to any that
    /// comes. An action that has no resource is asked about as such.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use bartizan_iam::{Attached, Caller, Compiled, PolicyDocument, Principal, Reach};
    /// # let document = PolicyDocument::parse(r#"{"Statement": {"Effect": "Allow",
    /// #     "Action": "lambda:CreateFunction", "Resource": "arn:aws:lambda:*:*:function:dev-*"}}"#)?;
    /// # let mut ana = Caller::new(Principal::parse("arn:aws:iam::111122223333:user/ana")?);
    /// # ana.identity.push(Attached::new("dev", Arc::new(Compiled::new(&document))));
    /// let reach = Reach::new(vec![ana]);
    /// let found = reach.who_can_somewhere("lambda:CreateFunction", "111122223333");
    /// assert!(found.reached.certain.contains(0));
    /// assert!(found.witness(0).is_some_and(|it| it.contains(":111122223333:function:dev-")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn who_can_somewhere(&self, action: &str, account: &str) -> Somewhere {
        let mut like = Target::new("*");
        like.account = Some(account.into());
        self.who_can_on_one_like(action, &like, &Known::default())
    }

    /// As [`Reach::who_can_somewhere`], for resources like this one in all but the name and the policy: with its
    /// account, that account's resource control policies and what is known of it.
    #[must_use]
    pub fn who_can_on_one_like(&self, action: &str, like: &Target, known: &Known) -> Somewhere {
        let like = Target {
            policy: None,
            grants: Vec::new(),
            grants_unread: None,
            ..like.clone()
        };
        let mut search = Search {
            reach: self,
            asking: self.asking(action),
            like: &like,
            known,
            forms: self.forms(action, &like),
            budget: Budget::new(),
            tried: HashSet::new(),
            found: Somewhere {
                reached: Reached::nobody(self.callers.len()),
                witnesses: Vec::new(),
            },
        };
        search.run();
        search.found
    }

    /// The forms of ARNs that the action's resources have in the account.
    fn forms(&self, action: &str, like: &Target) -> Vec<Pattern> {
        let account = account_of(like).unwrap_or("*");
        let mut own = self.callers.iter().filter_map(|caller| {
            let arn = Arn::parse(caller.principal.arn())?;
            (arn.account == account).then_some(arn.partition)
        });
        let partition = own.next().unwrap_or("aws");
        let Some(listed) = Dictionary::get().action(action) else {
            let service = action.split(':').next().unwrap_or_default();
            let any = format!("arn:{partition}:{service}:*:{account}:*");
            return vec![places(&any), vec![Place::Char('*')]];
        };
        let types = listed.resources().map(|it| it.resource_type.arn_pattern());
        let mut forms: Vec<Pattern> = types
            .map(|it| places(&in_account(it, partition, account)))
            .collect();
        if forms.is_empty() {
            forms.push(vec![Place::Char('*')]);
        }
        forms
    }
}

/// An ARN's form with the partition and the account where it leaves them open.
fn in_account(form: &str, partition: &str, account: &str) -> String {
    let names = ["", partition, "", "", account, ""];
    let parts = form.splitn(6, ':').zip(names);
    let filled = parts.map(|(part, name)| match (part, name) {
        ("*", name) if !name.is_empty() => name,
        (part, _) => part,
    });
    filled.collect::<Vec<&str>>().join(":")
}

/// A form whose wildcards stand for something without a colon.
fn places(form: &str) -> Pattern {
    let place = |c| match c {
        '*' => vec![Place::OneIn, Place::AnyIn],
        c => vec![Place::Char(c)],
    };
    form.chars().flat_map(place).collect()
}

/// The looking for resources.
struct Search<'r> {
    reach: &'r Reach,
    asking: Asking<'r>,
    like: &'r Target,
    known: &'r Known,
    forms: Vec<Pattern>,
    budget: Budget,
    tried: HashSet<String>,
    found: Somewhere,
}

/// What resources a caller's policies leave, roughly: each of `wanted` has to match, none of `unwanted`.
#[derive(Default)]
struct Limits {
    wanted: Vec<Vec<Pattern>>,
    unwanted: Vec<Pattern>,
    /// Some layer allows nothing.
    closed: bool,
}

impl Search<'_> {
    fn run(&mut self) {
        for strictly in [true, false] {
            for (at, caller) in self.reach.callers.iter().enumerate() {
                let certain = self.found.reached.certain.contains(at);
                if certain || (!strictly && self.found.reached.conditional.contains(at)) {
                    continue;
                }
                let surely_not = self.caller(caller, strictly);
                if !strictly
                    && !surely_not
                    && !self.found.reached.certain.contains(at)
                    && !self.found.reached.conditional.contains(at)
                {
                    self.found.reached.unknown.insert(at);
                }
            }
        }
    }

    /// Looks for a resource for one caller and asks about all of them there; whether there is none.
    ///
    /// `strictly`: one that no condition has a say in. Otherwise what conditions may take away is ignored, so that
    /// there is none if none is found.
    fn caller(&mut self, caller: &Caller, strictly: bool) -> bool {
        // Nobody comes from elsewhere where no policy of the resource lets them in.
        let account = account_of(self.like);
        let elsewhere = account.is_some() && caller.principal.account() != account;
        if elsewhere {
            return true;
        }
        let limits = self.limits(caller, strictly);
        if limits.closed {
            return true;
        }
        let mut none = true;
        for form in self.forms.clone() {
            let form = [form];
            let wanted: Vec<&[Pattern]> = limits.wanted.iter().map(Vec::as_slice).collect();
            let wanted: Vec<&[Pattern]> = [form.as_slice()].into_iter().chain(wanted).collect();
            match find(&wanted, &[&limits.unwanted], &self.budget) {
                Found::One(resource) => none &= !self.ask(resource),
                Found::Nothing => {}
                Found::GaveUp(_) => none = false,
            }
        }
        none
    }

    /// Asks about a resource; whether there can be one like it that somebody can use.
    fn ask(&mut self, resource: String) -> bool {
        let target = Target {
            resource: resource.as_str().into(),
            ..self.like.clone()
        };
        // A role without a trust policy, a key without a key policy.
        if self.asking.is_closed_by_itself(&target) {
            return false;
        }
        if !self.tried.insert(resource.clone()) {
            return true;
        }
        let reached = self.asking.who_can(&target, self.known);
        if reached.is_nobody() {
            return true;
        }
        let all = &mut self.found.reached;
        all.certain.or(&reached.certain);
        all.conditional.or(&reached.conditional);
        all.conditional.and_not(&all.certain);
        all.unknown.or(&reached.unknown);
        all.unknown.and_not(&all.certain);
        all.unknown.and_not(&all.conditional);
        self.found.witnesses.push((resource.into(), reached));
        true
    }

    fn limits(&self, caller: &Caller, strictly: bool) -> Limits {
        let mut limits = Limits::default();
        // What has to allow, by the decision table; what denies counts in any case.
        let (own, boundary, session) = match caller.principal.kind() {
            PrincipalKind::Root => (false, false, false),
            PrincipalKind::User => (true, true, false),
            _ => (true, true, true),
        };
        let policies = caller.identity.iter().chain(&caller.groups).collect();
        self.layer(policies, own, strictly, &mut limits);
        for (layer, counts) in [(&caller.boundary, boundary), (&caller.session, session)] {
            for layer in layer.iter() {
                self.layer(layer.iter().collect(), counts, strictly, &mut limits);
            }
        }
        let scps = !caller.management_account && !caller.principal.is_service_linked();
        for level in caller.scps.iter().filter(|_| scps) {
            self.layer(level.iter().collect(), true, strictly, &mut limits);
        }
        limits
    }

    /// What a layer of policies wants; one that counts has to allow.
    fn layer(&self, layer: Vec<&Attached>, counts: bool, strictly: bool, limits: &mut Limits) {
        let mut allowed = Vec::new();
        for attached in layer {
            let Some(policy) = attached.policy() else {
                allowed.push(vec![Place::Any]);
                continue;
            };
            for (_, rule) in policy.rules_for(&self.asking.asked) {
                match rule.effect {
                    Effect::Allow if rule.is_unconditional() || !strictly => {
                        allowed.extend(meant(rule, strictly));
                    }
                    Effect::Deny if rule.is_unconditional() || strictly => denied(rule, limits),
                    _ => {}
                }
            }
        }
        if counts {
            limits.closed |= allowed.is_empty();
            limits.wanted.push(allowed);
        }
    }
}

/// The patterns that an Allow is for. `NotResource` is taken for everything, which it nearly is.
fn meant(rule: &Rule, strictly: bool) -> Vec<Pattern> {
    match rule.resources() {
        (_, true) => vec![vec![Place::Any]],
        (patterns, false) => patterns
            .iter()
            .filter(|it| !strictly || !matches!(it, glob::Pattern::Template(_)))
            .map(|it| places_of(it.tokens()))
            .collect(),
    }
}

fn denied(rule: &Rule, limits: &mut Limits) {
    let (patterns, not) = rule.resources();
    let fixed = patterns
        .iter()
        .filter(|it| !matches!(it, glob::Pattern::Template(_)));
    let places = fixed.map(|it| places_of(it.tokens()));
    if not {
        // With a variable left out nothing may be said of what is excepted.
        if patterns
            .iter()
            .all(|it| !matches!(it, glob::Pattern::Template(_)))
        {
            limits.wanted.push(places.collect());
        }
    } else {
        limits.unwanted.extend(places);
    }
}

fn places_of(tokens: Vec<Token>) -> Pattern {
    let mut places = Pattern::new();
    for token in tokens {
        match token {
            Token::Text(text) => places.extend(text.chars().map(Place::Char)),
            Token::Any | Token::Var(_) if places.last() == Some(&Place::Any) => {}
            Token::Any | Token::Var(_) => places.push(Place::Any),
            Token::One => places.push(Place::One),
        }
    }
    places
}
