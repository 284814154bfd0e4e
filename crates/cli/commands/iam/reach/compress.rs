//! Many actions as few patterns that a person can read.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_iam::Dictionary;

/// The actions of one service among them, as patterns.
pub(super) struct OfService {
    pub(super) service: String,
    pub(super) patterns: Vec<String>,
    pub(super) count: usize,
}

/// The patterns that match these actions and no others that AWS has, by service.
pub(super) fn compress(actions: &BTreeSet<String>) -> Vec<OfService> {
    let all: usize = Dictionary::get()
        .services()
        .map(|it| it.actions().len())
        .sum();
    if actions.len() == all {
        return vec![OfService {
            service: "*".to_owned(),
            patterns: vec!["*".to_owned()],
            count: all,
        }];
    }
    let mut services: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for action in actions {
        let (service, name) = action.split_once(':').unwrap_or((action, ""));
        services.entry(service).or_default().insert(name);
    }
    let of_service = |(service, names): (&str, BTreeSet<&str>)| OfService {
        service: service.to_owned(),
        patterns: of(service, &names),
        count: names.len(),
    };
    services.into_iter().map(of_service).collect()
}

fn of(service: &str, names: &BTreeSet<&str>) -> Vec<String> {
    let listed = Dictionary::get().service(service);
    let all: BTreeSet<&str> = listed
        .into_iter()
        .flat_map(|it| it.actions())
        .map(|it| it.name())
        .collect();
    let mut patterns = Vec::new();
    let service_wide = Service { all: &all, names };
    service_wide.below("", &all, &mut patterns);
    patterns
        .iter()
        .map(|it| format!("{service}:{it}"))
        .collect()
}

/// What a service has, and what of it is meant.
struct Service<'a> {
    all: &'a BTreeSet<&'a str>,
    names: &'a BTreeSet<&'a str>,
}

impl Service<'_> {
    /// Patterns for the names of a group that begin so: one where all that it would match are meant, else those of
    /// longer beginnings.
    fn below(&self, start: &str, group: &BTreeSet<&str>, patterns: &mut Vec<String>) {
        let meant = group.iter().filter(|it| self.names.contains(*it)).count();
        match (group.len(), meant) {
            (_, 0) => return,
            (1, 1) => return patterns.extend(group.iter().map(|it| (*it).to_owned())),
            _ if self.may_stand_for(start) => return patterns.push(format!("{start}*")),
            _ => {}
        }
        let mut longer: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for name in group {
            longer
                .entry(beginning(name, start.len()))
                .or_default()
                .insert(*name);
        }
        for (beginning, group) in longer {
            if beginning == start || group.len() == all_of(&group, beginning) {
                let meant = group.iter().filter(|it| self.names.contains(*it));
                patterns.extend(meant.map(|it| (*it).to_owned()));
            } else {
                self.below(beginning, &group, patterns);
            }
        }
    }

    /// Whether all that begins so is meant. More may begin so than the group: `ListRoles` is no `ListRole…` by words.
    fn may_stand_for(&self, start: &str) -> bool {
        let mut all = self.all.iter().filter(|it| it.starts_with(start));
        all.all(|it| self.names.contains(it))
    }
}

/// How many are nothing but the beginning itself.
fn all_of(all: &BTreeSet<&str>, beginning: &str) -> usize {
    all.iter().filter(|it| **it == beginning).count()
}

/// One word more of a name: `Get`, `GetObject`, ….
fn beginning(name: &str, from: usize) -> &str {
    let rest = name.get(from..).unwrap_or_default();
    let next = rest
        .char_indices()
        .skip(1)
        .find(|(_, c)| c.is_ascii_uppercase())
        .map_or(name.len(), |(at, _)| from + at);
    name.get(..next).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use bartizan_iam::glob_matches;

    use super::*;

    fn patterns(of: &str) -> Vec<String> {
        let actions = Dictionary::get().actions_matching(of);
        let actions: BTreeSet<String> = actions.map(|it| it.to_string()).collect();
        let mut all = compress(&actions);
        assert_eq!(all.len(), 1);
        all.pop().unwrap().patterns
    }

    #[test]
    fn what_is_whole_is_one_pattern() {
        assert_eq!(patterns("*"), ["*"]);
        assert_eq!(patterns("s3:*"), ["s3:*"]);
        assert_eq!(patterns("s3:Get*"), ["s3:Get*"]);
        assert_eq!(
            patterns("s3:GetBucketPolicyStatus"),
            ["s3:GetBucketPolicyStatus"]
        );
    }

    /// Whatever is left out, the patterns match what was given and nothing else.
    #[test]
    fn patterns_match_what_they_stand_for() {
        for (service, step) in [("s3", 3), ("iam", 2), ("kms", 5), ("ec2", 17)] {
            let all = Dictionary::get().service(service).unwrap().actions();
            let all: Vec<String> = all.map(|it| it.to_string()).collect();
            let kept = all.iter().enumerate().filter(|(at, _)| at % step != 0);
            let kept: BTreeSet<String> = kept.map(|(_, it)| it.clone()).collect();
            let patterns = compress(&kept).pop().unwrap().patterns;
            for action in &all {
                let matched = patterns.iter().any(|it| glob_matches(it, action));
                assert_eq!(matched, kept.contains(action), "{action} {patterns:?}");
            }
        }
    }
}
