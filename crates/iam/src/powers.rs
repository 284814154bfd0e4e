//! What an identity policy lets its holder do to everything of a kind, read by meaning: patterns with wildcards
//! anywhere, NotAction, NotResource, and the Deny statements of the same document.
//!
//! A reading and no proof: it tells what one statement gives by itself.

mod reach;
mod table;

use std::collections::BTreeSet;

use crate::outside::{TooLarge, conditions};
use crate::patterns::{Patterns, matches_any_case};
use crate::{Effect, PolicyDocument, Statement};
use reach::{Place, is_star};
pub(crate) use table::ADMINISTERING;
use table::{ANYTHING, Gives, SOME_ACTIONS, TABLE_OF_POWERS};

/// How many services "all but a few" may leave out.
const FEW: usize = 2;

/// How many patterns a document may have; the largest that AWS stores has some hundreds.
const MOST_PATTERNS: usize = 20_000;

/// Something that a policy lets its holder do to everything of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Power {
    /// All actions, or all but those of at most two services, on all resources.
    Everything,
    /// Allow with NotAction on all resources, or on all of a service.
    NotAction,
    /// Every action of a service on all of its resources.
    ServiceWildcard,
    /// Handing any role to a service.
    PassAnyRole,
    /// Assuming any role that trusts the account.
    AssumeAnyRole,
    /// Reading any S3 object.
    ReadAnyObject,
    /// Reading any secret or parameter.
    ReadAnySecret,
    /// Decrypting with any KMS key.
    DecryptWithAnyKey,
    /// Reading any DynamoDB table.
    ReadAnyTable,
    /// Stopping, deleting or thinning out any trail.
    StopTheTrail,
    /// Deleting or disabling any KMS key.
    DeleteKeys,
    /// Changing anybody's permissions, and with them its own.
    ChangePermissions,
    /// Switching off what protects the account as a whole.
    LeaveGuardrails,
    /// Buying software in the marketplace.
    SubscribeMarketplace,
}

impl Power {
    /// Its name in facts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::NotAction => "not_action",
            Self::ServiceWildcard => "service_wildcard",
            Self::PassAnyRole => "pass_any_role",
            Self::AssumeAnyRole => "assume_any_role",
            Self::ReadAnyObject => "read_any_object",
            Self::ReadAnySecret => "read_any_secret",
            Self::DecryptWithAnyKey => "decrypt_with_any_key",
            Self::ReadAnyTable => "read_any_table",
            Self::StopTheTrail => "stop_the_trail",
            Self::DeleteKeys => "delete_keys",
            Self::ChangePermissions => "change_permissions",
            Self::LeaveGuardrails => "leave_guardrails",
            Self::SubscribeMarketplace => "subscribe_marketplace",
        }
    }
}

/// A power that one statement gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The statement's place in the document, from 0.
    pub statement: usize,
    /// The statement's label.
    pub sid: Option<String>,
    /// What it gives.
    pub power: Power,
    /// Of a service wildcard: the service, by its prefix in actions.
    pub service: Option<String>,
    /// The actions that give it, as written.
    pub actions: Vec<String>,
    /// With NotAction: what is left out, as written.
    pub not_actions: Vec<String>,
    /// Every condition key of the statement, as written.
    pub conditions: Vec<String>,
}

/// The powers that each statement of a policy gives, minus what the same document denies unconditionally. A statement
/// that gives everything is told with that alone.
///
/// `account` is the holder's, `partition` its partition.
///
/// # Errors
/// When the document is far larger than any that AWS stores.
pub fn policy_powers(
    document: &PolicyDocument,
    partition: &str,
    account: &str,
) -> Result<Vec<Granted>, TooLarge> {
    let reading = Reading::new(document, Place { partition, account })?;
    let mut found = Vec::new();
    for (index, statement) in document.statement.iter().enumerate() {
        if statement.effect == Effect::Allow {
            reading.powers(index, statement, &mut found);
        }
    }
    Ok(found)
}

/// Whether a policy makes its holder an administrator: everything, without a condition, and permissions among it.
///
/// # Errors
/// When the document is far larger than any that AWS stores.
pub fn makes_administrator(
    document: &PolicyDocument,
    partition: &str,
    account: &str,
) -> Result<bool, TooLarge> {
    let reading = Reading::new(document, Place { partition, account })?;
    Ok(document.statement.iter().any(|statement| {
        statement.effect == Effect::Allow
            && statement.condition.is_empty()
            && reading.is_everything(statement)
            && ADMINISTERING
                .iter()
                .all(|action| allows(statement, action) && !reading.denies_everywhere(action))
    }))
}

/// A document with what it denies to begin with.
struct Reading<'a> {
    place: Place<'a>,
    /// Deny statements without a condition.
    denies: Vec<&'a Statement>,
    /// Of each line of the table: whether it is denied on everything.
    denied: Vec<bool>,
    patterns: Patterns,
}

impl<'a> Reading<'a> {
    fn new(document: &'a PolicyDocument, place: Place<'a>) -> Result<Self, TooLarge> {
        let patterns: usize = document
            .statement
            .iter()
            .map(|it| {
                it.action.len() + it.not_action.len() + it.resource.len() + it.not_resource.len()
            })
            .sum();
        if patterns > MOST_PATTERNS {
            return Err(TooLarge);
        }
        let denies: Vec<&Statement> = document
            .statement
            .iter()
            .filter(|it| it.effect == Effect::Deny && it.condition.is_empty())
            .collect();
        let denied = TABLE_OF_POWERS
            .iter()
            .map(|line| {
                let mut denies = denies.iter();
                denies.any(|deny| allows(deny, line.action) && place.all(deny, line.target))
            })
            .collect();
        Ok(Self {
            place,
            denies,
            denied,
            patterns: Patterns::new(),
        })
    }

