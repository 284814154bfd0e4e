//! The answers as JSON: `bartizan.reach/1`. These types are a promise, those of the engine are not.

use bartizan_iam::{Answer, Decision};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::commands::iam::can::wire::Reason;

/// The format that this version writes.
const FORMAT: &str = "bartizan.reach/1";

/// Who can do something, or what somebody can do.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "bartizan.reach/1")]
pub(crate) struct Reach {
    /// `bartizan.reach/1`.
    pub(super) format: &'static str,
    /// For `who-can`, the action that was asked about; otherwise null.
    pub(super) action: Option<String>,
    /// For `what-can`, who was asked about; otherwise null.
    pub(super) principal: Option<String>,
    /// For `who-can`, each resource with those who can.
    pub(super) resources: Vec<OfResource>,
    /// For `what-can`, what the principal can do.
    pub(super) abilities: Vec<Ability>,
    /// What the answer takes for granted because the snapshots do not tell.
    pub(super) assumed: Vec<String>,
    /// What the snapshots could not see.
    pub(super) unseen: Vec<String>,
}

impl Reach {
    pub(super) fn new() -> Self {
        Self {
            format: FORMAT,
            action: None,
            principal: None,
            resources: Vec::new(),
            abilities: Vec::new(),
            assumed: Vec::new(),
            unseen: Vec::new(),
        }
    }
}

/// How sure an answer is, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    /// It is allowed.
    Certain,
    /// It is allowed if `condition` is so.
    Conditional,
    /// A policy that matters could not be read or is not understood.
    Unknown,
}

/// What a principal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Who {
    /// An account's root user.
    Root,
    /// A user.
    User,
    /// A role, in any session.
    Role,
    /// A user, role or session of an account that is in no snapshot.
    Foreign,
    /// An account that is in no snapshot, and whomever it lets.
    Account,
    /// Any account of AWS.
    AnyAccount,
    /// Anybody, without a signature.
    Anyone,
    /// A service of AWS.
    Service,
    /// Somebody whom an identity provider vouches for.
    Federated,
}

/// Who can do it to one resource.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OfResource {
    /// The resource.
    pub(super) resource: String,
    /// The key that it is encrypted with, where the action needs it too.
    pub(super) key: Option<Key>,
    /// Those who can or may. Whom the key's policy refuses is not among them.
    pub(super) principals: Vec<Can>,
    /// Those who lack nothing but the key.
    pub(super) lacking_the_key: Vec<String>,
}

/// A key that an action needs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Key {
    /// Its ARN, or that of an alias.
    pub(super) arn: String,
    /// What has to be allowed on it.
    pub(super) action: &'static str,
}

/// Somebody who can or may.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Can {
    /// Who: an ARN, a service's or provider's name, or `*` for anyone and any account.
    pub(super) principal: String,
    /// What that is.
    pub(super) kind: Who,
    /// How sure it is.
    pub(super) verdict: Verdict,
    /// For `conditional`, what has to be so, in words; for `unknown`, why it is not known.
    pub(super) reason: Option<String>,
    /// For `conditional`, what has to be so, as in `bartizan.decision/1`.
    pub(super) condition: Option<Value>,
    /// The statements and grants that contributed.
    pub(super) because: Vec<Reason>,
    /// What has to be so for the key, where that is not certain.
    pub(super) key: Option<Needs>,
}

/// What has to be so for a key.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Needs {
    /// How sure it is.
    pub(super) verdict: Verdict,
    /// What has to be so, or why it is not known.
    pub(super) reason: Option<String>,
}

/// Actions that a principal can do to resources.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Ability {
    /// The service's prefix in actions.
    pub(super) service: String,
    /// Patterns that match these actions and no others that AWS has.
    pub(super) actions: Vec<String>,
    /// How many actions they are.
    pub(super) count: usize,
    /// The resources: a pattern for all that it matches, or one resource; `*` for any.
    pub(super) resource: String,
    /// Whether it holds but for this resource, where a policy refuses what holds for a pattern that matches it.
    pub(super) refused: bool,
    /// How sure it is.
    pub(super) verdict: Verdict,
    /// For `conditional`, what has to be so, in words; for `unknown`, why it is not known.
    pub(super) reason: Option<String>,
    /// For `conditional`, what has to be so, as in `bartizan.decision/1`.
    pub(super) condition: Option<Value>,
    /// The statements and grants that contributed.
    pub(super) because: Vec<Reason>,
}

/// What has to be so, in words and as JSON, or why it is not known.
pub(super) fn reason(decision: &Decision) -> (Option<String>, Option<Value>) {
    match decision {
        Decision::Conditional { residual } => (
            Some(residual.to_string()),
            serde_json::to_value(residual).ok(),
        ),
        Decision::Unknown { reason } => (Some(reason.clone()), None),
        _ => (None, None),
    }
}

/// The statements that contributed.
pub(super) fn because(answer: &Answer<'_>) -> Vec<Reason> {
    answer.because.iter().map(Reason::of).collect()
}
