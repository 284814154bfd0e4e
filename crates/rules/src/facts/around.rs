//! What is known around a resource.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_model::aws::account::{Account, Organization};
use bartizan_model::aws::s3::PublicAccessBlock;
use bartizan_model::{Observed, Timestamp};

use super::not_collected;
use super::unrefused::Proven;
use crate::survey::Survey;

/// What is known around a resource: the time of the audit, and the settings of its account.
#[derive(Debug)]
pub(crate) struct Around {
    /// When the newest snapshot was finished. Judging the same snapshot tomorrow gives the same answer.
    pub(crate) now: Timestamp,
    /// The audited accounts.
    pub(crate) audited: BTreeSet<String>,
    /// What the other resources are, when some rule's facts ask.
    pub(crate) survey: Option<Survey>,
    /// What was proven of bucket policies.
    pub(super) proven: Proven,
    accounts: BTreeMap<String, Settings>,
}

/// The settings of an account that facts are computed from.
#[derive(Debug, Clone)]
struct Settings {
    block: Observed<PublicAccessBlock>,
    organization: Observed<Organization>,
}

impl Around {
    /// Nothing but a time.
    pub(crate) fn at(now: Timestamp) -> Self {
        Self {
            now,
            audited: BTreeSet::new(),
            survey: None,
            proven: Proven::default(),
            accounts: BTreeMap::new(),
        }
    }

    /// Takes note of an account: it comes before what lives in it.
    pub(crate) fn note(&mut self, account: &Account) {
        self.accounts.insert(
            account.account.clone(),
            Settings {
                block: account.s3_public_access_block.clone(),
                organization: account.organization.clone(),
            },
        );
    }

    /// The account-wide S3 block of an account.
    pub(super) fn block(&self, account: &str) -> Observed<&PublicAccessBlock> {
        match self.accounts.get(account) {
            Some(settings) => settings.block.as_ref(),
            None => Observed::Unknown(not_collected("s3:GetAccountPublicAccessBlock")),
        }
    }

    /// The organization of an account.
    pub(super) fn organization(&self, account: &str) -> Observed<&Organization> {
        match self.accounts.get(account) {
            Some(settings) => settings.organization.as_ref(),
            None => Observed::Unknown(not_collected("organizations:DescribeOrganization")),
        }
    }
}
