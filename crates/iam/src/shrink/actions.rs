//! The actions that are kept of a statement, as few words as say it.

use std::collections::BTreeSet;

use super::Used;
use crate::dictionary::{Dictionary, Service};
use crate::document::Statement;
use crate::patterns::{Patterns, matches_any_case};

/// So many actions have to begin alike for a wildcard to be easier to read than their names.
const WORTH_A_WILDCARD: usize = 3;

/// What is kept of a statement's actions for what was used.
///
/// Where actions were used by name they are named; a wildcard stays where all that it grants was used. Where a whole
/// service is kept but for some actions, new wildcards are made that match none of those.
pub(super) fn kept(statement: &Statement, uses: &[&Used]) -> Vec<String> {
    let patterns = Patterns::new();
    let mut kept = BTreeSet::new();
    for used in uses.iter().filter(|used| used.is_pattern()) {
        of_pattern(&patterns, statement, used, &mut kept);
    }
    let dictionary = Dictionary::get();
    let named: BTreeSet<String> = uses
        .iter()
        .filter(|used| !used.is_pattern())
        .map(|used| match dictionary.action(&used.action) {
            Some(action) => action.to_string(),
            None => used.action.clone(),
        })
        .collect();
    kept.extend(wildcards_needed(statement, &named));
    let left = named.into_iter().filter(|name| !any(&kept, name));
    let left: Vec<_> = left.collect();
    kept.extend(left);
    kept.into_iter().collect()
}

fn any(patterns: &BTreeSet<String>, name: &str) -> bool {
    patterns.iter().any(|it| matches_any_case(it, name))
}

/// The old wildcards of which every action that AWS has was used.
fn wildcards_needed(statement: &Statement, named: &BTreeSet<String>) -> Vec<String> {
    let dictionary = Dictionary::get();
    let lower: BTreeSet<String> = named.iter().map(|it| it.to_ascii_lowercase()).collect();
    let needed = |pattern: &&String| {
        let mut count = 0;
        let all = dictionary.actions_matching(pattern).all(|action| {
            count += 1;
            lower.contains(&action.to_string().to_ascii_lowercase())
        });
        all && count > 1
    };
    let wild = statement.action.iter().filter(|it| it.contains(['*', '?']));
    wild.filter(needed).cloned().collect()
}

/// What a statement grants of a pattern of actions, without those excepted.
fn of_pattern(
    patterns: &Patterns,
    statement: &Statement,
    used: &Used,
    kept: &mut BTreeSet<String>,
) {
    let not: Vec<String> = statement.not_action.iter().map(|it| low(it)).collect();
    let whole = [used.action.clone()];
    let granted = match not.is_empty() {
        true => statement.action.as_slice(),
        false => &whole,
    };
    for pattern in granted {
        let (both, exact) = common(patterns, pattern, &used.action);
        let Some(both) = both else { continue };
        let excepted = |name: &str| {
            let name = low(name);
            used.except.iter().any(|it| low(it) == name)
                || not.iter().any(|it| matches_any_case(it, &name))
                || !matches_any_case(&used.action, &name)
        };
        let dictionary = Dictionary::get();
        let mut actions = dictionary.actions_matching(&both);
        let untouched = exact
            && !actions.any(|action| excepted(&action.to_string()))
            && !not.iter().any(|it| patterns.meet(it, &low(&both)));
        if untouched {
            kept.insert(both);
            continue;
        }
        let mut services: Vec<&Service> = Vec::new();
        for action in dictionary.actions_matching(&both) {
            let service = action.service();
            if services
                .last()
                .is_none_or(|it| it.prefix() != service.prefix())
            {
                services.push(service);
            }
        }
        for service in services {
            let wanted = |name: &str| {
                let name = format!("{}:{name}", service.prefix());
                matches_any_case(&both, &name) && !excepted(&name)
            };
            grouped(patterns, &both, service, &wanted, &not, kept);
        }
    }
}

/// What two patterns of actions have in common, and whether the text is exactly that and not more.
fn common(patterns: &Patterns, granted: &str, asked: &str) -> (Option<String>, bool) {
    let (one, other) = (low(granted), low(asked));
    if patterns.covers(&other, &one) {
        (Some(granted.to_owned()), true)
    } else if patterns.covers(&one, &other) {
        (Some(asked.to_owned()), true)
    } else if patterns.meet(&one, &other) {
        (Some(granted.to_owned()), false)
    } else {
        (None, false)
    }
}

fn low(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// Actions of a service by wildcards that match nothing else that AWS has, and by name where that does not pay.
fn grouped(
    patterns: &Patterns,
    within: &str,
    service: &Service,
    wanted: &dyn Fn(&str) -> bool,
    not: &[String],
    kept: &mut BTreeSet<String>,
) {
    let names: Vec<&str> = service.actions().map(|action| action.name()).collect();
    let mut done = BTreeSet::new();
    for name in names.iter().filter(|name| wanted(name)) {
        if done.contains(name) {
            continue;
        }
        let group = beginnings(name).find_map(|beginning| {
            let alike: Vec<&str> = names
                .iter()
                .filter(|it| it.starts_with(beginning))
                .copied()
                .collect();
            let pattern = format!("{}:{beginning}*", service.prefix());
            let fits = alike.len() >= WORTH_A_WILDCARD
                && alike.iter().all(|it| wanted(it))
                && patterns.covers(&low(within), &low(&pattern))
                && !not.iter().any(|it| patterns.meet(it, &low(&pattern)));
            fits.then_some((pattern, alike))
        });
        match group {
            Some((pattern, alike)) => {
                kept.insert(pattern);
                done.extend(alike);
            }
            None => {
                kept.insert(format!("{}:{name}", service.prefix()));
            }
        }
    }
}

/// The beginnings of a name that end before a word: `Get`, `GetBucket` of `GetBucketAcl`.
fn beginnings(name: &str) -> impl Iterator<Item = &str> {
    let starts = name.char_indices().skip(1);
    let words = starts.filter(|(_, it)| it.is_ascii_uppercase());
    words.filter_map(|(at, _)| name.get(..at))
}
