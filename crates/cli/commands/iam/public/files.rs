//! Which of the files are snapshots and which are policies, told by their first bytes.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use bartizan_model::ResourcePolicies;

use crate::args::iam::public::PublicArgs;
use crate::commands::iam::policy::PolicyFile;
use crate::fault::Fault;
use crate::judging::read_snapshots;

/// What zstd begins its files with.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// What was given.
pub(super) struct Files {
    pub(super) snapshots: Option<ResourcePolicies>,
    pub(super) policies: Vec<PolicyFile>,
}

impl Files {
    pub(super) fn read(args: &PublicArgs) -> Result<Self, Fault> {
        let piped = args.files.iter().filter(|it| *it == Path::new("-"));
        if piped.count() > 1 {
            return Err(Fault::unusable("only one policy can be standard input")
                .hint("name files for the others"));
        }
        let (snapshots, policies): (Vec<PathBuf>, Vec<PathBuf>) =
            args.files.iter().cloned().partition(|it| is_snapshot(it));
        let read = policies.iter().map(|it| PolicyFile::read(it, args.kind));
        Ok(Self {
            policies: read.collect::<Result<_, _>>()?,
            snapshots: match snapshots.as_slice() {
                [] => None,
                files => Some(index(files)?),
            },
        })
    }
}

/// What cannot be opened is no snapshot; reading it as a policy says why.
fn is_snapshot(path: &Path) -> bool {
    if path == Path::new("-") {
        return false;
    }
    let mut first = Vec::new();
    let read = File::open(path).and_then(|file| file.take(256).read_to_end(&mut first));
    let begins = String::from_utf8_lossy(&first);
    read.is_ok() && (first.starts_with(&ZSTD) || begins.contains("\"bartizan.snapshot/"))
}

fn index(files: &[PathBuf]) -> Result<ResourcePolicies, Fault> {
    read_snapshots(files, |mut snapshots| {
        ResourcePolicies::read(&mut snapshots)
    })
}
