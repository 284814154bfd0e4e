//! The smallest readable policies that still allow what was used.
//!
//! [`shrink`] takes the identity policies of one principal and what it used. What comes out keeps the limits on
//! resources and the conditions of the statements that granted what was used, and names the actions that were used instead
//! of wildcards. It is proven to allow nothing that the old policies do not, and everything that was used.

use std::collections::{BTreeMap, BTreeSet};

use crate::context::Context;
use crate::document::{Effect, PolicyDocument, Statement};
use crate::principal::Principal;
use crate::prove::{Disagreement, Verdict};

mod actions;
mod build;
mod fit;
mod proof;
mod size;
#[cfg(test)]
mod tests;
pub mod used;

pub use size::{INLINE_LIMIT, MANAGED_LIMIT};

use fit::Old;

/// A policy that the principal has.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The name under which the answer speaks of it.
    pub name: &'a str,
    /// What it says.
    pub document: &'a PolicyDocument,
}

/// Something that was used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Used {
    /// The action, such as `s3:GetObject`, or a pattern of actions that are all to be kept.
    pub action: String,
    /// Of a pattern, the actions that are not to be kept.
    pub except: BTreeSet<String>,
    /// On what, where that is known; otherwise every resource of the old statements is kept.
    pub resource: Option<String>,
    /// Condition keys of the request with their values, where they are known; none for a key that it did not carry.
    pub context: BTreeMap<String, Vec<String>>,
}

impl Used {
    /// An action, wherever it was used.
    #[must_use]
    pub fn action(action: &str) -> Self {
        Self {
            action: action.to_owned(),
            ..Self::default()
        }
    }

    /// Whether it stands for several actions.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        self.action.contains(['*', '?'])
    }

    fn context(&self) -> Context {
        let mut context = Context::new();
        for (key, values) in &self.context {
            match values.as_slice() {
                [] => context.absent(key),
                [one] => context.set(key, one.as_str()),
                many => context.set_many(key, many.iter().map(String::as_str)),
            }
        }
        context
    }
}

/// What the old policies say of something that was used, and whether the new ones say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Both allow it.
    Allowed,
    /// Both allow it under the same conditions, of which it is not known whether they were met.
    Depends,
    /// Its resource is not known, and both allow it on the same resources.
    Somewhere,
    /// The old policies do not allow it: something else does, or it was refused.
    NotAllowed,
    /// A Deny of the old policies refuses it.
    Denied,
    /// The old policies allow it, and it could not be shown that the new ones do.
    Unproven,
}

/// What became of an old statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The policy's name.
    pub policy: String,
    /// The statement's place in it, from 0.
    pub statement: usize,
    /// What it said.
    pub before: Statement,
    /// What is left of it; nothing where it is not needed.
    pub after: Option<Statement>,
}

/// Smaller policies, with the proof.
#[derive(Debug, Clone, PartialEq)]
pub struct Shrunk {
    /// The new policies, which take the place of all the old ones: one, or several where one would be too large.
    pub policies: Vec<PolicyDocument>,
    /// Each old statement and what is left of it.
    pub changes: Vec<Change>,
    /// How each thing that was used stands, in the order given.
    pub standings: Vec<Standing>,
    /// Whether the new policies allow nothing that the old do not.
    pub within: Verdict,
    /// Whether they allow all that the old ones do of what was used without a known resource.
    pub covers: Verdict,
}

impl Shrunk {
    /// Whether everything that was claimed is proven.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.within == Verdict::Within
            && self.covers == Verdict::Within
            && !self.standings.contains(&Standing::Unproven)
    }
}

/// Shrinks the identity policies of a principal to what was used.
///
/// `shared` tells of a service, by the prefix of its actions, whether its resources may have policies of their own: Deny
/// statements about those are kept, since they may refuse what such a policy allows.
///
/// # Errors
/// When the two engines of this crate disagree.
///
/// ```
/// use bartizan_iam::shrink::{Held, Used, shrink};
/// use bartizan_iam::{PolicyDocument, Principal};
/// let old = PolicyDocument::parse(
///     r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}"#,
/// )?;
/// let ana = Principal::parse("arn:aws:iam::111122223333:user/ana")?;
/// let held = [Held { name: "all", document: &old }];
/// let shrunk = shrink(&ana, &held, &[Used::action("sqs:SendMessage")], |_| true)?;
/// assert_eq!(shrunk.policies[0].statement[0].action, ["sqs:SendMessage"]);
/// assert!(shrunk.is_proven());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn shrink(
    principal: &Principal,
    held: &[Held<'_>],
    used: &[Used],
    shared: impl Fn(&str) -> bool,
) -> Result<Shrunk, Disagreement> {
    let old = Old::new(principal, held);
    let mut standings = Vec::with_capacity(used.len());
    let mut needs: BTreeMap<usize, Vec<&Used>> = BTreeMap::new();
    for one in used {
        let (standing, granting) = old.chosen(one);
        standings.push(standing);
        for statement in granting {
            needs.entry(statement).or_default().push(one);
        }
    }
    let kept = build::kept(&old, &needs, &shared);
    let changes = old
        .statements
        .iter()
        .enumerate()
        .map(|(at, it)| Change {
            policy: it.policy.to_owned(),
            statement: it.place,
            before: it.statement.clone(),
            after: kept.get(&at).cloned(),
        })
        .collect();
    let policies = size::split(build::merged(kept));
    let proof = proof::prove(&old, held, &policies, &needs)?;
    let new = proof::Replacement::of(&policies);
    for (one, standing) in used.iter().zip(&mut standings) {
        let allowed = matches!(standing, Standing::Allowed | Standing::Depends);
        if allowed && !new.same(&old, one) {
            *standing = Standing::Unproven;
        }
    }
    Ok(Shrunk {
        policies,
        changes,
        standings,
        within: proof.within,
        covers: proof.covers,
    })
}

/// Whether a statement allows.
fn allows(statement: &Statement) -> bool {
    statement.effect == Effect::Allow
}
