//! What a command is asked about: a snapshot, which is judged first, or a report that was saved.

use std::cell::OnceCell;
use std::fs::File;
use std::io::{self, BufRead, Read, Seek};
use std::path::{Path, PathBuf};

use bartizan_finding::Audit;
use bartizan_model::{SnapshotFault, Snapshots, open_text};
use bartizan_report::read::{self, ReportFault};
use serde::Deserialize;

use crate::args::RuleArgs;
use crate::fault::Fault;
use crate::judging::{self, unreadable};
use crate::ruleset::{self, Judges};

/// How much of the first line is looked at: a snapshot's header names at most some thousand accounts.
const FIRST_LINE: u64 = 4 << 20;

/// What to do about a file that is neither.
const EITHER: &str =
    "give a snapshot (`collect aws --output FILE`) or a report (`--output json=FILE`)";

/// A file that was told apart.
pub(crate) enum Subject {
    /// It is to be judged.
    Snapshot(Place),
    /// It holds what was concluded already. It may still turn out to be no report.
    Report(Place),
}

/// Where the text of a file is.
pub(crate) struct Place {
    /// What messages call it.
    pub(crate) path: PathBuf,
    /// Its content put aside, where it can be read only once, such as a pipe.
    aside: Option<File>,
}

/// Opens a file and looks at its first line.
pub(crate) fn open(path: &Path) -> Result<Subject, Fault> {
    let fault = |source| {
        let path = path.to_owned();
        refuse(ReportFault::Io { path, source })
    };
    let mut file = File::open(path).map_err(fault)?;
    let meta = file.metadata().map_err(fault)?;
    if meta.is_dir() {
        return Err(fault(io::ErrorKind::IsADirectory.into()));
    }
    let mut place = Place {
        path: path.to_owned(),
        aside: None,
    };
    if !meta.is_file() {
        let aside = put_aside(file).map_err(fault)?;
        file = aside.try_clone().map_err(fault)?;
        place.aside = Some(aside);
    }
    let snapshot = begins_as_snapshot(file).map_err(fault)?;
    Ok(if snapshot {
        Subject::Snapshot(place)
    } else {
        Subject::Report(place)
    })
}

/// Keeps what can be read only once. What begins like neither kind of file may never end, and little of it is kept.
fn put_aside(mut input: File) -> io::Result<File> {
    let mut start = [0];
    let read = input.read(&mut start)?;
    let most = match start.get(..read) {
        Some(b"{" | b" " | b"\n" | b"(") => u64::MAX,
        _ => FIRST_LINE,
    };
    let start = start.get(..read).unwrap_or_default();
    let mut aside = tempfile::tempfile()?;
    io::copy(&mut start.chain(input).take(most), &mut aside)?;
    aside.rewind()?;
    Ok(aside)
}

/// Whether a file begins as `bartizan` writes reports; those that something else wrote anew are not known here.
pub(crate) fn is_report(path: &Path) -> bool {
    let mut start = Vec::new();
    // A pipe was read already and may never say anything again.
    let read = path.is_file() && {
        let text = File::open(path).and_then(open_text);
        text.and_then(|text| text.take(64).read_to_end(&mut start))
            .is_ok()
    };
    read && start.starts_with(b"{\"format\":\"bartizan.report/")
}

/// Whether the first line is the header of a snapshot, of this version or another.
fn begins_as_snapshot(file: File) -> io::Result<bool> {
    #[derive(Deserialize)]
    struct Format {
        format: String,
    }
    let mut line = Vec::new();
    let text = open_text(file)?;
    text.take(FIRST_LINE).read_until(b'\n', &mut line)?;
    Ok(serde_json::from_slice::<Format>(&line)
        .is_ok_and(|it| it.format.starts_with("bartizan.snapshot/")))
}

impl Place {
    /// The content from its beginning.
    pub(crate) fn content(&self) -> io::Result<File> {
        match &self.aside {
            Some(aside) => {
                let mut file = aside.try_clone()?;
                file.rewind()?;
                Ok(file)
            }
            None => File::open(&self.path),
        }
    }

    /// The snapshot, with its lines sorted first where that is asked for.
    pub(crate) fn snapshots(&self, sorted: bool) -> Result<Snapshots, SnapshotFault> {
        match &self.aside {
            Some(_) => {
                let file = self.content().map_err(|source| SnapshotFault::Io {
                    path: self.path.clone(),
                    source,
                })?;
                Snapshots::read(&self.path, file)
            }
            None if sorted => Snapshots::open_unordered(std::slice::from_ref(&self.path)),
            None => Snapshots::open(std::slice::from_ref(&self.path)),
        }
    }

    fn report(&self) -> Result<Audit, Fault> {
        let read = self
            .content()
            .map_err(|source| ReportFault::Io {
                path: self.path.clone(),
                source,
            })
            .and_then(|file| read::read_from(&self.path, file));
        read.map_err(refuse)
    }

    fn snapshot(&self, judges: &Judges) -> Result<Audit, Fault> {
        match &self.aside {
            Some(_) => {
                let snapshots = self.snapshots(false).map_err(unreadable)?;
                judging::judge_open(judges, snapshots)
            }
            None => judging::judge_files(judges, std::slice::from_ref(&self.path)),
        }
    }
}

/// Turns subjects into audits; rules are loaded once, and only when there is something to judge.
pub(crate) struct Auditor<'a> {
    rules: &'a RuleArgs,
    judges: OnceCell<Judges>,
}

impl<'a> Auditor<'a> {
    pub(crate) fn new(rules: &'a RuleArgs) -> Self {
        Self {
            rules,
            judges: OnceCell::new(),
        }
    }

    /// Judges a snapshot as `check` does, or reads a report.
    pub(crate) fn audit(&self, subject: &Subject) -> Result<Audit, Fault> {
        match subject {
            Subject::Report(place) => place.report(),
            Subject::Snapshot(place) => {
                let judges = match self.judges.get() {
                    Some(judges) => judges,
                    None => {
                        let judges = ruleset::load(self.rules)?;
                        self.judges.get_or_init(|| judges)
                    }
                };
                place.snapshot(judges)
            }
        }
    }
}

/// The audit of a snapshot or a report, told apart by how the file begins.
pub(crate) fn audit(path: &Path, rules: &RuleArgs) -> Result<Audit, Fault> {
    Auditor::new(rules).audit(&open(path)?)
}

/// How a file that cannot be used is told of.
pub(crate) fn refuse(fault: ReportFault) -> Fault {
    let hint = match fault {
        ReportFault::NotAReport { .. } => EITHER,
        ref other => other.hint(),
    };
    Fault::unusable(fault).hint(hint)
}
