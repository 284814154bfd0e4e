//! Findings of the Open Cybersecurity Schema Framework 1.8.0, one JSON object a line.
//!
//! Every finding is a Compliance Finding: a rule checked a resource. Those who feed alerts can have what
//! is wrong or unknown as Detection Findings instead. Compliance knows a status for what gave no result
//! for want of information (Warning), which is what unknown means.
//! <https://schema.ocsf.io/1.8.0/classes/compliance_finding>
//! <https://schema.ocsf.io/1.8.0/classes/detection_finding>

mod event;

use std::io;

use bartizan_finding::{Audit, Framework, Outcome};

use crate::json::write_visible;
use event::{Context, Event};

/// The version of the schema.
pub const VERSION: &str = "1.8.0";

/// Which class of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Every finding, passes included.
    Compliance,
    /// What did not pass.
    Detection,
}

/// Writes an audit as events of a class. Compliance Findings say which requirements of `frameworks` ask for
/// their rule.
///
/// # Errors
/// When `out` or the findings' temporary file fails.
pub fn write(
    class: Class,
    audit: &Audit,
    frameworks: &[Framework],
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let context = Context::new(class, audit, frameworks);
    let mut line = Vec::new();
    let visit = |finding: bartizan_finding::Finding| {
        if class == Class::Detection && finding.outcome == Outcome::Pass {
            return Ok(());
        }
        line.clear();
        write_visible(&mut line, &Event::new(&finding, &context))?;
        line.push(b'\n');
        out.write_all(&line)
    };
    match class {
        Class::Compliance => audit.findings.each(visit),
        Class::Detection => audit.findings.each_but_passes(visit),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::sample;

    fn events(class: Class, audit: &Audit) -> String {
        let mut out = Vec::new();
        write(class, audit, &sample::frameworks(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn told(text: &str) -> Vec<(serde_json::Value, serde_json::Value)> {
        text.lines()
            .map(|line| {
                let event: serde_json::Value = serde_json::from_str(line).unwrap();
                (
                    event["compliance"]["status"].clone(),
                    event["status"].clone(),
                )
            })
            .collect()
    }

    #[test]
    fn every_finding_is_a_compliance_finding() {
        insta::assert_snapshot!(events(Class::Compliance, &sample::audit()));
    }

    #[test]
    fn unknown_is_a_warning_and_waived_a_suppressed_failure() {
        let text = events(Class::Compliance, &sample::audit());
        let said = |compliance: &str, status: &str| (compliance.into(), status.into());
        assert_eq!(
            told(&text),
            [
                said("Fail", "New"),
                said("Pass", "Resolved"),
                said("Warning", "New"),
                said("Fail", "Suppressed"),
                said("Warning", "New"),
                said("Fail", "New"),
            ]
        );
    }

    #[test]
    fn what_passed_is_not_detected() {
        let text = events(Class::Detection, &sample::audit());
        assert_eq!(text.lines().count(), 5);
        assert!(
            text.lines()
                .all(|line| line.contains(r#""class_uid":2004"#))
        );
        assert!(!text.contains(r#""compliance""#));
    }

    #[test]
    fn nothing_in_an_event_acts_on_a_terminal() {
        for class in [Class::Compliance, Class::Detection] {
            let text = events(class, &sample::hostile());
            assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
            for line in text.lines() {
                assert!(serde_json::from_str::<serde_json::Value>(line).is_ok());
            }
        }
    }
}
