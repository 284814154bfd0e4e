use super::outside_access::TYPES;
use super::{Around, Fact};

pub(super) const FACT: Fact = Fact {
    name: "own_organization",
    types: TYPES,
    reads: &[],
    neighbours: &[],
    doc: "The id of the organization that the resource's account belongs to; null when it belongs to none.",
    compute: |resource, around: &Around| {
        around
            .organization(resource.identity().account)
            .map(|organization| organization.id.clone().into())
    },
};