    fn powers(&self, index: usize, statement: &Statement, found: &mut Vec<Granted>) {
        let granted = |power, service: Option<String>, actions: Vec<String>| Granted {
            statement: index,
            sid: statement.sid.clone(),
            power,
            service,
            actions,
            not_actions: statement.not_action.clone(),
            conditions: conditions::keys(statement),
        };
        if self.is_everything(statement) {
            let wide = statement.action.iter().filter(|it| is_every_action(it));
            found.push(granted(Power::Everything, None, wide.cloned().collect()));
            return;
        }
        if !statement.not_action.is_empty() && self.is_broad(statement) {
            found.push(granted(Power::NotAction, None, Vec::new()));
        }
        for (action, service) in self.wildcards(statement) {
            found.push(granted(Power::ServiceWildcard, Some(service), vec![action]));
        }
        let mut lines: Vec<&Gives> = TABLE_OF_POWERS
            .iter()
            .zip(&self.denied)
            .filter(|(line, denied)| !**denied && self.gives(statement, line))
            .map(|(line, _)| line)
            .collect();
        lines.sort_by_key(|line| line.power);
        for same in lines.chunk_by(|a, b| a.power == b.power) {
            let Some(first) = same.first() else { continue };
            let giving = |pattern: &&String| {
                same.iter()
                    .any(|line| matches_any_case(pattern, line.action))
            };
            let actions = statement.action.iter().filter(giving).cloned().collect();
            found.push(granted(first.power, None, actions));
        }
    }

    fn gives(&self, statement: &Statement, line: &Gives) -> bool {
        allows(statement, line.action)
            && self.place.all(statement, line.target)
            && !line
                .unless
                .is_some_and(|key| conditions::is_asked(statement, key))
    }

    fn is_everything(&self, statement: &Statement) -> bool {
        if !self.place.all(statement, ANYTHING) {
            return false;
        }
        let mut left_out = self.denied_services();
        if statement.not_action.is_empty() {
            let mut actions = statement.action.iter();
            if !actions.any(|action| is_every_action(action)) {
                return false;
            }
        } else {
            left_out.extend(statement.not_action.iter().map(|it| service_of(it)));
        }
        // A service with a wildcard in its name may be any number of them.
        left_out.len() <= FEW && !left_out.iter().any(|it| it.contains(['*', '?']))
    }

    /// The services of which something is denied on everything.
    fn denied_services(&self) -> BTreeSet<String> {
        let mut denied = BTreeSet::new();
        for deny in &self.denies {
            if self.place.all(deny, ANYTHING) {
                let kept_only = !deny.not_action.is_empty();
                let services = deny.action.iter().map(|it| service_of(it));
                // A Deny with NotAction leaves a few actions and denies the rest.
                denied.extend(services.chain(kept_only.then(|| "*".to_owned())));
            }
        }
        denied
    }

    fn denies_everywhere(&self, action: &str) -> bool {
        let mut denies = self.denies.iter();
        denies.any(|deny| allows(deny, action) && self.place.all(deny, ANYTHING))
    }

    /// Whether a statement is for all resources, or for all of one service.
    fn is_broad(&self, statement: &Statement) -> bool {
        if self.place.all(statement, ANYTHING) {
            return true;
        }
        let mut resources = statement.resource.iter();
        resources.any(|pattern| {
            let service = pattern.split(':').nth(2).unwrap_or_default();
            !service.is_empty() && self.place.all_of_service(statement, service)
        })
    }

    /// The actions that are every action of a service, with the service, on all of its resources.
    fn wildcards(&self, statement: &Statement) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for action in &statement.action {
            let service = match action.split_once(':') {
                Some((service, rest)) if is_star(rest) => service,
                None if action.ends_with('*') => action.as_str(),
                _ => continue,
            };
            let service = service.to_ascii_lowercase();
            let all = if service.contains(['*', '?']) {
                self.place.all(statement, ANYTHING)
            } else {
                self.place.all_of_service(statement, &service)
            };
            if all && !self.denies_service(&service) {
                found.push((action.clone(), service));
            }
        }
        found
    }

    fn denies_service(&self, service: &str) -> bool {
        let all = format!("{service}:*");
        self.denies.iter().any(|deny| {
            self.place.all_of_service(deny, service)
                && deny
                    .action
                    .iter()
                    .any(|pattern| self.patterns.covers(&pattern.to_ascii_lowercase(), &all))
        })
    }
}

/// Whether a statement's actions include one.
fn allows(statement: &Statement, action: &str) -> bool {
    let matching = |pattern: &String| matches_any_case(pattern, action);
    if statement.not_action.is_empty() {
        statement.action.iter().any(matching)
    } else {
        !statement.not_action.iter().any(matching)
    }
}

fn is_every_action(pattern: &str) -> bool {
    SOME_ACTIONS
        .iter()
        .all(|action| matches_any_case(pattern, action))
}

/// The service of an action pattern: what stands before the colon.
fn service_of(action: &str) -> String {
    let service = action.split(':').next().unwrap_or_default();
    service.to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
