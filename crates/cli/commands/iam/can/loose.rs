//! Policies in files of their own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bartizan_iam::parse::{self, Spans};
use bartizan_iam::{Attached, Because, Caller, Compiled, Kind, Severity, Source, Target};

use crate::args::iam::PolicyArgs;
use crate::commands::iam::document::{self, place};
use crate::fault::{Fault, warn};

/// The policies that were given as files.
pub(super) struct Loose {
    files: Vec<File>,
    identity: Vec<Attached>,
    boundary: Option<Vec<Attached>>,
    session: Option<Vec<Attached>>,
    resource: Option<Attached>,
    no_resource: bool,
    resource_account: Option<Box<str>>,
    scps: Vec<Vec<Attached>>,
    rcps: Vec<Vec<Attached>>,
    endpoint: Option<Vec<Attached>>,
}

/// A file with the places of its statements.
struct File {
    name: String,
    text: String,
    spans: Spans,
    compiled: Arc<Compiled>,
}

impl Loose {
    pub(super) fn read(args: &PolicyArgs) -> Result<Self, Fault> {
        let mut files = Vec::new();
        let mut all = |paths: &[PathBuf], kind| -> Result<Vec<Attached>, Fault> {
            let read = paths.iter().map(|path| one(&mut files, path, kind));
            read.collect()
        };
        let identity = all(&args.policy, Kind::Identity)?;
        let boundary = all(args.boundary.as_slice(), Kind::Boundary)?;
        let session = all(&args.session_policy, Kind::Session)?;
        let resource = all(args.resource_policy.as_slice(), Kind::Resource)?;
        let scps = all(&args.scp, Kind::ServiceControl)?;
        let rcps = all(&args.rcp, Kind::ResourceControl)?;
        let endpoint = all(args.endpoint_policy.as_slice(), Kind::Endpoint)?;
        let level = |policy| vec![policy];
        Ok(Self {
            files,
            identity,
            boundary: some(boundary),
            session: some(session),
            resource: resource.into_iter().next(),
            no_resource: args.no_resource_policy,
            resource_account: args.resource_account.as_deref().map(Into::into),
            scps: scps.into_iter().map(level).collect(),
            rcps: rcps.into_iter().map(level).collect(),
            endpoint: some(endpoint),
        })
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Adds them to what a snapshot says.
    pub(super) fn put(&self, caller: &mut Caller, target: &mut Target) {
        caller.identity.extend(self.identity.iter().cloned());
        replace(&mut caller.boundary, &self.boundary);
        replace(&mut caller.session, &self.session);
        replace(&mut target.policy, &self.resource);
        replace(&mut target.account, &self.resource_account);
        if self.no_resource {
            target.policy = None;
        }
        if !self.scps.is_empty() {
            caller.scps.clone_from(&self.scps);
        }
        if !self.rcps.is_empty() {
            target.rcps.clone_from(&self.rcps);
        }
    }

    pub(super) fn endpoint(&self) -> Option<&[Attached]> {
        self.endpoint.as_deref()
    }

    /// The file, line and column of a statement, if it stands in a file.
    pub(super) fn place(&self, because: &Because<'_>) -> Option<(&str, usize, usize)> {
        let Source::Policy { policy, statement } = because.source else {
            return None;
        };
        let compiled = policy.policy()?;
        let mut files = self.files.iter();
        let file = files.find(|file| std::ptr::eq(&*file.compiled, compiled))?;
        let span = file.spans.statements.get(statement?)?.whole;
        let (line, column) = place(&file.text, span.start);
        Some((&file.name, line, column))
    }
}

fn some(policies: Vec<Attached>) -> Option<Vec<Attached>> {
    (!policies.is_empty()).then_some(policies)
}

fn replace<T: Clone>(old: &mut Option<T>, new: &Option<T>) {
    if new.is_some() {
        old.clone_from(new);
    }
}

/// Reads a policy. What AWS would refuse but can be read is decided by all the same.
fn one(files: &mut Vec<File>, path: &Path, kind: Kind) -> Result<Attached, Fault> {
    let name = path.display().to_string();
    let text = document::read(path)?;
    let reading = parse::read(&text, kind);
    let Some(read) = reading.document else {
        return Err(document::refused(&name, &text, &reading.problems));
    };
    let mut problems = reading.problems.iter();
    // A trust policy has no resources; which of the two this is meant for, its reader does not know.
    let trust = kind == Kind::Resource && parse::parse(&text, Kind::Trust).is_ok();
    let refused = problems.find(|problem| problem.severity == Severity::Error && !trust);
    if let Some(problem) = refused {
        let message = format_args!("aws would refuse `{name}`: {}", problem.message);
        warn(message, Some("see `bartizan iam lint`"));
    }
    let compiled = Arc::new(Compiled::new(&read));
    let attached = Attached::new(name.as_str(), Arc::clone(&compiled));
    files.push(File {
        name,
        text,
        spans: reading.spans,
        compiled,
    });
    Ok(attached)
}
