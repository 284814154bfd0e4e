//! What is found.

use super::{Chokepoint, Strength};
use crate::decide::Layer;

/// A node of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// An actor, by its place in [`Paths::actors`](super::Paths::actors).
    Actor(usize),
    /// Whoever may do everything in an account, by its place in [`Paths::accounts`](super::Paths::accounts).
    Administrator(usize),
    /// The resource that was asked about.
    Goal,
}

/// The paths to a goal.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Who is an administrator without any step, and how surely; only where that was the goal.
    pub administrators: Vec<(usize, Strength)>,
    /// Who has a path, the surest and shortest first.
    pub pairs: Vec<Pair>,
    /// How many actors were looked at that have none.
    pub without: usize,
    /// Every step of these paths.
    pub steps: Vec<Step>,
    /// The statements without which most of these paths would not be.
    pub chokepoints: Vec<Chokepoint>,
}

/// One actor's shortest paths to the goal, over the surest steps that lead there.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The actor.
    pub from: usize,
    /// How sure the least sure step has to be.
    pub strength: Strength,
    /// The paths, all of one length, as places in [`Found::steps`].
    pub paths: Vec<Vec<usize>>,
    /// How many more there are.
    pub more: u64,
}

/// From one node to the next.
#[derive(Debug, Clone)]
pub struct Step {
    /// From where.
    pub from: Node,
    /// To where.
    pub to: Node,
    /// How surely by the surest means.
    pub strength: Strength,
    /// The means by which it can be taken; each is enough.
    pub means: Vec<Means>,
    /// How many more there are.
    pub more: usize,
}

/// What a step is taken by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// A technique, by its place among those given.
    Technique(usize),
    /// Its policies allow everything as they are.
    Is,
    /// An administrator becomes everybody of the account.
    Administers,
    /// It may use the resource that was asked about: by the action with this place among those asked about.
    Uses(usize),
}

/// One way to take a step.
#[derive(Debug, Clone)]
pub struct Means {
    /// By what.
    pub way: Way,
    /// The role or user that becomes the administrator.
    pub through: Option<usize>,
    /// The service that the role is passed to.
    pub service: Option<String>,
    /// How surely.
    pub strength: Strength,
    /// What has to be there and is not seen.
    pub existing: Option<String>,
    /// Every permission that it takes.
    pub permits: Vec<Permit>,
}

/// A permission, and what gives it.
#[derive(Debug, Clone)]
pub struct Permit {
    /// The action.
    pub action: String,
    /// On what; a made-up resource where any will do.
    pub resource: String,
    /// Whether that resource is made up.
    pub made_up: bool,
    /// How surely.
    pub strength: Strength,
    /// What has to be so, or why it is not known.
    pub condition: Option<String>,
    /// The statements that allow it.
    pub places: Vec<Place>,
    /// Those of them without which it would not be allowed.
    pub needed: Vec<Place>,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Who has the policy: a principal or a role that trusts; none for a managed policy, which many may have.
    pub holder: Option<String>,
    /// The policy's name.
    pub policy: String,
    /// Of what kind it is.
    pub layer: Layer,
    /// Which statement, from 0; none for a policy that was not read.
    pub statement: Option<usize>,
    /// Its `Sid`.
    pub sid: Option<String>,
}

/// Why paths cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// The index and the decision disagree, which is a mistake of this program.
    #[error("`{from}` was found to have `{action}` on `{resource}`, which the decision refutes")]
    Refuted {
        /// Who.
        from: String,
        /// The action.
        action: String,
        /// On what.
        resource: String,
    },
}
