//! Making a formula shorter without changing what it says.

use std::collections::BTreeMap;

use super::{Atom, Residual};

/// How often a formula is gone over; two rounds are the rule.
const ROUNDS: usize = 8;

/// Comparing every part with every other pays only for short lists.
const ABSORBED: usize = 64;

impl Residual {
    /// The same formula, shorter: no constants inside, no part twice, none that another makes idle.
    ///
    /// What one round lays bare the next may use, so it goes on until nothing changes. Formulas are only as
    /// deep as the decision's layers, which are few.
    #[must_use]
    pub(crate) fn simplify(self) -> Self {
        let mut formula = self;
        for _ in 0..ROUNDS {
            let before = formula.clone();
            formula = formula.under(&mut BTreeMap::new());
            if formula == before {
                break;
            }
        }
        formula
    }

    /// Simplified, given what is assumed about some atoms.
    fn under(self, known: &mut BTreeMap<Atom, bool>) -> Self {
        match self {
            Self::Requirement { atom, holds } => match known.get(&atom) {
                Some(value) if *value == holds => Self::Always,
                Some(_) => Self::Never,
                None => Self::Requirement { atom, holds },
            },
            Self::All(parts) => list(parts, true, known),
            Self::Any(parts) => list(parts, false, known),
            constant => constant,
        }
    }
}

/// A conjunction (`all`) or disjunction, simplified. The two are mirror images: what is
/// `Always` to one is `Never` to the other.
fn list(parts: Vec<Residual>, all: bool, known: &mut BTreeMap<Atom, bool>) -> Residual {
    let (idle, decisive) = if all {
        (Residual::Always, Residual::Never)
    } else {
        (Residual::Never, Residual::Always)
    };
    // Single requirements first: inside the other parts of `all` they may be taken as given,
    // inside those of a disjunction as not given.
    let (units, others): (Vec<_>, Vec<_>) = parts
        .into_iter()
        .partition(|part| matches!(part, Residual::Requirement { .. }));
    let mut kept = Vec::new();
    let mut assumed = Vec::new();
    for unit in units {
        let unit = unit.under(known);
        if let Residual::Requirement { atom, holds } = &unit {
            known.insert(atom.clone(), *holds == all);
            assumed.push(atom.clone());
            kept.push(unit);
        } else if unit == decisive {
            kept.clear();
            kept.push(unit);
            break;
        }
    }
    for other in others {
        if kept.first() == Some(&decisive) {
            break;
        }
        flatten(other.under(known), all, &idle, &mut kept);
        if kept.contains(&decisive) {
            kept = vec![decisive.clone()];
        }
    }
    for atom in &assumed {
        known.remove(atom);
    }
    if kept.first() == Some(&decisive) {
        return decisive;
    }
    kept.sort();
    kept.dedup();
    if contradictory(&kept) {
        return decisive;
    }
    absorb(&mut kept);
    match kept.len() {
        0 => idle,
        1 => kept.swap_remove(0),
        _ if all => Residual::All(kept),
        _ => Residual::Any(kept),
    }
}

fn flatten(part: Residual, all: bool, idle: &Residual, into: &mut Vec<Residual>) {
    match part {
        Residual::All(parts) if all => into.extend(parts),
        Residual::Any(parts) if !all => into.extend(parts),
        part if part == *idle => {}
        part => into.push(part),
    }
}

/// Whether the sorted list has a requirement and its opposite, which sort side by side.
fn contradictory(parts: &[Residual]) -> bool {
    parts.windows(2).any(|pair| match pair {
        [
            Residual::Requirement { atom: one, .. },
            Residual::Requirement { atom: two, .. },
        ] => one == two,
        _ => false,
    })
}

/// Drops what a shorter part makes idle: in `A or (A and B)` the second.
fn absorb(parts: &mut Vec<Residual>) {
    if parts.len() > ABSORBED {
        return;
    }
    let idle: Vec<bool> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| {
            parts
                .iter()
                .enumerate()
                .any(|(other_at, other)| other_at != at && within(other, part))
        })
        .collect();
    let mut idle = idle.into_iter();
    parts.retain(|_| !idle.next().unwrap_or(false));
}

/// Whether every member of `short` is a member of the list `long`, and `long` has more.
fn within(short: &Residual, long: &Residual) -> bool {
    let (Residual::All(long) | Residual::Any(long)) = long else {
        return false;
    };
    match short {
        Residual::All(short) | Residual::Any(short) => {
            short.len() < long.len() && short.iter().all(|part| long.contains(part))
        }
        one => long.contains(one),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    const ATOMS: usize = 4;

    fn formula() -> impl Strategy<Value = Residual> {
        let leaf = prop_oneof![
            Just(Residual::Always),
            Just(Residual::Never),
            (0..ATOMS, any::<bool>())
                .prop_map(|(at, holds)| Residual::atom(Atom::Resource(name(at)), holds)),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Residual::All),
                prop::collection::vec(inner, 0..4).prop_map(Residual::Any),
            ]
        })
    }

    fn name(at: usize) -> Arc<str> {
        at.to_string().into()
    }

    fn truth(formula: &Residual, world: usize) -> bool {
        match formula {
            Residual::Always => true,
            Residual::Never => false,
            Residual::All(parts) => parts.iter().all(|part| truth(part, world)),
            Residual::Any(parts) => parts.iter().any(|part| truth(part, world)),
            Residual::Requirement { atom, holds } => {
                let so = (0..ATOMS)
                    .any(|at| *atom == Atom::Resource(name(at)) && world & (1 << at) != 0);
                so == *holds
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_simplified_formula_says_the_same_and_is_no_longer(formula in formula()) {
            let short = formula.clone().simplify();
            for world in 0..1 << ATOMS {
                prop_assert_eq!(truth(&formula, world), truth(&short, world), "{}", short);
            }
            prop_assert!(short.size() <= formula.size());
            prop_assert_eq!(short.clone().simplify(), short);
        }

        #[test]
        fn negation_is_the_opposite(formula in formula()) {
            let opposite = formula.clone().not();
            for world in 0..1 << ATOMS {
                prop_assert_ne!(truth(&formula, world), truth(&opposite, world));
            }
        }
    }
}
