//! Looking for the shortest paths, at each strength by itself.

use std::collections::{BTreeMap, BTreeSet};

use super::explain::Explained;
use super::graph::Edge;
use super::strength::Tiers;
use super::{Found, Node, Pair, PathFault, Paths, Strength, Way};

/// Where paths lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// To an administrator of any account that was looked at.
    Administrator,
    /// To an actor.
    Actor(usize),
    /// To one of these requests: actions with resources.
    Resource(Vec<(String, String)>),
}

/// How many paths of one actor are told.
const SHOWN: usize = 16;

/// How many next nodes of one actor are kept.
const NEXT: usize = 64;

/// No path.
const FAR: u32 = u32::MAX;

impl Paths<'_> {
    /// The shortest paths to a goal, from these actors or from all that may be a source.
    ///
    /// Each actor's are those over the surest steps that lead there at all.
    ///
    /// # Errors
    /// When a step turns out to be none, which is a mistake of this program.
    pub fn to(&mut self, goal: &Goal, from: Option<&[usize]>) -> Result<Found, PathFault> {
        self.aim(goal);
        let mut left: BTreeSet<usize> = match from {
            Some(from) => from.iter().copied().collect(),
            None => {
                let all = self.actors.iter().enumerate();
                all.filter(|(_, actor)| actor.is_source())
                    .map(|(at, _)| at)
                    .collect()
            }
        };
        if let Goal::Actor(at) = goal {
            left.remove(at);
        }
        let mut found = Found::default();
        let mut explained = Explained::default();
        for strength in Strength::ALL {
            if left.is_empty() {
                break;
            }
            let map = self.map(goal, strength);
            for at in left.clone() {
                if map.far(self.number(Node::Actor(at))) == FAR {
                    continue;
                }
                left.remove(&at);
                if *goal == Goal::Administrator && self.is_one(at, strength) {
                    found.administrators.push((at, strength));
                    continue;
                }
                let pair = self.pair(at, strength, &map, &mut explained)?;
                found.pairs.push(pair);
            }
        }
        found.without = left.len();
        found.steps = explained.steps;
        found.pairs.sort_by_key(|pair| {
            let length = pair.paths.first().map_or(0, Vec::len);
            (pair.strength, length, pair.from)
        });
        found.chokepoints = super::choke::chokepoints(&found);
        Ok(found)
    }

    /// Puts the edges to a resource into the graph.
    fn aim(&mut self, goal: &Goal) {
        let Goal::Resource(requests) = goal else {
            return;
        };
        let mut edges = Vec::new();
        for (number, (action, resource)) in requests.iter().enumerate() {
            let (target, known) = self.aimed(resource, action);
            let reached = self.reach.who_can(action, &target, &known);
            if !reached.is_nobody() {
                edges.push(Edge {
                    way: Way::Uses(number),
                    through: None,
                    service: None,
                    from: Tiers::reached(&reached),
                });
            }
        }
        self.into.insert(Node::Goal, edges.into());
        self.goal.clone_from(requests);
    }

    /// The number of a node in a map.
    fn number(&self, node: Node) -> usize {
        match node {
            Node::Actor(at) => at,
            Node::Administrator(account) => self.actors.len() + account,
            Node::Goal => self.actors.len() + self.accounts.len(),
        }
    }

    fn node(&self, number: usize) -> Node {
        let beyond = number.checked_sub(self.actors.len());
        match beyond {
            None => Node::Actor(number),
            Some(account) if account < self.accounts.len() => Node::Administrator(account),
            Some(_) => Node::Goal,
        }
    }

    /// How far every node is from the goal, over steps that are at least so sure.
    fn map(&mut self, goal: &Goal, strength: Strength) -> Map {
        let nodes = self.actors.len() + self.accounts.len() + 1;
        let mut map = Map {
            far: vec![FAR; nodes],
            next: BTreeMap::new(),
        };
        let mut level: Vec<usize> = match goal {
            Goal::Administrator => (0..self.accounts.len())
                .map(|account| self.number(Node::Administrator(account)))
                .collect(),
            Goal::Actor(at) => vec![*at],
            Goal::Resource(_) => vec![self.number(Node::Goal)],
        };
        for number in &level {
            map.put(*number, 0);
        }
        let mut far = 0;
        while !level.is_empty() {
            far += 1;
            let mut further = Vec::new();
            for number in level {
                let to = self.node(number);
                for edge in self.edges_into(to).iter() {
                    for from in edge.from.at(strength).iter() {
                        map.step(from, number, far, &mut further);
                    }
                }
                if let Node::Actor(at) = to
                    && self
                        .actors
                        .get(at)
                        .is_some_and(|it| it.is_user() || it.is_role())
                    && let Some(account) = self.account_of(at)
                {
                    let administrator = self.number(Node::Administrator(account));
                    map.step(administrator, number, far, &mut further);
                }
            }
            level = further;
        }
        map
    }

    /// Whether somebody is an administrator as it is.
    fn is_one(&mut self, at: usize, strength: Strength) -> bool {
        let Some(account) = self.account_of(at) else {
            return false;
        };
        let edges = self.edges_into(Node::Administrator(account));
        let mut edges = edges.iter();
        edges.any(|edge| edge.way == Way::Is && edge.from.at(strength).contains(at))
    }

    fn pair(
        &mut self,
        from: usize,
        strength: Strength,
        map: &Map,
        explained: &mut Explained,
    ) -> Result<Pair, PathFault> {
        let mut counted = BTreeMap::new();
        let total = map.count(from, &mut counted);
        let mut routes = Vec::new();
        let mut route = vec![from];
        map.routes(&mut route, &mut routes);
        let mut paths = Vec::new();
        for route in &routes {
            let mut path = Vec::new();
            for step in route.windows(2) {
                if let [from, to] = step {
                    let (from, to) = (self.node(*from), self.node(*to));
                    path.push(explained.step(self, from, to, strength)?);
                }
            }
            paths.push(path);
        }
        Ok(Pair {
            from,
            strength,
            more: total.saturating_sub(paths.len() as u64),
            paths,
        })
    }
}

