//! The answer as JSON: `bartizan.shrunk/1`.

use std::collections::BTreeMap;

use bartizan_iam::shrink::{Change, MANAGED_LIMIT, Shrunk, Standing, Used};
use bartizan_iam::{PolicyDocument, Statement, Verdict};
use bartizan_model::Holding;
use schemars::JsonSchema;
use serde::Serialize;

use super::evidence::{Evidence, UNTRACKED};

/// Smaller policies for a principal, with the proof.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Said {
    /// `bartizan.shrunk/1`
    format: &'static str,
    /// The user or role.
    pub(super) principal: String,
    /// The new policies, in place of all the old ones.
    pub(super) policies: Vec<PolicyDocument>,
    /// The characters of each new policy as AWS counts them; a managed policy holds 6,144.
    pub(super) sizes: Vec<usize>,
    /// Each old statement and what is left of it.
    pub(super) changes: Vec<Changed>,
    /// What was used, and how it stands.
    pub(super) used: Vec<Row>,
    /// The proof.
    pub(super) proof: Proof,
    /// What is missing: policies of the principal that could not be read, with the reason. The new policies do not replace these.
    pub(super) unread: Vec<String>,
    /// The groups whose policies are among the old ones. The new policies replace them only if the principal leaves the groups.
    pub(super) groups: Vec<String>,
    /// Events of CloudTrail whose action is not known, with how often they came.
    pub(super) unmapped: BTreeMap<String, u64>,
    /// How many events AWS had refused; they are left out.
    pub(super) refused: u64,
    /// How many events are of other principals; they are left out.
    pub(super) others: u64,
    /// Whether what was used is known by IAM's record, which knows no resources and does not track all actions.
    pub(super) by_record: bool,
}

/// An old statement and what is left of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Changed {
    /// The policy's name.
    pub(super) policy: String,
    /// The statement's place in it, from 1.
    pub(super) statement: usize,
    /// What became of it.
    pub(super) change: How,
    /// What it said.
    pub(super) before: Statement,
    /// What is left.
    pub(super) after: Option<Statement>,
}

/// What became of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum How {
    /// It is as it was.
    Kept,
    /// It allows less.
    Narrowed,
    /// It is not needed.
    Dropped,
}

/// Something that was used.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Row {
    /// The action, or the actions of a service.
    pub(super) action: String,
    /// Those of the service that are known not to have been used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) except: Vec<String>,
    /// On what; null where that is not known.
    pub(super) resource: Option<String>,
    /// Condition keys of the request, where they are known.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) context: BTreeMap<String, Vec<String>>,
    /// How often.
    pub(super) times: u64,
    /// How it stands.
    pub(super) standing: Stands,
    #[serde(skip)]
    is: Standing,
}

/// How something that was used stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Stands {
    /// Allowed before and after.
    Allowed,
    /// Allowed before and after under the same conditions, which may have been met.
    Depends,
    /// Allowed before and after on the same resources.
    Somewhere,
    /// Not allowed by the principal's own policies before.
    NotAllowed,
    /// Refused by a Deny before.
    Denied,
    /// Allowed before; whether it is after could not be shown.
    Unproven,
}

/// What is proven.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Proof {
    /// That the new policies allow nothing that the old do not.
    pub(super) within: Answer,
    /// That they allow what was used, where its resource is not known, on all the resources of the old ones.
    pub(super) covers: Answer,
}

/// A proof, or why there is none.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Answer {
    /// Whether it is proven.
    pub(super) proven: bool,
    /// Why not.
    pub(super) reason: Option<String>,
}

impl Said {
    pub(super) fn new(
        principal: &str,
        shrunk: &Shrunk,
        evidence: &Evidence,
        unread: Vec<String>,
        holding: &Holding,
    ) -> Self {
        let found = &evidence.found;
        let mut groups: Vec<_> = holding
            .policies
            .iter()
            .filter_map(|it| it.group.clone())
            .collect();
        groups.dedup();
        let rows = found.used.iter().zip(&shrunk.standings);
        // It is kept where it is granted, whether it was used or not.
        let wanted = |(used, standing): &((&Used, &u64), &Standing)| {
            !evidence.by_record || used.0.action != UNTRACKED || **standing == Standing::Somewhere
        };
        Self {
            format: "bartizan.shrunk/1",
            principal: principal.to_owned(),
            policies: shrunk.policies.clone(),
            sizes: shrunk.policies.iter().map(characters).collect(),
            changes: shrunk.changes.iter().map(changed).collect(),
            used: rows
                .filter(wanted)
                .map(|((used, times), standing)| row(used, *times, *standing))
                .collect(),
            proof: Proof {
                within: answer(&shrunk.within),
                covers: answer(&shrunk.covers),
            },
            unread,
            groups,
            unmapped: found.unmapped.clone(),
            refused: found.refused,
            others: found.others,
            by_record: evidence.by_record,
        }
    }

    /// Whether policies of the principal, or what it used, is missing.
    pub(super) fn is_partial(&self) -> bool {
        !self.unread.is_empty() || !self.unmapped.is_empty()
    }

    /// Whether something that was used stands in one of these ways.
    pub(super) fn refuses(&self, standings: &[Standing]) -> bool {
        self.used.iter().any(|it| standings.contains(&it.is))
    }

    /// Whether a policy is larger than AWS stores, since a statement of it cannot be taken apart.
    pub(super) fn is_too_large(&self) -> bool {
        self.sizes.iter().any(|it| *it > MANAGED_LIMIT)
    }
}

fn characters(policy: &PolicyDocument) -> usize {
    let text = policy.to_string();
    text.chars().filter(|it| !it.is_whitespace()).count()
}

fn changed(change: &Change) -> Changed {
    Changed {
        policy: change.policy.clone(),
        statement: change.statement + 1,
        change: match &change.after {
            None => How::Dropped,
            Some(after) if *after == change.before => How::Kept,
            Some(_) => How::Narrowed,
        },
        before: change.before.clone(),
        after: change.after.clone(),
    }
}

fn row(used: &Used, times: u64, standing: Standing) -> Row {
    Row {
        action: used.action.clone(),
        except: used.except.iter().cloned().collect(),
        resource: used.resource.clone(),
        context: used.context.clone(),
        times,
        standing: match standing {
            Standing::Allowed => Stands::Allowed,
            Standing::Depends => Stands::Depends,
            Standing::Somewhere => Stands::Somewhere,
            Standing::NotAllowed => Stands::NotAllowed,
            Standing::Denied => Stands::Denied,
            Standing::Unproven => Stands::Unproven,
        },
        is: standing,
    }
}

fn answer(verdict: &Verdict) -> Answer {
    Answer {
        proven: *verdict == Verdict::Within,
        reason: match verdict {
            Verdict::Within => None,
            Verdict::Beyond { witness } => Some(format!("{} is not so", witness.action)),
            Verdict::Unknown { reason } => Some(reason.clone()),
        },
    }
}
