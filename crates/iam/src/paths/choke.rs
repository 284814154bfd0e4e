//! The statements whose removal cuts most paths, counted over the paths that are told.

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, Place, Step};

/// How many are told.
const SHOWN: usize = 10;

/// A statement without which paths would not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chokepoint {
    /// The statement.
    pub place: Place,
    /// How many of the paths told need it.
    pub paths: usize,
    /// How many actors have no path left among those told.
    pub actors: usize,
}

/// The statements that most paths need, those that cut most actors off first.
pub(super) fn chokepoints(found: &Found) -> Vec<Chokepoint> {
    let needed: Vec<BTreeSet<&Place>> = found.steps.iter().map(needed).collect();
    let mut counted: BTreeMap<&Place, (usize, usize)> = BTreeMap::new();
    for pair in &found.pairs {
        let mut of_all: Option<BTreeSet<&Place>> = None;
        for path in &pair.paths {
            let steps = path.iter().filter_map(|step| needed.get(*step));
            let of_path: BTreeSet<&Place> = steps.flatten().copied().collect();
            for place in &of_path {
                counted.entry(place).or_default().0 += 1;
            }
            of_all = Some(match of_all {
                Some(all) => all.intersection(&of_path).copied().collect(),
                None => of_path,
            });
        }
        // What was left out may go around it.
        if pair.more == 0 {
            for place in of_all.into_iter().flatten() {
                counted.entry(place).or_default().1 += 1;
            }
        }
    }
    let mut all: Vec<Chokepoint> = counted
        .into_iter()
        .map(|(place, (paths, actors))| Chokepoint {
            place: place.clone(),
            paths,
            actors,
        })
        .collect();
    all.sort_by(|one, two| {
        let by_count = (two.actors, two.paths).cmp(&(one.actors, one.paths));
        by_count.then_with(|| one.place.cmp(&two.place))
    });
    all.truncate(SHOWN);
    all
}

/// The statements that every means of a step needs.
fn needed(step: &Step) -> BTreeSet<&Place> {
    if step.more > 0 {
        return BTreeSet::new();
    }
    let of_means = step.means.iter().map(|means| {
        let places = means.permits.iter().flat_map(|permit| &permit.needed);
        places.collect::<BTreeSet<&Place>>()
    });
    of_means
        .reduce(|all, one| all.intersection(&one).copied().collect())
        .unwrap_or_default()
}
