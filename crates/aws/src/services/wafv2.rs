//! Web ACLs, their rules, logs, and what they protect.

use aws_sdk_wafv2::Client;
use aws_sdk_wafv2::types::{Scope as ApiScope, WebAclSummary};
use bartizan_collect::{Action, Collector, Scope, async_trait};
use bartizan_model::aws::wafv2::{Scope as AclScope, WebAcl};
use bartizan_model::{Observed, ResourceType, Tags};

use crate::fault::{sent, told};
use crate::kit::{AwsCx, Kit, client};

mod groups;
mod protected;
mod rules;

use groups::Groups;
use protected::{AMPLIFY, API_GATEWAY, BEHIND_OTHER_PERMISSIONS, LIST_DISTRIBUTIONS_BY_WEB_ACL_ID};

const LIST_WEB_ACLS: Action = Action::new("WAFV2", "ListWebACLs", "wafv2:ListWebACLs");
const GET_WEB_ACL: Action = Action::new("WAFV2", "GetWebACL", "wafv2:GetWebACL");
const GET_RULE_GROUP: Action = Action::new("WAFV2", "GetRuleGroup", "wafv2:GetRuleGroup");
/// <https://docs.aws.amazon.com/waf/latest/APIReference/API_GetLoggingConfiguration.html>
const GET_LOGGING_CONFIGURATION: Action = Action::new(
    "WAFV2",
    "GetLoggingConfiguration",
    "wafv2:GetLoggingConfiguration",
)
.absent_when(&["WAFNonexistentItemException"]);
const LIST_TAGS_FOR_RESOURCE: Action =
    Action::new("WAFV2", "ListTagsForResource", "wafv2:ListTagsForResource");

const ACTIONS: &[Action] = &[
    LIST_WEB_ACLS,
    GET_WEB_ACL,
    GET_RULE_GROUP,
    GET_LOGGING_CONFIGURATION,
    LIST_TAGS_FOR_RESOURCE,
    API_GATEWAY.action,
    BEHIND_OTHER_PERMISSIONS[0].action,
    BEHIND_OTHER_PERMISSIONS[1].action,
    BEHIND_OTHER_PERMISSIONS[2].action,
    BEHIND_OTHER_PERMISSIONS[3].action,
    BEHIND_OTHER_PERMISSIONS[4].action,
    BEHIND_OTHER_PERMISSIONS[5].action,
    AMPLIFY.action,
    LIST_DISTRIBUTIONS_BY_WEB_ACL_ID,
];

/// Where the web ACLs of CloudFront and Amplify live, though they belong to no region.
/// <https://docs.aws.amazon.com/waf/latest/APIReference/API_ListWebACLs.html>
const CLOUDFRONT_HOME: &str = "us-east-1";

/// Web ACLs, their rules, logs, and what they protect.
///
/// Those of CloudFront are seen when us-east-1 is among the visited regions.
pub(crate) struct Wafv2;

#[async_trait]
impl Collector<Kit> for Wafv2 {
    fn name(&self) -> &'static str {
        "wafv2"
    }

    fn scope(&self) -> Scope {
        Scope::Region
    }

    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }

    fn types(&self) -> &'static [&'static str] {
        &[WebAcl::TYPE]
    }

    async fn collect(&self, cx: &AwsCx) {
        let wafv2 = client!(aws_sdk_wafv2, cx, ACTIONS);
        let regional = web_acls(cx, &wafv2, AclScope::Regional);
        if cx.region() == Some(CLOUDFRONT_HOME) {
            let global = web_acls(cx, &wafv2, AclScope::Cloudfront);
            futures::join!(regional, global);
        } else {
            regional.await;
        }
    }
}

async fn web_acls(cx: &AwsCx, wafv2: &Client, scope: AclScope) {
    let pages = cx
        .pages(
            LIST_WEB_ACLS,
            |marker| {
                sent(
                    wafv2
                        .list_web_acls()
                        .scope(api(scope))
                        .limit(100)
                        .set_next_marker(marker)
                        .send(),
                )
            },
            |page| (page.web_acls.unwrap_or_default(), page.next_marker),
        )
        .await;
    if let Some(gap) = pages.gap {
        match scope {
            AclScope::Regional => cx.hide(gap, &[WebAcl::TYPE]),
            AclScope::Cloudfront => cx.global().hide(gap, &[WebAcl::TYPE]),
        }
    }
    let groups = Groups::default();
    cx.each(pages.items, |entry| {
        web_acl(cx, wafv2, scope, &groups, entry)
    })
    .await;
}

async fn web_acl(
    cx: &AwsCx,
    wafv2: &Client,
    scope: AclScope,
    groups: &Groups,
    entry: WebAclSummary,
) {
    let (Some(arn), Some(id), Some(name)) = (entry.arn, entry.id, entry.name) else {
        return;
    };
    let described = async {
        cx.ask(GET_WEB_ACL, || {
            let call = wafv2.get_web_acl().scope(api(scope)).id(&id).name(&name);
            sent(call.send())
        })
        .await
        .and_then(|answer| told(GET_WEB_ACL, answer.web_acl))
    };
    let logging = async {
        cx.ask(GET_LOGGING_CONFIGURATION, || {
            sent(wafv2.get_logging_configuration().resource_arn(&arn).send())
        })
        .await
        .and_then(|answer| told(GET_LOGGING_CONFIGURATION, answer.logging_configuration))
        .map(rules::logging)
    };
    let protected = async {
        match scope {
            AclScope::Regional => protected::regional(cx, wafv2, &arn).await,
            AclScope::Cloudfront => protected::global(cx, wafv2, &arn).await,
        }
    };
    let (described, logging, protected_resources, tags) =
        futures::join!(described, logging, protected, tags(cx, wafv2, &arn));
    let region = match scope {
        AclScope::Regional => cx.region(),
        AclScope::Cloudfront => None,
    };
    let default_action = described.part(|acl| rules::default_action(acl.default_action.as_ref()?));
    let rules = described.map(rules::rules);
    let rule_groups = match &rules {
        Observed::Known(rules) => Observed::Known(groups.of(cx, wafv2, rules).await),
        Observed::Absent => Observed::Absent,
        Observed::Unknown(gap) => Observed::Unknown(gap.clone()),
    };
    cx.emit(WebAcl {
        scope,
        default_action,
        rules,
        rule_groups,
        logging,
        protected_resources,
        tags,
        ..WebAcl::at(arn, name, cx.account(), region)
    });
}

fn api(scope: AclScope) -> ApiScope {
    match scope {
        AclScope::Regional => ApiScope::Regional,
        AclScope::Cloudfront => ApiScope::Cloudfront,
    }
}

async fn tags(cx: &AwsCx, wafv2: &Client, arn: &str) -> Tags {
    let pages = cx
        .pages(
            LIST_TAGS_FOR_RESOURCE,
            |marker| {
                sent(
                    wafv2
                        .list_tags_for_resource()
                        .resource_arn(arn)
                        .limit(100)
                        .set_next_marker(marker)
                        .send(),
                )
            },
            |page| {
                let tags = page.tag_info_for_resource.and_then(|info| info.tag_list);
                (tags.unwrap_or_default(), page.next_marker)
            },
        )
        .await;
    Observed::map(pages.observed(), |tags| {
        tags.into_iter().map(|tag| (tag.key, tag.value)).collect()
    })
}
