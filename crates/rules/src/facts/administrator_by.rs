use bartizan_model::aws::iam::{AttachedPolicy, InlinePolicy};
use bartizan_model::{Gap, Observed, Resource};
use serde_json::{Value, json};

use super::{Around, Fact, not_collected};
use crate::survey::{Standing, Survey, inline};

pub(super) const FACT: Fact = Fact {
    name: "administrator_by",
    types: &["aws.iam.user", "aws.iam.group", "aws.iam.role"],
    reads: &["inline_policies"],
    neighbours: &["aws.iam.group", "aws.iam.policy"],
    doc: "The policies that let it do everything, permissions included, without a condition; of a user, through its groups too. A list of `policy` (the ARN, or an inline policy's name), `via` (`attached`, `inline`, `group`), `group` (its name, else null) and `bounded` (whether a permissions boundary that does not itself allow everything is set). Unknown when nothing was found and a policy or group could not be read.",
    compute,
};

fn compute(resource: &Resource, around: &Around) -> Observed<Value> {
    let Some(survey) = &around.survey else {
        return Observed::Unknown(not_collected(ACTION));
    };
    let identity = resource.identity();
    let mut search = Search {
        survey,
        account: identity.account,
        holder: identity.id,
        found: Vec::new(),
        missing: None,
    };
    let boundary = match resource {
        Resource::IamUser(user) => {
            search.own(&user.attached_policies, &user.inline_policies);
            for group in &user.groups {
                search.group(group);
            }
            user.permissions_boundary.as_deref()
        }
        Resource::IamGroup(group) => {
            search.own(&group.attached_policies, &group.inline_policies);
            None
        }
        Resource::IamRole(role) => {
            search.own(&role.attached_policies, &role.inline_policies);
            role.permissions_boundary.as_deref()
        }
        _ => return Observed::Absent,
    };
    search.told(boundary)
}

/// The call that tells all of it.
const ACTION: &str = "iam:GetAccountAuthorizationDetails";

/// One policy that makes an administrator.
struct Found {
    policy: String,
    via: &'static str,
    group: Option<String>,
}

struct Search<'a> {
    survey: &'a Survey,
    account: &'a str,
    holder: &'a str,
    found: Vec<Found>,
    missing: Option<Gap>,
}

impl Search<'_> {
    fn own(&mut self, attached: &[AttachedPolicy], policies: &[InlinePolicy]) {
        self.attached(attached, None);
        self.inline(inline(policies, self.holder, self.account), None);
    }

    fn group(&mut self, name: &str) {
        let survey = self.survey;
        match survey.groups.get(self.account, name) {
            Some(group) => {
                self.attached(&group.attached, Some(name));
                self.inline(group.inline.clone(), Some(name));
            }
            None => self.missing = Some(self.gap("aws.iam.group")),
        }
    }

    fn attached(&mut self, policies: &[AttachedPolicy], group: Option<&str>) {
        for policy in policies {
            match self.survey.policies.of(self.account, &policy.arn) {
                Some(Standing::Administrator) => self.found.push(Found {
                    policy: policy.arn.clone(),
                    via: if group.is_some() { "group" } else { "attached" },
                    group: group.map(str::to_owned),
                }),
                Some(Standing::Less) => {}
                Some(Standing::Unknown(gap)) => self.missing = Some(gap),
                None => self.missing = Some(self.gap("aws.iam.policy")),
            }
        }
    }

    fn inline(&mut self, names: Observed<Vec<String>>, group: Option<&str>) {
        match names {
            Observed::Known(names) => self.found.extend(names.into_iter().map(|policy| Found {
                policy,
                via: if group.is_some() { "group" } else { "inline" },
                group: group.map(str::to_owned),
            })),
            Observed::Absent => {}
            Observed::Unknown(gap) => self.missing = Some(gap),
        }
    }

    /// Why something is not in the snapshot.
    fn gap(&self, kind: &str) -> Gap {
        let hidden = self.survey.ground.gap(kind, self.account, None);
        hidden.unwrap_or_else(|| not_collected(ACTION))
    }

    fn told(self, boundary: Option<&str>) -> Observed<Value> {
        if self.found.is_empty() {
            return match self.missing {
                Some(gap) => Observed::Unknown(gap),
                None => Observed::Known(Value::Array(Vec::new())),
            };
        }
        let bounded = match boundary.map(|arn| self.survey.policies.of(self.account, arn)) {
            None | Some(Some(Standing::Administrator)) => false,
            Some(Some(Standing::Less)) => true,
            Some(Some(Standing::Unknown(gap))) => return Observed::Unknown(gap),
            Some(None) => return Observed::Unknown(self.gap("aws.iam.policy")),
        };
        let told = self.found.into_iter().map(|it| {
            json!({ "policy": it.policy, "via": it.via, "group": it.group, "bounded": bounded })
        });
        Observed::Known(told.collect())
    }
}
