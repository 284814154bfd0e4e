//! What became of each resource: two snapshots side by side, in the order that both have.

use std::cmp::Ordering;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::sync::{Mutex, PoisonError};

use bartizan_model::{Line, SnapshotFault, Snapshots, UNKNOWN};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tempfile::SpooledTempFile;

use super::scope::{Place, Scope};

/// How many bytes of changes stay in memory before a temporary file takes over.
const IN_MEMORY: usize = 4 << 20;

/// What became of a resource or an attribute.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// It is there, and was not.
    Added,
    /// It was there, and is not.
    Removed,
    /// It is another.
    Changed,
    /// It was known, and could not be read this time. Nothing says that it changed.
    Unseen,
    /// It is known now, and could not be read before. Nothing says that it changed.
    Found,
}

/// A resource that is not what it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceChange {
    /// What became of it.
    pub change: What,
    /// Its type, as in `aws.iam.user`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its ARN, or what stands for one where AWS has none.
    pub id: String,
    /// The name that a person would call it by.
    pub name: String,
    /// The audited account, twelve digits.
    pub account: String,
    /// Its region; null for what belongs to the whole account.
    pub region: Option<String>,
    /// The attributes that are not what they were; empty when it was added or removed.
    pub attributes: Vec<AttributeChange>,
}

/// An attribute that is not what it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttributeChange {
    /// Its name in the snapshot.
    pub name: String,
    /// What became of it.
    pub change: What,
    /// As it was, in the words of the snapshot.
    pub before: Value,
    /// As it is.
    pub after: Value,
}

/// Counts of what became of resources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourcesSummary {
    /// Are there, and were not.
    pub added: u64,
    /// Were there, and are not.
    pub removed: u64,
    /// Have an attribute that is another.
    pub changed: u64,
    /// Could be seen, wholly or in part, and cannot be now.
    pub unseen: u64,
    /// Can be seen, wholly or in part, and could not be before.
    pub found: u64,
    /// Are what they were.
    pub same: u64,
}

impl ResourcesSummary {
    /// How many resources this became of.
    #[must_use]
    pub fn of(&self, what: What) -> u64 {
        match what {
            What::Added => self.added,
            What::Removed => self.removed,
            What::Changed => self.changed,
            What::Unseen => self.unseen,
            What::Found => self.found,
        }
    }

    fn count(&mut self, what: What) {
        let count = match what {
            What::Added => &mut self.added,
            What::Removed => &mut self.removed,
            What::Changed => &mut self.changed,
            What::Unseen => &mut self.unseen,
            What::Found => &mut self.found,
        };
        *count += 1;
    }
}

/// Why snapshots cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareFault {
    /// One cannot be read.
    #[error(transparent)]
    Snapshot(#[from] SnapshotFault),
    /// What was found cannot be put aside.
    #[error("cannot put what changed aside: {0}")]
    Aside(#[from] io::Error),
}

impl CompareFault {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Snapshot(fault) => fault.hint(),
            Self::Aside(_) => "free some space in the temporary folder (TMPDIR)",
        }
    }
}

/// What became of the resources of two snapshots.
pub struct Resources {
    summary: ResourcesSummary,
    aside: Mutex<SpooledTempFile>,
}

impl Resources {
    /// Compares two snapshots that stand at their beginning.
    ///
    /// # Errors
    /// When one cannot be read, or what changed cannot be put aside.
    pub fn compare(old: &mut Snapshots, new: &mut Snapshots) -> Result<Self, CompareFault> {
        let mut out = BufWriter::new(SpooledTempFile::new(IN_MEMORY));
        let mut summary = ResourcesSummary::default();
        let mut before = Reading::new(old)?;
        let mut after = Reading::new(new)?;
        loop {
            let side = match (&before.line, &after.line) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(before), Some(after)) => before.key().cmp(after.key()),
            };
            let change = match side {
                Ordering::Less => before.alone(&after.scope, What::Removed, What::Unseen)?,
                Ordering::Greater => after.alone(&before.scope, What::Added, What::Found)?,
                Ordering::Equal => both(&before, &after)?,
            };
            match change {
                Some(change) => {
                    summary.count(change.change);
                    serde_json::to_writer(&mut out, &change).map_err(io::Error::from)?;
                    out.write_all(b"\n")?;
                }
                None => summary.same += 1,
            }
            if side != Ordering::Greater {
                before.advance(old)?;
            }
            if side != Ordering::Less {
                after.advance(new)?;
            }
        }
        let aside = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Self {
            summary,
            aside: Mutex::new(aside),
        })
    }

    /// Counts of what became of them.
    #[must_use]
    pub fn summary(&self) -> &ResourcesSummary {
        &self.summary
    }

    /// Hands every change to `visit`, in the order of snapshots.
    ///
    /// # Errors
    /// When the temporary file cannot be read, or the first error of `visit`.
    pub fn each(&self, mut visit: impl FnMut(ResourceChange) -> io::Result<()>) -> io::Result<()> {
        let mut file = self.aside.lock().unwrap_or_else(PoisonError::into_inner);
        file.rewind()?;
        let mut input = BufReader::with_capacity(1 << 16, &mut *file);
        let mut line = String::new();
        while input.read_line(&mut line)? > 0 {
            visit(serde_json::from_str(&line)?)?;
            line.clear();
        }
        Ok(())
    }
}

