use bartizan_model::Observed;

use super::Fact;

pub(super) const FACT: Fact = Fact {
    name: "now",
    types: &[],
    reads: &[],
    neighbours: &[],
    doc: "When the newest snapshot was finished, in RFC 3339, UTC. Use it for ages: judging an old snapshot again gives the same answer.",
    compute: |_, around| Observed::Known(around.now.to_string().into()),
};
