use bartizan_model::{Observed, Resource};
use serde_json::{Value, json};

use super::{Around, Fact, not_collected};
use crate::survey::Survey;

pub(super) const REGION_MACHINES: Fact = Fact {
    name: "region_machines",
    types: &["aws.region"],
    reads: &[],
    neighbours: &["aws.ssm.instance"],
    doc: "How many machines Systems Manager manages in the region.",
    compute: |resource, around| {
        in_place(resource, around, "aws.ssm.instance", |survey, place| {
            Observed::Known(survey.fleet.machines(place).into())
        })
    },
};

pub(super) const REGION_WINDOWS: Fact = Fact {
    name: "region_windows",
    types: &["aws.region"],
    reads: &[],
    neighbours: &["aws.ssm.maintenance_window"],
    doc: "The maintenance windows of the region: `enabled`, how many run, and `patching`, how many of those run a patch task on targets. Unknown when none is known to patch and one could not be read.",
    compute: |resource, around| {
        in_place(
            resource,
            around,
            "aws.ssm.maintenance_window",
            |survey, place| {
                let windows = survey.fleet.windows(place);
                match windows.unknown {
                    Some(gap) if windows.patching == 0 => Observed::Unknown(gap),
                    _ => Observed::Known(
                        json!({ "enabled": windows.enabled, "patching": windows.patching }),
                    ),
                }
            },
        )
    },
};

pub(super) const BASELINE_USERS: Fact = Fact {
    name: "baseline_users",
    types: &["aws.ssm.patch_baseline"],
    reads: &[],
    neighbours: &["aws.ssm.instance"],
    doc: "How many machines of the region were last scanned or patched with the baseline. Unknown when none is known and what a machine was scanned with could not be read.",
    compute: |resource, around| {
        let baseline = resource.identity().id;
        in_place(resource, around, "aws.ssm.instance", |survey, place| {
            survey.fleet.scanned_with(place, baseline).map(Value::from)
        })
    },
};

fn in_place(
    resource: &Resource,
    around: &Around,
    kind: &str,
    tell: impl Fn(&Survey, &(String, Option<String>)) -> Observed<Value>,
) -> Observed<Value> {
    let Some(survey) = &around.survey else {
        return Observed::Unknown(not_collected("ssm:DescribeInstanceInformation"));
    };
    let identity = resource.identity();
    if let Some(gap) = survey.ground.gap(kind, identity.account, identity.region) {
        return Observed::Unknown(gap);
    }
    let place = (
        identity.account.to_owned(),
        identity.region.map(str::to_owned),
    );
    tell(survey, &place)
}
