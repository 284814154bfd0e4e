//! The answer as JSON: `bartizan.comparison/1`. These types are a promise, those of the engine are not.

use std::collections::BTreeMap;

use bartizan_iam::{Applies, Own, Verdict, Witness};
use schemars::JsonSchema;
use serde::Serialize;

use crate::commands::iam::policy::{PolicyFile, effect};

/// The format that this version writes.
const FORMAT: &str = "bartizan.comparison/1";

/// What policies allow beyond others, or of what was asked.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "bartizan.comparison/1")]
pub(crate) struct Compared {
    /// `bartizan.comparison/1`.
    pub(super) format: &'static str,
    /// The files of the old policies; empty where it was asked what is granted at all.
    pub(super) old: Vec<String>,
    /// The files of the new policies, or of those that were asked about.
    pub(super) new: Vec<String>,
    /// What must not be granted; null for a comparison.
    pub(super) asked: Option<Asked>,
    /// What the new policies allow and the old do not, or of what was asked.
    pub(super) more: Direction,
    /// What the old policies allow and the new no longer; null where there are no old ones.
    pub(super) less: Option<Direction>,
}

/// What must not be granted.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Asked {
    /// Actions, as given.
    pub(super) actions: Vec<String>,
    /// Resources, as given.
    pub(super) resources: Vec<String>,
}

/// Whether there is a request.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Direction {
    /// Whether there is one.
    pub(super) answer: Found,
    /// For `unknown`, why it is not known.
    pub(super) reason: Option<String>,
    /// For `some`, one of them.
    pub(super) request: Option<Request>,
}

/// Whether there is a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Found {
    /// There is none: this is proven.
    None,
    /// There is one, and the statements confirm it.
    Some,
    /// None was found, and it is not proven that there is none.
    Unknown,
}

/// A request that one side allows and the other does not.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Request {
    /// Who asks; null for whoever the policies are attached to.
    pub(super) principal: Option<String>,
    /// What the principal's own policies say, which matters where a policy names its account: `allow`, `nothing`, or
    /// `limit` for a boundary or session policy that does not allow it; null where no policy names principals.
    pub(super) own_policies: Option<&'static str>,
    /// Whether the principal has a permissions boundary, which undoes `NotPrincipal`.
    pub(super) bounded: bool,
    /// To do what.
    pub(super) action: String,
    /// Whether AWS has the action; if not, it may add one like it.
    pub(super) known_action: bool,
    /// To what.
    pub(super) resource: String,
    /// Whether the resource is of a kind that the action is for.
    pub(super) known_resource: bool,
    /// The condition keys that the request carries.
    pub(super) context: BTreeMap<String, Vec<String>>,
    /// Condition keys on which it matters that the request does not carry them.
    pub(super) absent: Vec<String>,
    /// The statements that apply to it.
    pub(super) because: Vec<Reason>,
}

/// A statement that applies to a request.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Reason {
    /// Whether its side is the one that allows the request.
    pub(super) allowing_side: bool,
    /// `allow` or `deny`.
    pub(super) effect: &'static str,
    /// The policy's file.
    pub(super) file: String,
    /// The statement's place in the policy, counted from 1.
    pub(super) statement: usize,
    /// The statement's Sid.
    pub(super) sid: Option<String>,
    /// The line where it begins, counted from 1.
    pub(super) line: Option<usize>,
    /// The column where it begins, in characters, counted from 1.
    pub(super) column: Option<usize>,
}

/// The files of a question.
pub(super) struct Sides<'f> {
    old: &'f [PolicyFile],
    new: &'f [PolicyFile],
}

impl<'f> Sides<'f> {
    pub(super) const fn new(old: &'f [PolicyFile], new: &'f [PolicyFile]) -> Self {
        Self { old, new }
    }
}

impl Compared {
    pub(super) fn new(
        sides: &Sides<'_>,
        asked: Option<Asked>,
        more: Direction,
        less: Option<Direction>,
    ) -> Self {
        let names = |files: &[PolicyFile]| files.iter().map(|it| it.name.clone()).collect();
        Self {
            format: FORMAT,
            old: names(sides.old),
            new: names(sides.new),
            asked,
            more,
            less,
        }
    }
}

impl Direction {
    pub(super) fn new(verdict: &Verdict, sides: &Sides<'_>) -> Self {
        let (answer, reason, request) = match verdict {
            Verdict::Within => (Found::None, None, None),
            Verdict::Beyond { witness } => (Found::Some, None, Some(Request::new(witness, sides))),
            Verdict::Unknown { reason } => (Found::Unknown, Some(reason.clone()), None),
        };
        Self {
            answer,
            reason,
            request,
        }
    }
}

impl Request {
    fn new(witness: &Witness, sides: &Sides<'_>) -> Self {
        let own = match witness.own {
            Own::Allow => "allow",
            Own::Nothing => "nothing",
            Own::Limit => "limit",
        };
        let because = witness.because.iter();
        Self {
            principal: witness.principal.as_ref().map(|it| it.arn().to_owned()),
            own_policies: witness.principal.is_some().then_some(own),
            bounded: witness.bounded,
            action: witness.action.clone(),
            known_action: witness.known_action,
            resource: witness.resource.clone(),
            known_resource: witness.known_resource,
            context: witness.context.clone(),
            absent: witness.absent.clone(),
            because: because.filter_map(|it| Reason::new(it, sides)).collect(),
        }
    }
}

impl Reason {
    fn new(applies: &Applies, sides: &Sides<'_>) -> Option<Self> {
        let files = if applies.new { sides.new } else { sides.old };
        let file = files.get(applies.policy)?;
        let place = file.place(applies.statement);
        Some(Self {
            allowing_side: applies.new,
            effect: effect(applies.effect),
            file: file.name.clone(),
            statement: applies.statement + 1,
            sid: file.sid(applies.statement).map(str::to_owned),
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
        })
    }
}
