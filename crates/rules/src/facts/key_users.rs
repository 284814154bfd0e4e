use bartizan_model::{Observed, Resource};
use serde_json::{Value, json};

use super::{Around, Fact, not_collected};

pub(super) const FACT: Fact = Fact {
    name: "key_users",
    types: &["aws.kms.key"],
    reads: &["state"],
    neighbours: &[
        "aws.cloudtrail.trail",
        "aws.cloudtrail.event_data_store",
        "aws.kms.key",
        "aws.s3.bucket",
        "aws.ssm.parameter",
    ],
    doc: "Of a key that is not enabled: what in the snapshot names it by id, ARN or alias, as a list of `kind` and `name`, at most twenty. Trails, event data stores, default encryption of buckets and parameters are looked at. Null for a key that is enabled. Unknown when none is known and some could not be read.",
    compute,
};

fn compute(resource: &Resource, around: &Around) -> Observed<Value> {
    let Resource::KmsKey(key) = resource else {
        return Observed::Absent;
    };
    match &key.state {
        Observed::Unknown(gap) => return Observed::Unknown(gap.clone()),
        Observed::Known(state) if state == "Enabled" => return Observed::Absent,
        _ => {}
    }
    let missing = || not_collected("s3:GetEncryptionConfiguration");
    let Some(survey) = &around.survey else {
        return Observed::Unknown(missing());
    };
    let Some(users) = survey.keys.of(&key.id) else {
        return Observed::Unknown(missing());
    };
    if users.is_empty() {
        let others = FACT
            .neighbours
            .iter()
            .filter(|kind| **kind != "aws.kms.key");
        let mut hidden = others.filter_map(|kind| survey.ground.gap(kind, &key.account, None));
        let unread = survey.keys.unknown(&key.account).cloned();
        let unnamed = key.aliases.gap().cloned();
        if let Some(gap) = hidden.next().or(unread).or(unnamed) {
            return Observed::Unknown(gap);
        }
    }
    let told = users
        .iter()
        .map(|(kind, name)| json!({ "kind": kind, "name": name }));
    Observed::Known(told.collect())
}
