//! The answer as JSON: `bartizan.decision/1`. These types are a promise, those of the engine are not.

use bartizan_iam::{Answer, Because, Decision, Effect, Layer, Mode, Request, Source};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::loose::Loose;

/// The format that this version writes.
const FORMAT: &str = "bartizan.decision/1";

/// Whether a principal may do something, and why.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "bartizan.decision/1")]
pub(crate) struct Answered {
    /// `bartizan.decision/1`.
    pub(super) format: &'static str,
    /// Who asked.
    pub(super) principal: String,
    /// To do what.
    pub(super) action: String,
    /// To what; for an alias of a key the key.
    pub(super) resource: String,
    /// What a condition key that is not given means: `discovery` not known, `strict` not in the request.
    pub(super) mode: &'static str,
    /// The decision.
    pub(super) decision: Decided,
    /// The decision as one bit; null where it depends or is not known.
    pub(super) allowed: Option<bool>,
    /// For `conditional`, what has to be so, in words; for `unknown`, why it is not known.
    pub(super) reason: Option<String>,
    /// For `conditional`, what has to be so: `{"all": […]}`, `{"any": […]}`, and at the leaves
    /// `{"key": …, "operator": …, "values": […]}` or what else is not known.
    pub(super) condition: Option<Value>,
    /// The statements and grants that contributed.
    pub(super) because: Vec<Reason>,
    /// For `denied-implicitly`, the layers that had no Allow.
    pub(super) lacking: Vec<Lacks>,
    /// A rule of AWS outside of the policies that had a part in it.
    pub(super) rule: Option<Rule>,
    /// What the answer takes for granted because the snapshot does not tell.
    pub(super) assumed: Vec<String>,
}

/// Whether it is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Decided {
    /// It is.
    Allowed,
    /// A Deny refuses it.
    DeniedExplicitly,
    /// Something that has to allow it does not.
    DeniedImplicitly,
    /// It is allowed if `condition` is so.
    Conditional,
    /// A policy that matters could not be read or is not understood.
    Unknown,
}

/// A statement or grant that contributed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Reason {
    /// `allow` or `deny`.
    pub(super) effect: &'static str,
    /// Whether it applies for certain, or only if what is not known turns out so.
    pub(super) certain: bool,
    /// In what layer of policies.
    #[serde(flatten)]
    pub(super) layer: Lacks,
    /// The policy's ARN, its name if it is inline, its file, or the id of a grant.
    pub(super) policy: String,
    /// The group that it comes through.
    pub(super) through: Option<String>,
    /// The statement's place in its policy, counted from 1; null for a grant and for a policy that was not read.
    pub(super) statement: Option<usize>,
    /// The statement's Sid.
    pub(super) sid: Option<String>,
    /// Where the statement begins, if it stands in a file.
    pub(super) at: Option<Place>,
}

/// A layer of policies.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Lacks {
    /// `identity`, `group`, `boundary`, `session`, `resource`, `grant`, `scp`, `rcp`, `endpoint`, or `service` for the
    /// service itself.
    pub(super) layer: &'static str,
    /// The level of an organization's policies, the root being 1; null for other layers.
    pub(super) level: Option<u16>,
    #[serde(skip)]
    pub(super) words: &'static str,
}

/// A place in a file.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Place {
    /// The file.
    pub(super) file: String,
    /// The line, counted from 1.
    pub(super) line: usize,
    /// The column in characters, counted from 1.
    pub(super) column: usize,
}

/// A rule of AWS.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Rule {
    /// In words.
    pub(super) text: String,
    /// AWS's page on it.
    pub(super) url: &'static str,
}

impl Answered {
    pub(super) fn new<T: ToString>(
        request: &Request<'_>,
        answer: &Answer<'_>,
        loose: &Loose,
        assumed: impl Iterator<Item = T>,
    ) -> Self {
        let (reason, condition) = match &answer.decision {
            Decision::Conditional { residual } => (
                Some(residual.to_string()),
                serde_json::to_value(residual).ok(),
            ),
            Decision::Unknown { reason } => (Some(reason.clone()), None),
            _ => (None, None),
        };
        let lacking = answer.lacking.iter();
        Self {
            format: FORMAT,
            principal: request.caller.principal.arn().to_owned(),
            action: request.action.to_owned(),
            resource: request.target.resource.to_string(),
            mode: match request.mode {
                Mode::Strict => "strict",
                Mode::Discovery => "discovery",
            },
            decision: (&answer.decision).into(),
            allowed: answer.decision.is_allowed(),
            reason,
            condition,
            because: answer
                .because
                .iter()
                .map(|because| Reason::new(because, loose))
                .collect(),
            lacking: lacking.map(|it| Lacks::new(it.layer, it.level)).collect(),
            rule: answer.note.map(|note| Rule {
                text: note.to_string(),
                url: note.url(),
            }),
            assumed: assumed.map(|it| it.to_string()).collect(),
        }
    }
}

impl From<&Decision> for Decided {
    fn from(decision: &Decision) -> Self {
        match decision {
            Decision::Allowed => Self::Allowed,
            Decision::DeniedExplicitly => Self::DeniedExplicitly,
            Decision::DeniedImplicitly => Self::DeniedImplicitly,
            Decision::Conditional { .. } => Self::Conditional,
            Decision::Unknown { .. } => Self::Unknown,
        }
    }
}

impl Reason {
    fn new(because: &Because<'_>, loose: &Loose) -> Self {
        let place = loose.place(because);
        Self {
            at: place.map(|(file, line, column)| Place {
                file: file.to_owned(),
                line,
                column,
            }),
            ..Self::of(because)
        }
    }

    /// Its policy and its place in that.
    pub(in crate::commands::iam) fn place(&self) -> (String, Option<usize>) {
        (self.policy.clone(), self.statement)
    }

    /// A statement of a policy that is in no file of its own.
    pub(in crate::commands::iam) fn of(because: &Because<'_>) -> Self {
        Self {
            effect: match because.effect {
                Effect::Allow => "allow",
                Effect::Deny => "deny",
            },
            certain: because.certain,
            layer: Lacks::new(because.layer, because.level),
            policy: match because.source {
                Source::Grant(grant) => grant.id.to_string(),
                Source::Policy { policy, .. } => policy.name().to_owned(),
            },
            through: because.holder().map(str::to_owned),
            statement: because.statement().map(|at| at + 1),
            sid: because.sid().map(str::to_owned),
            at: None,
        }
    }
}

impl Lacks {
    fn new(layer: Layer, level: u16) -> Self {
        let organization = matches!(layer, Layer::Scp | Layer::Rcp);
        Self {
            layer: match layer {
                Layer::Identity => "identity",
                Layer::Group => "group",
                Layer::Boundary => "boundary",
                Layer::Session => "session",
                Layer::Resource => "resource",
                Layer::Grant => "grant",
                Layer::Scp => "scp",
                Layer::Rcp => "rcp",
                Layer::Endpoint => "endpoint",
                Layer::Service => "service",
            },
            level: organization.then(|| level + 1),
            words: layer.name(),
        }
    }
}
