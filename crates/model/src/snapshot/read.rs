//! Reading: one or many snapshots as one stream of lines, each resource once.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use super::peek::Peek;

use super::{Header, Key, LONGEST_LINE, SNAPSHOT_FORMAT, SnapshotBuilder, SnapshotFault};
use crate::resource::{Identity, Resource, ScopeGap};

/// The first bytes of a zstd frame.
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// One line of a snapshot after its header, not yet read further than its identity.
#[derive(Debug, Clone)]
pub struct Line {
    /// The file that it stands in.
    pub path: Arc<Path>,
    /// Its number; the header is line 1.
    pub number: u64,
    /// The resource type, or `gap`.
    pub kind: &'static str,
    /// The JSON text.
    pub text: String,
    key: Key,
}

impl Line {
    /// Its place in the canonical order.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Reads the resource.
    ///
    /// # Errors
    /// When the line does not have the shape of its type, naming file and line.
    pub fn resource(&self) -> Result<Resource, SnapshotFault> {
        Resource::read(self.kind, &self.text).map_err(|fault| self.fault(&fault))
    }

    /// Reads the gap, when the line is one.
    ///
    /// # Errors
    /// When the line is a gap and does not have its shape.
    pub fn gap(&self) -> Result<Option<ScopeGap>, SnapshotFault> {
        if self.kind != ScopeGap::TYPE {
            return Ok(None);
        }
        serde_json::from_str(&self.text)
            .map(Some)
            .map_err(|fault| self.fault(&fault))
    }

    fn fault(&self, fault: &serde_json::Error) -> SnapshotFault {
        SnapshotFault::Line {
            path: self.path.to_path_buf(),
            line: self.number,
            detail: in_line(fault),
        }
    }
}

/// The error of a parser that saw one line only: its own "line 1" would mislead.
fn in_line(fault: &serde_json::Error) -> String {
    let text = fault.to_string();
    let place = format!(" at line {} column {}", fault.line(), fault.column());
    match text.strip_suffix(&place) {
        Some(what) => format!("{what} at column {}", fault.column()),
        None => text,
    }
}

/// One or many snapshots, read as one stream in canonical order.
///
/// A resource that stands in several snapshots is given once, from the newest.
/// A file that somebody reordered is sorted again, outside memory.
pub struct Snapshots {
    sources: Vec<Source>,
}

impl Snapshots {
    /// Opens snapshots and reads their headers.
    ///
    /// # Errors
    /// When one cannot be opened or is not a snapshot that this version reads.
    pub fn open(paths: &[PathBuf]) -> Result<Self, SnapshotFault> {
        let mut sources = paths
            .iter()
            .map(|path| Source::open(path))
            .collect::<Result<Vec<_>, _>>()?;
        // Of equal keys the first source wins: the newest.
        sources.sort_by_key(|source| std::cmp::Reverse(source.header.finished_at));
        Ok(Self { sources })
    }

    /// Reads one snapshot from what is open already, text or zstd; `name` is what messages call it.
    ///
    /// # Errors
    /// When it is not a snapshot that this version reads.
    pub fn read(name: &Path, input: impl Into<SnapshotInput>) -> Result<Self, SnapshotFault> {
        let source = Source::read(name, input.into())?;
        Ok(Self {
            sources: vec![source],
        })
    }

    /// As [`Snapshots::open`], tolerating lines in any order at the price of sorting them first.
    ///
    /// # Errors
    /// As [`Snapshots::open`], and when the lines cannot be read or put aside.
    pub fn open_unordered(paths: &[PathBuf]) -> Result<Self, SnapshotFault> {
        let mut opened = Self::open(paths)?;
        opened.sources = opened
            .sources
            .into_iter()
            .map(Source::sorted)
            .collect::<Result<_, _>>()?;
        Ok(opened)
    }

    /// Goes back to the first line: what is judged is looked over once before.
    ///
    /// # Errors
    /// When a file cannot be read again, or is another one by now.
    pub fn rewind(&mut self) -> Result<(), SnapshotFault> {
        for source in &mut self.sources {
            source.rewind()?;
        }
        Ok(())
    }

    /// The headers, newest snapshot first.
    pub fn headers(&self) -> impl Iterator<Item = &Header> {
        self.sources.iter().map(|source| &source.header)
    }

    /// The next line in canonical order; none at the end of every file.
    ///
    /// # Errors
    /// When a line is not a resource that this version knows, when a file is cut short or out of order.
    pub fn next_line(&mut self) -> Result<Option<Line>, SnapshotFault> {
        for source in &mut self.sources {
            source.fill()?;
        }
        let Some(least) = self
            .sources
            .iter()
            .filter_map(|source| source.head.as_ref())
            .map(|line| &line.key)
            .min()
            .cloned()
        else {
            return Ok(None);
        };
        let mut chosen = None;
        for source in &mut self.sources {
            if source.head.as_ref().is_some_and(|line| line.key == least) {
                let line = source.head.take();
                if chosen.is_none() {
                    chosen = line;
                }
            }
        }
        Ok(chosen)
    }
}

