//! Paths as a picture: nodes in layers towards the goal, those with the same ways onwards drawn as one.

use std::collections::{BTreeMap, BTreeSet};

use super::text::Short;
use super::wire::{Taken, Told};

/// The most nodes that are drawn.
const MOST: usize = 120;

/// How many names a box shows.
const NAMES: usize = 2;

/// What is drawn.
pub(super) struct Picture {
    /// The nodes, the goal's layer first.
    pub(super) nodes: Vec<Drawn>,
    /// The edges.
    pub(super) edges: Vec<Edge>,
    /// How many principals are left out.
    pub(super) left_out: usize,
}

/// A node.
pub(super) struct Drawn {
    /// What stands in it.
    pub(super) label: String,
    /// Everybody whom it stands for.
    pub(super) names: Vec<String>,
    /// How far from the goal it is.
    pub(super) layer: usize,
    /// What kind of node it is.
    pub(super) kind: Kind,
}

/// Kinds of nodes, by how they are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    User,
    Role,
    Group,
    Outside,
    Goal,
}

/// An edge.
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The techniques, shortened.
    pub(super) label: String,
    /// The techniques in words.
    pub(super) title: String,
    /// `certain`, `conditional`, `needs-existing` or `unknown`.
    pub(super) strength: &'static str,
}

/// Where a node leads: to whom, by what, how surely.
type Onwards = BTreeSet<(String, String, &'static str)>;

impl Picture {
    pub(super) fn new(told: &Told, limit: usize) -> Self {
        let short = Short::new(told);
        let mut steps: BTreeMap<(&str, &str), &Taken> = BTreeMap::new();
        let mut layers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut left_out = told.paths.len();
        for from in told.paths.iter().take(limit) {
            if layers.len() >= MOST {
                break;
            }
            left_out -= 1;
            for route in &from.routes {
                let taken: Vec<&Taken> =
                    route.iter().filter_map(|at| told.steps.get(*at)).collect();
                for (at, step) in taken.iter().enumerate() {
                    let far = taken.len() - at;
                    keep_least(&mut layers, &step.from, far);
                    keep_least(&mut layers, &step.to, far - 1);
                    steps.entry((&step.from, &step.to)).or_insert(step);
                }
            }
        }
        let mut onwards: BTreeMap<&str, Onwards> = BTreeMap::new();
        let mut met: BTreeSet<&str> = BTreeSet::new();
        for ((from, to), step) in &steps {
            met.insert(to);
            let edge = ((*to).to_owned(), techniques(step), step.strength);
            onwards.entry(from).or_default().insert(edge);
        }
        let mut together: BTreeMap<(usize, Kind, Onwards, Option<&str>), Vec<&str>> =
            BTreeMap::new();
        for (name, layer) in &layers {
            let ways = onwards.get(name).cloned().unwrap_or_default();
            // Whom others become is drawn by itself.
            let alone = met.contains(name).then_some(*name);
            let key = (*layer, kind(name, *layer), ways, alone);
            together.entry(key).or_default().push(name);
        }
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut nodes = Vec::new();
        for ((layer, kind, ..), names) in together {
            for name in &names {
                places.insert(name, nodes.len());
            }
            nodes.push(Drawn {
                label: label(&names, &short),
                names: names.iter().map(|it| (*it).to_owned()).collect(),
                layer,
                kind,
            });
        }
        let mut edges: BTreeMap<(usize, usize), Edge> = BTreeMap::new();
        for ((from, to), step) in &steps {
            if let (Some(&from), Some(&to)) = (places.get(from), places.get(to)) {
                edges.entry((from, to)).or_insert_with(|| Edge {
                    from,
                    to,
                    label: techniques(step),
                    title: titles(step),
                    strength: step.strength,
                });
            }
        }
        Self {
            nodes,
            edges: edges.into_values().collect(),
            left_out,
        }
    }
}

fn keep_least<'a>(layers: &mut BTreeMap<&'a str, usize>, name: &'a str, far: usize) {
    let known = layers.entry(name).or_insert(far);
    *known = far.min(*known);
}

/// The first technique, and how many more there are.
fn techniques(step: &Taken) -> String {
    let first = step.means.first().map_or("", |by| by.technique.as_str());
    let first = match first {
        "is" => "allowed everything",
        "administers" => "administers",
        other => other,
    };
    match step.means.len() + step.more {
        0 | 1 => first.to_owned(),
        count => format!("{first} +{}", count - 1),
    }
}

fn titles(step: &Taken) -> String {
    let titles: Vec<&str> = step.means.iter().map(|by| by.title.as_str()).collect();
    format!("{}: {}", step.strength, titles.join("; or "))
}

fn kind(name: &str, layer: usize) -> Kind {
    match name.splitn(6, ':').nth(5) {
        _ if layer == 0 || name.starts_with("administrator of ") => Kind::Goal,
        Some(rest) if rest.starts_with("user/") => Kind::User,
        Some(rest) if rest.starts_with("role/") => Kind::Role,
        Some(rest) if rest.starts_with("group/") => Kind::Group,
        _ => Kind::Outside,
    }
}

fn label(names: &[&str], short: &Short) -> String {
    if let [one] = names {
        return short.name(one);
    }
    let last = |name: &&str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let shown: Vec<String> = names.iter().take(NAMES).map(last).collect();
    match names.len().saturating_sub(NAMES) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
