//! Who may become an administrator, of everybody whom the snapshots show.

use std::collections::{BTreeMap, HashMap};

use bartizan_iam::paths::{
    Actor, ActorKind, Found, Goal, Node, Pair, Paths, Step, Strength, Technique, Way as By,
};
use bartizan_model::aws::iam::{Role, User};
use bartizan_model::{Access, ResourceType as _, Timestamp};

/// How many principals are compared. Their graph grows with the square of the roles.
const MOST_PRINCIPALS: usize = 25_000;

/// How many bytes of principals, groups and policies are kept for that.
const MOST_BYTES: usize = 64 << 20;

/// What paths are made of.
#[derive(Debug, Default)]
pub(super) struct Material {
    pub(super) access: Access,
    principals: usize,
    bytes: usize,
}

impl Material {
    /// Counts a line of so many bytes that is to be added; whether it is not too much.
    pub(super) fn has_room_for(&mut self, kind: &str, bytes: usize) -> bool {
        self.principals += usize::from([User::TYPE, Role::TYPE].contains(&kind));
        self.bytes += bytes;
        self.principals <= MOST_PRINCIPALS && self.bytes <= MOST_BYTES
    }
}

/// How many from outside are told of an account.
const MOST_OUTSIDERS: usize = 50;

/// How many steps are told of a path.
const MOST_STEPS: usize = 12;

/// Who may become an administrator.
#[derive(Debug, Default)]
pub(crate) struct Escalations {
    /// By ARN of a user or role.
    own: HashMap<String, Way>,
    /// By account: who comes from outside it.
    outsiders: BTreeMap<String, Vec<Outsider>>,
    /// Whether nothing is known of anybody: there were too many, or the engine contradicted itself.
    pub(crate) unknown: bool,
}

/// What a user or role is, or may become.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    /// How surely.
    pub(crate) strength: Strength,
    /// The steps; none for an administrator.
    pub(crate) steps: Vec<Told>,
    /// How many such paths there are.
    pub(crate) paths: u64,
}

/// Somebody of another account, or of none, who may become an administrator.
#[derive(Debug, Clone)]
pub(crate) struct Outsider {
    /// The name.
    pub(crate) name: String,
    /// What kind of actor it is.
    pub(crate) kind: &'static str,
    /// How it becomes one.
    pub(crate) way: Way,
}

/// A step as it is told.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// Whom it leads to.
    pub(crate) to: String,
    /// The technique, by id; none where the policies allow everything as they are.
    pub(crate) technique: Option<String>,
    /// What is done, in words.
    pub(crate) title: String,
    /// How surely.
    pub(crate) strength: Strength,
}

impl Escalations {
    /// Nothing is known of anybody.
    pub(super) fn unknown() -> Self {
        Self {
            unknown: true,
            ..Self::default()
        }
    }

    /// Looks for the paths of everybody.
    pub(super) fn of(access: &Access, techniques: &[Technique], now: Timestamp) -> Self {
        let actors = access.actors(Some(now));
        let reach = Paths::reach(&actors);
        let mut paths = Paths::new(&actors, &reach, access, techniques);
        // An edge that the decision refutes is a mistake of the index: nothing is known then.
        let Ok(found) = paths.to(&Goal::Administrator, None) else {
            return Self::unknown();
        };
        let mut escalations = Self::default();
        for (at, strength) in &found.administrators {
            if let Some(actor) = paths.actors().get(*at).filter(|it| is_own(it)) {
                let standing = Way {
                    strength: *strength,
                    steps: Vec::new(),
                    paths: 0,
                };
                escalations.own.insert(actor.arn().to_owned(), standing);
            }
        }
        for pair in &found.pairs {
            escalations.keep(&paths, techniques, &found, pair);
        }
        escalations
    }

    fn keep(&mut self, paths: &Paths<'_>, techniques: &[Technique], found: &Found, pair: &Pair) {
        let Some(actor) = paths.actors().get(pair.from) else {
            return;
        };
        let steps: Vec<&Step> = pair
            .paths
            .first()
            .into_iter()
            .flatten()
            .filter_map(|place| found.steps.get(*place))
            .collect();
        let told = steps.iter().take(MOST_STEPS);
        let standing = Way {
            strength: pair.strength,
            steps: told.map(|step| tell(paths, techniques, step)).collect(),
            paths: pair.more + pair.paths.len() as u64,
        };
        if let Some(Node::Administrator(account)) = steps.last().map(|step| step.to)
            && let Some(account) = paths.accounts().get(account)
            && actor.account() != Some(account)
            && let Some(kind) = kind(actor)
        {
            let outsiders = self.outsiders.entry(account.clone()).or_default();
            if outsiders.len() < MOST_OUTSIDERS {
                outsiders.push(Outsider {
                    name: actor.name.clone(),
                    kind,
                    way: standing.clone(),
                });
            }
        }
        if is_own(actor) {
            self.own.insert(actor.arn().to_owned(), standing);
        }
    }

    /// What a user or role is or may become; none when it stays what it is.
    pub(crate) fn standing(&self, arn: &str) -> Option<&Way> {
        self.own.get(arn)
    }

    /// Who comes from outside an account.
    pub(crate) fn outsiders(&self, account: &str) -> &[Outsider] {
        self.outsiders.get(account).map_or(&[], Vec::as_slice)
    }
}

/// Whether it is a user or role of an account that was looked at.
fn is_own(actor: &Actor) -> bool {
    matches!(actor.kind, ActorKind::User { .. } | ActorKind::Role { .. })
}

/// What an outsider is called in facts; none for what is no outsider.
fn kind(actor: &Actor) -> Option<&'static str> {
    Some(match actor.kind {
        ActorKind::User { .. } => "user",
        ActorKind::Role { .. } => "role",
        ActorKind::Foreign => "account",
        ActorKind::Stranger => "stranger",
        ActorKind::Anonymous => "anonymous",
        ActorKind::Provider => "provider",
        ActorKind::Root | ActorKind::Service | ActorKind::Member { .. } => return None,
    })
}

fn tell(paths: &Paths<'_>, techniques: &[Technique], step: &Step) -> Told {
    let means = step.means.first();
    let technique = means.and_then(|means| match means.way {
        By::Technique(at) => techniques.get(at),
        By::Is | By::Administers | By::Uses(_) => None,
    });
    let title = match (technique, means.map(|means| &means.way)) {
        (Some(technique), _) => technique.title.clone(),
        (None, Some(By::Is)) => "be an administrator".to_owned(),
        (None, _) => "administer the account".to_owned(),
    };
    Told {
        to: paths.name(step.to),
        technique: technique.map(|it| it.id.clone()),
        title,
        strength: step.strength,
    }
}

#[cfg(test)]
mod tests {
    use bartizan_model::aws::iam::Policy;

    use super::*;

    #[test]
    fn too_many_principals_and_too_much_about_them_are_not_kept() {
        let mut many = Material::default();
        assert!((0..MOST_PRINCIPALS).all(|_| many.has_room_for(User::TYPE, 100)));
        assert!(many.has_room_for(Policy::TYPE, 100));
        assert!(!many.has_room_for(Role::TYPE, 100));
        let mut large = Material::default();
        assert!(large.has_room_for(Policy::TYPE, MOST_BYTES));
        assert!(!large.has_room_for(Policy::TYPE, 1));
    }
}
