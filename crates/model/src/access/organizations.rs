//! Organizations: where accounts are in them, and the policies that bind them there, level by level.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_iam::{Arn, Attached, Caller, Target};

use super::{Access, attached, words};
use crate::ResourceType;
use crate::aws::account::Organization;
use crate::aws::organizations::{Account, Controls, Policy, Root};
use crate::observed::Observed;

/// What is known of organizations.
#[derive(Debug, Default)]
pub(super) struct Organizations {
    /// Accounts by number.
    accounts: BTreeMap<String, Place>,
    /// The types of policy in use, by organization and root.
    roots: BTreeMap<(String, String), Vec<String>>,
    /// Policies by ARN.
    policies: BTreeMap<String, Bound>,
    /// The ARNs of policies by what they control, organization and target; without a target those of which it is not known.
    attached: BTreeMap<(Controls, String, Option<String>), BTreeSet<String>>,
}

/// Where an account is.
#[derive(Debug)]
struct Place {
    organization: Organization,
    /// `o-…/r-…/ou-…/`.
    path: String,
    /// The audited account that told.
    seen_from: String,
}

#[derive(Debug)]
struct Bound {
    policy: Attached,
    targets: Observed<Vec<String>>,
}

/// The policies of an organization that bind an account.
#[derive(Debug)]
pub(super) enum Levels {
    /// No snapshot shows the account in its organization.
    NotSeen,
    /// They are these, from the root down; no level at all where the organization does not use them.
    Seen(Vec<Vec<Attached>>),
}

impl Organizations {
    pub(super) fn add_root(&mut self, root: &Root) {
        let key = (root.organization.clone(), root.root_id.clone());
        self.roots.insert(key, root.policy_types.clone());
    }

    pub(super) fn add_account(&mut self, account: &Account) {
        let manager = Arn::parse(&account.id).map_or("", |arn| arn.account);
        let place = Place {
            organization: Organization {
                id: account.organization.clone(),
                management_account: manager.to_owned(),
                // Where it is not so, no type of policy is in use either.
                all_features: true,
            },
            path: account.path.clone(),
            seen_from: account.account.clone(),
        };
        self.accounts.insert(account.account_id.clone(), place);
    }

    pub(super) fn add_policy(&mut self, policy: &Policy) {
        // The management account and a delegated administrator may both have told; one may have been told less.
        let whole = |it: &Observed<Vec<String>>| it.known().is_some();
        if let Some(known) = self.policies.get(&policy.id)
            && known.policy.policy().is_some()
            && whole(&known.targets)
        {
            return;
        }
        let name = format!("{} ({})", policy.name, policy.policy_id);
        let Some(made) = attached(&name, &policy.document) else {
            return;
        };
        let targets = match &policy.targets {
            Observed::Known(targets) => targets.iter().cloned().map(Some).collect(),
            Observed::Absent => Vec::new(),
            Observed::Unknown(_) => vec![None],
        };
        for target in targets {
            let key = (policy.controls, policy.organization.clone(), target);
            let arns = self.attached.entry(key).or_default();
            arns.insert(policy.id.clone());
        }
        let bound = Bound {
            policy: made,
            targets: policy.targets.clone(),
        };
        self.policies.insert(policy.id.clone(), bound);
    }

    /// The organization that shows the account among its own.
    pub(super) fn of(&self, account: &str) -> Option<&Organization> {
        Some(&self.accounts.get(account)?.organization)
    }

    /// Those of one kind that may be attached to a root, unit or account.
    fn at(&self, controls: Controls, organization: &str, target: &str) -> Vec<Attached> {
        let arns = |target: Option<&str>| {
            let key = (controls, organization.to_owned(), target.map(str::to_owned));
            self.attached.get(&key).into_iter().flatten()
        };
        let here = arns(Some(target)).filter_map(|arn| {
            let bound = self.policies.get(arn)?;
            let listed = |targets: &Vec<String>| targets.iter().any(|it| it == target);
            let still = bound.targets.known().is_some_and(listed);
            still.then(|| bound.policy.clone().with_holder(target))
        });
        let perhaps = arns(None).filter_map(|arn| {
            let bound = self.policies.get(arn)?;
            let why = words(bound.targets.gap()?);
            Some(Attached::unread(bound.policy.name(), &why).with_holder(target))
        });
        here.chain(perhaps).collect()
    }
}

impl Access {
    /// Gives an action that has no resource what binds it on that side: the resource control policies on the caller's own
    /// account.
    pub fn bind(&self, caller: &Caller, target: &mut Target) {
        let Some(account) = caller.principal.account() else {
            return;
        };
        if &*target.resource != "*" || !target.rcps.is_empty() {
            return;
        }
        target.management_account = self.is_management(account);
        if let Levels::Seen(levels) = self.levels(account, Controls::Resources) {
            target.rcps = levels;
        }
    }

    /// Where an account is in its organization; absent when it stands alone.
    pub(super) fn path_of(&self, account: &str) -> Option<&str> {
        let place = self.place_of(account)?;
        Some(&place.path)
    }

    /// The place of an account, unless the account itself says that it is elsewhere by now.
    fn place_of(&self, account: &str) -> Option<&Place> {
        let place = self.organizations.accounts.get(account)?;
        match self.accounts.organization(account) {
            Observed::Known(own) => (own.id == place.organization.id).then_some(place),
            Observed::Absent => None,
            Observed::Unknown(_) => Some(place),
        }
    }

    /// The organization that an account belongs to, by its own word or by the organization's.
    pub(super) fn organization_of(&self, account: &str) -> Observed<&Organization> {
        match (
            self.accounts.organization(account),
            self.organizations.of(account),
        ) {
            (Observed::Unknown(_), Some(shown)) => Observed::Known(shown),
            (own, _) => own,
        }
    }

    /// Whether the account manages its organization, so that no policy of the organization binds it.
    pub(super) fn is_management(&self, account: &str) -> bool {
        let organization = self.organization_of(account);
        organization
            .known()
            .is_some_and(|it| it.management_account == account)
    }

    /// The service or resource control policies on an account: the root's, those of each unit on the path, its own.
    pub(super) fn levels(&self, account: &str, controls: Controls) -> Levels {
        let Some(place) = self.place_of(account) else {
            return Levels::NotSeen;
        };
        let organization = place.organization.id.as_str();
        // The organization's id is the first step.
        let steps = || {
            place
                .path
                .split('/')
                .skip(1)
                .filter(|step| !step.is_empty())
        };
        let root = steps().next().unwrap_or_default();
        let key = (organization.to_owned(), root.to_owned());
        let Some(types) = self.organizations.roots.get(&key) else {
            return Levels::NotSeen;
        };
        let kind = match controls {
            Controls::Principals => "SERVICE_CONTROL_POLICY",
            Controls::Resources => "RESOURCE_CONTROL_POLICY",
        };
        if !types.iter().any(|it| it == kind) {
            return Levels::Seen(Vec::new());
        }
        let hidden = self.hidden(Policy::TYPE, &place.seen_from).map(words);
        let level = |target: &str| {
            let mut policies = self.organizations.at(controls, organization, target);
            match &hidden {
                Some(why) => policies.push(Attached::unread("further policies", why)),
                // The last one cannot be taken away, so there is one that was not seen.
                // https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html
                None if policies.is_empty() && controls == Controls::Principals => {
                    let why = "the snapshot shows none, and there is always one";
                    policies.push(Attached::unread("service control policies", why));
                }
                None => {}
            }
            policies
        };
        Levels::Seen(steps().chain([account]).map(level).collect())
    }
}
