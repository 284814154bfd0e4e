use bartizan_model::{Gap, Observed, Reason, Resource};
use serde_json::{Value, json};

use super::{Around, Fact, days};

pub(super) const FACT: Fact = Fact {
    name: "key_ages",
    types: &["aws.iam.user"],
    reads: &["access_keys"],
    neighbours: &[],
    doc: "Of each access key of a user: `id`, `active`, and `age_days`, the whole days since it was made.",
    compute,
};

fn compute(resource: &Resource, around: &Around) -> Observed<Value> {
    let Resource::IamUser(user) = resource else {
        return Observed::Absent;
    };
    user.access_keys.as_ref().and_then(|keys| {
        let mut ages = Vec::with_capacity(keys.len());
        for key in keys {
            let Some(made) = key.created_at else {
                // An age that nobody knows must not look young.
                let gap = Gap {
                    action: "iam:ListAccessKeys".into(),
                    reason: Reason::Malformed,
                    code: None,
                };
                return Observed::Unknown(gap);
            };
            ages.push(
                json!({ "id": key.id, "active": key.active, "age_days": days(made, around.now) }),
            );
        }
        Observed::Known(ages.into())
    })
}
