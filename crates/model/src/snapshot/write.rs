//! Writing: resources come in any order and leave in the canonical one.

use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use super::{Header, Key};
use crate::resource::{Resource, ScopeGap};

/// How many bytes of lines are held before they are sorted and put aside in a temporary file.
const HELD: usize = 32 * 1024 * 1024;

/// Collects the lines of a snapshot and writes them in canonical order.
///
/// Memory does not grow with the account: past a few megabytes, sorted runs of
/// lines go to temporary files that are merged at the end.
#[derive(Default)]
pub struct SnapshotBuilder {
    held: Vec<(Key, Vec<u8>)>,
    held_bytes: usize,
    runs: Vec<File>,
    lines: u64,
}

impl SnapshotBuilder {
    /// An empty snapshot.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many lines were added.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Adds a resource.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn push(&mut self, resource: &Resource) -> io::Result<()> {
        self.push_line(Key::of(&resource.identity()), serde_json::to_vec(resource)?)
    }

    /// Adds a gap where resources would have been.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn push_gap(&mut self, gap: &ScopeGap) -> io::Result<()> {
        self.push_line(Key::of_gap(gap), serde_json::to_vec(gap)?)
    }

    /// Adds a line whose key is known already.
    pub(super) fn push_line(&mut self, key: Key, line: Vec<u8>) -> io::Result<()> {
        self.held_bytes += line.len() + std::mem::size_of::<(Key, Vec<u8>)>() + key.id.len();
        self.held.push((key, line));
        self.lines += 1;
        if self.held_bytes > HELD {
            self.put_aside()?;
        }
        Ok(())
    }

    fn put_aside(&mut self) -> io::Result<()> {
        self.held.sort_by(|a, b| a.0.cmp(&b.0));
        let mut out = BufWriter::new(tempfile::tempfile()?);
        for (key, line) in self.held.drain(..) {
            write_entry(&mut out, &key, &line)?;
        }
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        self.runs.push(file);
        self.held_bytes = 0;
        Ok(())
    }

    /// Writes the header and every line in canonical order. Of lines with the same key the first one added stays.
    ///
    /// # Errors
    /// When `out` or a temporary file fails.
    pub fn finish(mut self, header: &Header, out: &mut dyn Write) -> io::Result<()> {
        // Duplicates are dropped while merging, so the count is only known afterwards
        // and the header needs it first: merge into a file when there may be any.
        self.held.sort_by(|a, b| a.0.cmp(&b.0));
        if self.runs.is_empty() {
            self.held.dedup_by(|b, a| a.0 == b.0);
            write_header(header, self.held.len() as u64, out)?;
            for (_, line) in &self.held {
                out.write_all(line)?;
                out.write_all(b"\n")?;
            }
            return Ok(());
        }
        self.put_aside()?;
        let mut merged = BufWriter::new(tempfile::tempfile()?);
        let lines = merge(self.runs, &mut merged)?;
        let mut merged = merged
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        merged.rewind()?;
        write_header(header, lines, out)?;
        io::copy(&mut BufReader::new(merged), out)?;
        Ok(())
    }
}

fn write_header(header: &Header, lines: u64, out: &mut dyn Write) -> io::Result<()> {
    let header = Header {
        lines: Some(lines),
        ..header.clone()
    };
    serde_json::to_writer(&mut *out, &header)?;
    out.write_all(b"\n")
}

/// Merges sorted runs; returns how many lines were written.
fn merge(runs: Vec<File>, out: &mut dyn Write) -> io::Result<u64> {
    let mut readers: Vec<_> = runs.into_iter().map(BufReader::new).collect();
    let mut heads = BinaryHeap::new();
    for (run, reader) in readers.iter_mut().enumerate() {
        if let Some((key, line)) = read_entry(reader)? {
            heads.push(Head { key, run, line });
        }
    }
    let mut lines = 0;
    let mut last: Option<Key> = None;
    while let Some(Head { key, run, line }) = heads.pop() {
        if last.as_ref() != Some(&key) {
            out.write_all(&line)?;
            out.write_all(b"\n")?;
            lines += 1;
            last = Some(key);
        }
        if let Some(reader) = readers.get_mut(run)
            && let Some((key, line)) = read_entry(reader)?
        {
            heads.push(Head { key, run, line });
        }
    }
    Ok(lines)
}

/// The next line of a run. Ordered so that a max-heap gives the smallest key of the earliest run.
struct Head {
    key: Key,
    run: usize,
    line: Vec<u8>,
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.key.cmp(&self.key).then(other.run.cmp(&self.run))
    }
}

fn write_entry(out: &mut impl Write, key: &Key, line: &[u8]) -> io::Result<()> {
    out.write_all(&(key.rank as u64).to_le_bytes())?;
    for part in [key.account.as_bytes(), key.id.as_bytes(), line] {
        out.write_all(&(part.len() as u64).to_le_bytes())?;
        out.write_all(part)?;
    }
    Ok(())
}

fn read_entry(input: &mut impl Read) -> io::Result<Option<(Key, Vec<u8>)>> {
    let mut number = [0; 8];
    match input.read_exact(&mut number) {
        Err(fault) if fault.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let rank = u64::from_le_bytes(number) as usize;
    let mut part = || -> io::Result<Vec<u8>> {
        let mut length = [0; 8];
        input.read_exact(&mut length)?;
        let mut bytes = vec![0; u64::from_le_bytes(length) as usize];
        input.read_exact(&mut bytes)?;
        Ok(bytes)
    };
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).map_err(io::Error::other);
    let (account, id) = (text(part()?)?, text(part()?)?);
    Ok(Some((Key { rank, account, id }, part()?)))
}
