//! What can go wrong with a tracker.

use std::io;
use std::time::Duration;

use thiserror::Error;

/// Why a ticket could not be read or written. No variant holds a token.
#[derive(Debug, Error)]
pub enum Fault {
    /// The address cannot be used.
    #[error("`{url}` is no usable address: {why}")]
    Address {
        /// As it was written.
        url: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A token holds what no header can.
    #[error("the token in `{variable}` holds characters that no token has")]
    Token {
        /// The environment variable.
        variable: String,
    },
    /// Nobody answered, or the connection broke.
    #[error("{host} does not answer: {why}")]
    Silent {
        /// Who was asked.
        host: String,
        /// What became of the connection.
        why: String,
        /// Whether the request may have arrived all the same.
        sent: bool,
    },
    /// The token is not taken.
    #[error("{host} does not take the token ({status})")]
    Unauthorized {
        /// Who was asked.
        host: String,
        /// The HTTP status; Jira says it in another place than that.
        status: u16,
    },
    /// The token may not do this.
    #[error("{host} does not allow this (403){said}")]
    Forbidden {
        /// Who was asked.
        host: String,
        /// What it said, led in by a colon; may be empty.
        said: String,
    },
    /// There is no such thing.
    #[error("{host} has nothing at {path} (404){said}")]
    NotFound {
        /// Who was asked.
        host: String,
        /// For what.
        path: String,
        /// What it said, led in by a colon; may be empty.
        said: String,
    },
    /// It asks to go elsewhere.
    #[error("{host} redirects to {to} ({status}); the token is not sent on")]
    Redirect {
        /// Who was asked.
        host: String,
        /// Where to.
        to: String,
        /// The HTTP status.
        status: u16,
    },
    /// It asked for patience for longer than we have.
    #[error("{host} asks to wait ({status}){said}")]
    Busy {
        /// Who was asked.
        host: String,
        /// The HTTP status.
        status: u16,
        /// How long it asked to wait, if it said so.
        wait: Option<Duration>,
        /// What it said, led in by a colon; may be empty.
        said: String,
    },
    /// Any other status.
    #[error("{host} answers {status} to {method} {path}{said}")]
    Status {
        /// Who was asked.
        host: String,
        /// The HTTP status.
        status: u16,
        /// How it was asked.
        method: String,
        /// For what.
        path: String,
        /// What it said, led in by a colon; may be empty.
        said: String,
    },
    /// A web page came where data should.
    #[error("{host} answers with a web page, not with data")]
    WebPage {
        /// Who was asked.
        host: String,
    },
    /// What came is not what this tracker answers.
    #[error("{host} answers what no {tracker} does: {why}")]
    Garbage {
        /// Who was asked.
        host: String,
        /// The kind of tracker.
        tracker: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// More than is read.
    #[error("{host} answers with more than {} MiB", .most >> 20)]
    TooLong {
        /// Who was asked.
        host: String,
        /// The most that is read, in bytes.
        most: usize,
    },
    /// A list that does not end.
    #[error("{host} lists more than {most} pages of tickets")]
    Endless {
        /// Who was asked.
        host: String,
        /// The most pages that are read.
        most: usize,
    },
    /// A ticket cannot be moved to a state.
    #[error("{ticket} cannot be moved to {wanted}: it can be moved to {offered}")]
    NoTransition {
        /// The ticket.
        ticket: String,
        /// The state.
        wanted: String,
        /// The states that its workflow offers.
        offered: String,
    },
    /// More tickets would be made than somebody wants to find in the morning.
    #[error("{new} new tickets would be created, more than the {most} of `most_new`")]
    TooMany {
        /// How many.
        new: usize,
        /// How many may be.
        most: usize,
    },
    /// The findings cannot be read.
    #[error("cannot read the findings: {0}")]
    Findings(#[from] io::Error),
}

impl Fault {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Address { .. } => {
                "it must begin with https:// (http:// is for this machine only)"
            }
            Self::Token { .. } => "set it again, without line breaks",
            Self::Silent { .. } => {
                "check `url`, the network and the proxy; then run it again: nothing is made twice"
            }
            Self::Unauthorized { .. } => {
                "make a new token and put it into the environment variable that the settings name"
            }
            Self::Forbidden { .. } => {
                "give the token's user the right to read, create, edit and close tickets there"
            }
            Self::NotFound { path, .. } if path.ends_with("/rest/api/3/search/jql") => {
                "check `url`; a Jira Data Center needs `flavour = \"data-center\"`"
            }
            Self::NotFound { .. } => {
                "check `url` and the project in the settings; some trackers say this to whoever may not look"
            }
            Self::Redirect { .. } => {
                "set `url` to the address that it moved to, if that is where the tickets belong"
            }
            Self::Busy { .. } => "run it again later: what was done is not done twice",
            Self::Status { status: 500.., .. } => {
                "it is the tracker that fails: run it again later, nothing is made twice"
            }
            Self::Status { .. } => {
                "the tracker refuses what was sent: check the project, the type and the required fields"
            }
            Self::WebPage { .. } => {
                "check `url`: a sign-in page, a proxy or the wrong path answers there"
            }
            Self::Garbage { .. } => "check `url`: something else answers there",
            Self::TooLong { .. } => "check `url`: something else answers there",
            Self::Endless { .. } => {
                "check `url`; if there are that many, give Bartizan a project, repository or table of its own"
            }
            Self::NoTransition { .. } => "name a state of its workflow with `done` or `reopened`",
            Self::TooMany { .. } => {
                "group = \"rule\" makes one ticket a rule, `severity` raises the floor, `most_new` allows more"
            }
            Self::Findings(_) => "make room in the temporary folder (TMPDIR)",
        }
    }

    /// Whether every other call would fail in the same way.
    #[must_use]
    pub fn ends_all(&self) -> bool {
        matches!(
            self,
            Self::Unauthorized { .. }
                | Self::Redirect { .. }
                | Self::WebPage { .. }
                | Self::Silent { .. }
                | Self::Busy { .. }
                | Self::Token { .. }
                | Self::Address { .. }
        )
    }

    /// Whether the request may have been carried out although it failed.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        match self {
            Self::Silent { sent, .. } => *sent,
            Self::Status { status, .. } => *status >= 500,
            Self::WebPage { .. } | Self::Garbage { .. } | Self::TooLong { .. } => true,
            _ => false,
        }
    }
}
