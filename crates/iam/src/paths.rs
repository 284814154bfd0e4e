//! Paths by which somebody gets at other permissions than their own, up to those of an administrator.
//!
//! [`Paths`] knows actors and techniques; [`Paths::to`] looks for the shortest paths from everybody, or from some, to an
//! administrator, an actor or a resource. A step is a technique whose every permission the policies allow; each step
//! of a path that is told was decided by [`decide`](crate::decide) once more, with the statements that permit it.

mod actor;
mod admin;
mod choke;
mod explain;
mod found;
mod graph;
mod needs;
mod own;
mod resource;
mod search;
mod strength;
mod technique;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::reach::{Asking, Bits, Reach, Somewhere};

pub use actor::{Actor, ActorKind, Around};
pub use choke::Chokepoint;
pub use found::{Found, Means, Node, Pair, PathFault, Permit, Place, Step, Way};
pub use resource::reading;
pub use search::Goal;
pub use strength::Strength;
pub use technique::{On, Rewrite, Technique, TechniqueFault, When, Yields};

use graph::Edge;

/// Actors and techniques, ready to be asked about paths.
pub struct Paths<'a> {
    actors: &'a [Actor],
    reach: &'a Reach,
    around: &'a dyn Around,
    techniques: &'a [Technique],
    /// Accounts that were looked at; the place is the number of their administrators' node.
    accounts: Vec<String>,
    by_arn: HashMap<String, usize>,
    /// Who is vouched for by a provider; they assume roles by calls of their own.
    providers: Bits,
    /// What was found out so far.
    somewhere: HashMap<(String, usize), Rc<Somewhere>>,
    into: HashMap<Node, Rc<[Edge]>>,
    /// Actions that many targets are asked about.
    asking: RefCell<HashMap<&'a str, Rc<Asking<'a>>>>,
    /// The requests that were asked about last.
    goal: Vec<(String, String)>,
}

impl<'a> Paths<'a> {
    /// Indexes what actors may do.
    #[must_use]
    pub fn reach(actors: &[Actor]) -> Reach {
        let callers = actors
            .iter()
            .map(|actor| (actor.caller.clone(), actor.facts.clone()));
        Reach::with_facts(callers.collect())
    }

    /// Puts actors, what [`Paths::reach`] made of them, and techniques together.
    #[must_use]
    pub fn new(
        actors: &'a [Actor],
        reach: &'a Reach,
        around: &'a dyn Around,
        techniques: &'a [Technique],
    ) -> Self {
        let numbered = || actors.iter().enumerate();
        let looked_at = |actor: &&Actor| actor.is_user() || actor.is_role() || actor.is_root();
        let mut accounts: Vec<String> = actors
            .iter()
            .filter(looked_at)
            .filter_map(|actor| actor.account().map(str::to_owned))
            .collect();
        accounts.sort();
        accounts.dedup();
        let providers = numbered().filter(|(_, actor)| actor.kind == ActorKind::Provider);
        Self {
            providers: Bits::of(actors.len(), providers.map(|(at, _)| at)),
            by_arn: numbered()
                .map(|(at, actor)| (actor.name.clone(), at))
                .collect(),
            reach,
            around,
            techniques,
            accounts,
            somewhere: HashMap::new(),
            into: HashMap::new(),
            asking: RefCell::default(),
            goal: Vec::new(),
            actors,
        }
    }

    /// The actors, in the order in which they were given.
    #[must_use]
    pub fn actors(&self) -> &'a [Actor] {
        self.actors
    }

    /// The place of an actor among them, by its name.
    #[must_use]
    pub fn actor(&self, name: &str) -> Option<usize> {
        self.by_arn.get(name).copied()
    }

    /// The accounts that have administrators.
    #[must_use]
    pub fn accounts(&self) -> &[String] {
        &self.accounts
    }

    /// What a node is called.
    #[must_use]
    pub fn name(&self, node: Node) -> String {
        match node {
            Node::Actor(at) => self
                .actors
                .get(at)
                .map_or_else(String::new, |actor| actor.name.clone()),
            Node::Administrator(at) => {
                let account = self.accounts.get(at).map_or("", String::as_str);
                format!("administrator of {account}")
            }
            Node::Goal => "the resource".to_owned(),
        }
    }

    /// The actors of an account that was looked at.
    fn of_account(&self, account: usize) -> impl Iterator<Item = (usize, &Actor)> {
        let number = self.accounts.get(account).map(String::as_str);
        self.actors
            .iter()
            .enumerate()
            .filter(move |(_, actor)| number.is_some() && actor.account() == number)
    }

    /// The number of an actor's account among those that were looked at.
    fn account_of(&self, at: usize) -> Option<usize> {
        let account = self.actors.get(at)?.account()?;
        self.accounts
            .binary_search_by(|it| it.as_str().cmp(account))
            .ok()
    }
}
