//! Saved reports, read back: `bartizan.report/1` as [`json::write`](crate::json::write) made it.
//!
//! Findings go to a spool as they are read and are never all in memory. A file that is something
//! else, that was cut short or edited is refused with its name and the place; what the reader does
//! not know (members that a later version added) is passed over.

mod pieces;
mod stream;
mod wire;

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use bartizan_finding::{Audit, Finding, Spool};
use bartizan_model::open_text;

use crate::json::v1::REPORT_FORMAT;

pub use stream::Head;

/// Why a report cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReportFault {
    /// The file cannot be opened or read.
    #[error("cannot read `{}`: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is something else.
    #[error("`{}` is not a report: {detail}", path.display())]
    NotAReport {
        /// The file.
        path: PathBuf,
        /// What it is, as far as one can tell.
        detail: String,
    },
    /// A snapshot: what reports are made of.
    #[error("`{}` is a snapshot, not a report", path.display())]
    Snapshot {
        /// The file.
        path: PathBuf,
    },
    /// A version of the format that this program does not read.
    #[error("`{}` has the format `{found}`; this version reads `{REPORT_FORMAT}`", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The format that it names.
        found: String,
    },
    /// The file begins like a report and does not go on like one.
    #[error("`{}` {place}: {detail}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Line and column, or which member.
        place: String,
        /// What is wrong there.
        detail: String,
    },
    /// Findings could not be put aside.
    #[error("cannot put findings aside: {0}")]
    Aside(io::Error),
}

impl ReportFault {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Io { source, .. } if bartizan_model::is_damaged(source) => {
                "the file is packed, and was cut short or damaged; copy it again"
            }
            Self::Io { .. } => "check the path and its permissions",
            Self::NotAReport { .. } => "make one with `--output json=FILE`",
            Self::Snapshot { .. } => "judge it with `bartizan check FILE --output json=REPORT`",
            Self::Version { .. } => {
                "read it with the version of bartizan that wrote it, or judge the snapshot again"
            }
            Self::Damaged { .. } => {
                "the file was cut short or changed after it was written; copy it again or judge the snapshot again"
            }
            Self::Aside(_) => "free some space in the temporary folder (TMPDIR)",
        }
    }
}

/// Reads a report from a file, text or zstd.
///
/// # Errors
/// When the file cannot be read, is no report that this version reads, or findings cannot be put aside.
pub fn read(path: &Path) -> Result<Audit, ReportFault> {
    read_from(path, open(path)?)
}

/// Reads a report from what is open already, text or zstd; `name` is what messages call it.
///
/// # Errors
/// As [`read`].
pub fn read_from(name: &Path, input: impl Read + Send + 'static) -> Result<Audit, ReportFault> {
    let mut spool = Spool::default();
    let head = each_from(name, input, |finding| spool.push(&finding))?;
    let findings = spool.finish().map_err(ReportFault::Aside)?;
    Ok(Audit {
        audited: head.audited,
        rules: head.rules,
        switched_off: head.switched_off,
        waivers: head.waivers,
        summary: head.summary,
        gaps: head.gaps,
        findings,
    })
}

/// Hands the findings of a report to `visit` as they are read, and returns the rest of it.
///
/// Findings are handed out before the end of the file has been seen: what was made of them counts
/// only once this has returned without a fault.
///
/// # Errors
/// As [`read`]; the first error of `visit` is [`ReportFault::Aside`].
pub fn each_from(
    name: &Path,
    input: impl Read + Send + 'static,
    mut visit: impl FnMut(Finding) -> io::Result<()>,
) -> Result<Head, ReportFault> {
    let mut input = open_text(input).map_err(|source| io_fault(name, source))?;
    recognize(name, input.as_mut())?;
    stream::read(name, input, &mut visit)
}

fn open(path: &Path) -> Result<File, ReportFault> {
    let fault = |source| io_fault(path, source);
    let file = File::open(path).map_err(fault)?;
    if file.metadata().map_err(fault)?.is_dir() {
        return Err(fault(io::ErrorKind::IsADirectory.into()));
    }
    Ok(file)
}

/// Refuses by its first bytes what is no JSON object, with a word for what it looks like.
fn recognize(name: &Path, input: &mut dyn BufRead) -> Result<(), ReportFault> {
    let start = input.fill_buf().map_err(|source| io_fault(name, source))?;
    let text = start.trim_ascii_start();
    let what = match text.first() {
        Some(b'{') => return Ok(()),
        None if start.is_empty() => "it is empty",
        Some(b'[') => "it is a JSON list, as other tools write them",
        Some(b'<') => "it looks like HTML or XML",
        Some(b'P') if text.starts_with(b"PK\x03\x04") => "it is a zip archive, such as XLSX",
        _ => "it is not JSON",
    };
    Err(ReportFault::NotAReport {
        path: name.to_owned(),
        detail: what.to_owned(),
    })
}

fn io_fault(path: &Path, source: io::Error) -> ReportFault {
    ReportFault::Io {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests;
