//! Whom the policies of an organization bind.

use super::{Caller, Cx, Target};
use crate::compile::Asked;
use crate::principal::PrincipalKind;

/// A service whose resources resource control policies protect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RcpService {
    /// The prefix of its actions.
    pub prefix: &'static str,
    /// Since when, as year and month.
    pub since: &'static str,
}

const fn since(prefix: &'static str, since: &'static str) -> RcpService {
    RcpService { prefix, since }
}

/// The services that resource control policies apply to, as of February 2026.
///
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services>
pub const RCP_SERVICES: &[RcpService] = &[
    since("aoss", "2025-06"),
    since("cognito-identity", "2026-01"),
    since("cognito-idp", "2026-01"),
    since("dynamodb", "2026-02"),
    since("ecr", "2025-06"),
    since("kms", "2024-11"),
    since("logs", "2026-01"),
    since("s3", "2024-11"),
    since("secretsmanager", "2024-11"),
    since("sqs", "2024-11"),
    since("sts", "2024-11"),
];

/// Whether service control policies bind the caller: principals of member accounts, their root users
/// included, but no service-linked role and nobody outside of accounts.
///
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#not-restricted-by-scp>
pub(crate) fn scps_bind(caller: &Caller) -> bool {
    let principal = &caller.principal;
    let in_account = !matches!(
        principal.kind(),
        PrincipalKind::Service
            | PrincipalKind::Anonymous
            | PrincipalKind::WebIdentity
            | PrincipalKind::Saml
    );
    in_account && !caller.management_account && !principal.is_service_linked()
}

/// Whether resource control policies protect the target from the caller.
///
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-effects-on-permissions>
/// <https://docs.aws.amazon.com/kms/latest/developerguide/resource-control-policies.html>
pub(super) fn rcps_bind(cx: &Cx<'_>) -> bool {
    rcps_protect(&cx.asked, cx.target) && !cx.caller.principal.is_service_linked()
}

/// Whether they protect the target from callers that they bind.
pub(crate) fn rcps_protect(asked: &Asked<'_>, target: &Target) -> bool {
    let service = asked.service();
    let supported = RCP_SERVICES
        .iter()
        .any(|supported| supported.prefix.eq_ignore_ascii_case(service));
    supported
        && !target.management_account
        && !asked.text.eq_ignore_ascii_case("kms:RetireGrant")
        && !target.aws_managed_key
}
