use bartizan_iam::{Granted, PolicyDocument, TooLarge, policy_powers};
use bartizan_model::aws::iam::InlinePolicy;
use bartizan_model::{Observed, Resource};
use serde_json::{Value, json};

use super::{Fact, malformed, partition};

pub(super) const FACT: Fact = Fact {
    name: "policy_powers",
    types: &[
        "aws.iam.policy",
        "aws.iam.user",
        "aws.iam.group",
        "aws.iam.role",
    ],
    reads: &["document", "inline_policies"],
    neighbours: &[],
    doc: include_str!("policy_powers.md"),
    compute: |resource, _| compute(resource),
};

fn compute(resource: &Resource) -> Observed<Value> {
    let inline: &[InlinePolicy] = match resource {
        Resource::IamPolicy(policy) => {
            let powers = policy
                .document
                .as_ref()
                .map(|document| of_document(resource, &policy.name, document));
            return finish(powers.or_when_absent(Ok(Vec::new())));
        }
        Resource::IamUser(user) => &user.inline_policies,
        Resource::IamGroup(group) => &group.inline_policies,
        Resource::IamRole(role) => &role.inline_policies,
        _ => return Observed::Absent,
    };
    let mut all = Vec::new();
    for policy in inline {
        match &policy.document {
            Observed::Unknown(gap) => return Observed::Unknown(gap.clone()),
            Observed::Absent => {}
            Observed::Known(document) => match of_document(resource, &policy.name, document) {
                Ok(found) => all.extend(found),
                Err(fault) => return finish(Observed::Known(Err(fault))),
            },
        }
    }
    finish(Observed::Known(Ok(all)))
}

fn finish(powers: Observed<Result<Vec<Value>, TooLarge>>) -> Observed<Value> {
    powers.and_then(|powers| match powers {
        Ok(powers) => Observed::Known(powers.into()),
        Err(_) => Observed::Unknown(malformed("iam:GetAccountAuthorizationDetails")),
    })
}

fn of_document(
    holder: &Resource,
    name: &str,
    document: &PolicyDocument,
) -> Result<Vec<Value>, TooLarge> {
    let identity = holder.identity();
    let found = policy_powers(document, partition(identity.id), identity.account)?;
    Ok(found.into_iter().map(|it| written(name, it)).collect())
}

fn written(name: &str, granted: Granted) -> Value {
    json!({
        "policy": name,
        "statement": granted.statement,
        "sid": granted.sid,
        "power": granted.power.name(),
        "service": granted.service,
        "actions": granted.actions,
        "not_actions": granted.not_actions,
        "conditions": granted.conditions,
    })
}
