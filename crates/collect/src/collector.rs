//! What a service module is.

use crate::action::Action;
use crate::cx::Cx;

/// Where a collector runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Once an account.
    Account,
    /// Once in each audited region of an account.
    Region,
}

/// Looks at one service. `K` is what it makes clients from.
#[async_trait::async_trait]
pub trait Collector<K: Send + Sync>: Send + Sync {
    /// The service's short name, as `--service` takes it.
    fn name(&self) -> &'static str;

    /// Where it runs.
    fn scope(&self) -> Scope;

    /// The only calls that it may make; the audit role is generated from them.
    fn actions(&self) -> &'static [Action];

    /// The resource types that it finds.
    fn types(&self) -> &'static [&'static str];

    /// Looks, and hands over what it finds with [`Cx::emit`].
    async fn collect(&self, cx: &Cx<K>);
}
