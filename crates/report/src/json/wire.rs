//! What several formats begin with.

use bartizan_finding as internal;
use bartizan_model::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// A program and its version.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tool<'a> {
    /// Its name.
    name: &'a str,
    /// Its version.
    version: &'a str,
}

impl Tool<'_> {
    /// This program.
    pub(crate) fn this() -> Self {
        Self {
            name: "bartizan",
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// What was looked at, and when.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Audited<'a> {
    /// `aws`.
    provider: &'a str,
    /// The accounts, in order.
    accounts: Vec<Account<'a>>,
    /// The regions, in order.
    regions: &'a [String],
    /// The services that were looked at in every one of the accounts, in order; empty when that is not known.
    services: &'a [String],
    /// When the first call was made, over all snapshots; RFC 3339.
    started_at: Timestamp,
    /// When the last answer came, over all snapshots; RFC 3339.
    finished_at: Timestamp,
}

impl<'a> From<&'a internal::Audited> for Audited<'a> {
    fn from(it: &'a internal::Audited) -> Self {
        let accounts = it.accounts.iter().map(|it| Account {
            id: &it.id,
            alias: it.alias.as_deref(),
        });
        Self {
            provider: &it.provider,
            accounts: accounts.collect(),
            regions: &it.regions,
            services: &it.services,
            started_at: it.started_at,
            finished_at: it.finished_at,
        }
    }
}

/// An audited account.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Account<'a> {
    /// Twelve digits.
    id: &'a str,
    /// Its alias; null when it has none or it could not be read.
    alias: Option<&'a str>,
}
