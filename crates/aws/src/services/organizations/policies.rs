//! Service control policies and resource control policies: what they say, and what they are attached to.

use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::{PolicySummary, PolicyType};
use bartizan_iam::PolicyDocument;
use bartizan_model::aws::account::Organization;
use bartizan_model::aws::iam::PolicyManager;
use bartizan_model::aws::organizations::{Controls, Policy, Root};
use bartizan_model::{Observed, ResourceType};

use super::{DESCRIBE_POLICY, LIST_POLICIES, LIST_TARGETS};
use crate::fault::sent;
use crate::kit::AwsCx;
use crate::policy::document;

/// The types of policy that decide about access.
const KINDS: [(PolicyType, Controls); 2] = [
    (PolicyType::ServiceControlPolicy, Controls::Principals),
    (PolicyType::ResourceControlPolicy, Controls::Resources),
];

/// Those that are in use: policies of the others bind nobody, so they are not asked for.
pub(super) fn in_use(roots: &[Root]) -> Vec<(PolicyType, Controls)> {
    let used = |kind: &PolicyType| {
        roots
            .iter()
            .any(|root| root.policy_types.iter().any(|it| it == kind.as_str()))
    };
    KINDS.into_iter().filter(|(kind, _)| used(kind)).collect()
}

/// Two calls a policy: for its text, and for what it is attached to, 20 a page.
pub(super) async fn collect(
    cx: &AwsCx,
    client: &Client,
    organization: &Organization,
    kinds: &[(PolicyType, Controls)],
) {
    for (kind, controls) in kinds {
        let listed = cx
            .list(
                LIST_POLICIES,
                &[Policy::TYPE],
                |token| {
                    let page = client.list_policies().filter(kind.clone());
                    sent(page.max_results(20).set_next_token(token).send())
                },
                |page| (page.policies.unwrap_or_default(), page.next_token),
            )
            .await;
        cx.each(listed, |it| policy(cx, client, organization, *controls, it))
            .await;
    }
}

async fn policy(
    cx: &AwsCx,
    client: &Client,
    organization: &Organization,
    controls: Controls,
    it: PolicySummary,
) {
    let (Some(id), Some(arn)) = (it.id, it.arn) else {
        return;
    };
    let described = cx
        .ask(DESCRIBE_POLICY, || {
            sent(client.describe_policy().policy_id(&id).send())
        })
        .await;
    let text = described
        .and_then(|answer| crate::fault::told(DESCRIBE_POLICY, answer.policy))
        .and_then(|policy| crate::fault::told(DESCRIBE_POLICY, policy.content));
    let made = Policy {
        organization: organization.id.clone(),
        controls,
        manager: match it.aws_managed {
            true => PolicyManager::Aws,
            false => PolicyManager::Customer,
        },
        document: text
            .and_then(|text: String| document(DESCRIBE_POLICY, PolicyDocument::parse(&text))),
        targets: targets(cx, client, &id).await,
        policy_id: id,
        tags: Observed::not_collected(),
        ..Policy::at(arn, it.name.unwrap_or_default(), cx.account(), None)
    };
    cx.emit(made);
}

async fn targets(cx: &AwsCx, client: &Client, id: &str) -> Observed<Vec<String>> {
    let pages = cx
        .pages(
            LIST_TARGETS,
            |token| {
                let page = client.list_targets_for_policy().policy_id(id);
                sent(page.max_results(20).set_next_token(token).send())
            },
            |page| (page.targets.unwrap_or_default(), page.next_token),
        )
        .await;
    pages.observed().map(|targets| {
        let ids = targets.into_iter().filter_map(|it| it.target_id);
        let mut ids: Vec<_> = ids.collect();
        ids.sort();
        ids
    })
}
