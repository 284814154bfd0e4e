//! An action that some patterns match and others do not: one that AWS has if there is one, else one that it may add.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::text::{Budget, Found, Pattern, Place, find};
use crate::dictionary::Dictionary;
use crate::glob::matches_ignoring_case;

/// Every action of the dictionary, in lower case and as written, in order.
struct Known {
    lower: Vec<String>,
    written: Vec<String>,
}

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let services = Dictionary::get().services();
        let mut all: Vec<(String, String)> = services
            .flat_map(|service| service.actions())
            .map(|action| action.to_string())
            .map(|written| (written.to_ascii_lowercase(), written))
            .collect();
        all.sort();
        let (lower, written) = all.into_iter().unzip();
        Known { lower, written }
    })
}

/// The patterns of an element, with the known actions that they match.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    bits: OnceCell<Vec<u64>>,
}

impl Patterns {
    fn bits(&self, patterns: &[String]) -> &[u64] {
        self.bits.get_or_init(|| {
            let known = known();
            let words = known.lower.len().div_ceil(64);
            if patterns.iter().any(|it| is_all(it)) {
                return vec![u64::MAX; words];
            }
            let mut bits = vec![0_u64; words];
            for pattern in patterns {
                let start = literal(pattern);
                let prefix = pattern.strip_suffix('*') == Some(start);
                let from = known.lower.partition_point(|it| it.as_str() < start);
                let rest = known.lower.iter().enumerate().skip(from);
                for (at, action) in rest.take_while(|(_, it)| it.starts_with(start)) {
                    if (prefix || matches_ignoring_case(pattern.as_bytes(), action.as_bytes()))
                        && let Some(word) = bits.get_mut(at / 64)
                    {
                        *word |= 1 << (at % 64);
                    }
                }
            }
            bits
        })
    }
}

/// What is before the first wildcard.
fn literal(pattern: &str) -> &str {
    let end = pattern.find(['*', '?']).unwrap_or(pattern.len());
    pattern.get(..end).unwrap_or_default()
}

/// The service alone whose actions a pattern can match.
fn service(pattern: &str) -> Option<&str> {
    let (service, _) = pattern.split_once(':')?;
    (!service.contains(['*', '?'])).then_some(service)
}

/// An action, and whether the dictionary has it.
pub(super) type Action = (String, bool);

/// The patterns of one element.
pub(super) type Element<'p> = (&'p [String], &'p Patterns);

/// An action that each of `wanted` matches and none of `unwanted`.
pub(super) fn solve(
    wanted: &[Element<'_>],
    unwanted: &[Element<'_>],
    budget: &Budget,
) -> Found<Action> {
    let known = known();
    let mut bits = vec![u64::MAX; known.lower.len().div_ceil(64)];
    for (patterns, index) in wanted {
        let its = index.bits(patterns).iter();
        bits.iter_mut().zip(its).for_each(|(bit, its)| *bit &= its);
    }
    for (patterns, index) in unwanted {
        let its = index.bits(patterns).iter();
        bits.iter_mut().zip(its).for_each(|(bit, its)| *bit &= !its);
    }
    for (at, word) in bits.iter().enumerate().filter(|(_, word)| **word != 0) {
        let at = at * 64 + word.trailing_zeros() as usize;
        if let Some(action) = known.written.get(at) {
            return Found::One((action.clone(), true));
        }
    }
    unknown(wanted, unwanted, budget)
}

/// An action that the dictionary does not have.
fn unknown(wanted: &[Element<'_>], unwanted: &[Element<'_>], budget: &Budget) -> Found<Action> {
    if unwanted
        .iter()
        .any(|(patterns, _)| patterns.iter().any(|it| is_all(it)))
    {
        return Found::Nothing;
    }
    let mut gave_up = None;
    let services = services(wanted, unwanted);
    for service in &services {
        let found = match service.as_str() {
            "" => of_no_service(&services, wanted, unwanted, budget),
            service => of_service(service, wanted, unwanted, budget),
        };
        match found {
            Found::One(action) => return Found::One((action, false)),
            Found::Nothing => {}
            Found::GaveUp(why) => gave_up = Some(why),
        }
    }
    // What is no action of any service, such as those of other clouds, is itself alone.
    let matches = |(patterns, _): &Element<'_>, text: &String| {
        let mut patterns = patterns.iter();
        patterns.any(|it| matches_ignoring_case(it.as_bytes(), text.as_bytes()))
    };
    let mut texts = wanted.iter().flat_map(|(patterns, _)| patterns.iter());
    let strange = texts.find(|text| {
        !text.contains([':', '*', '?'])
            && wanted.iter().all(|it| matches(it, text))
            && !unwanted.iter().any(|it| matches(it, text))
    });
    match (strange, gave_up) {
        (Some(text), _) => Found::One((text.clone(), false)),
        (None, Some(why)) => Found::GaveUp(why),
        (None, None) => Found::Nothing,
    }
}

/// Whether a pattern matches every action.
fn is_all(pattern: &str) -> bool {
    pattern == "*" || pattern == "*:*"
}

/// The services that can make a difference: those of the element that names the fewest.
fn services(wanted: &[Element<'_>], unwanted: &[Element<'_>]) -> BTreeSet<String> {
    let named = |(patterns, _): &Element<'_>| -> Option<BTreeSet<String>> {
        let with_colon = patterns.iter().filter(|it| it.contains([':', '*', '?']));
        with_colon
            .map(|it| service(it).map(str::to_owned))
            .collect()
    };
    if let Some(fewest) = wanted.iter().filter_map(named).min_by_key(BTreeSet::len) {
        return fewest;
    }
    let texts = wanted
        .iter()
        .chain(unwanted)
        .flat_map(|(patterns, _)| patterns.iter());
    let mut all: BTreeSet<String> = texts
        .filter_map(|it| service(it))
        .map(str::to_owned)
        .collect();
    let listed = Dictionary::get().services();
    all.extend(listed.map(|it| it.prefix().to_ascii_lowercase()));
    // One that nobody named, for patterns such as `*:Get*`.
    all.insert(String::new());
    all
}

