//! Users, roles and groups.

use std::collections::BTreeMap;

use bartizan_iam::paths::ActorKind;
use bartizan_iam::{Arn, Attached, Caller, Principal, PrincipalKind};

use super::organizations::Levels;
use super::{Access, NoSuchPrincipal, attached, policies};
use crate::aws::iam::{Group, Role, User};
use crate::aws::organizations::Controls;
use crate::resource::{ResourceType, Tags};

/// Users, roles and groups.
#[derive(Debug, Default)]
pub(super) struct Holders {
    /// Users and roles by ARN.
    by_arn: BTreeMap<String, Holder>,
    /// The ARN of a role by account and name, since a session's ARN does not show the role's path.
    roles: BTreeMap<(String, String), String>,
    /// Groups by account and name.
    pub(super) groups: BTreeMap<(String, String), GroupPolicies>,
}

/// A user or role.
#[derive(Debug)]
pub(super) struct Holder {
    pub(super) unique_id: String,
    pub(super) account: String,
    pub(super) tags: Tags,
    /// A role's trust policy.
    pub(super) trust: Option<Attached>,
    /// What kind of actor it is on paths.
    pub(super) actor: ActorKind,
    pub(super) attached: Box<[String]>,
    inline: Box<[Attached]>,
    pub(super) groups: Box<[String]>,
    boundary: Option<String>,
}

#[derive(Debug)]
pub(super) struct GroupPolicies {
    pub(super) arn: String,
    pub(super) attached: Box<[String]>,
    inline: Box<[Attached]>,
}

impl Holders {
    pub(super) fn add_user(&mut self, user: &User) {
        let holder = Holder {
            unique_id: user.unique_id.clone(),
            account: user.account.clone(),
            tags: user.tags.clone(),
            trust: None,
            actor: ActorKind::User {
                password: user.console_password.known().copied(),
                keys: user.access_keys.known().map(Vec::len),
            },
            attached: policies::arns(&user.attached_policies),
            inline: policies::inline(&user.inline_policies),
            groups: user.groups.clone().into(),
            boundary: user.permissions_boundary.clone(),
        };
        self.by_arn.insert(user.id.clone(), holder);
    }

    pub(super) fn add_role(&mut self, role: &Role) {
        let holder = Holder {
            unique_id: role.unique_id.clone(),
            account: role.account.clone(),
            tags: role.tags.clone(),
            trust: attached("trust policy", &role.trust_policy),
            actor: ActorKind::Role {
                instance_profile: Some(!role.instance_profiles.is_empty()),
            },
            attached: policies::arns(&role.attached_policies),
            inline: policies::inline(&role.inline_policies),
            groups: Box::default(),
            boundary: role.permissions_boundary.clone(),
        };
        let name = (role.account.clone(), role.name.clone());
        self.roles.insert(name, role.id.clone());
        self.by_arn.insert(role.id.clone(), holder);
    }

    pub(super) fn add_group(&mut self, group: &Group) {
        let policies = GroupPolicies {
            arn: group.id.clone(),
            attached: policies::arns(&group.attached_policies),
            inline: policies::inline(&group.inline_policies),
        };
        let name = (group.account.clone(), group.name.clone());
        self.groups.insert(name, policies);
    }

    pub(super) fn arns(&self) -> impl Iterator<Item = &str> {
        self.by_arn.keys().map(String::as_str)
    }

    pub(super) fn get(&self, arn: &str) -> Option<&Holder> {
        self.by_arn.get(arn)
    }

    /// The ARN of a session's role, and the session's name.
    fn role_of<'p>(&self, principal: &'p Principal) -> Option<(&str, &'p str)> {
        let session = Arn::parse(principal.arn())?;
        let mut parts = session.resource.splitn(3, '/').skip(1);
        let name = (session.account.to_owned(), parts.next()?.to_owned());
        Some((self.roles.get(&name)?, parts.next()?))
    }

    /// The user or role that a principal is, or is a session of.
    pub(super) fn of(&self, principal: &Principal) -> Option<&Holder> {
        match principal.kind() {
            PrincipalKind::RoleSession => self.get(self.role_of(principal)?.0),
            _ => self.get(principal.arn()),
        }
    }
}

