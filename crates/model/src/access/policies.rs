//! Managed policies, each compiled once.

use std::collections::HashMap;
use std::sync::Arc;

use bartizan_iam::{Attached, Compiled};

use super::{Access, attached, words};
use crate::ResourceType;
use crate::aws::iam::{AttachedPolicy, InlinePolicy, Policy, PolicyManager};
use crate::observed::Observed;

/// Managed policies by account and ARN.
#[derive(Debug, Default)]
pub(super) struct Policies {
    by_arn: HashMap<(String, String), Attached>,
    /// Those that AWS writes are the same in every account, by ARN and version.
    of_aws: HashMap<(String, String), Arc<Compiled>>,
}

impl Policies {
    pub(super) fn add(&mut self, policy: &Policy) {
        let made = match (&policy.document, policy.manager) {
            (Observed::Known(document), PolicyManager::Aws) => {
                let version = (policy.id.clone(), policy.default_version.clone());
                let compiled = self.of_aws.entry(version);
                let compiled = compiled.or_insert_with(|| Arc::new(Compiled::new(document)));
                Attached::new(policy.id.as_str(), Arc::clone(compiled))
            }
            (Observed::Unknown(gap), _) => Attached::unread(&policy.id, &words(gap)),
            // A managed policy always has a document; one without says nothing.
            (Observed::Absent, _) => return,
            (Observed::Known(_), PolicyManager::Customer) => {
                match attached(&policy.id, &policy.document) {
                    Some(made) => made,
                    None => return,
                }
            }
        };
        self.by_arn
            .insert((policy.account.clone(), policy.id.clone()), made);
    }
}

impl Access {
    /// A managed policy of an account; unread when the snapshot does not have it.
    pub(super) fn managed(&self, account: &str, arn: &str) -> Attached {
        let key = (account.to_owned(), arn.to_owned());
        match self.policies.by_arn.get(&key) {
            Some(policy) => policy.clone(),
            None => Attached::unread(arn, &self.why_missing(Policy::TYPE, account)),
        }
    }

    /// The managed policies that something has, beside those written into it.
    pub(super) fn all_of(
        &self,
        account: &str,
        attached: &[String],
        inline: &[Attached],
    ) -> Vec<Attached> {
        let managed = attached.iter().map(|arn| self.managed(account, arn));
        managed.chain(inline.iter().cloned()).collect()
    }
}

pub(super) fn arns(policies: &[AttachedPolicy]) -> Box<[String]> {
    policies.iter().map(|policy| policy.arn.clone()).collect()
}

pub(super) fn inline(policies: &[InlinePolicy]) -> Box<[Attached]> {
    policies
        .iter()
        .filter_map(|policy| attached(&policy.name, &policy.document))
        .collect()
}
