use bartizan_iam::paths::Strength;
use bartizan_model::{Gap, Observed, Resource};
use serde_json::{Value, json};

use super::{Around, Fact, not_collected};
use crate::survey::{Escalations, Survey, Way};

pub(super) const FACT: Fact = Fact {
    name: "escalation",
    types: &["aws.iam.user", "aws.iam.role"],
    reads: &["inline_policies"],
    neighbours: NEIGHBOURS,
    doc: "Whether a user or role is or may become an administrator, of its own account or another audited one, by the techniques in `policies/escalation`: null when it can not. Else `administrator` (true when its policies allow everything as they are), `strength` (`certain`, `conditional`, `needs-existing`), `steps` of one shortest path, each with `to`, `technique` (its id, null for none), `title` and `strength`, and `paths`, how many shortest ones there are. Policies, boundaries, trust, service and resource control policies count. Unknown when only policies that were not read stand in between, and beyond 25,000 principals.",
    compute,
};

pub(super) const OUTSIDERS: Fact = Fact {
    name: "administrators_from_outside",
    types: &["aws.account"],
    reads: &[],
    neighbours: NEIGHBOURS,
    doc: "Who is not of the account and may become an administrator of it, over any number of roles: a list of `name`, `kind` (`anonymous`, `stranger` for whoever has an AWS account, `account`, `provider`; `user` or `role` of another audited account), `strength`, `steps` and `paths` as in `escalation`. At most fifty.",
    compute: outsiders,
};

/// What paths are made of.
const NEIGHBOURS: &[&str] = &[
    "aws.account",
    "aws.iam.group",
    "aws.iam.policy",
    "aws.iam.role",
    "aws.iam.user",
    "aws.organizations.account",
    "aws.organizations.policy",
    "aws.organizations.root",
    "aws.organizations.unit",
];

/// The call that tells nearly all of it.
const ACTION: &str = "iam:GetAccountAuthorizationDetails";

fn compute(resource: &Resource, around: &Around) -> Observed<Value> {
    let (id, account) = match resource {
        Resource::IamUser(user) => (&user.id, &user.account),
        Resource::IamRole(role) => (&role.id, &role.account),
        _ => return Observed::Absent,
    };
    let (survey, escalations) = match known(around) {
        Ok(known) => known,
        Err(gap) => return Observed::Unknown(gap),
    };
    match escalations.standing(id) {
        None => match missing(survey, account) {
            Some(gap) => Observed::Unknown(gap),
            None => Observed::Absent,
        },
        Some(standing) if standing.strength == Strength::Unknown => {
            Observed::Unknown(missing(survey, account).unwrap_or_else(|| not_collected(ACTION)))
        }
        Some(standing) => Observed::Known(told(standing)),
    }
}

fn outsiders(resource: &Resource, around: &Around) -> Observed<Value> {
    let account = resource.identity().account;
    let (survey, escalations) = match known(around) {
        Ok(known) => known,
        Err(gap) => return Observed::Unknown(gap),
    };
    let sure = escalations.outsiders(account).iter();
    let sure = sure.filter(|it| it.way.strength != Strength::Unknown);
    let told: Vec<Value> = sure
        .map(|it| {
            let mut value = told(&it.way);
            if let Some(fields) = value.as_object_mut() {
                fields.remove("administrator");
                fields.insert("name".to_owned(), it.name.clone().into());
                fields.insert("kind".to_owned(), it.kind.into());
            }
            value
        })
        .collect();
    match missing(survey, account) {
        Some(gap) if told.is_empty() => Observed::Unknown(gap),
        _ => Observed::Known(told.into()),
    }
}

fn known(around: &Around) -> Result<(&Survey, &Escalations), Gap> {
    let survey = around
        .survey
        .as_ref()
        .ok_or_else(|| not_collected(ACTION))?;
    match &survey.escalations {
        Some(escalations) if !escalations.unknown => Ok((survey, escalations)),
        _ => Err(not_collected(ACTION)),
    }
}

/// Why somebody or something may be missing from the paths of an account.
fn missing(survey: &Survey, account: &str) -> Option<Gap> {
    // Guardrails that were not seen only take away, and whoever is no management account sees none.
    let mut kinds = NEIGHBOURS
        .iter()
        .filter(|kind| kind.starts_with("aws.iam."));
    kinds.find_map(|kind| survey.ground.gap(kind, account, None))
}

fn told(standing: &Way) -> Value {
    let steps: Vec<Value> = standing
        .steps
        .iter()
        .map(|step| {
            json!({
                "to": step.to,
                "technique": step.technique,
                "title": step.title,
                "strength": step.strength.name(),
            })
        })
        .collect();
    json!({
        "administrator": standing.steps.is_empty(),
        "strength": standing.strength.name(),
        "steps": steps,
        "paths": standing.paths,
    })
}
