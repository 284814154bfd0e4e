//! Whom a resource's policy lets in from outside its account, read statement by statement.
//!
//! A reading and no proof: it knows the conditions that leave only callers whom the owner chose, and the Deny
//! statements that take away what an Allow gives. What it does not know it takes for open.

pub(crate) mod conditions;
mod denied;
mod keys;
mod operator;
mod principal;

use std::collections::BTreeSet;

use crate::patterns::Patterns;
use crate::{Effect, PolicyDocument, Statement};
use keys::{Callers, Chosen, Owner};
use principal::Named;

/// How many bytes the answer may repeat of the document; a real one stays below one megabyte.
const MOST_BYTES: usize = 16 << 20;

/// The owner of the resource, whose own principals are not outside.
#[derive(Debug, Clone, Copy, Default)]
pub struct Home<'a> {
    /// The account, twelve digits.
    pub account: &'a str,
    /// Its canonical user id, by which S3 knows accounts; none when it is not known.
    pub canonical_user: Option<&'a str>,
}

/// One Allow statement and one principal that is not plainly the owning account's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The statement's place in the document, from 0.
    pub statement: usize,
    /// The statement's label.
    pub sid: Option<String>,
    /// Who is let in.
    pub who: Who,
    /// The principal as written; the organization's id for an organization, the account's for an account that a condition names.
    pub principal: String,
    /// The account, for [`Who::Account`], when the policy says it.
    pub account: Option<String>,
    /// Whether the policy itself says that it is the resource's own account or organization.
    pub own: bool,
    /// The actions as written, without those that a Deny takes away from everybody.
    pub actions: Vec<String>,
    /// With NotAction: every action but these.
    pub not_actions: Vec<String>,
    /// The resources as written.
    pub resources: Vec<String>,
    /// With NotResource: every resource but these.
    pub not_resources: Vec<String>,
    /// Whether conditions leave only callers that the owner chose.
    pub narrowed: bool,
    /// The keys that narrow, as AWS spells them; `NotPrincipal` for a Deny on everybody but some.
    pub by: Vec<String>,
    /// Every condition key of the statement, as written.
    pub conditions: Vec<String>,
    /// Whether `sts:ExternalId` must equal given values.
    pub external_id: bool,
    /// Of a service: whether it may only act on behalf of chosen accounts or organizations.
    pub source_checked: bool,
}

/// Who is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Every principal, in trust policies of every account; where a service admits strangers, also those.
    Anyone,
    /// Principals of one account.
    Account,
    /// Every principal of an organization.
    Organization,
    /// An AWS service.
    Service,
    /// Users of an identity provider.
    Federated,
    /// A user or role that no longer exists.
    Deleted,
}

impl Who {
    /// Its name in facts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::Account => "account",
            Self::Organization => "organization",
            Self::Service => "service",
            Self::Federated => "federated",
            Self::Deleted => "deleted",
        }
    }
}

/// The document names so many principals in so long statements that the answer would not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the policy is larger than any that aws stores")]
pub struct TooLarge;

/// Whom a policy lets in from outside, in the order of its statements and principals.
///
/// ```
/// use bartizan_iam::{Home, PolicyDocument, Who, outside_access};
///
/// let policy = PolicyDocument::parse(
///     r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*",
///         "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}}"#,
/// )?;
/// let home = Home { account: "111122223333", canonical_user: None };
/// let access = outside_access(&policy, home).unwrap();
/// assert_eq!(access[0].who, Who::Organization);
/// assert!(access[0].narrowed);
/// # Ok::<(), bartizan_iam::InvalidPolicy>(())
/// ```
///
/// # Errors
/// When the document is far larger than any that AWS stores.
pub fn outside_access(document: &PolicyDocument, home: Home<'_>) -> Result<Vec<Access>, TooLarge> {
    let patterns = Patterns::new();
    let mut found = Vec::new();
    let mut bytes = 0;
    for (index, statement) in document.statement.iter().enumerate() {
        if statement.effect != Effect::Allow {
            continue;
        }
        let size = size(statement);
        for who in named(statement, home) {
            let Some(left) = denied::left(document, statement, &who, &patterns) else {
                continue;
            };
            for entry in entries(index, statement, &who, &left, home) {
                bytes += size;
                if bytes > MOST_BYTES {
                    return Err(TooLarge);
                }
                found.push(entry);
            }
        }
    }
    Ok(found)
}

