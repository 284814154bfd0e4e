//! Why a step can be taken: every permission of it decided once more.

use std::collections::{BTreeMap, HashMap};

use super::needs::Asks;
use super::{
    Means, Node, On, PathFault, Paths, Permit, Place, Step, Strength, Technique, Way, Yields,
};
use crate::context::Context;
use crate::decide::{Answer, Caller, Decision, Layer, Mode, Request, Target, decide};
use crate::document::Effect;
use crate::reach::Known;

/// How many means of one step are told.
const SHOWN: usize = 12;

/// Steps that were explained.
#[derive(Default)]
pub(super) struct Explained {
    pub(super) steps: Vec<Step>,
    places: HashMap<(Node, Node, Strength), usize>,
}

impl Explained {
    /// The place of a step among those explained.
    pub(super) fn step(
        &mut self,
        paths: &mut Paths<'_>,
        from: Node,
        to: Node,
        strength: Strength,
    ) -> Result<usize, PathFault> {
        let key = (from, to, strength);
        if let Some(known) = self.places.get(&key) {
            return Ok(*known);
        }
        let step = paths.step(from, to, strength)?;
        self.steps.push(step);
        self.places.insert(key, self.steps.len() - 1);
        Ok(self.steps.len() - 1)
    }
}

impl<'a> Paths<'a> {
    fn step(&mut self, from: Node, to: Node, strength: Strength) -> Result<Step, PathFault> {
        let mut step = Step {
            from,
            to,
            strength: Strength::Certain,
            means: Vec::new(),
            more: 0,
        };
        let Node::Actor(at) = from else {
            step.means.push(Means {
                way: Way::Administers,
                through: None,
                service: None,
                strength: Strength::Certain,
                existing: None,
                permits: Vec::new(),
            });
            return Ok(step);
        };
        let edges = self.edges_into(to);
        let mut usable: Vec<_> = edges
            .iter()
            .filter(|edge| edge.from.at(strength).contains(at))
            .filter_map(|edge| Some((edge.from.of(at)?, edge)))
            .collect();
        usable.sort_by_key(|(strength, _)| *strength);
        let kept: Vec<_> = usable
            .iter()
            .filter(|(_, edge)| {
                !usable.iter().any(|(strength, other)| {
                    *strength <= edge.from.of(at).unwrap_or(Strength::Unknown)
                        && other.through == edge.through
                        && self.needs_less(&other.way, &edge.way)
                })
            })
            .collect();
        step.strength = usable.first().map_or(strength, |(strength, _)| *strength);
        step.more = kept.len().saturating_sub(SHOWN);
        for (strength, edge) in kept.into_iter().take(SHOWN) {
            let permits = self.permits(at, to, &edge.way, edge.through, edge.service.as_deref())?;
            let existing = match edge.way {
                Way::Technique(number) => self
                    .techniques
                    .get(number)
                    .and_then(|it| it.existing.clone()),
                _ => None,
            };
            step.means.push(Means {
                way: edge.way.clone(),
                through: edge.through,
                service: edge.service.clone(),
                strength: *strength,
                existing,
                permits,
            });
        }
        Ok(step)
    }

    /// Whether one way needs less than another, so that the other tells nothing more.
    fn needs_less(&self, one: &Way, other: &Way) -> bool {
        let (Way::Technique(one), Way::Technique(other)) = (one, other) else {
            return false;
        };
        let (Some(one), Some(other)) = (self.techniques.get(*one), self.techniques.get(*other))
        else {
            return false;
        };
        // What takes another thing to be there is another way.
        one.needs.len() < other.needs.len()
            && (one.existing.is_none() || one.existing == other.existing)
            && one.needs.iter().all(|need| other.needs.contains(need))
    }

