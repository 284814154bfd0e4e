//! Which statements granted what was used.

use super::{Held, Standing, Used, allows};
use crate::arn::Arn;
use crate::compile::{Asked, Compiled};
use crate::condition::Facts;
use crate::context::{Context, Derived, Key, Value};
use crate::document::{PolicyDocument, Statement};
use crate::patterns::{Patterns, matches_any_case};
use crate::principal::{Principal, is_account};
use crate::residual::{LARGEST, Residual};

/// The old policies, statement by statement.
pub(super) struct Old<'a> {
    pub(super) principal: &'a Principal,
    pub(super) statements: Vec<OldStatement<'a>>,
}

/// One statement of the old policies.
pub(super) struct OldStatement<'a> {
    pub(super) policy: &'a str,
    pub(super) place: usize,
    pub(super) version: Option<&'a str>,
    pub(super) statement: &'a Statement,
    alone: Compiled,
}

/// What is known of a request.
struct Known<'a> {
    principal: &'a Principal,
    context: &'a Context,
    account: Option<&'a str>,
}

impl Facts for Known<'_> {
    fn value(&self, key: &Key) -> Value<'_> {
        if let Some(value) = self.context.get(key) {
            return value;
        }
        match key.derived {
            Some(Derived::ResourceAccount) => self.account.map_or(Value::Unknown, Value::One),
            Some(Derived::PrincipalArn) if self.principal.pathless => Value::Unknown,
            Some(derived) => self.principal.value(derived),
            None => Value::Unknown,
        }
    }
}

/// One statement by itself.
pub(super) fn alone(version: Option<&str>, statement: Statement) -> PolicyDocument {
    PolicyDocument {
        version: version.map(str::to_owned),
        id: None,
        statement: vec![statement],
    }
}

/// When the only statement of a policy applies.
fn applies(policy: &Compiled, principal: &Principal, used: &Used, resource: &str) -> Residual {
    let context = used.context();
    let known = Known {
        principal,
        context: &context,
        account: Arn::parse(resource)
            .map(|arn| arn.account)
            .filter(|account| is_account(account)),
    };
    let asked = Asked::new(&used.action);
    let mut rules = policy.rules_for(&asked);
    rules
        .next()
        .map_or(Residual::Never, |(_, rule)| rule.applies(resource, &known))
}

/// What policies say of a request.
pub(super) fn outcome<'s>(
    principal: &Principal,
    statements: impl Iterator<Item = (&'s Statement, &'s Compiled)>,
    used: &Used,
    resource: &str,
) -> Residual {
    let (mut permitted, mut denied) = (Residual::Never, Residual::Never);
    for (statement, policy) in statements {
        let applies = applies(policy, principal, used, resource);
        match allows(statement) {
            true => permitted = permitted.or(applies),
            false => denied = denied.or(applies),
        }
    }
    if permitted.size() + denied.size() > LARGEST {
        // Too much to tell apart; what is built from it is proven anyway.
        return permitted;
    }
    permitted.simplify().and(denied.simplify().not()).simplify()
}

