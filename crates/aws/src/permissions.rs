//! The IAM policy that an audit needs, from what the collectors declare.

use std::collections::BTreeSet;

use bartizan_collect::Action;
use serde_json::{Value, json};

use crate::{COLLECTORS, session};

/// Every call that may be made, by service.
#[must_use]
pub fn declared_actions() -> Vec<(&'static str, &'static [Action])> {
    let collectors = COLLECTORS
        .iter()
        .map(|collector| (collector.name(), collector.actions()));
    std::iter::once(("session", session::ACTIONS))
        .chain(collectors)
        .collect()
}

/// The policy document: these permissions and no other.
///
/// `sts:GetCallerIdentity` is left out, since AWS answers it without any permission.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
#[must_use]
pub fn permissions() -> Value {
    let actions: BTreeSet<&str> = declared_actions()
        .iter()
        .flat_map(|(_, actions)| actions.iter())
        .filter(|&&action| action != session::GET_CALLER_IDENTITY)
        .map(|action| action.permission)
        .collect();
    json!({
        "Version": "2012-10-17",
        "Statement": [{ "Sid": "BartizanReadsConfiguration", "Effect": "Allow", "Action": actions, "Resource": "*" }]
    })
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "tests"
)]
mod tests;
