//! One look over the snapshots before anything is judged, for facts about a resource's neighbours.
//!
//! Judging streams in canonical order, and a trail comes before the bucket that it writes to. So what facts need of
//! other resources is noted first, in one bounded pass that reads only the types that some rule's facts ask for.
//! What is noted grows with trails, event data stores, groups, policies, log targets and keys that are not enabled;
//! of everything else there are counts by region. [`MOST_BYTES`] bounds all of it; what paths are made of has a
//! bound of its own, beyond which nothing is known of them.

mod buckets;
mod escalation;
mod fleet;
mod ground;
mod keys;
mod policies;
mod selectors;
mod trails;

use std::collections::BTreeSet;

use bartizan_model::aws::account::Account;
use bartizan_model::aws::iam::{Group, Policy, Role, User};
use bartizan_model::aws::organizations;
use bartizan_model::{
    Header, Line, Resource, ResourceType as _, ScopeGap, SnapshotFault, Snapshots, Timestamp,
};
use rayon::prelude::*;

use crate::judge::{JudgeFault, next_batch, unread};
use crate::set::RuleSet;

pub(crate) use buckets::{BucketNote, Buckets};
pub(crate) use escalation::{Escalations, Way};
pub(crate) use fleet::Fleet;
pub(crate) use ground::Ground;
pub(crate) use keys::KeyUsers;
pub(crate) use policies::{Groups, Policies, Standing, inline, reads_all_data};
pub(crate) use selectors::Recorded;
pub(crate) use trails::{StoreNote, TrailNote, Trails};

/// How many bytes may be noted; a thousand accounts need some ten megabytes.
const MOST_BYTES: usize = 256 << 20;

/// The types that say who may do what, for paths.
const IDENTITIES: &[&str] = &[
    Account::TYPE,
    Group::TYPE,
    Policy::TYPE,
    Role::TYPE,
    User::TYPE,
    organizations::Account::TYPE,
    organizations::Policy::TYPE,
    organizations::Root::TYPE,
    organizations::Unit::TYPE,
];

/// How many lines one worker takes at a time.
const CHUNK: usize = 256;

/// What the neighbours of a resource are.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// What was not listed.
    pub(crate) ground: Ground,
    pub(crate) trails: Trails,
    pub(crate) buckets: Buckets,
    pub(crate) groups: Groups,
    pub(crate) policies: Policies,
    pub(crate) keys: KeyUsers,
    pub(crate) fleet: Fleet,
    /// Who may become an administrator, when some rule's facts ask.
    pub(crate) escalations: Option<Escalations>,
    /// What paths are made of, while the snapshots are looked over.
    paths: Option<escalation::Material>,
    noted: usize,
}

/// What is worth noting of one line.
enum Note {
    Trail(Box<TrailNote>),
    Store(Box<StoreNote>),
    Group(Box<policies::GroupNote>),
    Policy(Box<policies::PolicyNote>),
    Key(Box<keys::KeyNote>),
    Bucket(Box<buckets::Seen>),
    Parameter(Box<keys::Reference>),
    Instance(Box<fleet::InstanceNote>),
    Window(Box<fleet::WindowNote>),
}