/// How much of a statement every entry repeats.
fn size(statement: &Statement) -> usize {
    let lists = [
        &statement.action,
        &statement.not_action,
        &statement.resource,
        &statement.not_resource,
    ];
    let texts: usize = lists
        .iter()
        .flat_map(|list| list.iter())
        .map(|text| text.len() + 24)
        .sum();
    let keys = statement.condition.values().flat_map(|keys| keys.keys());
    texts + keys.map(|key| 2 * key.len() + 48).sum::<usize>() + 256
}

/// The principals of a statement that are not plainly the owner's, each once.
fn named<'a>(statement: &'a Statement, home: Home<'_>) -> Vec<Named<'a>> {
    if statement.not_principal.is_some() {
        // Everyone but a few is everyone.
        return vec![principal::named("AWS", "*")];
    }
    let principals = statement.principal.iter().flat_map(|it| it.0.iter());
    let mut seen = BTreeSet::new();
    principals
        .flat_map(|(kind, texts)| texts.iter().map(move |text| (kind.as_str(), text.as_str())))
        .filter(|it| seen.insert(*it))
        .filter(|(_, text)| Some(*text) != home.canonical_user)
        .map(|(kind, text)| principal::named(kind, text))
        .filter(|it| it.who != Who::Account || it.account != Some(home.account))
        .collect()
}

/// What one principal of one statement comes to.
fn entries(
    index: usize,
    statement: &Statement,
    who: &Named<'_>,
    left: &denied::Left<'_>,
    home: Home<'_>,
) -> Vec<Access> {
    // Each of these holds; within one, any of the callers.
    let mut each: Vec<Vec<Chosen>> = conditions::narrowing(statement)
        .into_iter()
        .map(|one| vec![one])
        .collect();
    each.extend(left.spared.iter().cloned());
    let provider = if who.who == Who::Federated {
        conditions::provider_keys(statement, who.text)
    } else {
        Vec::new()
    };
    if who.who == Who::Service && !who.one {
        // A service is no principal of an account: what asks for one never lets a service in.
        let never = |it: &Chosen| {
            !it.source && matches!(it.callers, Callers::Accounts(_) | Callers::Organizations(_))
        };
        if each
            .iter()
            .any(|any| !any.is_empty() && any.iter().all(never))
        {
            return Vec::new();
        }
    }
    let mut by: Vec<String> = each.iter().flatten().map(|it| it.key.clone()).collect();
    by.extend(provider);
    by.sort();
    by.dedup();
    let source_checked =
        who.one || (who.who == Who::Service && each.iter().any(|any| checks_source(any)));
    let entry = Access {
        statement: index,
        sid: statement.sid.clone(),
        who: who.who,
        principal: who.text.to_owned(),
        account: who.account.map(str::to_owned),
        own: false,
        actions: left
            .actions
            .iter()
            .map(|&action| action.to_owned())
            .collect(),
        not_actions: statement.not_action.clone(),
        resources: statement.resource.clone(),
        not_resources: statement.not_resource.clone(),
        narrowed: if who.who == Who::Service {
            source_checked
        } else {
            !by.is_empty()
        },
        by,
        conditions: conditions::keys(statement),
        external_id: conditions::asks_for_external_id(statement),
        source_checked,
    };
    match (who.who, who.account) {
        (Who::Anyone, _) => of_anyone(&entry, &each, home),
        (Who::Account, None) => of_somebody(&entry, &each, home),
        (Who::Account, Some(account)) if !admits(&each, account, home) => Vec::new(),
        _ => vec![entry],
    }
}

/// Whether a service may only act for chosen accounts or organizations. A resource without an account in its ARN can
/// be made anew by somebody else, so it does not count.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>
fn checks_source(any: &[Chosen]) -> bool {
    !any.is_empty()
        && any.iter().all(|it| {
            it.source && matches!(it.callers, Callers::Accounts(_) | Callers::Organizations(_))
        })
}

