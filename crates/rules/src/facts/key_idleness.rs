use bartizan_model::{Observed, Resource};
use serde_json::{Value, json};

use super::{Around, Fact, days};

// Apart from `key_ages`: last use needs a call of its own, and an age must stay known when it is denied.
pub(super) const FACT: Fact = Fact {
    name: "key_idleness",
    types: &["aws.iam.user"],
    reads: &["access_keys"],
    neighbours: &[],
    doc: "Of each access key of a user: `id`, `active`, and `idle_days`, the whole days since it was last used, null for never.",
    compute,
};

fn compute(resource: &Resource, around: &Around) -> Observed<Value> {
    let Resource::IamUser(user) = resource else {
        return Observed::Absent;
    };
    user.access_keys.as_ref().and_then(|keys| {
        let mut idle = Vec::with_capacity(keys.len());
        for key in keys {
            let idle_days = match &key.last_used {
                Observed::Known(last) => Some(days(last.at, around.now)),
                Observed::Absent => None,
                Observed::Unknown(gap) => return Observed::Unknown(gap.clone()),
            };
            idle.push(json!({ "id": key.id, "active": key.active, "idle_days": idle_days }));
        }
        Observed::Known(idle.into())
    })
}
