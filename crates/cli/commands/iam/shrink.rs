//! `bartizan iam shrink`: the smallest readable policies that still allow what was used.

mod evidence;
mod text;
mod wire;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bartizan_iam::shrink::{Held, Shrunk, Standing, shrink};
use bartizan_iam::{Kind, PolicyDocument, Principal, PrincipalKind};
use bartizan_model::{
    HeldPolicies, HeldPolicy, Holding, Observed, SnapshotFault, Snapshots, resources_have_policies,
};

use super::compare::defect;
use super::policy::PolicyFile;
use crate::args::ReportFormat;
use crate::args::iam::shrink::ShrinkArgs;
use crate::exit::Exit;
use crate::fault::{Fault, say, warn};
use crate::judging::read_snapshots;
use crate::output;

use evidence::Evidence;
use wire::Said;

/// The JSON Schema of the answer.
pub(crate) fn schema() -> serde_json::Value {
    schemars::schema_for!(Said).to_value()
}

/// Shrinks, proves, and says what changed.
pub(crate) fn run(args: &ShrinkArgs) -> Result<Exit, Fault> {
    let principal = whose(&args.principal)?;
    if let Some(path) = &args.output {
        output::check_writable(path)?;
    }
    let holding = holding(args)?;
    let evidence = Evidence::read(args, &holding)?;
    let mut unread = Vec::new();
    let mut held: Vec<(String, PolicyDocument)> = Vec::new();
    for policy in &holding.policies {
        let name = match &policy.group {
            Some(group) => format!("{} of group {group}", policy.name),
            None => policy.name.clone(),
        };
        match &policy.document {
            Observed::Known(document) => held.push((name, document.clone())),
            Observed::Absent => {}
            Observed::Unknown(gap) => unread.push(format!("{name}: {}", gap.reason.words())),
        }
    }
    let held: Vec<Held<'_>> = held
        .iter()
        .map(|(name, document)| Held { name, document })
        .collect();
    let used = evidence.used();
    let shrunk = shrink(&principal, &held, &used, resources_have_policies)
        .map_err(|fault| defect(&fault))?;
    let said = Said::new(&args.principal, &shrunk, &evidence, unread, &holding);
    put(args, &shrunk, &said)?;
    Ok(exit(&shrunk, &said))
}

fn whose(text: &str) -> Result<Principal, Fault> {
    let hint = "for example arn:aws:iam::111122223333:role/deploy";
    let principal = Principal::parse(text).map_err(|fault| Fault::unusable(fault).hint(hint))?;
    match principal.kind() {
        PrincipalKind::User | PrincipalKind::Role => Ok(principal),
        _ => Err(Fault::unusable(format_args!("`{text}` is neither a user nor a role")).hint(hint)),
    }
}

/// The principal's policies, by snapshots and by files.
fn holding(args: &ShrinkArgs) -> Result<Holding, Fault> {
    let mut holding = match args.snapshots.is_empty() {
        true => Holding {
            policies: Vec::new(),
            last_accessed: Observed::not_collected(),
        },
        false => by_snapshots(args)?,
    };
    for path in &args.policy {
        let file = PolicyFile::read(path, Some(Kind::Identity))?;
        holding.policies.push(HeldPolicy {
            name: file.name,
            group: None,
            document: Observed::Known(file.document),
        });
    }
    Ok(holding)
}

fn by_snapshots(args: &ShrinkArgs) -> Result<Holding, Fault> {
    let gathered = read_snapshots(&args.snapshots, |mut snapshots| {
        gather(&args.principal, &mut snapshots)
    })?;
    gathered.holding().ok_or_else(|| {
        let message = format_args!("`{}` is not in the snapshot", args.principal);
        Fault::unusable(message).hint("name a user or role that it has, or collect again")
    })
}

fn gather(principal: &str, snapshots: &mut Snapshots) -> Result<HeldPolicies, SnapshotFault> {
    let mut held = HeldPolicies::of(principal);
    while let Some(line) = snapshots.next_line()? {
        if let Some(gap) = line.gap()? {
            held.add_gap(gap);
        } else if HeldPolicies::reads(line.kind) {
            held.add(&line.resource()?);
        }
    }
    Ok(held)
}

/// Data on standard output, and what is said about it beside; with --output the policies go to files.
fn put(args: &ShrinkArgs, shrunk: &Shrunk, said: &Said) -> Result<(), Fault> {
    if let Some(path) = &args.output {
        for (at, policy) in shrunk.policies.iter().enumerate() {
            output::save(&numbered(path, at), |out| write(policy, out))?;
        }
        if shrunk.policies.is_empty() {
            warn("nothing is left to allow, so no policy was written", None);
        }
    }
    match (args.format, &args.output) {
        (ReportFormat::Json, _) => output::print_json(said),
        (ReportFormat::Text, Some(_)) => output::print(|out| text::write(said, out)),
        (ReportFormat::Text, None) => {
            output::print(|out| shrunk.policies.iter().try_for_each(|it| write(it, out)))?;
            let mut about = Vec::new();
            text::write(said, &mut about)
                .map_err(|fault| Fault::unusable(format_args!("cannot tell of it: {fault}")))?;
            for line in String::from_utf8_lossy(&about).lines() {
                say(line);
            }
            Ok(())
        }
    }
}

fn write(policy: &PolicyDocument, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{policy:#}")
}

/// `policy.json`, `policy-2.json`, …
fn numbered(path: &Path, at: usize) -> PathBuf {
    if at == 0 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = match path.extension() {
        Some(extension) => format!("{stem}-{}.{}", at + 1, extension.to_string_lossy()),
        None => format!("{stem}-{}", at + 1),
    };
    path.with_file_name(name)
}

fn exit(shrunk: &Shrunk, said: &Said) -> Exit {
    if !shrunk.is_proven() || said.is_partial() {
        return Exit::Gaps;
    }
    match said.refuses(&[Standing::NotAllowed, Standing::Denied]) {
        true => Exit::Findings,
        false => Exit::Clean,
    }
}
