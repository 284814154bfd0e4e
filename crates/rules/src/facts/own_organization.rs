use bartizan_model::{Observed, Resource};
use serde_json::Value;

use super::outside_access::{self, TYPES};
use super::{Around, Fact};

pub(super) const FACT: Fact = Fact {
    name: "own_organization",
    types: TYPES,
    reads: &[],
    neighbours: &[],
    doc: "The id of the organization that the resource's account belongs to; null when it belongs to none. Unknown only where `outside_access` tells of an organization that may be the account's own.",
    compute,
};

fn compute(resource: &Resource, around: &Around) -> Observed<Value> {
    match around.organization(resource.identity().account) {
        Observed::Known(organization) => Observed::Known(organization.id.clone().into()),
        // Who belongs to which organization is no matter where no policy asks.
        Observed::Unknown(gap) if outside_access::may_be_own(resource, around) => {
            Observed::Unknown(gap)
        }
        Observed::Absent | Observed::Unknown(_) => Observed::Absent,
    }
}