/// A snapshot that is being read.
struct Reading {
    scope: Scope,
    line: Option<Line>,
}

impl Reading {
    /// Reads the gaps, which come first.
    fn new(snapshots: &mut Snapshots) -> Result<Self, SnapshotFault> {
        let scope = Scope::of_headers(snapshots.headers());
        let mut reading = Self { scope, line: None };
        reading.advance(snapshots)?;
        while let Some(line) = &reading.line {
            let Some(gap) = line.gap()? else { break };
            reading.scope.note(&gap);
            reading.advance(snapshots)?;
        }
        Ok(reading)
    }

    fn advance(&mut self, snapshots: &mut Snapshots) -> Result<(), SnapshotFault> {
        self.line = snapshots.next_line()?;
        Ok(())
    }

    /// What became of a resource that only this side has.
    fn alone(
        &self,
        other: &Scope,
        there: What,
        unsure: What,
    ) -> Result<Option<ResourceChange>, SnapshotFault> {
        let Some(line) = &self.line else {
            return Ok(None);
        };
        let resource = line.resource()?;
        let identity = resource.identity();
        let place = Place {
            account: identity.account,
            region: identity.region,
            kind: identity.kind,
        };
        let blind = other.blind_to(&place, &self.scope).is_some();
        Ok(Some(ResourceChange {
            change: if blind { unsure } else { there },
            kind: identity.kind.to_owned(),
            id: identity.id.to_owned(),
            name: identity.name.to_owned(),
            account: identity.account.to_owned(),
            region: identity.region.map(str::to_owned),
            attributes: Vec::new(),
        }))
    }
}

/// What became of a resource that both sides have.
fn both(old: &Reading, new: &Reading) -> Result<Option<ResourceChange>, SnapshotFault> {
    let (Some(old), Some(new)) = (&old.line, &new.line) else {
        return Ok(None);
    };
    if old.text == new.text {
        return Ok(None);
    }
    // Through the types: what an older version did not write is filled in, and equals itself.
    let (before, after) = (old.resource()?, new.resource()?);
    let attributes = attributes(&before, &after);
    let change = |what| {
        attributes
            .iter()
            .any(|it: &AttributeChange| it.change == what)
    };
    let change = if attributes.is_empty() {
        return Ok(None);
    } else if change(What::Changed) {
        What::Changed
    } else if change(What::Unseen) {
        What::Unseen
    } else {
        What::Found
    };
    let identity = after.identity();
    Ok(Some(ResourceChange {
        change,
        kind: identity.kind.to_owned(),
        id: identity.id.to_owned(),
        name: identity.name.to_owned(),
        account: identity.account.to_owned(),
        region: identity.region.map(str::to_owned),
        attributes,
    }))
}

fn attributes(before: &impl Serialize, after: &impl Serialize) -> Vec<AttributeChange> {
    let members = |it| match it {
        Ok(Value::Object(members)) => members,
        // A resource is always an object.
        _ => Map::new(),
    };
    let mut before = members(serde_json::to_value(before));
    let after = members(serde_json::to_value(after));
    after
        .into_iter()
        .filter_map(|(name, after)| {
            let before = before.remove(&name).unwrap_or(Value::Null);
            if before == after {
                return None;
            }
            let change = match (unknown(&before), unknown(&after)) {
                // Two reasons not to know are no difference of the account.
                (true, true) => return None,
                (false, true) => What::Unseen,
                (true, false) => What::Found,
                (false, false) => What::Changed,
            };
            Some(AttributeChange {
                name,
                change,
                before,
                after,
            })
        })
        .collect()
}

fn unknown(value: &Value) -> bool {
    matches!(value, Value::Object(members) if members.len() == 1 && members.get(UNKNOWN).is_some_and(Value::is_object))
}

#[cfg(test)]
mod tests;
