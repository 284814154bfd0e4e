//! The account's own rule groups, each read once however many web ACLs refer to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_wafv2::Client;
use bartizan_model::Observed;
use bartizan_model::aws::wafv2::{OwnRuleGroup, Rule};
use tokio::sync::OnceCell;

use super::{GET_RULE_GROUP, rules};
use crate::fault::{sent, told};
use crate::kit::AwsCx;

type Rules = Observed<Vec<Rule>>;

/// The groups of one region and scope that were asked for so far, by ARN.
#[derive(Default)]
pub(super) struct Groups(Mutex<BTreeMap<String, Arc<OnceCell<Rules>>>>);

impl Groups {
    /// The groups that some rules refer to, by ARN.
    pub(super) async fn of(&self, cx: &AwsCx, wafv2: &Client, rules: &[Rule]) -> Vec<OwnRuleGroup> {
        let referred = rules
            .iter()
            .filter_map(|rule| rule.statement.rule_group.clone());
        let arns: BTreeSet<_> = referred.collect();
        let groups = arns.into_iter().map(|arn| async {
            let cell = self.cell(&arn);
            let rules = cell.get_or_init(|| read(cx, wafv2, &arn)).await.clone();
            OwnRuleGroup { arn, rules }
        });
        futures::future::join_all(groups).await
    }

    fn cell(&self, arn: &str) -> Arc<OnceCell<Rules>> {
        let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(cells.entry(arn.to_owned()).or_default())
    }
}

async fn read(cx: &AwsCx, wafv2: &Client, arn: &str) -> Rules {
    cx.ask(GET_RULE_GROUP, || {
        sent(wafv2.get_rule_group().arn(arn).send())
    })
    .await
    .and_then(|answer| told(GET_RULE_GROUP, answer.rule_group))
    .map(|group| rules::own(group.rules.unwrap_or_default()))
}
