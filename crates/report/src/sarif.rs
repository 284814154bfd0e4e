//! For code scanning: SARIF 2.1.0.
//!
//! What passed is left out, since GitHub shows every result as an alert, whatever its `kind`; how much
//! passed stands in the run's properties. What is unknown has the kind `open`, which SARIF keeps for
//! "the tool could not decide", and what was accepted has a suppression.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>

mod head;
mod result;

use std::io;

use bartizan_finding::{Audit, Outcome};

use crate::json::write_visible;
use crate::words::Rules;

/// The most results of a run that GitHub accepts.
const RESULTS: u64 = 25_000;

/// Writes an audit as SARIF: every finding that did not pass.
///
/// # Errors
/// When `out` or the findings' temporary file fails.
pub fn write(audit: &Audit, out: &mut dyn io::Write) -> io::Result<()> {
    let mut head = Vec::new();
    write_visible(&mut head, &head::Log::without_results(audit))?;
    // `results` is the last member of the last run and empty here.
    let open = head
        .strip_suffix(b"]}]}")
        .ok_or_else(|| io::Error::other("the log does not end with a list of results"))?;
    out.write_all(open)?;
    let rules = Rules::of(audit);
    let (mut line, mut between) = (Vec::new(), &b"\n"[..]);
    audit.findings.each_but_passes(|finding| {
        if let Outcome::Pass = finding.outcome {
            return Ok(());
        }
        line.clear();
        line.extend_from_slice(between);
        between = b",\n";
        result::write(&mut line, &finding, &rules, &audit.audited.provider)?;
        out.write_all(&line)
    })?;
    out.write_all(b"\n]}]}\n")
}

#[cfg(test)]
mod tests;
