//! What one set of policies allows beyond another: a proof that there is nothing, or a request.
//!
//! Both sets are read as formulas over what can be so of a request, and a request between them is searched. The
//! search is complete where it says so: it stands on the few forms that conditions and patterns have, each solved
//! exactly, and where it cannot (bounds met, policy variables that it cannot settle) the answer is
//! [`Verdict::Unknown`]. What it finds is asked of the statements themselves, as [`decide`](crate::decide) does,
//! before anybody sees it.

use crate::context::Context;
use crate::document::PolicyDocument;
use crate::principal::Principal;

mod action;
mod applies;
mod forms;
mod key;
mod model;
mod outside;
mod pattern;
mod problem;
mod search;
mod subject;
pub(crate) mod text;
mod witness;

pub use outside::{Exposure, Opening, Outsider, Zone, outside};
use problem::{Builder, Problem};
use search::Search;
pub use subject::Own;
use text::Budget;
pub use witness::{Applies, Witness};

/// Whether one set of policies stays within another.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It does: no request is allowed by the new policies that the old ones do not allow.
    Within,
    /// It does not: here is a request.
    Beyond {
        /// Allowed by the new policies and not by the old.
        witness: Box<Witness>,
    },
    /// No request was found, and it is not proven that there is none.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// A request that was found was not confirmed by the statements themselves: a defect of this crate, not an answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("the search found a request that the statements do not confirm: {0:?}")]
pub struct Disagreement(pub Box<Witness>);

/// Whether `new` allows a request that `old` does not, each being policies that count together, such as those
/// of one identity.
///
/// A request is allowed by policies if a statement of theirs allows it and none denies it. What
/// stands beside them (other policies of the principal, service control policies, …) is not in the question. A statement
/// without `Principal` is for whoever the policies are attached to.
///
/// Actions are those of the [dictionary](crate::Dictionary) and any that AWS may add to a service; resources are any
/// text. The values of a condition key are of the type that the dictionary knows for it, else any, and there are
/// several only where the dictionary says so or does not know the key and a quantifier is used. A proof is about all of
/// these. A witness has an action that AWS has and a resource of the action's own kind where such a one is found, and says
/// whether it was ([`Witness::known_action`], [`Witness::known_resource`]); keys that follow from the principal, such as `aws:PrincipalAccount`, agree with it.
///
/// The answer is [`Verdict::Unknown`] where a bound on work is met, where policy variables would have to be told
/// apart further than by pattern, where keys that follow from the principal cannot be made to agree with it, where a key is
/// compared in several types at once, and where an operator that AWS does not have matters.
///
/// # Errors
/// When the two engines of this crate disagree.
///
/// ```
/// use bartizan_iam::{PolicyDocument, Verdict, compare};
/// let read = |text| PolicyDocument::parse(text);
/// let old = read(r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a*"}}"#)?;
/// let new = read(r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::ab/*"}}"#)?;
/// assert_eq!(compare(&[&old], &[&new])?, Verdict::Within);
/// let Verdict::Beyond { witness } = compare(&[&new], &[&old])? else { panic!() };
/// assert!(witness.action.starts_with("s3:"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare(old: &[&PolicyDocument], new: &[&PolicyDocument]) -> Result<Verdict, Disagreement> {
    answer(old, new, None)
}

/// Whether the policies allow none of these actions on any of these resources: [`Verdict::Within`] if none.
///
/// Actions and resources may have wildcards. A statement of theirs has to allow the request and none to deny it, as in [`compare`].
///
/// # Errors
/// As [`compare`].
pub fn check_not_granted(
    policies: &[&PolicyDocument],
    actions: &[&str],
    resources: &[&str],
) -> Result<Verdict, Disagreement> {
    answer(&[], policies, Some((actions, resources)))
}

fn answer(
    old: &[&PolicyDocument],
    new: &[&PolicyDocument],
    asked: Option<(&[&str], &[&str])>,
) -> Result<Verdict, Disagreement> {
    let problem: Problem = Builder::default().build(old, new, asked);
    let budget = Budget::new();
    let mut search = Search::new(&problem, &budget);
    let mut finder = witness::Finder::new(&problem, &budget, old, new);
    search.run(&mut finder);
    let (found, doubt) = finder.finish()?;
    if let Some(witness) = found {
        return Ok(Verdict::Beyond {
            witness: Box::new(witness),
        });
    }
    Ok(match search.doubt.or(doubt) {
        Some(reason) => Verdict::Unknown { reason },
        None => Verdict::Within,
    })
}

#[cfg(test)]
#[path = "prove/tests.rs"]
mod tests;
