//! Who names the keys that can not be used.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_model::{Gap, Observed};
use serde::Deserialize;

/// How many names are kept of a key.
const MOST_NAMES: usize = 20;

/// A resource that names a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// An id, an ARN, an alias or its ARN; unknown when that could not be read.
    pub(super) key: Observed<String>,
    pub(super) account: String,
    pub(super) region: Option<String>,
    pub(super) kind: &'static str,
    pub(super) name: String,
}

/// The users of keys that are not enabled; of the others nobody asks, and there may be many.
#[derive(Debug, Default)]
pub(crate) struct KeyUsers {
    users: Vec<BTreeSet<(&'static str, String)>>,
    /// By ARN, by the ARN of each alias: the place in `users`.
    places: BTreeMap<String, usize>,
    /// What named keys before the keys came.
    waiting: Vec<Reference>,
    /// By account: a resource of which it is not known which key it names.
    unknown: BTreeMap<String, Gap>,
    settled: bool,
}

/// A key that is not enabled.
#[derive(Debug)]
pub(super) struct KeyNote {
    id: String,
    aliases: Vec<String>,
}

#[derive(Deserialize)]
struct Slim {
    id: String,
    account: String,
    region: Option<String>,
    #[serde(default)]
    state: Observed<String>,
    #[serde(default)]
    aliases: Observed<Vec<String>>,
}

/// Looks at a key; none when it is enabled.
pub(super) fn key(text: &str) -> serde_json::Result<Option<Box<KeyNote>>> {
    let slim: Slim = serde_json::from_str(text)?;
    if slim.state == Observed::Known("Enabled".to_owned()) {
        return Ok(None);
    }
    let partition = slim.id.split(':').nth(1).unwrap_or("aws");
    let region = slim.region.as_deref().unwrap_or_default();
    let alias = |alias: &String| format!("arn:{partition}:kms:{region}:{}:{alias}", slim.account);
    let aliases = slim.aliases.known().into_iter().flatten().map(alias);
    Ok(Some(Box::new(KeyNote {
        aliases: aliases.collect(),
        id: slim.id,
    })))
}

#[derive(Deserialize)]
struct SlimParameter {
    name: String,
    account: String,
    region: Option<String>,
    kms_key: Option<String>,
}

/// Looks at a parameter; none when it names no key.
pub(super) fn parameter(text: &str) -> serde_json::Result<Option<Box<Reference>>> {
    // Only the attribute itself can be null: most parameters need no parsing.
    if text.contains("\"kms_key\":null") {
        return Ok(None);
    }
    let slim: SlimParameter = serde_json::from_str(text)?;
    Ok(slim.kms_key.map(|key| {
        Box::new(Reference {
            key: Observed::Known(key),
            account: slim.account,
            region: slim.region,
            kind: "aws.ssm.parameter",
            name: slim.name,
        })
    }))
}

impl KeyUsers {
    pub(super) fn keep(&mut self, note: KeyNote) -> usize {
        let place = self.users.len();
        self.users.push(BTreeSet::new());
        let names: usize = note.aliases.iter().map(|alias| alias.len() + 64).sum();
        let bytes = 128 + note.id.len() + names;
        self.places.insert(note.id, place);
        for alias in note.aliases {
            self.places.insert(alias, place);
        }
        bytes
    }

    /// Takes note of a resource that names a key. Trails come before keys, buckets and parameters after them.
    pub(super) fn refer(&mut self, reference: Option<Reference>) -> usize {
        let Some(reference) = reference else { return 0 };
        if !self.settled && reference.kind.starts_with("aws.cloudtrail") {
            self.waiting.push(reference);
            return 256;
        }
        self.resolve(reference)
    }

    /// Finds the keys of what came before them.
    pub(super) fn settle(&mut self) {
        self.settled = true;
        for reference in std::mem::take(&mut self.waiting) {
            self.resolve(reference);
        }
    }

    fn resolve(&mut self, reference: Reference) -> usize {
        let key = match reference.key {
            Observed::Known(key) => key,
            Observed::Absent => return 0,
            Observed::Unknown(gap) => {
                self.unknown.entry(reference.account).or_insert(gap);
                return 0;
            }
        };
        let region = reference.region.as_deref().unwrap_or_default();
        let found = if key.starts_with("arn:") {
            self.places.get(&key)
        } else {
            let part = if key.starts_with("alias/") {
                ""
            } else {
                "key/"
            };
            let account = &reference.account;
            ["aws", "aws-us-gov", "aws-cn"]
                .iter()
                .find_map(|partition| {
                    self.places.get(&format!(
                        "arn:{partition}:kms:{region}:{account}:{part}{key}"
                    ))
                })
        };
        let Some(users) = found.and_then(|place| self.users.get_mut(*place)) else {
            return 0;
        };
        if users.len() >= MOST_NAMES {
            return 0;
        }
        let bytes = 64 + reference.name.len();
        users.insert((reference.kind, reference.name));
        bytes
    }

    /// What names a key, by its ARN, as kind and name in order; none when the key was not noted.
    pub(crate) fn of(&self, arn: &str) -> Option<&BTreeSet<(&'static str, String)>> {
        self.users.get(*self.places.get(arn)?)
    }

    /// Why that may be too few in an account.
    pub(crate) fn unknown(&self, account: &str) -> Option<&Gap> {
        self.unknown.get(account)
    }
}
