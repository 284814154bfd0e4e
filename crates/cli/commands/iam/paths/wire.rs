//! The answer as JSON: `bartizan.paths/1`. These types are a promise, those of the engine are not.

use bartizan_iam::paths::{
    ActorKind, Chokepoint, Found, Goal, Means, Node, Pair, Paths, Permit, Place, Step, Technique,
    Way,
};
use schemars::JsonSchema;
use serde::Serialize;

/// The format that this version writes.
const FORMAT: &str = "bartizan.paths/1";

/// Who has a path to a goal, by which steps, and what permits them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "bartizan.paths/1")]
pub(crate) struct Told {
    /// `bartizan.paths/1`.
    pub(super) format: &'static str,
    /// The goal: `admin`, or an ARN.
    pub(super) to: String,
    /// The accounts that were looked at.
    pub(super) accounts: Vec<String>,
    /// Where the goal is a resource, the requests of which one is enough.
    pub(super) requests: Vec<Asked>,
    /// Who is an administrator as it is, where that is the goal.
    pub(super) administrators: Vec<Administrator>,
    /// Who has a path, the surest and shortest first.
    pub(super) paths: Vec<From>,
    /// How many principals were looked at that have none.
    pub(super) without: usize,
    /// The steps that paths are made of.
    pub(super) steps: Vec<Taken>,
    /// The statements whose removal cuts most of these paths.
    pub(super) chokepoints: Vec<Cut>,
    /// What is taken for granted because no snapshot tells it.
    pub(super) assumed: Vec<String>,
    /// What could not be listed.
    pub(super) hidden: Vec<String>,
}

/// A request.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Asked {
    /// The action.
    pub(super) action: String,
    /// On what.
    pub(super) resource: String,
}

/// An administrator.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Administrator {
    /// Who.
    pub(super) principal: String,
    /// How surely: `certain`, `conditional` or `unknown`.
    pub(super) strength: &'static str,
}

/// The shortest paths from one principal, over the surest steps that lead to the goal at all.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct From {
    /// From whom.
    pub(super) principal: String,
    /// What it is: `user`, `role`, `group`, `root`, `account`, `anybody`, `provider` or `service`.
    pub(super) kind: &'static str,
    /// How sure the least sure step has to be: `certain`, `conditional`, `needs-existing` or `unknown`.
    pub(super) strength: &'static str,
    /// The paths, each a list of places in `steps`.
    pub(super) routes: Vec<Vec<usize>>,
    /// How many more there are.
    pub(super) more: u64,
}

/// A step.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Taken {
    /// From whom.
    pub(super) from: String,
    /// To whom, or `administrator of` an account, or `the resource`.
    pub(super) to: String,
    /// How surely by the surest means.
    pub(super) strength: &'static str,
    /// The means; each is enough.
    pub(super) means: Vec<By>,
    /// How many more there are.
    pub(super) more: usize,
}

/// Means by which a step is taken.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct By {
    /// The technique's id; `is` for who is an administrator already, `administers` for what an administrator can do
    /// by itself, `uses` for the request to the resource.
    pub(super) technique: String,
    /// What is done, in words.
    pub(super) title: String,
    /// AWS's page on it.
    pub(super) see: Option<String>,
    /// The role or user that becomes the administrator.
    pub(super) through: Option<String>,
    /// The service that the role is passed to, or that has it.
    pub(super) service: Option<String>,
    /// How surely.
    pub(super) strength: &'static str,
    /// What has to be there and is not seen.
    pub(super) existing: Option<String>,
    /// The permissions that it takes, each of which the policies allow.
    pub(super) permissions: Vec<Allowed>,
}

/// A permission.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Allowed {
    /// The action.
    pub(super) action: String,
    /// On what.
    pub(super) resource: String,
    /// Whether the resource is made up, where any will do.
    pub(super) made_up: bool,
    /// How surely.
    pub(super) strength: &'static str,
    /// For `conditional`, what has to be so; for `unknown`, why it is not known.
    pub(super) condition: Option<String>,
    /// The statements that allow it.
    pub(super) statements: Vec<Stands>,
}

/// A statement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Stands {
    /// Who has the policy, or which role or resource it is on; null for a managed policy, which many may have.
    pub(super) holder: Option<String>,
    /// The policy's name.
    pub(super) policy: String,
    /// The kind of policy, in words.
    pub(super) kind: &'static str,
    /// The statement's place, from 1; null for a policy that was not read.
    pub(super) statement: Option<usize>,
    /// The statement's `Sid`.
    pub(super) sid: Option<String>,
    /// Whether without it the permission would not be there.
    pub(super) needed: bool,
}

