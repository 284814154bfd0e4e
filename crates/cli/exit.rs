//! Exit codes, in the one place that help, the manual and the docs take them from.

use bartizan_finding::{Audit, Severity};
use bartizan_report::diff::Diff;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Clean,
    Findings,
    Unusable,
    Gaps,
    Blind,
    Interrupted,
}

impl Exit {
    const ALL: [Self; 6] = [
        Self::Clean,
        Self::Findings,
        Self::Unusable,
        Self::Gaps,
        Self::Blind,
        Self::Interrupted,
    ];

    /// The number that the shell sees.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Unusable => 2,
            Self::Gaps => 3,
            Self::Blind => 4,
            // 128 and the number of SIGINT, as shells count.
            Self::Interrupted => 130,
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Clean => "nothing failed at or above --fail-on (default: high)",
            Self::Findings => {
                "something failed at or above --fail-on; with --fail-on-new, something new did"
            }
            Self::Unusable => {
                "wrong arguments, unreadable input, or an output that cannot be written"
            }
            Self::Gaps => {
                "nothing failed at or above --fail-on, but part of the account could not be read"
            }
            Self::Blind => "nothing could be read: no credentials, or what answers is not AWS",
            Self::Interrupted => "interrupted; no half-written file is left",
        }
    }

    /// What an audit means for the shell. A failure weighs more than a gap; without a severity nothing weighs.
    pub(crate) fn of(audit: &Audit, fail_on: Option<Severity>) -> Self {
        let Some(fail_on) = fail_on else {
            return Self::Clean;
        };
        if audit.summary.failed_from(fail_on) > 0 {
            Self::Findings
        } else if audit.summary.unknown > 0 || !audit.gaps.is_empty() {
            Self::Gaps
        } else {
            Self::Clean
        }
    }

    /// What a difference means for the shell. What is not seen any more may hide something new.
    pub(crate) fn of_difference(diff: &Diff<'_>, fail_on_new: Option<Severity>) -> Self {
        let Some(fail_on_new) = fail_on_new else {
            return Self::Clean;
        };
        if diff.new_from(fail_on_new) > 0 {
            Self::Findings
        } else if diff.lost() > 0 {
            Self::Gaps
        } else {
            Self::Clean
        }
    }
}

/// The table for help and the manual.
pub(crate) fn table() -> String {
    let rows = Exit::ALL.map(|exit| format!("  {:>3}  {}", exit.code(), exit.meaning()));
    format!("Exit codes:\n{}", rows.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_a_promise_to_scripts() {
        assert_eq!(Exit::ALL.map(Exit::code), [0, 1, 2, 3, 4, 130]);
    }
}
