//! Holding rules against snapshots: lines stream in, findings stream out, memory stays where it is.

mod ledger;
pub(crate) mod subject;
mod waiving;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Mutex, PoisonError};

use bartizan_finding::{
    Audit, Audited, AuditedAccount, Finding, Outcome, Severity, Spool, Summary, Waivers,
    fingerprint,
};
use bartizan_model::{
    Line, Reason, Resource, ResourceType, ScopeGap, SnapshotFault, Snapshots, Timestamp,
    aws::account::Account,
};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use crate::depth::STACK;
use crate::facts::Around;
use crate::limits::Limits;
use crate::set::RuleSet;
use crate::survey::Survey;
use crate::vm::Bench;
use ledger::Ledger;
use subject::{Subject, gaps_in_text, mentions_unknown};
use waiving::Waiving;

/// How many lines are held at a time; their findings, some twenty times as many, are held with them.
const BATCH_LINES: usize = 1024;

/// How many bytes of lines are held at a time.
const BATCH_BYTES: usize = 8 << 20;

/// How many lines one worker takes at a time.
const CHUNK: usize = 64;

/// Why judging ended without an audit.
#[derive(Debug, thiserror::Error)]
pub enum JudgeFault {
    /// A snapshot cannot be read.
    #[error(transparent)]
    Snapshot(#[from] SnapshotFault),
    /// A rule failed on a resource: it used up too much, or its answer is no answer.
    #[error("rule `{rule}` failed on `{resource}`: {detail}")]
    Evaluation {
        /// The rule.
        rule: String,
        /// The resource's id.
        resource: String,
        /// What went wrong.
        detail: String,
    },
    /// The snapshot names more gaps than any collection can have.
    #[error("the snapshot names more than {most} different gaps")]
    TooManyGaps {
        /// How many are accepted.
        most: usize,
    },
    /// There are more trails, groups, policies or log buckets than any organization has.
    #[error("what facts need of other resources takes more than {most} MiB")]
    TooManyNeighbours {
        /// How much is accepted.
        most: usize,
    },
    /// Findings could not be put aside.
    #[error("cannot put findings aside: {0}")]
    Io(#[from] io::Error),
}

impl JudgeFault {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Snapshot(fault) => fault.hint(),
            Self::Evaluation { .. } => "correct the rule, or leave it out",
            Self::TooManyGaps { .. } => "the file was not made by bartizan; collect again",
            Self::TooManyNeighbours { .. } => "judge fewer snapshots at a time",
            Self::Io(_) => "free some space in the temporary folder",
        }
    }
}

/// Judges every resource of the snapshots by every rule of its type, and accepts the failures that are waived.
///
/// # Errors
/// When a snapshot cannot be read, and when a rule fails: a rule that fails is never a pass.
pub fn judge(
    rules: &RuleSet,
    snapshots: &mut Snapshots,
    limits: &Limits,
    waivers: &Waivers,
) -> Result<Audit, JudgeFault> {
    let workers = ThreadPoolBuilder::new()
        .stack_size(STACK)
        .build()
        .map_err(io::Error::other)?;
    let mut audited = audited(snapshots);
    let mut around = Around::at(audited.finished_at);
    around.audited = audited.accounts.iter().map(|it| it.id.clone()).collect();
    let neighbours = Survey::asked_for(rules);
    if !neighbours.is_empty() {
        let now = audited.finished_at;
        let survey = workers.install(|| Survey::of(rules, snapshots, &neighbours, now));
        around.survey = Some(survey?);
        snapshots.rewind()?;
    }
    let mut aliases = BTreeMap::new();
    let waiving = Waiving::new(rules, waivers);
    let mut ledger = Ledger::default();
    let mut summary = Summary::new();
    let mut spool = Spool::default();
    let pool = Mutex::new(Vec::new());
    let mut listed = false;

    let mut batch = next_batch(snapshots)?;
    loop {
        for line in &batch {
            note(line, &mut ledger, &mut around, &mut aliases)?;
        }
        ledger.check()?;
        // Gaps are first in the canonical order: past them, every missing listing is known.
        if !listed && batch.last().is_none_or(|line| line.kind != ScopeGap::TYPE) {
            listed = true;
            for finding in ledger.listings(rules) {
                waiving.missing(&finding);
                summary.count(&finding);
                spool.push(&finding)?;
            }
        }
        if batch.is_empty() {
            break;
        }
        let judge_chunk = |lines: &[Line]| {
            let kept = pool.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut bench = kept.unwrap_or_else(|| Bench::new(limits));
            let done = judge_lines(rules, lines, &around, &waiving, &mut bench);
            pool.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(bench);
            done
        };
        // Reading the next lines costs as much as judging some: nobody waits for the other.
        let (done, next) = workers.install(|| {
            rayon::join(
                || {
                    let chunks = batch.par_chunks(CHUNK);
                    chunks.map(judge_chunk).collect::<Vec<_>>()
                },
                || next_batch(snapshots),
            )
        });
        for chunk in done {
            let chunk = chunk?;
            spool.push_lines(&chunk.findings)?;
            summary.add(&chunk.summary);
            ledger.merge(chunk.ledger);
        }
        ledger.check()?;
        batch = next?;
    }

    for account in &mut audited.accounts {
        account.alias = aliases.remove(&account.id);
    }
    let off = rules.switched_off().iter();
    Ok(Audit {
        waivers: waiving.uses(&audited),
        switched_off: off.map(|rule| rule.id.clone()).collect(),
        audited,
        rules: rules.rules().iter().map(crate::Rule::prose).collect(),
        summary,
        gaps: ledger.into_entries(),
        findings: spool.finish()?,
    })
}

