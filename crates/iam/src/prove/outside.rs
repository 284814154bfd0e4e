//! Which requests a resource's policies allow from outside a trust zone: a proof that there is none, or the few largest
//! boxes of them, each with a request that the statements confirm.

mod boxes;
mod say;
mod solve;
mod somebody;
mod zone;

use std::collections::{BTreeMap, BTreeSet};

use super::problem::Builder;
use super::search::Search;
use super::text::Budget;
use super::witness::Finder;
use super::{Disagreement, Witness};
use crate::document::PolicyDocument;
use crate::residual::Residual;

use boxes::{Boxes, Region};
pub use somebody::Outsider;
use somebody::Outsiders;
pub use zone::Zone;

/// Whether somebody outside a zone may make requests of a resource.
#[derive(Debug, Clone, PartialEq)]
pub enum Exposure {
    /// Nobody may: this is proven.
    Closed,
    /// Somebody may.
    Open {
        /// What, in as few and large boxes as there are; none within another.
        openings: Vec<Opening>,
        /// Why there may be more.
        doubt: Option<String>,
    },
    /// No such request was found, and it is not proven that there is none.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// Requests that somebody outside may make: all that are so.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// Who: any of these.
    pub who: Vec<Outsider>,
    /// But none of these principals, as Deny statements write them, or for `NotPrincipal` none but these.
    pub except: Vec<String>,
    /// What: an action that matches a pattern of each of these lists.
    pub actions: Vec<Vec<String>>,
    /// But none that matches one of these.
    pub not_actions: Vec<String>,
    /// On what: a resource that matches a pattern of each of these lists; no list means the resource of the policy.
    pub resources: Vec<Vec<String>>,
    /// But none that matches one of these.
    pub not_resources: Vec<String>,
    /// What else has to be so.
    pub conditions: Vec<Residual>,
    /// The statement that allows it: the policy's place and the statement's in it, from 0.
    pub statement: (usize, usize),
    /// One of the requests.
    pub witness: Witness,
}

impl Opening {
    /// The conditions on where the request comes from: its address, VPC or endpoint.
    #[must_use]
    pub fn from(&self) -> Vec<&Residual> {
        self.conditions
            .iter()
            .filter(|it| say::is_place(it))
            .collect()
    }
}

/// Which requests policies allow to somebody outside the zone, the policies being those of one resource.
///
/// Of somebody who has to be allowed by policies of their own too, it is taken that these allow it. What
/// the resource's owner has beside policies (service and resource control policies, public access blocks, access
/// control lists, grants) is not in the question. Otherwise as [`compare`](super::compare).
///
/// # Errors
/// As [`compare`](super::compare).
///
/// ```
/// use bartizan_iam::{Exposure, Outsider, PolicyDocument, Zone, outside};
/// let policy = PolicyDocument::parse(
///     r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
///         "Resource": "arn:aws:s3:::payments/*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}}"#,
/// )?;
/// let Exposure::Open { openings, .. } = outside(&[&policy], &Zone::default())? else { panic!() };
/// assert_eq!(openings[0].who, [Outsider::Anyone]);
/// assert_eq!(openings[0].conditions[0].to_string(), "aws:SourceVpce StringEquals `vpce-1`");
///
/// let zone = Zone { endpoints: ["vpce-1".to_owned()].into(), ..Zone::default() };
/// assert_eq!(outside(&[&policy], &zone)?, Exposure::Closed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn outside(policies: &[&PolicyDocument], zone: &Zone) -> Result<Exposure, Disagreement> {
    let policies: Vec<PolicyDocument> = policies.iter().map(|it| zone.known_in(it)).collect();
    let outsiders = Outsiders::new(&policies, zone);
    if outsiders.subjects.too_many {
        return Ok(Exposure::Unknown {
            reason: "the policies name too many principals".to_owned(),
        });
    }
    let inside = zone.document();
    let (old, new) = (vec![&inside], policies.iter().collect::<Vec<_>>());
    let problem = Builder::about(outsiders.subjects.clone()).build(&old, &new, None);
    let budget = Budget::new();
    let finder = Finder::new(&problem, &budget, &old, &new);
    let search = Search::new(&problem, &budget);
    let mut boxes = Boxes::new(search, &problem, &outsiders, zone);
    let mut doubt: Option<String> = outsiders
        .incomplete
        .then(|| "accounts are told apart by parts of their numbers".to_owned());
    let mut openings = Vec::new();
    for region in boxes.all() {
        let known = boxes.known(&region);
        match witness(&finder, &boxes, &region, &outsiders, zone, &known)? {
            Ok(witness) => {
                let opening = say::opening(&problem, &outsiders, &region, witness);
                openings.push(opening);
            }
            Err(why) => doubt = Some(why),
        }
    }
    doubt = doubt.or_else(|| boxes.doubt.map(str::to_owned));
    let openings = together(openings);
    Ok(match (openings.is_empty(), doubt) {
        (true, None) => Exposure::Closed,
        (true, Some(reason)) => Exposure::Unknown { reason },
        (false, doubt) => Exposure::Open { openings, doubt },
    })
}

/// A request of the region that the statements confirm, or why there is none.
fn witness(
    finder: &Finder<'_>,
    boxes: &Boxes<'_, '_>,
    region: &Region,
    outsiders: &Outsiders,
    zone: &Zone,
    known: &super::search::Known,
) -> Result<Result<Witness, String>, Disagreement> {
    let subject = region.model.subject;
    let Some(template) = outsiders.subjects.all.get(subject) else {
        return Ok(Err("nobody asks".to_owned()));
    };
    let nameless = outsiders.nameless.get(subject).copied().unwrap_or(false);
    let mut model = region.model.clone();
    let keys = &boxes.search.problem.keys;
    let who = match solve::concrete(&mut model, template, nameless, keys, zone) {
        Ok(who) => who,
        Err(why) => return Ok(Err(why.to_owned())),
    };
    let mut itself = model.clone();
    itself.resource = zone.resource.clone().unwrap_or_default();
    let given = zone.resource.is_some() && finder.confirms(&itself, &who);
    let model = if given { itself } else { model };
    let found = finder.confirmed_request(&model, known, &who, nameless, given)?;
    Ok(found.map(|mut witness| {
        // That the request is not of the zone goes without saying.
        let tests = region.literals.iter();
        let tests = tests.filter_map(|it| boxes.search.problem.key_of(it.atom));
        let keys: BTreeSet<&str> = tests.collect();
        witness.absent.retain(|it| keys.contains(it.as_str()));
        witness
    }))
}

/// Those that differ in who alone as one.
fn together(openings: Vec<Opening>) -> Vec<Opening> {
    let mut out: Vec<Opening> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for opening in openings {
        let name = format!(
            "{:?}",
            (
                &opening.except,
                &opening.actions,
                &opening.not_actions,
                &opening.resources,
                &opening.not_resources,
                &opening.conditions,
                opening.statement
            )
        );
        match known.get(&name).and_then(|at| out.get_mut(*at)) {
            Some(same) => same.who.extend(opening.who),
            None => {
                known.insert(name, out.len());
                out.push(opening);
            }
        }
    }
    out
}

#[cfg(test)]
#[path = "outside/tests.rs"]
mod tests;
