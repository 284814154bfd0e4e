//! placeholder
use bartizan_collect::{Action, Collector, Scope, async_trait};

use crate::kit::{AwsCx, Kit};

const ACTIONS: &[Action] = &[];

pub(crate) struct S3;

#[async_trait]
impl Collector<Kit> for S3 {
    fn name(&self) -> &'static str {
        "s3"
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
