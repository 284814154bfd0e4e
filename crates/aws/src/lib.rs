//! The only crate that knows the AWS SDK. One module a service, under [`services`].
//!
//! [`collect`] looks at one or many accounts and returns what it found;
//! [`permissions`] is the IAM policy that this needs, generated from what the
//! collectors declare.

mod fault;
mod guard;
mod http;
mod kit;
mod permissions;
mod policy;
mod services;
mod session;
mod sweep;
mod time;
mod whole;

use bartizan_collect::Collector;

pub use permissions::{declared_actions, permissions};
pub use session::{AwsFault, RoleToAssume};
pub use sweep::{AccountFailed, Collected, Options, collect};

use kit::Kit;

/// Every collector, in the order the docs list them.
const COLLECTORS: &[&'static dyn Collector<Kit>] = &[
    &services::account::Account,
    &services::iam::Iam,
    &services::kms::Kms,
    &services::s3::S3,
    &services::cloudtrail::CloudTrail,
    &services::wafv2::Wafv2,
    &services::ssm::Ssm,
    &services::organizations::Organizations,
];

/// The names that `--service` takes, in the order the docs list them. The account itself is always looked at.
#[must_use]
pub fn services() -> Vec<&'static str> {
    COLLECTORS
        .iter()
        .map(|collector| collector.name())
        .collect()
}