impl Survey {
    /// The types that the facts of rules ask for.
    pub(crate) fn asked_for(rules: &RuleSet) -> BTreeSet<&'static str> {
        let facts = rules.rules().iter().flat_map(|rule| &rule.facts);
        facts.flat_map(|fact| fact.neighbours).copied().collect()
    }

    /// Looks over the snapshots, at the lines of these types. The stream is left somewhere; rewind it. `now` is when
    /// paths are gone.
    pub(crate) fn of(
        rules: &RuleSet,
        snapshots: &mut Snapshots,
        kinds: &BTreeSet<&'static str>,
        now: Timestamp,
    ) -> Result<Self, JudgeFault> {
        let mut survey = Self::starting(snapshots.headers());
        if kinds.contains(User::TYPE) {
            let paths = survey.paths.insert(escalation::Material::default());
            for header in snapshots.headers() {
                paths.access.audited(&header.accounts);
            }
        }
        // Types come in their order, so nothing is left to see behind the last one asked for.
        let last = kinds.iter().filter_map(|kind| rank(kind)).max();
        loop {
            let batch = next_batch(snapshots)?;
            let Some(end) = batch.last() else { break };
            let past = rank(end.kind) > last;
            for run in batch.chunk_by(|a, b| a.kind == b.kind) {
                survey.look(run, kinds)?;
            }
            if past {
                break;
            }
        }
        survey.keys.settle();
        if let Some(paths) = survey.paths.take() {
            survey.escalations = Some(Escalations::of(&paths.access, rules.techniques(), now));
        }
        Ok(survey)
    }

    fn starting<'a>(headers: impl Iterator<Item = &'a Header>) -> Self {
        let mut survey = Self::default();
        for header in headers {
            survey.ground.collected(header);
        }
        survey
    }

    /// Looks at lines of one type.
    fn look(&mut self, lines: &[Line], kinds: &BTreeSet<&'static str>) -> Result<(), JudgeFault> {
        let Some(first) = lines.first() else {
            return Ok(());
        };
        if first.kind == ScopeGap::TYPE {
            for line in lines {
                if let Some(gap) = line.gap()? {
                    self.spend(line.text.len())?;
                    if let Some(paths) = &mut self.paths {
                        paths.access.add_gap(gap.clone());
                    }
                    self.ground.hide(gap);
                }
            }
        } else if kinds.contains(first.kind) {
            self.add(lines)?;
            let notes: Result<Vec<Vec<Note>>, SnapshotFault> = lines
                .par_chunks(CHUNK)
                .map(|lines| {
                    let notes = lines.iter().filter_map(|line| self.note(line).transpose());
                    notes.collect()
                })
                .collect();
            for note in notes?.into_iter().flatten() {
                let bytes = self.keep(note);
                self.spend(bytes)?;
            }
        }
        Ok(())
    }

    /// Adds lines to what paths are made of. When that is too much, none of it is kept and nothing known of anybody.
    fn add(&mut self, lines: &[Line]) -> Result<(), JudgeFault> {
        let Some(mut paths) = self.paths.take() else {
            return Ok(());
        };
        for line in lines.iter().filter(|line| IDENTITIES.contains(&line.kind)) {
            if !paths.has_room_for(line.kind, line.text.len()) {
                self.escalations = Some(Escalations::unknown());
                return Ok(());
            }
            paths.access.add(&line.resource()?);
        }
        self.paths = Some(paths);
        Ok(())
    }

    /// What is worth noting of a line.
    fn note(&self, line: &Line) -> Result<Option<Note>, SnapshotFault> {
        let note = match line.kind {
            "aws.cloudtrail.trail" => trails::trail(&line.text).map(|it| Some(Note::Trail(it))),
            "aws.cloudtrail.event_data_store" => {
                trails::store(&line.text).map(|it| Some(Note::Store(it)))
            }
            "aws.iam.group" => policies::group(&line.text).map(|it| Some(Note::Group(it))),
            "aws.iam.policy" => policies::policy(&line.text).map(|it| Some(Note::Policy(it))),
            "aws.kms.key" => keys::key(&line.text).map(|it| it.map(Note::Key)),
            "aws.s3.bucket" => {
                buckets::bucket(&line.text, &self.trails).map(|it| it.map(Note::Bucket))
            }
            "aws.ssm.parameter" => keys::parameter(&line.text).map(|it| it.map(Note::Parameter)),
            "aws.ssm.instance" => fleet::instance(&line.text).map(|it| Some(Note::Instance(it))),
            "aws.ssm.maintenance_window" => {
                fleet::window(&line.text).map(|it| it.map(Note::Window))
            }
            _ => Ok(None),
        };
        note.map_err(|fault| unread(line, &fault))
    }

    /// Keeps a note; tells about how many bytes that takes.
    fn keep(&mut self, note: Note) -> usize {
        match note {
            Note::Trail(note) => {
                self.keys.refer(note.key_reference());
                self.trails.keep(*note)
            }
            Note::Store(note) => {
                self.keys.refer(note.key_reference());
                self.trails.keep_store(*note)
            }
            Note::Group(note) => self.groups.keep(*note),
            Note::Policy(note) => self.policies.keep(*note),
            Note::Key(note) => self.keys.keep(*note),
            Note::Bucket(seen) => {
                self.keys.refer(seen.key.clone());
                self.buckets.keep(*seen)
            }
            Note::Parameter(reference) => self.keys.refer(Some(*reference)),
            Note::Instance(note) => self.fleet.keep_instance(*note),
            Note::Window(note) => self.fleet.keep_window(*note),
        }
    }

    fn spend(&mut self, bytes: usize) -> Result<(), JudgeFault> {
        self.noted += bytes;
        if self.noted > MOST_BYTES {
            return Err(JudgeFault::TooManyNeighbours {
                most: MOST_BYTES >> 20,
            });
        }
        Ok(())
    }
}

/// The place of a type in the canonical order; gaps come first.
fn rank(kind: &str) -> Option<usize> {
    Resource::TYPES.iter().position(|it| *it == kind)
}

/// An account and a region: what SSM's resources live in.
pub(crate) type Place = (String, Option<String>);
