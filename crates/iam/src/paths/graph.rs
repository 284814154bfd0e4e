//! The edges into a node, found when they are first asked for.

use std::rc::Rc;

use super::strength::Tiers;
use super::{ActorKind, Node, Paths, Rewrite, Strength, Technique, Way, When, Yields};
use crate::decide::Target;
use crate::principal::{Principal, PrincipalKind};
use crate::reach::Known;

/// Edges that a way makes into one node.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) way: Way,
    pub(super) through: Option<usize>,
    /// The service that the role is passed to.
    pub(super) service: Option<String>,
    /// From whom.
    pub(super) from: Tiers,
}

impl<'a> Paths<'a> {
    /// The edges into a node.
    pub(super) fn edges_into(&mut self, node: Node) -> Rc<[Edge]> {
        if let Some(known) = self.into.get(&node) {
            return Rc::clone(known);
        }
        let made: Rc<[Edge]> = match node {
            Node::Actor(at) => self.edges_into_actor(at).into(),
            Node::Administrator(account) => self.edges_into_administrator(account).into(),
            Node::Goal => Rc::default(),
        };
        self.into.insert(node, Rc::clone(&made));
        made
    }

    fn edges_into_actor(&mut self, at: usize) -> Vec<Edge> {
        let techniques = self.techniques;
        let mut edges = Vec::new();
        let (Some(account), Some(actor)) = (self.account_of(at), self.actors.get(at)) else {
            return edges;
        };
        let yields = match actor.kind {
            ActorKind::Role { .. } => Yields::Role,
            ActorKind::User { .. } => Yields::User,
            ActorKind::Member { .. } => Yields::Group,
            _ => return edges,
        };
        let mut trusted = Trusted::default();
        for (number, technique) in techniques.iter().enumerate() {
            if technique.yields != yields || technique.retired.is_some() {
                continue;
            }
            let Some(suits) = self.suits(technique, at) else {
                continue;
            };
            let services: Vec<(Option<&str>, Strength)> = if technique.trusts.is_empty() {
                vec![(None, Strength::Certain)]
            } else {
                let names = technique.trusts.iter();
                names
                    .filter_map(|name| Some((Some(name.as_str()), trusted.by(self, at, name)?)))
                    .collect()
            };
            for (service, trust) in services {
                let mut from = self.needs(technique, account, Some(at), service);
                from.weaken(suits.max(trust));
                if technique.existing.is_some() {
                    from.weaken(Strength::Existing);
                }
                from.remove(at);
                if yields == Yields::Group {
                    self.keep_new_members(&mut from, at, account);
                }
                if !from.is_empty() {
                    edges.push(Edge {
                        way: Way::Technique(number),
                        through: None,
                        service: service.map(str::to_owned),
                        from,
                    });
                }
            }
        }
        edges
    }

    /// Keeps those who get what a group's policies give: users, as far as their own policies and boundary let them.
    fn keep_new_members(&self, from: &mut Tiers, member: usize, account: usize) {
        let administers = self.administrators(account).of(member).is_some();
        for at in from.any().clone().iter() {
            let Some(actor) = self.actors.get(at).filter(|actor| actor.is_user()) else {
                from.remove(at);
                continue;
            };
            let strength = match administers {
                true => self.joined_administers(at, member),
                // What the boundary leaves of the group's policies is not followed any further.
                false if actor.caller.boundary.is_some() => Some(Strength::Unknown),
                false => Some(Strength::Certain),
            };
            let had = from.of(at);
            from.remove(at);
            if let (Some(strength), Some(had)) = (strength, had) {
                from.insert(at, strength.max(had));
            }
        }
    }

    /// Whether a user or role is as a technique wants it; `None` if not.
    pub(super) fn suits(&self, technique: &Technique, at: usize) -> Option<Strength> {
        let kind = &self.actors.get(at)?.kind;
        let mut strength = Strength::Certain;
        for when in &technique.when {
            let so = match (when, kind) {
                (When::RoleInInstanceProfile, ActorKind::Role { instance_profile }) => {
                    *instance_profile
                }
                (When::UserHasRoomForAKey, ActorKind::User { keys, .. }) => keys.map(|it| it < 2),
                (When::UserHasTwoKeys, ActorKind::User { keys, .. }) => keys.map(|it| it >= 2),
                (When::UserWithoutPassword, ActorKind::User { password, .. }) => {
                    password.map(|it| !it)
                }
                (When::UserWithPassword, ActorKind::User { password, .. }) => *password,
                _ => Some(false),
            };
            match so {
                Some(true) => {}
                Some(false) => return None,
                None => strength = Strength::Unknown,
            }
        }
        Some(strength)
    }

