//! For AWS Security Hub: findings in the AWS Security Finding Format, as requests to `BatchImportFindings`.
//!
//! Each line is one request. Security Hub takes at most 100 findings in it, all of the account and the
//! region that it is sent to, so findings are gathered by account and region. What could not be read has
//! the status `NOT_AVAILABLE` and keeps its rule's severity; what was accepted is `FAILED` and `SUPPRESSED`.
//! <https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html>
//! <https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html>

mod wire;

use std::collections::BTreeMap;
use std::io;

use bartizan_finding::{Audit, Framework};

use crate::json::write_visible;
use wire::{Context, Finding};

/// The most findings of a request.
const FINDINGS: usize = 100;

/// About the most bytes of a request, so that none is refused for its size.
const REQUEST: usize = 3_000_000;

/// About the most bytes of requests that wait to be full, over all accounts and regions.
const WAITING: usize = 32_000_000;

/// Writes an audit as requests: every finding, passes included, with the requirements of `frameworks` that ask
/// for its rule.
///
/// # Errors
/// When `out` or the findings' temporary file fails.
pub fn write(audit: &Audit, frameworks: &[Framework], out: &mut dyn io::Write) -> io::Result<()> {
    write_within(WAITING, audit, frameworks, out)
}

fn write_within(
    waiting: usize,
    audit: &Audit,
    frameworks: &[Framework],
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let context = Context::new(audit, frameworks);
    let mut open = BTreeMap::<(String, String), Request>::new();
    let (mut held, mut line) = (0, Vec::new());
    audit.findings.each(|finding| {
        let region = context.region(&finding);
        line.clear();
        write_visible(&mut line, &Finding::new(&finding, region, &context))?;
        let place = (finding.resource.account.clone(), region.to_owned());
        let request = open.entry(place).or_default();
        request.push(&line);
        held += line.len();
        if request.findings >= FINDINGS || request.text.len() >= REQUEST {
            held = held.saturating_sub(request.text.len());
            request.send(out)?;
        }
        if held > waiting {
            held = 0;
            return open.values_mut().try_for_each(|request| request.send(out));
        }
        Ok(())
    })?;
    open.values_mut().try_for_each(|request| request.send(out))
}

/// A request that is being filled.
#[derive(Default)]
struct Request {
    text: Vec<u8>,
    findings: usize,
}

impl Request {
    fn push(&mut self, finding: &[u8]) {
        if self.findings > 0 {
            self.text.push(b',');
        }
        self.text.extend_from_slice(finding);
        self.findings += 1;
    }

    /// Writes the request, unless it is empty, and begins the next.
    fn send(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        if self.findings == 0 {
            return Ok(());
        }
        out.write_all(br#"{"Findings":["#)?;
        out.write_all(&self.text)?;
        out.write_all(b"]}\n")?;
        self.text.clear();
        self.findings = 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
