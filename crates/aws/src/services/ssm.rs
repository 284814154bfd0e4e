//! placeholder
use bartizan_collect::{Action, Collector, Scope, async_trait};

use crate::kit::{AwsCx, Kit};

const ACTIONS: &[Action] = &[];

pub(crate) struct Ssm;

#[async_trait]
impl Collector<Kit> for Ssm {
    fn name(&self) -> &'static str {
        "ssm"
    }
    fn scope(&self) -> Scope {
        Scope::Region
    }
    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }
    fn types(&self) -> &'static [&'static str] {
        &[]
    }
    async fn collect(&self, _cx: &AwsCx) {}
}
