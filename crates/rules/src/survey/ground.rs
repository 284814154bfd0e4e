//! What was not listed: facts about neighbours are unknown there.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_model::{Gap, Header, Reason, ScopeGap};

/// Of each type, the service that it is collected with and the call that lists it.
const LISTINGS: &[(&str, &str, &str)] = &[
    (
        "aws.cloudtrail.trail",
        "cloudtrail",
        "cloudtrail:DescribeTrails",
    ),
    (
        "aws.cloudtrail.event_data_store",
        "cloudtrail",
        "cloudtrail:ListEventDataStores",
    ),
    ("aws.iam.group", "iam", "iam:GetAccountAuthorizationDetails"),
    (
        "aws.iam.policy",
        "iam",
        "iam:GetAccountAuthorizationDetails",
    ),
    ("aws.iam.role", "iam", "iam:GetAccountAuthorizationDetails"),
    ("aws.iam.user", "iam", "iam:GetAccountAuthorizationDetails"),
    ("aws.s3.bucket", "s3", "s3:ListAllMyBuckets"),
    ("aws.ssm.parameter", "ssm", "ssm:DescribeParameters"),
    ("aws.ssm.instance", "ssm", "ssm:DescribeInstanceInformation"),
    (
        "aws.ssm.maintenance_window",
        "ssm",
        "ssm:DescribeMaintenanceWindows",
    ),
];

/// A region that could not be listed, none for every region, and why.
type Hidden = (Option<String>, Gap);

/// What was collected, and what of it could not be listed.
#[derive(Debug, Default)]
pub(crate) struct Ground {
    /// Of each audited account, the services that were audited.
    services: BTreeMap<String, BTreeSet<String>>,
    /// By type and account: the regions that could not be listed, none for all of them.
    hidden: BTreeMap<(String, String), Vec<Hidden>>,
}

impl Ground {
    /// Takes note of what a snapshot says it looked at.
    pub(super) fn collected(&mut self, header: &Header) {
        for account in &header.accounts {
            let services = self.services.entry(account.id.clone()).or_default();
            services.extend(header.services.iter().cloned());
        }
    }

    /// Takes note of a listing that is missing.
    pub(super) fn hide(&mut self, scope: ScopeGap) {
        for kind in scope.hides {
            let place = (kind, scope.account.clone());
            let gaps = self.hidden.entry(place).or_default();
            gaps.push((scope.region.clone(), scope.gap.clone()));
        }
    }

    /// Why resources of a type may be missing in an account, in one region or in any.
    pub(crate) fn gap(&self, kind: &str, account: &str, region: Option<&str>) -> Option<Gap> {
        let listing = LISTINGS.iter().find(|(listed, _, _)| *listed == kind);
        if let Some((_, service, action)) = listing {
            let collected = self.services.get(account);
            if !collected.is_some_and(|services| services.contains(*service)) {
                return Some(Gap {
                    action: (*action).into(),
                    reason: Reason::NotCollected,
                    code: None,
                });
            }
        }
        let gaps = self.hidden.get(&(kind.to_owned(), account.to_owned()))?;
        let here = |hidden: &Option<String>| {
            region.is_none() || hidden.is_none() || hidden.as_deref() == region
        };
        let found = gaps.iter().find(|(hidden, _)| here(hidden));
        found.map(|(_, gap)| gap.clone())
    }

    /// As [`Ground::gap`], in any audited account.
    pub(crate) fn gap_anywhere(&self, kind: &str) -> Option<Gap> {
        let mut accounts = self.services.keys();
        accounts.find_map(|account| self.gap(kind, account, None))
    }
}
