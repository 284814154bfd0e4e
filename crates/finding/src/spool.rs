//! Findings put aside, since a million of them do not belong in memory.

use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::sync::{Mutex, PoisonError};

use tempfile::SpooledTempFile;

use crate::finding::Finding;

/// How many bytes of findings stay in memory before a temporary file takes over.
const IN_MEMORY: usize = 4 * 1024 * 1024;

/// Takes findings in.
pub struct Spool {
    out: BufWriter<SpooledTempFile>,
}

impl Default for Spool {
    fn default() -> Self {
        Self {
            out: BufWriter::new(SpooledTempFile::new(IN_MEMORY)),
        }
    }
}

impl Spool {
    /// Puts one finding aside.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn push(&mut self, finding: &Finding) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, finding)?;
        self.out.write_all(b"\n")
    }

    /// Puts findings aside that were written as JSON already, each with a line feed after it.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn push_lines(&mut self, lines: &[u8]) -> io::Result<()> {
        self.out.write_all(lines)
    }

    /// Closes the spool for writing.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn finish(self) -> io::Result<Findings> {
        let file = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        Ok(Findings {
            file: Mutex::new(file),
        })
    }
}

/// Findings that can be gone through any number of times.
pub struct Findings {
    file: Mutex<SpooledTempFile>,
}

impl Findings {
    /// Hands every finding to `visit`, in order.
    ///
    /// # Errors
    /// When the temporary file cannot be read, or the first error of `visit`.
    pub fn each(&self, mut visit: impl FnMut(Finding) -> io::Result<()>) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
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
