//! What AWS decides by rules of its own, whatever the policies say.

use std::fmt;

use super::{Answer, Cx, Decision, Lacking, Layer};
use crate::arn::Arn;
use crate::compile::Asked;
use crate::principal::PrincipalKind;

/// A rule outside of the policies that settled the answer or took part in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// Everyone with credentials may ask who they are, even if denied.
    OwnIdentity,
    /// Every user may turn credentials into a session's, even if denied.
    OwnSession,
    /// Only its service changes a service-linked role.
    ServiceLinkedRole,
    /// Only AWS changes its managed policies.
    AwsManagedPolicy,
    /// Only IAM Identity Center changes the roles it made.
    IdentityCenterRole,
    /// The root user cannot assume roles.
    RootAssumesNoRole,
    /// A role's session gets no session token and no federation token.
    SessionMakesNoSession,
    /// A federated user's session cannot call STS.
    FederatedUserNoSts,
    /// Nobody assumes a role without a signature or a token.
    Unsigned,
    /// The root user can always replace or delete the policy that locked everyone out.
    RootUnlocks,
    /// `RestrictPublicBuckets` set the public bucket policy aside.
    PublicPolicyRestricted,
}

impl Note {
    /// AWS's page on the rule.
    #[must_use]
    pub const fn url(self) -> &'static str {
        match self {
            Self::OwnIdentity => {
                "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"
            }
            Self::OwnSession => {
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html"
            }
            Self::ServiceLinkedRole => {
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html"
            }
            Self::AwsManagedPolicy => {
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html"
            }
            Self::IdentityCenterRole => {
                "https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html"
            }
            Self::RootAssumesNoRole | Self::SessionMakesNoSession | Self::Unsigned => {
                "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html"
            }
            Self::FederatedUserNoSts => {
                "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html"
            }
            Self::RootUnlocks => {
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html"
            }
            Self::PublicPolicyRestricted => {
                "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"
            }
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OwnIdentity => "everyone with credentials may ask who they are",
            Self::OwnSession => "every user may get a session token",
            Self::ServiceLinkedRole => "only its service changes a service-linked role",
            Self::AwsManagedPolicy => "only aws changes its managed policies",
            Self::IdentityCenterRole => "only iam identity center changes the roles it made",
            Self::RootAssumesNoRole => "the root user cannot assume roles",
            Self::SessionMakesNoSession => {
                "a role's session gets no session token and no federation token"
            }
            Self::FederatedUserNoSts => "a federated user's session cannot call sts",
            Self::Unsigned => "nobody assumes a role without a signature or a token",
            Self::RootUnlocks => "the root user can always change a policy that denies everyone",
            Self::PublicPolicyRestricted => "RestrictPublicBuckets sets the public policy aside",
        })
    }
}

/// Calls that change a role, which AWS refuses for roles that are not the account's to change.
///
/// The description of a service-linked role may be changed, so `UpdateRole` is not among them.
const ROLE_CHANGES: &[&str] = &[
    "AttachRolePolicy",
    "DeleteRole",
    "DeleteRolePermissionsBoundary",
    "DeleteRolePolicy",
    "DetachRolePolicy",
    "PutRolePermissionsBoundary",
    "PutRolePolicy",
    "UpdateAssumeRolePolicy",
];

/// Calls that change a managed policy.
const POLICY_CHANGES: &[&str] = &[
    "CreatePolicyVersion",
    "DeletePolicy",
    "DeletePolicyVersion",
    "SetDefaultPolicyVersion",
    "TagPolicy",
    "UntagPolicy",
];

/// The answer where policies have no say at all.
pub(crate) fn settled<'a>(cx: &Cx<'a>) -> Option<Answer<'a>> {
    let signed = cx.caller.principal.account().is_some();
    if signed && cx.is_action("sts:GetCallerIdentity") {
        return Some(Answer {
            note: Some(Note::OwnIdentity),
            ..Answer::new(Decision::Allowed)
        });
    }
    let long_term = matches!(
        cx.caller.principal.kind(),
        PrincipalKind::User | PrincipalKind::Root
    );
    if long_term && cx.is_action("sts:GetSessionToken") {
        return Some(Answer {
            note: Some(Note::OwnSession),
            ..Answer::new(Decision::Allowed)
        });
    }
    let note = refusal(cx)?;
    let mut answer = Answer::new(Decision::DeniedImplicitly);
    answer.note = Some(note);
    answer.lacking.push(Lacking {
        layer: Layer::Service,
        level: 0,
    });
    Some(answer)
}

/// What AWS refuses to everyone, or to principals of this kind.
fn refusal(cx: &Cx<'_>) -> Option<Note> {
    let service = cx.asked.service();
    if service.eq_ignore_ascii_case("sts") {
        return match cx.caller.principal.kind() {
            PrincipalKind::Root if cx.is_action("sts:AssumeRole") => Some(Note::RootAssumesNoRole),
            PrincipalKind::Anonymous => Some(Note::Unsigned),
            PrincipalKind::FederatedUser => Some(Note::FederatedUserNoSts),
            PrincipalKind::Role | PrincipalKind::RoleSession
                if cx.is_action("sts:GetSessionToken")
                    || cx.is_action("sts:GetFederationToken") =>
            {
                Some(Note::SessionMakesNoSession)
            }
            _ => None,
        };
    }
    if !service.eq_ignore_ascii_case("iam") {
        return None;
    }
    let arn = Arn::parse(&cx.target.resource)?;
    let name = cx.asked.name();
    let among = |list: &[&str]| list.iter().any(|item| item.eq_ignore_ascii_case(name));
    if arn.resource.starts_with("role/aws-service-role/") && among(ROLE_CHANGES) {
        Some(Note::ServiceLinkedRole)
    } else if arn
        .resource
        .starts_with("role/aws-reserved/sso.amazonaws.com/")
        && (among(ROLE_CHANGES) || among(&["UpdateRole", "UpdateRoleDescription"]))
    {
        Some(Note::IdentityCenterRole)
    } else if arn.account == "aws" && arn.resource.starts_with("policy/") && among(POLICY_CHANGES) {
        Some(Note::AwsManagedPolicy)
    } else {
        None
    }
}

/// Whether the root user asks for a policy that it may always change: that policy then has no say.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html>
pub(super) fn root_unlocks(cx: &Cx<'_>) -> bool {
    cx.same_account && cx.caller.principal.kind() == PrincipalKind::Root && unlocks(&cx.asked)
}

/// Whether the action is one that the root user may always make, so that a policy that locked everyone out can be changed.
pub(crate) fn unlocks(asked: &Asked<'_>) -> bool {
    [
        "s3:DeleteBucketPolicy",
        "s3:GetBucketPolicy",
        "s3:PutBucketPolicy",
        "sqs:GetQueueAttributes",
        "sqs:SetQueueAttributes",
    ]
    .iter()
    .any(|action| asked.text.eq_ignore_ascii_case(action))
}
