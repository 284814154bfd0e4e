//! What is asked: who with which policies, what, on what with which policies.

use std::sync::Arc;

use crate::compile::{Compiled, Named};
use crate::condition::Test;
use crate::context::Context;
use crate::principal::Principal;
use crate::residual::Unread;

/// One question. Everything in it is borrowed: callers and targets are made once and asked about often.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Who asks, with the policies on that side.
    pub caller: &'a Caller,
    /// The action, such as `s3:GetObject`; case does not count.
    pub action: &'a str,
    /// On what, with the policies on that side.
    pub target: &'a Target,
    /// The policies of the VPC endpoint that the request goes through, if it goes through one.
    pub endpoint: Option<&'a [Attached]>,
    /// What else is known about the request.
    pub context: &'a Context,
    /// What it means when a condition key is not in the context.
    pub mode: Mode,
}

/// What it means when a condition key is not in the context and does not follow from the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// The request does not carry it.
    #[default]
    Strict,
    /// It is not known: the answer is conditional where it matters.
    Discovery,
}

/// Who asks, with every policy that limits or empowers them.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who.
    pub principal: Principal,
    /// Inline and managed policies of the user or role; for a federated user those of the user who made the session.
    pub identity: Vec<Attached>,
    /// Policies of the user's groups.
    pub groups: Vec<Attached>,
    /// The permissions boundary, if one is set.
    pub boundary: Option<Vec<Attached>>,
    /// The session policies, if any were passed.
    pub session: Option<Vec<Attached>>,
    /// Service control policies: one list for the organization's root, one for each unit on the path, one
    /// for the account. Empty where there is no organization or it does not use them.
    pub scps: Vec<Vec<Attached>>,
    /// Whether the account is its organization's management account, which these do not bind.
    pub management_account: bool,
}

/// What is acted on, with every policy on that side.
#[derive(Debug, Clone)]
pub struct Target {
    /// The resource's ARN, or `*` for an action that has none.
    pub resource: Box<str>,
    /// The account that it belongs to, where the ARN does not say.
    pub account: Option<Box<str>>,
    /// The policy on it: a bucket policy, a role's trust policy, a KMS key policy, ….
    pub policy: Option<Attached>,
    /// Resource control policies, in lists as [`Caller::scps`]. For an action without a resource those of
    /// the caller's account.
    pub rcps: Vec<Vec<Attached>>,
    /// Whether its account is its organization's management account, which these do not bind.
    pub management_account: bool,
    /// Whether it is a KMS key that a service of AWS manages, which resource control policies do not protect.
    pub aws_managed_key: bool,
    /// The grants on a KMS key.
    pub grants: Vec<Grant>,
    /// Why the grants on a KMS key are not known, if they are not: then some may allow what nothing else allows.
    pub grants_unread: Option<Arc<Unread>>,
    /// The account that owns an S3 object, where access control lists are in use and it may not be the bucket's.
    pub object_owner: Option<Box<str>>,
    /// `RestrictPublicBuckets`, of the bucket or of its account: the stricter counts.
    pub restrict_public_buckets: Switch,
}

/// A setting that may not have been readable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Switch {
    /// Off.
    #[default]
    Off,
    /// On.
    On,
    /// Not known.
    Unread(Arc<Unread>),
}

/// A policy with the name under which the answer speaks of it.
#[derive(Debug, Clone)]
pub struct Attached {
    name: Arc<str>,
    /// Through whom it reaches the caller, if not by itself.
    holder: Option<Arc<str>>,
    pub(crate) content: Content,
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    Read(Arc<Compiled>),
    Unread(Arc<Unread>),
}

impl Attached {
    /// A policy; the same compiled policy may be attached in many places.
    pub fn new(name: impl Into<Arc<str>>, policy: impl Into<Arc<Compiled>>) -> Self {
        Self {
            name: name.into(),
            holder: None,
            content: Content::Read(policy.into()),
        }
    }

    /// A policy that could not be read. Where its content matters the answer is unknown.
    #[must_use]
    pub fn unread(name: &str, reason: &str) -> Self {
        Self {
            name: name.into(),
            holder: None,
            content: Content::Unread(Arc::new(Unread {
                policy: name.into(),
                reason: reason.into(),
            })),
        }
    }

    /// With the name of the group, or the id of the organizational unit, that it comes from.
    #[must_use]
    pub fn with_holder(mut self, holder: impl Into<Arc<str>>) -> Self {
        self.holder = Some(holder.into());
        self
    }

    /// The group or organizational unit that it comes from, if that was given.
    #[must_use]
    pub fn holder(&self) -> Option<&str> {
        self.holder.as_deref()
    }

    /// The policy's name: an ARN, the name of an inline policy, whatever the caller calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The policy, unless it could not be read.
    #[must_use]
    pub fn policy(&self) -> Option<&Compiled> {
        match &self.content {
            Content::Read(policy) => Some(policy),
            Content::Unread(_) => None,
        }
    }
}

impl Caller {
    /// A caller without any policy.
    #[must_use]
    pub const fn new(principal: Principal) -> Self {
        Self {
            principal,
            identity: Vec::new(),
            groups: Vec::new(),
            boundary: None,
            session: None,
            scps: Vec::new(),
            management_account: false,
        }
    }
}

impl Target {
    /// A resource without any policy.
    #[must_use]
    pub fn new(resource: &str) -> Self {
        Self {
            resource: resource.into(),
            account: None,
            policy: None,
            rcps: Vec::new(),
            management_account: false,
            aws_managed_key: false,
            grants: Vec::new(),
            grants_unread: None,
            object_owner: None,
            restrict_public_buckets: Switch::Off,
        }
    }
}

/// A grant on a KMS key.
///
/// <https://docs.aws.amazon.com/kms/latest/developerguide/grants.html>
#[derive(Debug, Clone)]
pub struct Grant {
    /// Its id, for the answer.
    pub id: Box<str>,
    pub(crate) grantee: Named,
    operations: Box<[Box<str>]>,
    pub(crate) constraints: Vec<Test>,
}

impl Grant {
    /// A grant of operations (`Decrypt`, `GenerateDataKey`, …) to a principal by ARN or service name.
    pub fn new<S: AsRef<str>>(
        id: &str,
        grantee: &str,
        operations: impl IntoIterator<Item = S>,
    ) -> Self {
        let kind = if grantee.contains(".amazonaws.com") {
            "Service"
        } else {
            "AWS"
        };
        Self {
            id: id.into(),
            grantee: Named::new(kind, grantee),
            operations: operations
                .into_iter()
                .map(|operation| operation.as_ref().into())
                .collect(),
            constraints: Vec::new(),
        }
    }

    /// With an encryption context that requests must have, all of it if `exactly`, else at least this.
    #[must_use]
    pub fn constrained<'s>(
        mut self,
        context: impl IntoIterator<Item = (&'s str, &'s str)>,
        exactly: bool,
    ) -> Self {
        let mut keys = Vec::new();
        for (key, value) in context {
            keys.push(key.to_owned());
            let name = format!("kms:EncryptionContext:{key}");
            let test = Test::new("StringEquals", &name, &[value.to_owned()], false);
            self.constraints.push(test);
        }
        if exactly {
            let all = Test::new(
                "ForAllValues:StringEquals",
                "kms:EncryptionContextKeys",
                &keys,
                false,
            );
            self.constraints.push(all);
        }
        self
    }

    pub(crate) fn covers(&self, operation: &str) -> bool {
        self.operations
            .iter()
            .any(|granted| granted.eq_ignore_ascii_case(operation))
    }
}