/// What one worker made of some lines.
struct Done {
    /// Findings as JSON Lines.
    findings: Vec<u8>,
    summary: Summary,
    ledger: Ledger,
}

pub(crate) fn next_batch(snapshots: &mut Snapshots) -> Result<Vec<Line>, JudgeFault> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < BATCH_LINES && bytes < BATCH_BYTES {
        let Some(line) = snapshots.next_line()? else {
            break;
        };
        bytes += line.text.len();
        batch.push(line);
    }
    Ok(batch)
}

/// Takes note of what later lines need: gaps and accounts.
fn note(
    line: &Line,
    ledger: &mut Ledger,
    around: &mut Around,
    aliases: &mut BTreeMap<String, String>,
) -> Result<(), JudgeFault> {
    if let Some(scope) = line.gap()? {
        ledger.note_scope(scope);
    } else if line.kind == Account::TYPE
        && let Resource::Account(account) = line.resource()?
    {
        around.note(&account);
        if let Some(alias) = account.alias.known() {
            aliases.insert(account.account.clone(), alias.clone());
        }
    }
    Ok(())
}

fn judge_lines(
    rules: &RuleSet,
    lines: &[Line],
    around: &Around,
    waiving: &Waiving<'_>,
    bench: &mut Bench<'_>,
) -> Result<Done, JudgeFault> {
    let mut done = Done {
        findings: Vec::new(),
        summary: Summary::new(),
        ledger: Ledger::default(),
    };
    for line in lines.iter().filter(|line| line.kind != ScopeGap::TYPE) {
        if rules.judges(line.kind) {
            judge_line(rules, line, around, waiving, bench, &mut done)?;
        } else if mentions_unknown(&line.text) {
            let gaps = gaps_in_text(&line.text).map_err(|fault| unread(line, &fault))?;
            if !gaps.is_empty() {
                let resource = line.resource()?;
                let identity = resource.identity();
                done.ledger.note(identity.account, identity.region, &gaps);
            }
        }
    }
    Ok(done)
}

fn judge_line(
    rules: &RuleSet,
    line: &Line,
    around: &Around,
    waiving: &Waiving<'_>,
    bench: &mut Bench<'_>,
    done: &mut Done,
) -> Result<(), JudgeFault> {
    let subject = Subject::read(line.kind, &line.text, rules.wanted(line.kind), bench)
        .map_err(|fault| unread(line, &fault))?;
    bench.memo.turn_to(line.kind);
    let identity = subject.resource().identity();
    done.ledger
        .note(identity.account, identity.region, subject.gaps());
    done.summary.resources += 1;
    // One finding, filled anew for each rule: the resource in it is not copied.
    let mut finding = Finding {
        id: String::new(),
        rule: String::new(),
        severity: Severity::Low,
        outcome: Outcome::Pass,
        resource: subject.reference(),
    };
    for (index, rule) in rules.judging(line.kind) {
        let outcome = subject
            .judge_by_memory(bench, index, rule, around)
            .map_err(|detail| JudgeFault::Evaluation {
                rule: rule.id.clone(),
                resource: finding.resource.id.clone(),
                detail,
            })?;
        if rule.metadata.custom.optional && was_not_asked_for(&outcome) {
            continue;
        }
        finding.outcome = waiving.apply(index, outcome, &finding.resource);
        finding.id = fingerprint(&rule.id, &finding.resource);
        finding.rule.clone_from(&rule.id);
        finding.severity = rule.metadata.custom.severity;
        done.summary.count(&finding);
        serde_json::to_writer(&mut done.findings, &finding).map_err(io::Error::from)?;
        done.findings.push(b'\n');
    }
    Ok(())
}

/// Whether nothing could be concluded for the only reason that nobody wanted to know.
fn was_not_asked_for(outcome: &Outcome) -> bool {
    let gaps = outcome.gaps();
    !gaps.is_empty() && gaps.iter().all(|gap| gap.reason == Reason::NotCollected)
}

/// Why a line could not be read: in the words that the model has for it, which name the place in the file.
pub(crate) fn unread(line: &Line, fault: &serde_json::Error) -> SnapshotFault {
    line.resource()
        .err()
        .unwrap_or_else(|| SnapshotFault::Line {
            path: line.path.to_path_buf(),
            line: line.number,
            detail: fault.to_string(),
        })
}

/// What the headers say was looked at.
fn audited(snapshots: &Snapshots) -> Audited {
    let mut accounts: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    let mut regions = BTreeSet::new();
    let mut provider = None;
    let mut times: Option<(Timestamp, Timestamp)> = None;
    for header in snapshots.headers() {
        for account in &header.accounts {
            let services = accounts.entry(account.id.clone()).or_default();
            services.extend(header.services.iter().cloned());
        }
        regions.extend(header.regions.iter().cloned());
        provider.get_or_insert_with(|| header.provider.clone());
        let (start, end) = times.unwrap_or((header.started_at, header.finished_at));
        times = Some((start.min(header.started_at), end.max(header.finished_at)));
    }
    let (started_at, finished_at) = times.unwrap_or_default();
    let everywhere = accounts.values().cloned();
    let everywhere = everywhere.reduce(|here, there| &here & &there);
    Audited {
        provider: provider.unwrap_or_else(|| "aws".to_owned()),
        accounts: accounts
            .into_keys()
            .map(|id| AuditedAccount { id, alias: None })
            .collect(),
        regions: regions.into_iter().collect(),
        services: everywhere.unwrap_or_default().into_iter().collect(),
        started_at,
        finished_at,
    }
}
