use bartizan_iam::{
    Dictionary, Granted, PolicyDocument, TooLarge, makes_administrator, policy_powers,
};
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
    let place = (partition(identity.id), identity.account);
    let found = policy_powers(document, place.0, place.1)?;
    let administrator = makes_administrator(document, place.0, place.1)?;
    let told = found.into_iter();
    Ok(told.map(|it| written(name, it, administrator)).collect())
}

/// Whether each of these patterns stands for every action of a service.
fn whole_services(actions: &[String]) -> bool {
    let whole = |pattern: &String| {
        let (prefix, _) = pattern.split_once(':').unwrap_or_default();
        let service = Dictionary::get().service(prefix);
        service.is_some_and(|service| {
            let matching = Dictionary::get().actions_matching(pattern).count();
            matching == service.actions().len()
        })
    };
    !actions.is_empty() && actions.iter().all(whole)
}

fn written(name: &str, granted: Granted, administrator: bool) -> Value {
    let whole_services = whole_services(&granted.actions);
    json!({
        "policy": name,
        "statement": granted.statement,
        "sid": granted.sid,
        "power": granted.power.name(),
        "service": granted.service,
        "actions": granted.actions,
        "not_actions": granted.not_actions,
        "conditions": granted.conditions,
        "whole_services": whole_services,
        "administrator": administrator,
    })
}
