//! The shape of `[tickets.…]` and `[watch]`, as they are written.

use std::collections::BTreeMap;
use std::ops::Range;

use bartizan_finding::Severity;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// Where tickets are kept, and which there are to be.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Tickets")]
pub(in crate::config) struct WrittenTickets {
    /// Issues of a Jira project.
    pub(super) jira: Option<WrittenJira>,
    /// Records of a ServiceNow table.
    pub(super) servicenow: Option<WrittenServiceNow>,
    /// Issues of a GitHub repository.
    pub(super) github: Option<WrittenGitHub>,
    /// Any other tracker, behind an address that speaks `bartizan.tickets/1`.
    pub(super) webhook: Option<WrittenWebhook>,
}

/// What one ticket is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Group")]
pub(super) enum WrittenGroup {
    /// A rule and a resource.
    Finding,
    /// All failures of a rule in an account.
    Rule,
}

/// What a waiver does to a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Waived")]
pub(super) enum WrittenWaived {
    /// Closes it with a comment.
    Close,
    /// Is told in a comment; the ticket stays open.
    Comment,
}

/// Which closed tickets are opened again when something fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Reopen")]
pub(super) enum WrittenReopen {
    /// All of them.
    Always,
    /// Those that Bartizan closed; what a person closed stays closed.
    Returned,
}

/// What every section has.
pub(super) struct Common<'a> {
    pub(super) place: Range<usize>,
    pub(super) group: Option<WrittenGroup>,
    pub(super) severity: Option<Severity>,
    pub(super) labels: &'a [Spanned<String>],
    pub(super) waived: Option<WrittenWaived>,
    pub(super) reopen: Option<WrittenReopen>,
    pub(super) most_new: Option<u32>,
}

/// A section: its own keys, and those that every section has. Not a flattened struct: serde would forget the places.
macro_rules! section {
    ($(#[$meta:meta])* $name:ident { $($(#[$of:meta])* $field:ident: $type:ty,)* }) => {
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$meta])*
        pub(super) struct $name {
            $($(#[$of])* pub(super) $field: $type,)*
            /// The environment variable that holds the token.
            pub(super) token_env: Option<String>,
            /// What one ticket is about; `finding` unless it is said.
            group: Option<WrittenGroup>,
            /// Nothing below this severity gets a ticket; `high` unless it is said.
            severity: Option<Severity>,
            /// Labels beside `bartizan`, set when a ticket is made.
            #[serde(default)]
            #[schemars(with = "Vec<String>")]
            labels: Vec<Spanned<String>>,
            /// What a waiver does to a ticket; `close` unless it is said.
            waived: Option<WrittenWaived>,
            /// Which closed tickets are opened again; `always` unless it is said.
            reopen: Option<WrittenReopen>,
            /// The most tickets that one run makes; 100 unless it is said. More are none at all.
            #[schemars(range(max = 10000))]
            most_new: Option<u32>,
        }

        impl $name {
            pub(super) fn common(&self) -> Common<'_> {
                Common {
                    place: 0..0,
                    group: self.group,
                    severity: self.severity,
                    labels: &self.labels,
                    waived: self.waived,
                    reopen: self.reopen,
                    most_new: self.most_new,
                }
            }
        }
    };
}

/// Which Jira it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "JiraFlavour")]
pub(super) enum WrittenFlavour {
    /// Atlassian's own.
    Cloud,
    /// On one's own machines.
    DataCenter,
}

section! {
    /// Issues of a Jira project.
    #[schemars(rename = "Jira")]
    WrittenJira {
        /// Which Jira it is; `cloud` unless it is said.
        flavour: Option<WrittenFlavour>,
        /// The site, as in `https://acme.atlassian.net`.
        #[schemars(with = "String")]
        url: Spanned<String>,
        /// The project's key.
        #[schemars(with = "String")]
        project: Spanned<String>,
        /// The issue type's name; `Task` unless it is said.
        issue_type: Option<String>,
        /// The account that an API token belongs to; without it the token is sent as a bearer token.
        user: Option<String>,
        /// The status of a closed ticket; the first one that counts as done unless it is said.
        done: Option<String>,
        /// The status of a ticket that is opened again.
        reopened: Option<String>,
        /// The priority's name for each severity; the project's own unless it is said.
        #[serde(default)]
        priorities: BTreeMap<Severity, String>,
    }
}

section! {
    /// Records of a ServiceNow table.
    #[schemars(rename = "ServiceNow")]
    WrittenServiceNow {
        /// The instance, as in `https://acme.service-now.com`.
        #[schemars(with = "String")]
        url: Spanned<String>,
        /// The table; `incident` unless it is said.
        #[schemars(with = "Option<String>")]
        table: Option<Spanned<String>>,
        /// The user that the password in `token_env` belongs to; without it the token is sent as a bearer token.
        user: Option<String>,
        /// The group that new tickets are assigned to.
        assignment_group: Option<String>,
        /// The `state` of a ticket that is opened again; `1` unless it is said.
        open_state: Option<String>,
        /// The `state` of a closed ticket; `6` (resolved) unless it is said.
        closed_state: Option<String>,
        /// The `close_code` of a closed ticket; `Solution provided` unless it is said.
        close_code: Option<String>,
    }
}

section! {
    /// Issues of a GitHub repository.
    #[schemars(rename = "GitHub")]
    WrittenGitHub {
        /// The repository, as `owner/name`.
        #[schemars(with = "String")]
        repository: Spanned<String>,
        /// The API of a GitHub Enterprise server, as in `https://github.acme.com/api/v3`.
        #[schemars(with = "Option<String>")]
        url: Option<Spanned<String>>,
    }
}

section! {
    /// Any other tracker, behind an address that speaks `bartizan.tickets/1`.
    #[schemars(rename = "TicketWebhook")]
    WrittenWebhook {
        /// The address.
        #[schemars(with = "Option<String>")]
        url: Option<Spanned<String>>,
        /// The environment variable that holds the address, where the address itself is secret.
        url_env: Option<String>,
    }
}

/// What `bartizan watch` tells of, and where.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Watch")]
pub(in crate::config) struct WrittenWatch {
    /// The environment variable that holds the address of an incoming webhook of Slack, or of what takes the same.
    pub(in crate::config) slack_url_env: Option<String>,
    /// The environment variable that holds the address of a webhook that takes `bartizan.watch/1`.
    pub(in crate::config) webhook_url_env: Option<String>,
    /// The trackers whose tickets are kept in step.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(in crate::config) tickets: Vec<Spanned<String>>,
    /// Nothing below this severity is announced; `low` unless it is said.
    pub(in crate::config) severity: Option<Severity>,
}