impl<'a> Old<'a> {
    pub(super) fn new(principal: &'a Principal, held: &[Held<'a>]) -> Self {
        let mut statements = Vec::new();
        for policy in held {
            let version = policy.document.version.as_deref();
            for (place, statement) in policy.document.statement.iter().enumerate() {
                statements.push(OldStatement {
                    policy: policy.name,
                    place,
                    version,
                    statement,
                    alone: Compiled::new(&alone(version, statement.clone())),
                });
            }
        }
        Self {
            principal,
            statements,
        }
    }

    /// What the old policies say of a request to one resource.
    pub(super) fn outcome(&self, used: &Used, resource: &str) -> Residual {
        let statements = self.statements.iter().map(|it| (it.statement, &it.alone));
        outcome(self.principal, statements, used, resource)
    }

    /// How something that was used stands, and the statements that are kept for it, by their places.
    pub(super) fn chosen(&self, used: &Used) -> (Standing, Vec<usize>) {
        let Some(resource) = used.resource.as_deref().filter(|_| !used.is_pattern()) else {
            return self.by_action(used);
        };
        match self.outcome(used, resource) {
            Residual::Always => (Standing::Allowed, self.granting(used, resource)),
            Residual::Never if self.denied(used, resource) => (Standing::Denied, Vec::new()),
            // What is known of the request may be wrong: it was used after all, and keeping too much harms less.
            Residual::Never => {
                let whatever_it_carried = without_context(used);
                let kept = self.granting(&whatever_it_carried, resource);
                (Standing::NotAllowed, kept)
            }
            _ => (Standing::Depends, self.granting(used, resource)),
        }
    }

    fn denied(&self, used: &Used, resource: &str) -> bool {
        self.statements.iter().any(|it| {
            !allows(it.statement)
                && applies(&it.alone, self.principal, used, resource) == Residual::Always
        })
    }

    /// The narrowest statement that surely grants it, or else all that may.
    fn granting(&self, used: &Used, resource: &str) -> Vec<usize> {
        let mut sure: Option<(Breadth, usize)> = None;
        let mut perhaps = Vec::new();
        for (at, it) in self.statements.iter().enumerate() {
            if !allows(it.statement) {
                continue;
            }
            match applies(&it.alone, self.principal, used, resource) {
                Residual::Never => {}
                Residual::Always => {
                    let breadth = (Breadth::of(it.statement), at);
                    sure = Some(sure.map_or(breadth, |best| best.min(breadth)));
                }
                _ => perhaps.push(at),
            }
        }
        match sure {
            Some((_, at)) => vec![at],
            None => perhaps,
        }
    }

    /// Without a known resource: every statement that grants the action somewhere.
    fn by_action(&self, used: &Used) -> (Standing, Vec<usize>) {
        let patterns = Patterns::new();
        let granting = |it: &&(usize, &OldStatement<'_>)| {
            allows(it.1.statement) && speaks_of(&patterns, it.1.statement, &used.action)
        };
        let all: Vec<_> = self.statements.iter().enumerate().collect();
        let granting: Vec<usize> = all.iter().filter(granting).map(|(at, _)| *at).collect();
        let everywhere = |it: &Statement| {
            !allows(it) && it.condition.is_empty() && it.resource.iter().any(|it| it == "*")
        };
        let denied = !used.is_pattern()
            && self.statements.iter().any(|it| {
                everywhere(it.statement) && speaks_of(&patterns, it.statement, &used.action)
            });
        if denied {
            return (Standing::Denied, Vec::new());
        }
        match granting.is_empty() {
            true => (Standing::NotAllowed, granting),
            false => (Standing::Somewhere, granting),
        }
    }
}

fn without_context(used: &Used) -> Used {
    Used {
        context: [].into(),
        ..used.clone()
    }
}

/// Whether a statement is about an action, or some action of a pattern.
pub(super) fn speaks_of(patterns: &Patterns, statement: &Statement, action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let low = |text: &String| text.to_ascii_lowercase();
    if action.contains(['*', '?']) {
        if !statement.not_action.is_empty() {
            let mut not = statement.not_action.iter().map(low);
            return !not.any(|it| patterns.covers(&it, &action));
        }
        let mut named = statement.action.iter().map(low);
        return named.any(|it| patterns.meet(&it, &action));
    }
    let matches = |list: &[String]| list.iter().any(|it| matches_any_case(it, &action));
    match statement.not_action.is_empty() {
        true => matches(&statement.action),
        false => !matches(&statement.not_action),
    }
}

/// How much a statement grants beside the action: the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Breadth {
    /// Exact resources, patterns, everything.
    resources: u8,
    unconditional: bool,
}

impl Breadth {
    fn of(statement: &Statement) -> Self {
        let resources = match statement.resource.as_slice() {
            [] => 2,
            list if list.iter().any(|it| it == "*") => 2,
            list if list.iter().any(|it| it.contains(['*', '?'])) => 1,
            _ => 0,
        };
        Self {
            resources,
            unconditional: statement.condition.is_empty(),
        }
    }
}

/// The patterns of a statement's resources that match what was used, where that is known of all of it.
pub(super) fn needed_resources(
    principal: &Principal,
    it: &OldStatement<'_>,
    uses: &[&Used],
) -> Vec<String> {
    let list = &it.statement.resource;
    if list.len() < 2
        || uses
            .iter()
            .any(|used| used.resource.is_none() || used.is_pattern())
    {
        return list.clone();
    }
    let needed = |pattern: &&String| {
        let narrow = Statement {
            resource: vec![(*pattern).clone()],
            condition: [].into(),
            ..it.statement.clone()
        };
        let narrow = Compiled::new(&alone(it.version, narrow));
        uses.iter().any(|used| {
            let resource = used.resource.as_deref().unwrap_or_default();
            applies(&narrow, principal, used, resource) != Residual::Never
        })
    };
    list.iter().filter(needed).cloned().collect()
}