/// A statement that paths need.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Cut {
    /// The statement.
    pub(super) statement: Stands,
    /// How many of the paths told need it.
    pub(super) paths: usize,
    /// How many principals have no other path among those told.
    pub(super) principals: usize,
}

impl Told {
    pub(super) fn new(
        to: &str,
        paths: &Paths<'_>,
        found: &Found,
        goal: &Goal,
        techniques: &[Technique],
        assumed: Vec<String>,
        hidden: Vec<String>,
    ) -> Self {
        let wiring = Wiring {
            paths,
            goal,
            techniques,
        };
        let administrators = found.administrators.iter();
        let requests = match goal {
            Goal::Resource(requests) => requests.as_slice(),
            _ => &[],
        };
        Self {
            format: FORMAT,
            to: to.to_owned(),
            accounts: paths.accounts().to_vec(),
            requests: requests
                .iter()
                .map(|(action, resource)| Asked {
                    action: action.clone(),
                    resource: resource.clone(),
                })
                .collect(),
            administrators: administrators
                .map(|(at, strength)| Administrator {
                    principal: paths.name(Node::Actor(*at)),
                    strength: strength.name(),
                })
                .collect(),
            paths: found.pairs.iter().map(|pair| wiring.from(pair)).collect(),
            without: found.without,
            steps: found.steps.iter().map(|step| wiring.taken(step)).collect(),
            chokepoints: found.chokepoints.iter().map(cut).collect(),
            assumed,
            hidden,
        }
    }
}

/// What is needed to put the engine's types into words.
struct Wiring<'a, 'p> {
    paths: &'a Paths<'p>,
    goal: &'a Goal,
    techniques: &'a [Technique],
}

impl Wiring<'_, '_> {
    fn from(&self, pair: &Pair) -> From {
        let kind = match self.paths.actors().get(pair.from).map(|it| &it.kind) {
            Some(ActorKind::User { .. }) => "user",
            Some(ActorKind::Role { .. }) => "role",
            Some(ActorKind::Member { .. }) => "group",
            Some(ActorKind::Root) => "root",
            Some(ActorKind::Foreign) => "account",
            Some(ActorKind::Provider) => "provider",
            Some(ActorKind::Service) => "service",
            Some(ActorKind::Stranger | ActorKind::Anonymous) | None => "anybody",
        };
        From {
            principal: self.paths.name(Node::Actor(pair.from)),
            kind,
            strength: pair.strength.name(),
            routes: pair.paths.clone(),
            more: pair.more,
        }
    }

    fn taken(&self, step: &Step) -> Taken {
        Taken {
            from: self.paths.name(step.from),
            to: self.paths.name(step.to),
            strength: step.strength.name(),
            means: step.means.iter().map(|means| self.by(means)).collect(),
            more: step.more,
        }
    }

    fn by(&self, means: &Means) -> By {
        let technique = match means.way {
            Way::Technique(number) => self.techniques.get(number),
            _ => None,
        };
        let (id, title) = match (&means.way, technique) {
            (_, Some(technique)) => (technique.id.clone(), technique.title.clone()),
            (Way::Uses(number), _) => {
                let asked = match self.goal {
                    Goal::Resource(requests) => requests.get(*number),
                    _ => None,
                };
                let action = asked.map_or("it", |(action, _)| action);
                ("uses".to_owned(), format!("May call {action}"))
            }
            (Way::Administers, _) => {
                let title = "An administrator becomes everybody of the account";
                ("administers".to_owned(), title.to_owned())
            }
            _ => ("is".to_owned(), "Its policies allow everything".to_owned()),
        };
        By {
            technique: id,
            title,
            see: technique.map(|it| it.see.clone()),
            through: means.through.map(|at| self.paths.name(Node::Actor(at))),
            service: means.service.clone(),
            strength: means.strength.name(),
            existing: means.existing.clone(),
            permissions: means.permits.iter().map(allowed).collect(),
        }
    }
}

fn allowed(permit: &Permit) -> Allowed {
    let places = permit.places.iter();
    Allowed {
        action: permit.action.clone(),
        resource: permit.resource.clone(),
        made_up: permit.made_up,
        strength: permit.strength.name(),
        condition: permit.condition.clone(),
        statements: places
            .map(|place| stands(place, permit.needed.contains(place)))
            .collect(),
    }
}

fn cut(chokepoint: &Chokepoint) -> Cut {
    Cut {
        statement: stands(&chokepoint.place, true),
        paths: chokepoint.paths,
        principals: chokepoint.actors,
    }
}

fn stands(place: &Place, needed: bool) -> Stands {
    Stands {
        holder: place.holder.clone(),
        policy: place.policy.clone(),
        kind: place.layer.name(),
        statement: place.statement.map(|at| at + 1),
        sid: place.sid.clone(),
        needed,
    }
}