/// Where a snapshot comes from: it must be possible to read it twice.
#[derive(Debug)]
pub struct SnapshotInput(Kept);

#[derive(Debug)]
enum Kept {
    File(File),
    Bytes(&'static [u8]),
}

impl From<File> for SnapshotInput {
    fn from(file: File) -> Self {
        Self(Kept::File(file))
    }
}

impl From<&'static [u8]> for SnapshotInput {
    fn from(bytes: &'static [u8]) -> Self {
        Self(Kept::Bytes(bytes))
    }
}

impl SnapshotInput {
    /// Opens a file. What can be read only once, such as a pipe, is put aside in a temporary file.
    fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        if file.metadata()?.is_file() {
            return Ok(file.into());
        }
        let mut start = [0];
        let read = file.read(&mut start)?;
        // What does not begin like a snapshot may never end either.
        let most = match start.get(..read) {
            Some(b"{" | b" " | b"(") => u64::MAX,
            _ => LONGEST_LINE as u64 + 1,
        };
        let mut aside = tempfile::tempfile()?;
        let input = start.get(..read).unwrap_or_default().chain(file);
        io::copy(&mut input.take(most), &mut aside)?;
        Ok(aside.into())
    }

    /// The text from its beginning.
    fn text(&self) -> io::Result<Box<dyn BufRead + Send>> {
        match &self.0 {
            Kept::File(file) => {
                // The clone shares its position with the original, of which there is one reader at a time.
                let mut file = file.try_clone()?;
                file.rewind()?;
                open_text(file)
            }
            Kept::Bytes(bytes) => open_text(*bytes),
        }
    }
}

/// One snapshot file, read line by line.
struct Source {
    path: Arc<Path>,
    header: Header,
    kept: SnapshotInput,
    input: Box<dyn BufRead + Send>,
    /// The number of the line read last; the header is line 1.
    number: u64,
    head: Option<Line>,
    last: Option<Key>,
    /// Whether lines may come in any order: only while they are being sorted.
    unordered: bool,
    done: bool,
}

impl Source {
    fn open(path: &Path) -> Result<Self, SnapshotFault> {
        let input = SnapshotInput::open(path).map_err(|source| io_fault(path, source))?;
        Self::read(path, input)
    }

    fn rewind(&mut self) -> Result<(), SnapshotFault> {
        let fault = |source| io_fault(&self.path, source);
        self.input = self.kept.text().map_err(fault)?;
        let first = read_line(self.input.as_mut(), &self.path, 1)?.unwrap_or_default();
        if read_header(&self.path, &first.0)? != self.header {
            return Err(fault(io::Error::other("it changed while it was read")));
        }
        self.number = 1;
        self.head = None;
        self.last = None;
        self.done = false;
        Ok(())
    }

    fn read(path: &Path, kept: SnapshotInput) -> Result<Self, SnapshotFault> {
        let mut input = kept.text().map_err(|source| io_fault(path, source))?;
        let first = read_line(input.as_mut(), path, 1)?
            .ok_or_else(|| not_a_snapshot(path, "it is empty"))?;
        Ok(Self {
            path: path.into(),
            header: read_header(path, &first.0)?,
            kept,
            input,
            number: 1,
            head: None,
            last: None,
            unordered: false,
            done: false,
        })
    }

    /// Reads the next line into `head` unless one is waiting there.
    fn fill(&mut self) -> Result<(), SnapshotFault> {
        if self.head.is_some() || self.done {
            return Ok(());
        }
        loop {
            let Some((text, whole)) = read_line(self.input.as_mut(), &self.path, self.number + 1)?
            else {
                self.done = true;
                return self.check_length();
            };
            self.number += 1;
            let line = self.identify(text, whole)?;
            if !self.unordered {
                match self.last.as_ref().map(|last| last.cmp(&line.key)) {
                    Some(std::cmp::Ordering::Greater) => {
                        return Err(SnapshotFault::OutOfOrder {
                            path: self.path.to_path_buf(),
                            line: self.number,
                        });
                    }
                    // The same resource twice in one file: the first stays.
                    Some(std::cmp::Ordering::Equal) => continue,
                    _ => self.last = Some(line.key.clone()),
                }
            }
            self.head = Some(line);
            return Ok(());
        }
    }

    fn check_length(&self) -> Result<(), SnapshotFault> {
        let found = self.number - 1;
        match self.header.lines {
            Some(promised) if found < promised => Err(SnapshotFault::Truncated {
                path: self.path.to_path_buf(),
                promised,
                found,
            }),
            _ => Ok(()),
        }
    }

