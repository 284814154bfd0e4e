use bartizan_model::aws::iam::Role;
use bartizan_model::{Gap, Observed, Resource};
use serde_json::{Value, json};

use super::{Fact, not_collected};
use crate::survey::{Standing, Survey, reads_all_data};

pub(super) const FACT: Fact = Fact {
    name: "reads_everything_by",
    types: &["aws.iam.role"],
    reads: &["inline_policies"],
    neighbours: &["aws.iam.policy"],
    doc: "The policies by which the role reads every object in S3 and every table in DynamoDB without a condition, whatever they are called: a list of `policy` (the ARN, or an inline policy's name) and `via` (`attached`, `inline`). Unknown when none was found and one could not be read.",
    compute: |resource, around| match (resource, &around.survey) {
        (Resource::IamRole(role), Some(survey)) => compute(role, survey),
        (Resource::IamRole(_), None) => Observed::Unknown(not_collected(ACTION)),
        _ => Observed::Absent,
    },
};

/// The call that tells all of it.
const ACTION: &str = "iam:GetAccountAuthorizationDetails";

fn compute(role: &Role, survey: &Survey) -> Observed<Value> {
    let mut found = Vec::new();
    let mut missing = None;
    for policy in &role.attached_policies {
        if survey.policies.reads_all_data(&role.account, &policy.arn) {
            found.push(json!({ "policy": policy.arn, "via": "attached" }));
        }
        missing = unread(survey, role, &policy.arn).or(missing);
    }
    for policy in &role.inline_policies {
        match &policy.document {
            Observed::Known(document) if reads_all_data(document, &role.id, &role.account) => {
                found.push(json!({ "policy": policy.name, "via": "inline" }));
            }
            Observed::Unknown(gap) => missing = Some(gap.clone()),
            Observed::Known(_) | Observed::Absent => {}
        }
    }
    match missing {
        Some(gap) if found.is_empty() => Observed::Unknown(gap),
        _ => Observed::Known(Value::Array(found)),
    }
}

/// Why an attached policy is not known, if it is not.
fn unread(survey: &Survey, role: &Role, arn: &str) -> Option<Gap> {
    match survey.policies.of(&role.account, arn) {
        Some(Standing::Unknown(gap)) => Some(gap),
        Some(_) => None,
        None => {
            let hidden = survey.ground.gap("aws.iam.policy", &role.account, None);
            Some(hidden.unwrap_or_else(|| not_collected(ACTION)))
        }
    }
}