/// An action of a service that is not known. Known ones are not considered, so that patterns that are no more than a
/// known action's name can be left out, which most are.
fn of_service(
    name: &str,
    wanted: &[Element<'_>],
    unwanted: &[Element<'_>],
    budget: &Budget,
) -> Found<String> {
    let mut shape: Pattern = name.chars().map(Place::Char).collect();
    shape.extend([Place::Char(':'), Place::OneIn, Place::AnyIn]);
    of_shape(name, shape, Vec::new(), (wanted, unwanted), budget)
}

/// An action of a service that is none of these.
fn of_no_service(
    services: &BTreeSet<String>,
    wanted: &[Element<'_>],
    unwanted: &[Element<'_>],
    budget: &Budget,
) -> Found<String> {
    let shape = vec![
        Place::OneIn,
        Place::AnyIn,
        Place::Char(':'),
        Place::OneIn,
        Place::AnyIn,
    ];
    let named = services.iter().filter(|it| !it.is_empty());
    let named = named.map(|it| places(&format!("{it}:*"))).collect();
    of_shape("", shape, named, (wanted, unwanted), budget)
}

fn of_shape(
    name: &str,
    shape: Pattern,
    mut all_unwanted: Vec<Pattern>,
    (wanted, unwanted): (&[Element<'_>], &[Element<'_>]),
    budget: &Budget,
) -> Found<String> {
    let known = known();
    let relevant = |patterns: &[String]| -> Vec<Pattern> {
        patterns
            .iter()
            .filter(|it| service(it).is_none_or(|of| of == name))
            .filter(|it| it.contains(['*', '?']) || known.lower.binary_search(it).is_err())
            .map(|it| places(it))
            .collect()
    };
    let all_wanted: Vec<Vec<Pattern>> = wanted.iter().map(|(it, _)| relevant(it)).collect();
    if all_wanted.iter().any(Vec::is_empty) {
        return Found::Nothing;
    }
    all_unwanted.extend(unwanted.iter().flat_map(|(it, _)| relevant(it)));
    for _ in 0..32 {
        let shape = std::slice::from_ref(&shape);
        let groups: Vec<&[Pattern]> = all_wanted.iter().map(|it| &**it).chain([shape]).collect();
        match find(&groups, &[&all_unwanted], budget) {
            // It was left out, and is none of those that are looked for here.
            Found::One(text) if known.lower.binary_search(&text).is_ok() => {
                all_unwanted.push(places(&text));
            }
            found => return found,
        }
    }
    Found::GaveUp("too many actions are told apart by their names")
}

fn places(pattern: &str) -> Pattern {
    let place = |c| match c {
        '*' => Place::Any,
        '?' => Place::One,
        c => Place::Char(c),
    };
    pattern.chars().map(place).collect()
}
