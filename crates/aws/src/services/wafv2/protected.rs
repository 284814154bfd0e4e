//! What a web ACL protects. Each kind of resource is a question of its own.

use aws_sdk_wafv2::Client;
use aws_sdk_wafv2::types::ResourceType;
use bartizan_collect::Action;
use bartizan_model::Observed;

use super::ACTIONS;
use crate::fault::sent;
use crate::kit::{AwsCx, client};

/// A kind of resource that a web ACL can protect, and the call that lists those of one ACL.
pub(super) struct Kind {
    name: &'static str,
    pub(super) action: Action,
}

/// API Gateway stages. The only kind that needs no permission besides WAF's own, so it is asked first.
pub(super) const API_GATEWAY: Kind = Kind {
    name: "API_GATEWAY",
    action: Action::new(
        "WAFV2",
        "ListResourcesForWebACL",
        "wafv2:ListResourcesForWebACL",
    ),
};

/// The kinds for which the protected service must allow the question too. Where WAF's own
/// permission is there and the call is still denied, the one named here is missing.
/// <https://docs.aws.amazon.com/waf/latest/developerguide/security_iam_service-with-iam.html#security_iam_action-ListResourcesForWebACL>
/// <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSWAFReadOnlyAccess.html>
pub(super) const BEHIND_OTHER_PERMISSIONS: [Kind; 6] = [
    behind(
        "APPLICATION_LOAD_BALANCER",
        "elasticloadbalancing:DescribeWebACLAssociation",
    ),
    behind("APPSYNC", "appsync:ListResourcesForWebACL"),
    behind("COGNITO_USER_POOL", "cognito-idp:ListResourcesForWebACL"),
    behind(
        "APP_RUNNER_SERVICE",
        "apprunner:ListAssociatedServicesForWebAcl",
    ),
    behind(
        "VERIFIED_ACCESS_INSTANCE",
        "ec2:DescribeVerifiedAccessInstanceWebAclAssociations",
    ),
    behind(
        "AGENTCORE_GATEWAY",
        "bedrock-agentcore:GatewayListResourcesForWebACL",
    ),
];

/// Amplify apps take web ACLs of CloudFront's scope.
/// <https://docs.aws.amazon.com/amplify/latest/userguide/amplify-waf-configuration.html>
pub(super) const AMPLIFY: Kind = behind("AMPLIFY", "amplify:ListResourcesForWebACL");

pub(super) const LIST_DISTRIBUTIONS_BY_WEB_ACL_ID: Action = Action::new(
    "CloudFront",
    "ListDistributionsByWebACLId",
    "cloudfront:ListDistributionsByWebACLId",
);

const fn behind(name: &'static str, permission: &'static str) -> Kind {
    // Besides an ARN that WAF itself gave, the call carries only the kind: a parameter that is
    // invalid is a kind that this region does not have, so nothing of it is protected.
    Kind {
        name,
        action: Action::new("WAFV2", "ListResourcesForWebACL", permission)
            .absent_when(&["WAFInvalidParameterException"]),
    }
}

/// What a regional web ACL protects; known only when every kind could be asked about.
pub(super) async fn regional(cx: &AwsCx, wafv2: &Client, arn: &str) -> Observed<Vec<String>> {
    // Without WAF's own permission, or on an endpoint without the call, the others fail alike.
    let mut all = match resources(cx, wafv2, arn, &API_GATEWAY).await {
        Observed::Known(arns) => arns,
        other => return other,
    };
    let others = BEHIND_OTHER_PERMISSIONS
        .iter()
        .map(|kind| resources(cx, wafv2, arn, kind));
    for found in futures::future::join_all(others).await {
        match found {
            Observed::Known(arns) => all.extend(arns),
            Observed::Absent => {}
            Observed::Unknown(gap) => return Observed::Unknown(gap),
        }
    }
    Observed::Known(in_order(all))
}

/// What a web ACL of CloudFront's scope protects.
pub(super) async fn global(cx: &AwsCx, wafv2: &Client, arn: &str) -> Observed<Vec<String>> {
    let (distributions, apps) =
        futures::join!(distributions(cx, arn), resources(cx, wafv2, arn, &AMPLIFY));
    distributions.and_then(|mut all| {
        apps.or_when_absent(Vec::new()).map(|apps| {
            all.extend(apps);
            in_order(all)
        })
    })
}

fn in_order(mut arns: Vec<String>) -> Vec<String> {
    arns.sort();
    arns.dedup();
    arns
}

async fn resources(cx: &AwsCx, wafv2: &Client, arn: &str, kind: &Kind) -> Observed<Vec<String>> {
    cx.ask(kind.action, || {
        sent(
            wafv2
                .list_resources_for_web_acl()
                .web_acl_arn(arn)
                .resource_type(ResourceType::from(kind.name))
                .send(),
        )
    })
    .await
    .map(|answer| answer.resource_arns.unwrap_or_default())
}

async fn distributions(cx: &AwsCx, arn: &str) -> Observed<Vec<String>> {
    let cloudfront = client!(aws_sdk_cloudfront, cx, ACTIONS);
    let pages = cx
        .pages(
            LIST_DISTRIBUTIONS_BY_WEB_ACL_ID,
            |marker| {
                sent(
                    cloudfront
                        .list_distributions_by_web_acl_id()
                        .web_acl_id(arn)
                        .max_items(100)
                        .set_marker(marker)
                        .send(),
                )
            },
            |page| match page.distribution_list {
                Some(list) => (
                    list.items.unwrap_or_default(),
                    list.next_marker.filter(|_| list.is_truncated),
                ),
                None => (Vec::new(), None),
            },
        )
        .await;
    pages
        .observed()
        .map(|items| items.into_iter().map(|item| item.arn).collect())
}
