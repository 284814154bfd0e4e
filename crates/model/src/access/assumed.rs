//! What is taken for granted because no snapshot tells it.

use std::fmt;

use bartizan_iam::{Arn, Caller, Decision, PrincipalKind, RCP_SERVICES, Target};

use super::organizations::Levels;
use super::{Access, words};
use crate::aws::organizations::Controls;
use crate::observed::Observed;

/// Something that an answer takes for granted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assumed {
    /// The service control policies on an account of an organization allow it.
    ServiceControlPolicies {
        /// The caller's account.
        account: String,
    },
    /// The resource control policies on an account of an organization do not deny it.
    ResourceControlPolicies {
        /// The resource's account.
        account: String,
    },
    /// The account is in no organization whose policies deny it.
    NoOrganization {
        /// The account.
        account: String,
        /// Why it is not known.
        why: String,
    },
    /// The session has neither policies nor tags of its own, only its role's.
    PlainSession,
    /// The bucket's policy allows what comes through the access point.
    BucketBehind,
    /// The bucket belongs to the principal's account.
    OwnBucket,
    /// The object belongs to the bucket's owner.
    OwnObject,
    /// No access control list allows it.
    NoAcl,
}

impl Assumed {
    /// What an answer takes for granted that has no snapshot, only policies: those are taken for all there are.
    #[must_use]
    pub fn by_policies_alone(caller: &Caller, target: &Target) -> Vec<Self> {
        let bucket = Arn::parse(&target.resource)
            .is_some_and(|arn| arn.service == "s3" && arn.account.is_empty());
        let own = bucket && target.account.is_none() && caller.principal.account().is_some();
        Vec::from_iter(own.then_some(Self::OwnBucket))
    }

    /// Whether the answer would be another if it were not so.
    #[must_use]
    pub fn matters(&self, decision: &Decision) -> bool {
        match self {
            // These only take away.
            Self::ServiceControlPolicies { .. }
            | Self::ResourceControlPolicies { .. }
            | Self::NoOrganization { .. }
            | Self::BucketBehind
            | Self::OwnObject
            | Self::OwnBucket => decision.is_allowed() != Some(false),
            // This one only gives.
            Self::NoAcl => !matches!(decision, Decision::Allowed | Decision::DeniedExplicitly),
            Self::PlainSession => *decision != Decision::DeniedExplicitly,
        }
    }
}

impl fmt::Display for Assumed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ServiceControlPolicies { account } => write!(
                f,
                "the service control policies on account {account} allow it: they were not seen"
            ),
            Self::ResourceControlPolicies { account } => write!(
                f,
                "the resource control policies on account {account} do not deny it: they were not seen"
            ),
            Self::NoOrganization { account, why } => write!(
                f,
                "account {account} is in no organization whose policies deny it: {why}"
            ),
            Self::PlainSession => {
                f.write_str("no policies and no tags were passed when the session began")
            }
            Self::BucketBehind => {
                f.write_str("the policy of the bucket behind the access point allows it too")
            }
            Self::OwnBucket => f.write_str("the bucket belongs to the principal's account"),
            Self::OwnObject => f.write_str("the object belongs to the bucket's owner"),
            Self::NoAcl => f.write_str("no access control list allows it: they are not evaluated"),
        }
    }
}

pub(super) fn assumed(
    access: &Access,
    caller: &Caller,
    target: &Target,
    action: &str,
) -> Vec<Assumed> {
    let mut all = Vec::new();
    let service = action.split(':').next().unwrap_or_default();
    if let Some(account) = caller.principal.account()
        && !caller.principal.is_service_linked()
        && caller.scps.is_empty()
        && not_seen(access, account, Controls::Principals)
    {
        let scps = |account| Assumed::ServiceControlPolicies { account };
        all.extend(organization(access, account, scps));
    }
    let under_rcps = RCP_SERVICES
        .iter()
        .any(|it| it.prefix.eq_ignore_ascii_case(service));
    let own = caller.principal.account();
    let own = own.filter(|_| &*target.resource == "*");
    if let Some(account) = access.account_of(target).or(own)
        && under_rcps
        && target.rcps.is_empty()
        && !target.aws_managed_key
        && not_seen(access, account, Controls::Resources)
    {
        let rcps = |account| Assumed::ResourceControlPolicies { account };
        all.extend(organization(access, account, rcps));
    }
    let session = matches!(
        caller.principal.kind(),
        PrincipalKind::Role | PrincipalKind::RoleSession
    );
    if session && caller.session.is_none() {
        all.push(Assumed::PlainSession);
    }
    storage(access, caller, target, &mut all);
    all.sort();
    all.dedup();
    all
}

/// Whether no snapshot shows the organization's policies on an account.
fn not_seen(access: &Access, account: &str, controls: Controls) -> bool {
    matches!(access.levels(account, controls), Levels::NotSeen)
}

fn organization(
    access: &Access,
    account: &str,
    policies: impl FnOnce(String) -> Assumed,
) -> Option<Assumed> {
    let account = account.to_owned();
    match access.organization_of(&account) {
        Observed::Absent => None,
        // The management account is bound by none, and without all features there are none.
        Observed::Known(it) if it.management_account == account || !it.all_features => None,
        Observed::Known(_) => Some(policies(account)),
        Observed::Unknown(gap) => Some(Assumed::NoOrganization {
            account,
            why: words(&gap),
        }),
    }
}

fn storage(access: &Access, caller: &Caller, target: &Target, all: &mut Vec<Assumed>) {
    let Some(arn) = Arn::parse(&target.resource).filter(|arn| arn.service == "s3") else {
        return;
    };
    if arn.resource.starts_with("accesspoint/") || arn.resource.starts_with("accesspoint:") {
        all.push(Assumed::BucketBehind);
    }
    let Some(bucket) = access.bucket_of(&arn) else {
        all.extend(Assumed::by_policies_alone(caller, target));
        return;
    };
    if bucket.acls_are_off == Some(true) {
        return;
    }
    if arn.resource.contains('/') && target.object_owner.is_none() {
        all.extend([Assumed::OwnObject, Assumed::NoAcl]);
    } else if bucket.shares_by_acl {
        all.push(Assumed::NoAcl);
    }
}