/// How far nodes are from a goal, and over which they get nearer.
struct Map {
    far: Vec<u32>,
    next: BTreeMap<usize, Next>,
}

/// The nodes that are nearer by one.
#[derive(Default)]
struct Next {
    nodes: Vec<usize>,
    /// Nodes beyond those that are kept.
    more: u64,
}

impl Map {
    fn far(&self, number: usize) -> u32 {
        self.far.get(number).copied().unwrap_or(FAR)
    }

    fn put(&mut self, number: usize, far: u32) {
        if let Some(place) = self.far.get_mut(number) {
            *place = far;
        }
    }

    fn step(&mut self, from: usize, to: usize, far: u32, further: &mut Vec<usize>) {
        let known = self.far(from);
        if known == FAR {
            self.put(from, far);
            further.push(from);
        } else if known != far {
            return;
        }
        let next = self.next.entry(from).or_default();
        if next.nodes.last() == Some(&to) {
            return;
        }
        if next.nodes.len() < NEXT {
            next.nodes.push(to);
        } else {
            next.more += 1;
        }
    }

    /// How many paths there are; those beyond the nodes that are kept count as one each.
    fn count(&self, from: usize, counted: &mut BTreeMap<usize, u64>) -> u64 {
        if let Some(known) = counted.get(&from) {
            return *known;
        }
        let count = match self.next.get(&from) {
            Some(next) if self.far(from) > 0 => next.nodes.iter().fold(next.more, |sum, to| {
                sum.saturating_add(self.count(*to, counted))
            }),
            _ => 1,
        };
        counted.insert(from, count);
        count
    }

    /// The paths, up to as many as are told. As deep as the longest shortest path, of which each node is nearer to
    /// the goal than the one before.
    fn routes(&self, route: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
        let Some(last) = route.last().copied() else {
            return;
        };
        if self.far(last) == 0 {
            found.push(route.clone());
            return;
        }
        let next = self.next.get(&last);
        for to in next.into_iter().flat_map(|next| &next.nodes) {
            if found.len() >= SHOWN {
                return;
            }
            route.push(*to);
            self.routes(route, found);
            route.pop();
        }
    }
}