    fn permits(
        &mut self,
        at: usize,
        to: Node,
        way: &Way,
        through: Option<usize>,
        service: Option<&str>,
    ) -> Result<Vec<Permit>, PathFault> {
        match way {
            Way::Administers => Ok(Vec::new()),
            Way::Is => {
                let Node::Administrator(account) = to else {
                    return Ok(Vec::new());
                };
                // One tells as much as all: the same statements allow them.
                let probes = self.probes(account);
                let one = probes
                    .into_iter()
                    .find(|(action, _)| action.starts_with("iam:"));
                let permits = one.map(|(action, target)| {
                    let asks = Asks {
                        action,
                        target,
                        known: Known::default(),
                    };
                    self.permit(at, &asks, true)
                });
                permits.into_iter().collect()
            }
            Way::Uses(number) => {
                let Some((action, resource)) = self.goal.get(*number).cloned() else {
                    return Ok(Vec::new());
                };
                let (target, known) = self.aimed(&resource, &action);
                let asks = Asks {
                    action: &action,
                    target,
                    known,
                };
                Ok(vec![self.permit(at, &asks, false)?])
            }
            Way::Technique(number) => {
                let techniques = self.techniques;
                let Some(technique) = techniques.get(*number) else {
                    return Ok(Vec::new());
                };
                self.of_technique(at, to, technique, through, service)
            }
        }
    }

    fn of_technique(
        &mut self,
        at: usize,
        to: Node,
        technique: &'a Technique,
        through: Option<usize>,
        service: Option<&str>,
    ) -> Result<Vec<Permit>, PathFault> {
        let own = technique.yields == Yields::OneSelf;
        let (target, account) = match to {
            Node::Actor(target) => (Some(target), self.account_of(target)),
            Node::Administrator(account) if own => (Some(at), Some(account)),
            Node::Administrator(account) => (through, Some(account)),
            Node::Goal => (None, None),
        };
        let mut permits = Vec::new();
        for (action, on) in &technique.needs {
            if *on == On::Any {
                permits.push(self.anywhere(at, action, account)?);
                continue;
            }
            let Some(target) = target else { continue };
            let asks = self.asks(technique, action, *on, target, service);
            let best = asks
                .into_iter()
                .filter_map(|asks| Some((self.ask_one(at, &asks)?, asks)))
                .min_by_key(|(strength, _)| *strength);
            match best {
                Some((_, asks)) => permits.push(self.permit(at, &asks, false)?),
                None => return Err(self.refuted(at, action, &self.name(Node::Actor(target)))),
            }
        }
        if let Some(asks) = target.and_then(|target| self.let_in(technique, target)) {
            permits.push(self.permit(at, &asks, false)?);
        }
        Ok(permits)
    }

    /// A permission on whatever resource.
    fn anywhere(
        &mut self,
        at: usize,
        action: &str,
        account: Option<usize>,
    ) -> Result<Permit, PathFault> {
        let account = account.unwrap_or(usize::MAX);
        let found = self.somewhere(action, account);
        let Some(witness) = found.witness(at) else {
            if found.reached.strength_of(at) != Some(Strength::Unknown) {
                return Err(self.refuted(at, action, "any resource"));
            }
            return Ok(Permit {
                action: action.to_owned(),
                resource: "some resource".to_owned(),
                made_up: true,
                strength: Strength::Unknown,
                condition: Some("whether there is such a resource was not found out".to_owned()),
                places: Vec::new(),
                needed: Vec::new(),
            });
        };
        let mut target = Target::new(witness);
        target.account = self.accounts.get(account).map(|it| it.as_str().into());
        let asks = Asks {
            action,
            target,
            known: Known::default(),
        };
        self.permit(at, &asks, true)
    }

