//! Whether a requirement is met, and what stands in the way of knowing.

use std::borrow::Cow;

use jiff::civil::Date;

use super::Counts;

/// Whether a requirement is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Something failed.
    NotMet,
    /// Something failed, and all of it was accepted for a time: an exception, and not met.
    Waived {
        /// The first day on which an exception ends.
        until: Option<Date>,
    },
    /// Nothing failed of what was seen, and not all of it was seen.
    PartlySeen,
    /// Everything that it asks for was looked at, and nothing failed.
    Met,
    /// Its services were looked at, and there is nothing of what it is about.
    NothingToJudge,
    /// Nothing of it was looked at.
    NotAssessed,
}

impl Status {
    /// The names of all of them, in the order of summaries.
    pub const ALL: [&'static str; 6] = [
        "not met",
        "waived",
        "partly seen",
        "met",
        "nothing to judge",
        "not assessed",
    ];

    /// Its name in reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotMet => "not met",
            Self::Waived { .. } => "waived",
            Self::PartlySeen => "partly seen",
            Self::Met => "met",
            Self::NothingToJudge => "nothing to judge",
            Self::NotAssessed => "not assessed",
        }
    }

    /// Its name for a person: an exception says that it is one.
    #[must_use]
    pub fn words(&self) -> Cow<'static, str> {
        match self {
            Self::Waived { until: Some(until) } => {
                Cow::Owned(format!("not met (waived until {until})"))
            }
            Self::Waived { until: None } => Cow::Borrowed("not met (waived)"),
            other => Cow::Borrowed(other.name()),
        }
    }

    /// `seen` says whether at least one of its rules judged and its service was looked at.
    pub(super) fn of(
        counts: Counts,
        seen: bool,
        unseen: &[Unseen<'_>],
        until: Option<Date>,
    ) -> Self {
        if counts.fail > 0 {
            Self::NotMet
        } else if counts.waived > 0 {
            Self::Waived { until }
        } else if counts.total() == 0 && !seen {
            Self::NotAssessed
        } else if !unseen.is_empty() {
            Self::PartlySeen
        } else if counts.pass == 0 {
            Self::NothingToJudge
        } else {
            Self::Met
        }
    }
}

/// What of a requirement was not looked at, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unseen<'a> {
    /// People have to find out: how.
    People(&'a str),
    /// It is about something that is not looked at yet: what.
    Service(&'a str),
    /// This service was left out of the audit, or not looked at in every account.
    NotLookedAt(&'a str),
    /// This rule was switched off.
    SwitchedOff(&'a str),
    /// This rule is not among those that judged.
    NotRun(&'a str),
    /// So many findings could not be concluded.
    Unknown(u64),
    /// What its rules do not see.
    Rest(&'a str),
}

impl Unseen<'_> {
    /// Its name for a program.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::People(_) => "people",
            Self::Service(_) => "service",
            Self::NotLookedAt(_) => "not-looked-at",
            Self::SwitchedOff(_) => "switched-off",
            Self::NotRun(_) => "not-run",
            Self::Unknown(_) => "unknown",
            Self::Rest(_) => "rest",
        }
    }

    /// What it says, for a person.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::People(how) => format!("needs people: {how}"),
            Self::Service(how) => format!("not looked at yet: {how}"),
            Self::NotLookedAt(service) => {
                format!("{service} was not looked at, or not in every account")
            }
            Self::SwitchedOff(rule) => format!("{rule} is switched off"),
            Self::NotRun(rule) => format!("{rule} did not judge"),
            Self::Unknown(1) => "1 finding is unknown".to_owned(),
            Self::Unknown(count) => format!("{count} findings are unknown"),
            Self::Rest(rest) => format!("not seen: {rest}"),
        }
    }
}
