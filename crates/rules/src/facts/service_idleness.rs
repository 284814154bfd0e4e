use bartizan_model::{Observed, Resource};
use serde_json::{Value, json};

use super::{Around, Fact, days};

pub(super) const FACT: Fact = Fact {
    name: "service_idleness",
    types: &["aws.iam.user", "aws.iam.role"],
    reads: &["last_accessed"],
    neighbours: &[],
    doc: "Of each service that the policies of a user or role allow: `service` (the prefix of its actions) and `idle_days`, the whole days since it was last tried, null for never within the 400 days that AWS remembers. Collected with `--last-accessed` only.",
    compute,
};

fn compute(resource: &Resource, around: &Around) -> Observed<Value> {
    let uses = match resource {
        Resource::IamUser(user) => user.last_accessed.as_ref(),
        Resource::IamRole(role) => role.last_accessed.as_ref(),
        _ => return Observed::Absent,
    };
    uses.map(|uses| {
        let told = uses.iter().map(|it| {
            json!({ "service": it.service, "idle_days": it.at.map(|at| days(at, around.now)) })
        });
        told.collect()
    })
    .or_when_absent(Value::Array(Vec::new()))
}
