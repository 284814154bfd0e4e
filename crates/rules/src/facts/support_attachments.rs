use bartizan_model::Observed;

use super::{Fact, not_collected};

pub(super) const FACT: Fact = Fact {
    name: "support_attachments",
    types: &["aws.account"],
    reads: &[],
    neighbours: &["aws.iam.policy"],
    doc: "To how many users, groups and roles the policy AWSSupportAccess is attached.",
    compute: |resource, around| {
        let Some(survey) = &around.survey else {
            return Observed::Unknown(not_collected("iam:GetAccountAuthorizationDetails"));
        };
        let account = resource.identity().account;
        match survey.ground.gap("aws.iam.policy", account, None) {
            Some(gap) => Observed::Unknown(gap),
            None => Observed::Known(survey.policies.support(account).into()),
        }
    },
};
