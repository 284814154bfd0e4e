use bartizan_model::{Gap, Observed, Resource};
use serde_json::{Value, json};

use super::trails::same_organization;
use super::{Around, Fact, not_collected};
use crate::survey::{StoreNote, Survey};

pub(super) const FACT: Fact = Fact {
    name: "event_data_stores",
    types: &["aws.account"],
    reads: &[],
    neighbours: &[KIND],
    doc: "The CloudTrail Lake event data stores of the account, and those of its organization where their account is audited too: `id`, `name`, `status`, `multi_region`, `organization`, and what they record as in `trails`: `management`, `excluded_sources`, `s3_reads`, `s3_writes`, `lambda`.",
    compute,
};

const KIND: &str = "aws.cloudtrail.event_data_store";

fn compute(resource: &Resource, around: &Around) -> Observed<Value> {
    let Some(survey) = &around.survey else {
        return Observed::Unknown(not_collected("cloudtrail:ListEventDataStores"));
    };
    let account = resource.identity().account;
    if let Some(gap) = survey.ground.gap(KIND, account, None) {
        return Observed::Unknown(gap);
    }
    let told: Result<Vec<Value>, Gap> = of_account(survey, around, account)
        .and_then(|stores| stores.into_iter().map(written).collect());
    told.map(Value::from).into()
}

fn of_account<'a>(
    survey: &'a Survey,
    around: &Around,
    account: &str,
) -> Result<Vec<&'a StoreNote>, Gap> {
    let mut stores: Vec<&StoreNote> = survey.trails.stores_of(account).iter().collect();
    for (owner, store) in survey.trails.stores_of_organizations() {
        if owner != account && same_organization(around, account, owner)? {
            match &store.organization {
                Observed::Unknown(gap) => return Err(gap.clone()),
                _ => stores.push(store),
            }
        }
    }
    Ok(stores)
}

fn written(store: &StoreNote) -> Result<Value, Gap> {
    for observed in [&store.multi_region, &store.organization] {
        if let Observed::Unknown(gap) = observed {
            return Err(gap.clone());
        }
    }
    if let Observed::Unknown(gap) = &store.status {
        return Err(gap.clone());
    }
    let recorded = super::trails::known(&store.recorded)?;
    Ok(json!({
        "id": store.id,
        "name": store.name,
        "status": store.status.known(),
        "multi_region": store.multi_region.known().copied().unwrap_or_default(),
        "organization": store.organization.known().copied().unwrap_or_default(),
        "management": recorded.management(),
        "excluded_sources": recorded.excluded_sources,
        "s3_reads": recorded.s3_reads.name(),
        "s3_writes": recorded.s3_writes.name(),
        "lambda": recorded.lambda.name(),
    }))
}
