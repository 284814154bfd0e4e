//! Policies that others wrote, compared with each other.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bartizan_iam::{PolicyDocument, Verdict, compare};

use crate::managed_policies::policies;
use crate::shared;

/// How many of each answer, and how long they took.
#[derive(Default)]
struct Tally {
    within: usize,
    beyond: usize,
    unknown: BTreeMap<String, usize>,
    times: Vec<Duration>,
}

impl Tally {
    fn ask(&mut self, old: &PolicyDocument, new: &PolicyDocument) -> Verdict {
        let start = Instant::now();
        let verdict = compare(&[old], &[new]).unwrap();
        self.times.push(start.elapsed());
        match &verdict {
            Verdict::Within => self.within += 1,
            Verdict::Beyond { .. } => self.beyond += 1,
            Verdict::Unknown { reason } => *self.unknown.entry(reason.clone()).or_default() += 1,
        }
        verdict
    }

    fn say(&mut self, what: &str) {
        self.times.sort();
        let at = |share: usize| {
            self.times
                .get((self.times.len() - 1) * share / 100)
                .copied()
        };
        eprintln!(
            "{what}: {} pairs: {} within, {} beyond, unknown: {:?}; p50 {:?}, p99 {:?}, most {:?}",
            self.times.len(),
            self.within,
            self.beyond,
            self.unknown,
            at(50),
            at(99),
            at(100),
        );
    }

    fn unknowns(&self) -> usize {
        self.unknown.values().sum()
    }
}

#[test]
fn quacky() {
    let mut groups: BTreeMap<String, Vec<PolicyDocument>> = BTreeMap::new();
    let mut refused = 0;
    let rows = shared::rows("oracle/iam/quacky.policies.jsonl");
    if rows.is_empty() {
        return;
    }
    for row in &rows {
        let group = row.get("group").unwrap().as_str().unwrap();
        match PolicyDocument::parse(&row.get("policy").unwrap().to_string()) {
            Ok(document) => groups.entry(group.to_owned()).or_default().push(document),
            Err(_) => refused += 1,
        }
    }
    let mut tally = Tally::default();
    // All pairs take a minute without optimization, so that then each policy meets its neighbours.
    let reach = if cfg!(debug_assertions) {
        8
    } else {
        usize::MAX
    };
    for documents in groups.values() {
        for (at, old) in documents.iter().enumerate() {
            for (other, new) in documents.iter().enumerate() {
                if at != other && at.abs_diff(other) <= reach {
                    tally.ask(old, new);
                }
            }
            assert_eq!(compare(&[old], &[old]).unwrap(), Verdict::Within, "{old}");
        }
    }
    tally.say("quacky");
    eprintln!(
        "quacky: {} policies in {} groups, {refused} that aws would not take",
        rows.len(),
        groups.len()
    );
    assert_eq!(tally.unknowns(), 0, "every pair is answered");
}

/// Name and document of each policy that AWS manages.
pub(crate) fn managed() -> BTreeMap<String, PolicyDocument> {
    policies()
        .into_iter()
        .map(|(name, document)| (name, PolicyDocument::parse(&document.to_string()).unwrap()))
        .collect()
}

/// Policies for reading with their twins for everything, by name.
pub(crate) fn twins(policies: &BTreeMap<String, PolicyDocument>) -> Vec<(&str, &str)> {
    let plain = |name: &str| name.to_ascii_lowercase().replace(['_', '-'], "");
    let mut pairs = Vec::new();
    for name in policies.keys() {
        let twin = plain(name).replace("readonlyaccess", "readonly");
        let Some(start) = twin.strip_suffix("readonly") else {
            continue;
        };
        let full = |other: &&String| {
            let other = plain(other).replace("fullaccess", "full");
            other.strip_suffix("full") == Some(start)
        };
        let twins = policies.keys().filter(full);
        pairs.extend(twins.map(|other| (name.as_str(), other.as_str())));
    }
    pairs
}

#[test]
fn read_only_within_full_access() {
    let policies = managed();
    if policies.is_empty() {
        return;
    }
    let mut tally = Tally::default();
    for (name, other) in twins(&policies) {
        let (Some(full), Some(read_only)) = (policies.get(other), policies.get(name)) else {
            continue;
        };
        tally.ask(full, read_only);
    }
    tally.say("read-only within full access");
    assert_eq!(tally.unknowns(), 0);
    assert!(tally.times.len() >= 199, "{}", tally.times.len());
    assert!(tally.beyond > 0, "AWS's own are not all subsets");
    let all = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let admin = PolicyDocument::parse(all).unwrap();
    let mut tally = Tally::default();
    for (name, document) in &policies {
        assert_eq!(tally.ask(&admin, document), Verdict::Within, "{name}");
    }
    tally.say("managed policies within an administrator's");
}