    /// Decides one request, and tells the statements behind the answer.
    fn permit(&self, at: usize, asks: &Asks<'_>, made_up: bool) -> Result<Permit, PathFault> {
        let refuted = || self.refuted(at, asks.action, &asks.target.resource);
        let caller = self.reach.callers().get(at).ok_or_else(refuted)?;
        let context = self.reach.context(at, &asks.target, &asks.known);
        let answer = answer(caller, asks, &context);
        let strength = super::admin::of(&answer.decision).ok_or_else(refuted)?;
        let places = self.places(at, asks, &answer);
        Ok(Permit {
            needed: needed(caller, asks, &context, &answer, &places),
            action: asks.action.to_owned(),
            resource: asks.target.resource.to_string(),
            made_up,
            strength,
            condition: match &answer.decision {
                Decision::Conditional { residual } => Some(residual.to_string()),
                Decision::Unknown { reason } => Some(reason.clone()),
                _ => None,
            },
            places,
        })
    }

    fn refuted(&self, at: usize, action: &str, resource: &str) -> PathFault {
        PathFault::Refuted {
            from: self.name(Node::Actor(at)),
            action: action.to_owned(),
            resource: resource.to_owned(),
        }
    }

    /// The statements that allow something.
    fn places(&self, at: usize, asks: &Asks<'_>, answer: &Answer<'_>) -> Vec<Place> {
        let own = self.account_of(at).is_some();
        let allows = answer
            .because
            .iter()
            .filter(|because| because.effect == Effect::Allow)
            // What another account allows its own is not seen but taken for granted.
            .filter(|because| because.layer != Layer::Identity || own);
        allows
            .map(|because| {
                let managed = because.name().starts_with("arn:");
                let holder = match because.layer {
                    Layer::Resource | Layer::Grant => Some(asks.target.resource.to_string()),
                    _ if managed => None,
                    Layer::Scp | Layer::Rcp => because.holder().map(str::to_owned),
                    _ => Some(match because.holder() {
                        Some(group) => format!("group {group}"),
                        None => self.name(Node::Actor(at)),
                    }),
                };
                Place {
                    holder,
                    policy: because.name().to_owned(),
                    layer: because.layer,
                    statement: because.statement(),
                    sid: because.sid().map(str::to_owned),
                }
            })
            .collect()
    }
}

fn answer<'a>(caller: &'a Caller, asks: &'a Asks<'_>, context: &'a Context) -> Answer<'a> {
    decide(&Request {
        caller,
        action: asks.action,
        target: &asks.target,
        endpoint: None,
        context,
        mode: Mode::Discovery,
    })
}

/// The statements without which a request would not be allowed: those that stand alone in what has to allow it. Whether
/// the identity's side or the resource's has to is tried by taking it away.
fn needed(
    caller: &Caller,
    asks: &Asks<'_>,
    context: &Context,
    answer: &Answer<'_>,
    places: &[Place],
) -> Vec<Place> {
    let of_identity = |layer: Layer| matches!(layer, Layer::Identity | Layer::Group);
    let mut sides: BTreeMap<Layer, Vec<&Place>> = BTreeMap::new();
    for place in places {
        let side = match place.layer {
            layer if of_identity(layer) => Layer::Identity,
            layer @ (Layer::Resource | Layer::Boundary) => layer,
            // Organizations' policies are there to limit; nobody removes an Allow from those.
            _ => continue,
        };
        sides.entry(side).or_default().push(place);
    }
    let alone = sides
        .into_iter()
        .filter_map(|(side, places)| match places.as_slice() {
            [one] => Some((side, (*one).clone())),
            _ => None,
        });
    alone
        .filter(|(side, _)| {
            let mut caller = caller.clone();
            let mut target = asks.target.clone();
            match side {
                Layer::Identity => {
                    caller.identity.clear();
                    caller.groups.clear();
                }
                Layer::Boundary => caller.boundary = Some(Vec::new()),
                _ => target.policy = None,
            }
            let without = Asks {
                action: asks.action,
                target,
                known: Known::default(),
            };
            let other = answer_of(&caller, &without, context);
            super::admin::of(&other) != super::admin::of(&answer.decision)
        })
        .map(|(_, place)| place)
        .collect()
}

fn answer_of(caller: &Caller, asks: &Asks<'_>, context: &Context) -> Decision {
    answer(caller, asks, context).decision
}
