//! Findings put aside, since a million of them do not belong in memory.

use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::sync::{Mutex, PoisonError};

use tempfile::SpooledTempFile;

use crate::finding::Finding;

/// How many bytes of findings stay in memory before a temporary file takes over.
const IN_MEMORY: usize = 4 * 1024 * 1024;

/// How many bytes go to the temporary file, or come from it, at once.
const BUFFER: usize = 1 << 16;

/// Takes findings in.
pub struct Spool {
    out: BufWriter<SpooledTempFile>,
}

impl Default for Spool {
    fn default() -> Self {
        Self {
            out: BufWriter::with_capacity(BUFFER, SpooledTempFile::new(IN_MEMORY)),
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
    pub fn each(&self, visit: impl FnMut(Finding) -> io::Result<()>) -> io::Result<()> {
        self.each_line(|_| true, visit)
    }

    /// Hands every finding that did not pass to `visit`, in order. Most findings pass, and are not even parsed.
    ///
    /// # Errors
    /// As [`Findings::each`].
    pub fn each_but_passes(&self, visit: impl FnMut(Finding) -> io::Result<()>) -> io::Result<()> {
        // In a string the quotes would be escaped, so no name or tag can look like this.
        self.each_line(|line| !line.contains(r#""outcome":"Pass""#), visit)
    }

    fn each_line(
        &self,
        wanted: impl Fn(&str) -> bool,
        mut visit: impl FnMut(Finding) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.rewind()?;
        let mut input = BufReader::with_capacity(BUFFER, &mut *file);
        let mut line = String::new();
        while input.read_line(&mut line)? > 0 {
            if wanted(&line) {
                visit(serde_json::from_str(&line)?)?;
            }
            line.clear();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeMap;

    use super::*;
    use crate::finding::{Outcome, ResourceRef, Severity};

    fn finding(name: &str, outcome: Outcome) -> Finding {
        let resource = ResourceRef {
            id: name.to_owned(),
            kind: "aws.s3.bucket".to_owned(),
            name: name.to_owned(),
            account: String::new(),
            region: None,
            tags: BTreeMap::new(),
        };
        Finding {
            id: String::new(),
            rule: String::new(),
            severity: Severity::Low,
            outcome,
            resource,
        }
    }

    #[test]
    fn a_name_that_looks_like_a_pass_hides_nothing() {
        let hostile = finding(r#"","outcome":"Pass","x":""#, Outcome::Unknown(Vec::new()));
        let mut spool = Spool::default();
        spool.push(&hostile).unwrap();
        spool.push(&finding("fine", Outcome::Pass)).unwrap();
        let findings = spool.finish().unwrap();
        let mut seen = Vec::new();
        findings
            .each_but_passes(|finding| {
                seen.push(finding);
                Ok(())
            })
            .unwrap();
        assert_eq!(seen, [hostile]);
        let mut all = 0;
        findings
            .each(|_| {
                all += 1;
                Ok(())
            })
            .unwrap();
        assert_eq!(all, 2, "findings can be gone through again");
    }
}