/// Whether conditions on the caller's account let this one through.
fn admits(each: &[Vec<Chosen>], account: &str, home: Home<'_>) -> bool {
    each.iter().all(|any| {
        any.iter().any(|it| match &it.callers {
            Callers::Accounts(accounts) if !it.source => {
                accounts.iter().any(|owner| id(owner, home) == account)
            }
            _ => true,
        })
    })
}

fn id<'a>(owner: &'a Owner, home: Home<'a>) -> &'a str {
    match owner {
        Owner::Own => home.account,
        Owner::Id(id) => id,
    }
}

/// `*` by what the conditions leave of it: accounts where they name some, else organizations, else services, else
/// anyone.
fn of_anyone(entry: &Access, each: &[Vec<Chosen>], home: Home<'_>) -> Vec<Access> {
    let callers = match caller_accounts(each, home) {
        Some(accounts) => vec![Callers::Accounts(accounts)],
        None => most_telling(each),
    };
    if callers.is_empty() {
        return vec![entry.clone()];
    }
    let mut found = Vec::new();
    for callers in callers {
        match callers {
            Callers::Accounts(accounts) => {
                found.extend(accounts.iter().map(|owner| {
                    let account = id(owner, home).to_owned();
                    Access {
                        who: Who::Account,
                        own: account == home.account,
                        principal: account.clone(),
                        account: Some(account),
                        ..entry.clone()
                    }
                }));
            }
            Callers::Organizations(organizations) => {
                found.extend(organizations.into_iter().map(|owner| {
                    let own = owner == Owner::Own;
                    let principal = match owner {
                        Owner::Own => "${aws:ResourceOrgID}".to_owned(),
                        Owner::Id(id) => id,
                    };
                    Access {
                        who: Who::Organization,
                        own,
                        principal,
                        ..entry.clone()
                    }
                }));
            }
            Callers::Services(names) => {
                let checked = each.iter().any(|any| checks_source(any));
                let service = |principal: String| Access {
                    who: Who::Service,
                    principal,
                    narrowed: checked,
                    source_checked: checked,
                    ..entry.clone()
                };
                if names.is_empty() {
                    found.push(service(entry.principal.clone()));
                } else {
                    found.extend(names.into_iter().map(service));
                }
            }
            Callers::Others => found.push(entry.clone()),
        }
    }
    found
}

/// A principal of which the account is not known, unless conditions say it.
fn of_somebody(entry: &Access, each: &[Vec<Chosen>], home: Home<'_>) -> Vec<Access> {
    let Some(accounts) = caller_accounts(each, home) else {
        return vec![entry.clone()];
    };
    accounts
        .iter()
        .map(|owner| {
            let account = id(owner, home).to_owned();
            Access {
                own: account == home.account,
                account: Some(account),
                ..entry.clone()
            }
        })
        .collect()
}

/// The accounts that all conditions on the caller's account leave together; none when no condition is on it.
fn caller_accounts(each: &[Vec<Chosen>], home: Home<'_>) -> Option<BTreeSet<Owner>> {
    let mut together: Option<BTreeSet<Owner>> = None;
    for any in each {
        let [one] = any.as_slice() else { continue };
        let Callers::Accounts(accounts) = &one.callers else {
            continue;
        };
        if one.source {
            continue;
        }
        let accounts: BTreeSet<Owner> = accounts
            .iter()
            .map(|owner| Owner::Id(id(owner, home).to_owned()))
            .collect();
        together = Some(match together {
            None => accounts,
            Some(before) => before.intersection(&accounts).cloned().collect(),
        });
    }
    together
}

/// The condition that says most of who is left.
fn most_telling(each: &[Vec<Chosen>]) -> Vec<Callers> {
    let rank = |any: &&Vec<Chosen>| {
        any.iter()
            .map(|it| match it.callers {
                Callers::Accounts(_) => 0,
                Callers::Organizations(_) => 1,
                Callers::Services(_) => 2,
                Callers::Others => 3,
            })
            .max()
            .unwrap_or(3)
    };
    let best = each.iter().filter(|any| !any.is_empty()).min_by_key(rank);
    let best = best.map(Vec::as_slice).unwrap_or_default();
    best.iter().map(|it| it.callers.clone()).collect()
}

#[cfg(test)]
mod tests;
