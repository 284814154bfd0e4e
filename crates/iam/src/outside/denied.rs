//! What the Deny statements of a document take away from one of its Allow statements.

use super::Who;
use super::conditions::spared;
use super::keys::{Callers, Chosen, Owner};
use super::principal::{Named, named};
use crate::patterns::Patterns;
use crate::{Effect, PolicyDocument, Statement};

/// What is left of an Allow for one principal.
pub(super) struct Left<'a> {
    /// The actions that are not taken away, as written.
    pub(super) actions: Vec<&'a str>,
    /// Of each Deny that spares only chosen callers: whom it spares. They hold together.
    pub(super) spared: Vec<Vec<Chosen>>,
}

/// What the Denies leave of `allow` for `who`; none when they take everything.
pub(super) fn left<'a>(
    document: &PolicyDocument,
    allow: &'a Statement,
    who: &Named<'_>,
    patterns: &Patterns,
) -> Option<Left<'a>> {
    let mut left = Left {
        actions: allow.action.iter().map(String::as_str).collect(),
        spared: Vec::new(),
    };
    let denies = document
        .statement
        .iter()
        .filter(|it| it.effect == Effect::Deny)
        .filter(|deny| covers_resources(deny, allow, patterns))
        .filter_map(|deny| Some((deny, spares(deny, who)?)));
    for (deny, spared) in denies {
        if !spared.is_empty() {
            if covers_every_action(deny, allow, patterns) {
                left.spared.push(spared);
            }
            continue;
        }
        if !allow.not_action.is_empty() {
            if covers_action(deny, "*", patterns) {
                return None;
            }
            continue;
        }
        left.actions
            .retain(|action| !covers_action(deny, action, patterns));
        if left.actions.is_empty() {
            return None;
        }
    }
    Some(left)
}

/// Whom a Deny spares of those who are `who`: nobody (empty), chosen callers, or others (none).
fn spares(deny: &Statement, who: &Named<'_>) -> Option<Vec<Chosen>> {
    if !deny.condition.is_empty() {
        // A Deny with conditions counts when it is for everybody.
        return names_everybody(deny)
            .then(|| spared(deny, who.who == Who::Service))
            .flatten();
    }
    if let Some(except) = &deny.not_principal {
        let mut accounts = std::collections::BTreeSet::new();
        for (kind, texts) in &except.0 {
            for text in texts {
                // Others than principals of accounts are spared too, and that would be somebody else's question.
                let account = named(kind, text).account?;
                accounts.insert(Owner::Id(account.to_owned()));
            }
        }
        return Some(vec![Chosen {
            key: "NotPrincipal".to_owned(),
            callers: Callers::Accounts(accounts),
            source: false,
        }]);
    }
    (names_everybody(deny) || names(deny, who)).then(Vec::new)
}

fn names_everybody(deny: &Statement) -> bool {
    let principals = deny.principal.iter().flat_map(|it| it.0.iter());
    principals
        .filter(|(kind, _)| *kind == "AWS")
        .any(|(_, texts)| texts.iter().any(|text| text == "*"))
}

/// Whether a Deny names this very principal, or its whole account.
fn names(deny: &Statement, who: &Named<'_>) -> bool {
    let principals = deny.principal.iter().flat_map(|it| it.0.iter());
    principals
        .flat_map(|(kind, texts)| texts.iter().map(|text| (kind.as_str(), text.as_str())))
        .any(|(kind, text)| {
            let denied = named(kind, text);
            let whole_account =
                text == denied.account.unwrap_or_default() || text.ends_with(":root");
            denied.who == who.who
                && (text == who.text
                    || (whole_account && denied.account.is_some() && denied.account == who.account))
        })
}

fn covers_every_action(deny: &Statement, allow: &Statement, patterns: &Patterns) -> bool {
    if !allow.not_action.is_empty() {
        return covers_action(deny, "*", patterns);
    }
    allow
        .action
        .iter()
        .all(|action| covers_action(deny, action, patterns))
}

fn covers_action(deny: &Statement, action: &str, patterns: &Patterns) -> bool {
    let action = action.to_ascii_lowercase();
    let lower = |pattern: &String| pattern.to_ascii_lowercase();
    if !deny.not_action.is_empty() {
        let mut kept = deny.not_action.iter().map(lower);
        return kept.all(|pattern| !patterns.meet(&pattern, &action));
    }
    let mut denied = deny.action.iter().map(lower);
    denied.any(|pattern| patterns.covers(&pattern, &action))
}

fn covers_resources(deny: &Statement, allow: &Statement, patterns: &Patterns) -> bool {
    let covers = |resource: &str| {
        if !deny.not_resource.is_empty() {
            return deny
                .not_resource
                .iter()
                .all(|pattern| !pattern.contains("${") && !patterns.meet(pattern, resource));
        }
        let mut denied = deny.resource.iter();
        denied.any(|pattern| !pattern.contains("${") && patterns.covers(pattern, resource))
    };
    // A trust policy names no resource, in its Denies neither.
    let nameless = deny.resource.is_empty() && deny.not_resource.is_empty();
    if !allow.not_resource.is_empty() {
        return covers("*");
    }
    if allow.resource.is_empty() {
        return nameless || covers("*");
    }
    allow.resource.iter().all(|resource| covers(resource))
}
