//! What S3 has beside policies: public access blocks, and objects of other owners.

use std::sync::Arc;

use super::layers::Found;
use super::request::{Attached, Switch};
use super::{Cx, Target};
use crate::arn::Arn;
use crate::compile::Asked;
use crate::principal::PrincipalKind;
use crate::residual::{Atom, Residual, Unread};

impl Found<'_> {
    /// `RestrictPublicBuckets` sets a public policy aside for everyone but the bucket's account and services.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-options>
    pub(super) fn restrict_public(&mut self, cx: &Cx<'_>) {
        let public = || {
            let policy = cx.target.policy.as_ref().and_then(Attached::policy);
            policy.is_some_and(|policy| policy.is_public_for_s3())
        };
        let bound = match &cx.target.restrict_public_buckets {
            Switch::Off => return,
            _ if cx.same_account || cx.caller.principal.kind() == PrincipalKind::Service => return,
            _ if !cx.asked.service().eq_ignore_ascii_case("s3") || !public() => return,
            Switch::On => Residual::Never,
            Switch::Unread(unread) => {
                let atom = Atom::Unread {
                    policy: unread.clone(),
                    denies: true,
                };
                Residual::atom(atom, false)
            }
        };
        self.public_policy_restricted = bound == Residual::Never;
        for part in [
            &mut self.direct,
            &mut self.behind_session,
            &mut self.by_account,
        ] {
            *part = std::mem::take(part).and(bound.clone());
        }
    }

    /// An object that another account owns is given by its access control list, which is not read: the bucket's
    /// policy can only deny it. With access control lists disabled the bucket's owner owns every object.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html>
    pub(super) fn other_owner(&mut self, cx: &Cx<'_>) {
        let Some(owner) = &cx.target.object_owner else {
            return;
        };
        if !is_object(&cx.asked, cx.target) || cx.resource_account == Some(owner) {
            return;
        }
        let unread = Unread {
            policy: "access control list of the object".into(),
            reason: "it belongs to another account".into(),
        };
        let atom = Atom::Unread {
            policy: Arc::new(unread),
            denies: false,
        };
        self.object_acl = Residual::atom(atom, true);
        for part in [
            &mut self.direct,
            &mut self.behind_session,
            &mut self.by_account,
        ] {
            *part = self.object_acl.clone();
        }
    }
}

/// Whether an action of S3 is asked about an object.
pub(crate) fn is_object(asked: &Asked<'_>, target: &Target) -> bool {
    asked.service().eq_ignore_ascii_case("s3")
        && Arn::parse(&target.resource).is_some_and(|arn| arn.resource.contains('/'))
}