    fn identify(&self, text: String, whole: bool) -> Result<Line, SnapshotFault> {
        let fault = |detail| SnapshotFault::Line {
            path: self.path.to_path_buf(),
            line: self.number,
            detail,
        };
        let peek = Peek::at(&text, whole).map_err(|e| {
            // A cut in the middle of a line is the commonest damage; say so rather than "eof".
            match self.header.lines {
                Some(promised) if e.is_eof() => SnapshotFault::Truncated {
                    path: self.path.to_path_buf(),
                    promised,
                    found: self.number - 2,
                },
                _ => fault(in_line(&e)),
            }
        })?;
        if peek.kind == ScopeGap::TYPE {
            let gap: ScopeGap = serde_json::from_str(&text).map_err(|e| fault(in_line(&e)))?;
            let key = Key::of_gap(&gap);
            return Ok(Line {
                path: self.path.clone(),
                number: self.number,
                kind: ScopeGap::TYPE,
                key,
                text,
            });
        }
        let kind = Resource::type_named(&peek.kind).ok_or_else(|| {
            fault(format!(
                "this version does not know the resource type `{}`",
                peek.kind
            ))
        })?;
        let key = Key::of(&Identity {
            kind,
            id: &peek.id,
            name: "",
            account: &peek.account,
            region: None,
        });
        Ok(Line {
            path: self.path.clone(),
            number: self.number,
            kind,
            key,
            text,
        })
    }

    /// Sorts the rest of the file outside memory.
    fn sorted(mut self) -> Result<Self, SnapshotFault> {
        self.unordered = true;
        let mut builder = SnapshotBuilder::new();
        loop {
            self.fill()?;
            let Some(line) = self.head.take() else { break };
            builder
                .push_line(line.key, line.text.into_bytes())
                .map_err(|source| io_fault(&self.path, source))?;
        }
        let sorted =
            write_aside(builder, &self.header).map_err(|source| io_fault(&self.path, source))?;
        Self::read(&self.path, sorted.into())
    }
}

fn write_aside(builder: SnapshotBuilder, header: &Header) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    let mut out = io::BufWriter::new(&mut file);
    builder.finish(header, &mut out)?;
    io::Write::flush(&mut out)?;
    drop(out);
    file.rewind()?;
    Ok(file)
}

/// The text of a file of which the first bytes say whether it is packed with zstd.
///
/// # Errors
/// When the first bytes cannot be read.
pub fn open_text(mut file: impl Read + Send + 'static) -> io::Result<Box<dyn BufRead + Send>> {
    let mut magic = [0; 4];
    let mut read = 0;
    while let Some(rest) = magic.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            n => read += n,
        }
    }
    let start = io::Cursor::new(magic.get(..read).unwrap_or_default().to_vec());
    let input = start.chain(file);
    Ok(if magic == ZSTD_MAGIC {
        Box::new(BufReader::with_capacity(
            1 << 17,
            zstd::stream::read::Decoder::new(input)?,
        ))
    } else {
        Box::new(BufReader::with_capacity(1 << 17, input))
    })
}

/// Whether reading failed by what a packed file holds, and not by what the system says of it.
#[must_use]
pub fn is_damaged(fault: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, Other, UnexpectedEof};
    fault.raw_os_error().is_none() && matches!(fault.kind(), InvalidData | Other | UnexpectedEof)
}

/// Reads one line of at most [`LONGEST_LINE`] bytes, and whether its newline was there; none at the end.
fn read_line(
    input: &mut dyn BufRead,
    path: &Path,
    number: u64,
) -> Result<Option<(String, bool)>, SnapshotFault> {
    let fault = |detail: String| SnapshotFault::Line {
        path: path.to_owned(),
        line: number,
        detail,
    };
    let mut bytes = Vec::with_capacity(1024);
    let limit = LONGEST_LINE as u64 + 1;
    let read = input
        .take(limit)
        .read_until(b'\n', &mut bytes)
        .map_err(|source| io_fault(path, source))?;
    if read == 0 {
        return Ok(None);
    }
    let whole = bytes.last() == Some(&b'\n');
    if whole {
        bytes.pop();
    } else if read as u64 == limit {
        return Err(fault(format!(
            "longer than {} MiB, more than any resource needs",
            LONGEST_LINE >> 20
        )));
    }
    String::from_utf8(bytes)
        .map(|text| Some((text, whole)))
        .map_err(|_| fault("not utf-8".to_owned()))
}

fn read_header(path: &Path, text: &str) -> Result<Header, SnapshotFault> {
    #[derive(Deserialize)]
    struct Format {
        format: String,
    }
    let format = serde_json::from_str::<Format>(text)
        .map_err(|_| not_a_snapshot(path, "its first line is no header with a `format`"))?
        .format;
    if format != SNAPSHOT_FORMAT {
        return Err(if format.starts_with("bartizan.snapshot/") {
            SnapshotFault::Version {
                path: path.to_owned(),
                found: format,
            }
        } else {
            not_a_snapshot(path, &format!("its format is `{format}`"))
        });
    }
    serde_json::from_str(text).map_err(|fault| {
        not_a_snapshot(path, &format!("its header is damaged: {}", in_line(&fault)))
    })
}

fn io_fault(path: &Path, source: io::Error) -> SnapshotFault {
    SnapshotFault::Io {
        path: path.to_owned(),
        source,
    }
}

fn not_a_snapshot(path: &Path, detail: &str) -> SnapshotFault {
    SnapshotFault::NotASnapshot {
        path: path.to_owned(),
        detail: detail.to_owned(),
    }
}