pub(super) fn caller(access: &Access, principal: &Principal) -> Result<Caller, NoSuchPrincipal> {
    let mut caller = Caller::new(principal.clone());
    let (Some(account), kind) = (principal.account(), principal.kind()) else {
        return Ok(caller);
    };
    if let Some(id) = access.accounts.canonical_of(account) {
        caller.principal = caller.principal.with_canonical_user(id);
    }
    caller.management_account = access.is_management(account);
    if let Levels::Seen(levels) = access.levels(account, Controls::Principals) {
        caller.scps = levels;
    }
    match kind {
        PrincipalKind::User | PrincipalKind::Role | PrincipalKind::RoleSession => {}
        PrincipalKind::FederatedUser => {
            let (user, passed) = ("policies of the session's user", "session policies");
            let reason = "a snapshot does not show who made the session";
            caller.identity.push(Attached::unread(user, reason));
            caller.session = Some(vec![Attached::unread(passed, reason)]);
            return Ok(caller);
        }
        _ => return Ok(caller),
    }
    let Some(holder) = access.holders.of(principal) else {
        return missing(access, caller, account);
    };
    caller.principal = named(access, caller.principal, holder);
    caller.identity = access.all_of(account, &holder.attached, &holder.inline);
    for group in &holder.groups {
        caller.groups.extend(of_group(access, account, group));
    }
    let boundary = holder.boundary.as_ref();
    caller.boundary = boundary.map(|arn| vec![access.managed(account, arn)]);
    Ok(caller)
}

/// The principal with what only the snapshot knows: its unique id, and the path of a session's role.
fn named(access: &Access, principal: Principal, holder: &Holder) -> Principal {
    let role = match principal.kind() {
        PrincipalKind::RoleSession => access.holders.role_of(&principal),
        _ => None,
    };
    let whole = match role {
        Some((arn, session)) => Principal::parse(arn)
            .ok()
            .map(|role| role.with_session(session)),
        None => None,
    };
    let mut principal = whole.unwrap_or(principal);
    if let Some(id) = access.accounts.canonical_of(&holder.account) {
        principal = principal.with_canonical_user(id);
    }
    match holder.unique_id.as_str() {
        "" => principal,
        id => principal.with_id(id),
    }
}

pub(super) fn of_group(access: &Access, account: &str, name: &str) -> Vec<Attached> {
    let policies = match access
        .holders
        .groups
        .get(&(account.to_owned(), name.to_owned()))
    {
        Some(group) => access.all_of(account, &group.attached, &group.inline),
        None => {
            let why = access.why_missing(Group::TYPE, account);
            vec![Attached::unread("policies of the group", &why)]
        }
    };
    policies
        .into_iter()
        .map(|policy| policy.with_holder(name))
        .collect()
}

/// A principal that is not in the snapshot: its policies are not known, or it does not exist.
fn missing(access: &Access, mut caller: Caller, account: &str) -> Result<Caller, NoSuchPrincipal> {
    let kind = match caller.principal.kind() {
        PrincipalKind::User => User::TYPE,
        _ => Role::TYPE,
    };
    let reason = if !access.accounts.is_audited(account) {
        format!("account {account} is not in the snapshot")
    } else if let Some(gap) = access.hidden(kind, account) {
        super::words(gap)
    } else {
        let arn = caller.principal.arn();
        return Err(NoSuchPrincipal {
            arn: arn.to_owned(),
            account: account.to_owned(),
            nearest: nearest(access, arn),
        });
    };
    let name = format!("policies of {}", caller.principal.arn());
    caller.identity.push(Attached::unread(&name, &reason));
    Ok(caller)
}

/// The one whose ARN begins or ends like it, whichever is longer.
fn nearest(access: &Access, arn: &str) -> Option<String> {
    let alike = |other: &str| {
        let front = arn.bytes().zip(other.bytes());
        let back = arn.bytes().rev().zip(other.bytes().rev());
        front
            .take_while(|(one, two)| one.eq_ignore_ascii_case(two))
            .count()
            + back
                .take_while(|(one, two)| one.eq_ignore_ascii_case(two))
                .count()
    };
    // The account and most of the rest have to be the same for it to be a slip of the pen.
    let near = access.holders.arns().max_by_key(|other| alike(other))?;
    (alike(near) + 3 >= arn.len().max(near.len())).then(|| near.to_owned())
}