    /// What a role's trust policy says to a service that acts in the role's own account.
    fn trusts(&self, role: usize, service: &str) -> Option<Strength> {
        let actor = self.actors.get(role)?;
        let principal = Principal::parse(service).ok()?;
        let action = match principal.kind() {
            PrincipalKind::WebIdentity => "sts:AssumeRoleWithWebIdentity",
            _ => "sts:AssumeRole",
        };
        let target = self.around.target(actor.arn(), action);
        let mut known = self.around.known(&target);
        // The confused deputy's keys: the caller's resources are in the role's account, or PassRole had failed.
        if let Some(account) = actor.account() {
            known.all.set("aws:SourceAccount", account);
        }
        let caller = crate::decide::Caller::new(principal);
        super::admin::ask(&caller, action, &target, &known.all)
    }

    /// The account's administrators: those who are, and those who make themselves so.
    fn edges_into_administrator(&mut self, account: usize) -> Vec<Edge> {
        let techniques = self.techniques;
        let mut edges = Vec::new();
        let are = self.administrators(account);
        for (number, technique) in techniques.iter().enumerate() {
            if technique.retired.is_some() {
                continue;
            }
            let mut add = |through, mut from: Tiers| {
                if technique.existing.is_some() {
                    from.weaken(Strength::Existing);
                }
                // An administrator needs no technique.
                from.take_away(are.at(Strength::Certain));
                if !from.is_empty() {
                    edges.push(Edge {
                        way: Way::Technique(number),
                        through,
                        service: None,
                        from,
                    });
                }
            };
            match technique.yields {
                Yields::OneSelf => add(None, self.own(technique, account)),
                Yields::AsNew => {
                    let mut from = self.needs(technique, account, None, None);
                    match self.new_administrator(account) {
                        Some(strength) => from.weaken(strength),
                        None => continue,
                    }
                    add(None, from);
                }
                Yields::AsRole | Yields::AsUser => {
                    // Nobody that could take part: no need to look at each.
                    if !self.somebody_may(technique, account) {
                        continue;
                    }
                    for at in self.that_become_administrators(technique, account, &are) {
                        let Some(suits) = self.suits(technique, at) else {
                            continue;
                        };
                        let mut from = self.needs(technique, account, Some(at), None);
                        from.remove(at);
                        if from.is_empty() {
                            continue;
                        }
                        let Some(strength) = self.becomes_administrator(at, &technique.rewrites)
                        else {
                            continue;
                        };
                        from.weaken(strength.max(suits));
                        add(Some(at), from);
                    }
                }
                Yields::Role | Yields::User | Yields::Group => {}
            }
        }
        if !are.is_empty() {
            edges.push(Edge {
                way: Way::Is,
                through: None,
                service: None,
                from: are,
            });
        }
        edges
    }

    /// The users or roles that a technique may make administrators: those that are none already.
    fn that_become_administrators(
        &self,
        technique: &'a Technique,
        account: usize,
        are: &Tiers,
    ) -> Vec<usize> {
        let wanted = |kind: &ActorKind| match technique.yields {
            Yields::AsRole => matches!(kind, ActorKind::Role { .. }),
            _ => matches!(kind, ActorKind::User { .. }),
        };
        let boundary = technique.rewrites.contains(&Rewrite::Boundary);
        self.of_account(account)
            .filter(|(at, actor)| {
                wanted(&actor.kind)
                    && !are.at(Strength::Certain).contains(*at)
                    && (!boundary || actor.caller.boundary.is_some())
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// A target with what is known of it.
    pub(super) fn aimed(&self, resource: &str, action: &str) -> (Target, Known) {
        let target = self.around.target(resource, action);
        let known = self.around.known(&target);
        (target, known)
    }
}

/// What a role's trust policy says to services, each asked once.
#[derive(Default)]
struct Trusted(Vec<(String, Option<Strength>)>);

impl Trusted {
    fn by(&mut self, paths: &Paths<'_>, role: usize, service: &str) -> Option<Strength> {
        if let Some((_, known)) = self.0.iter().find(|(name, _)| name == service) {
            return *known;
        }
        let says = paths.trusts(role, service);
        self.0.push((service.to_owned(), says));
        says
    }
}
