//! Which events are recorded, as the model has it.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_cloudtrail::types;
use bartizan_model::aws::cloudtrail::{AdvancedEventSelector, EventSelector, EventSelectors};

/// A trail's selectors in the one form or the other; none when the answer has neither.
///
/// A trail for which none were chosen records all management events and no data events:
/// CloudTrail answers so by itself, emulators with an empty list.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html>
pub(super) fn of_trail(
    given: Option<Vec<types::EventSelector>>,
    given_advanced: Option<Vec<types::AdvancedEventSelector>>,
) -> Option<EventSelectors> {
    if given.is_none() && given_advanced.is_none() {
        return None;
    }
    let mut selectors = EventSelectors {
        classic: classic(given.unwrap_or_default()),
        advanced: advanced(given_advanced.unwrap_or_default()),
    };
    if selectors.classic.is_empty() && selectors.advanced.is_empty() {
        selectors.classic = classic(vec![types::EventSelector::builder().build()]);
    }
    Some(selectors)
}

/// Classic selectors, in an order of their own. What one leaves out has the documented default.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html>
fn classic(selectors: Vec<types::EventSelector>) -> Vec<EventSelector> {
    let mut selectors: Vec<_> = selectors
        .into_iter()
        .map(|selector| {
            let read_write = selector
                .read_write_type
                .unwrap_or(types::ReadWriteType::All);
            EventSelector {
                read_write: read_write.to_string(),
                management_events: selector.include_management_events.unwrap_or(true),
                excluded_sources: sorted(selector.exclude_management_event_sources),
                data_resources: data_resources(selector.data_resources.unwrap_or_default()),
            }
        })
        .collect();
    selectors.sort();
    selectors
}

fn data_resources(resources: Vec<types::DataResource>) -> BTreeMap<String, Vec<String>> {
    let mut by_type = BTreeMap::<String, BTreeSet<String>>::new();
    for resource in resources {
        if let Some(kind) = resource.r#type {
            let values = resource.values.unwrap_or_default();
            by_type.entry(kind).or_default().extend(values);
        }
    }
    by_type
        .into_iter()
        .map(|(kind, values)| (kind, values.into_iter().collect()))
        .collect()
}

/// Advanced selectors, in an order of their own.
pub(super) fn advanced(selectors: Vec<types::AdvancedEventSelector>) -> Vec<AdvancedEventSelector> {
    let mut selectors: Vec<_> = selectors
        .into_iter()
        .map(|selector| AdvancedEventSelector {
            name: super::given(selector.name),
            fields: fields(selector.field_selectors),
        })
        .collect();
    selectors.sort();
    selectors
}

/// Field → operator → values. CloudTrail takes each field once in a selector.
fn fields(
    selectors: Vec<types::AdvancedFieldSelector>,
) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let mut fields = BTreeMap::<String, BTreeMap<String, Vec<String>>>::new();
    for selector in selectors {
        let operators = fields.entry(selector.field).or_default();
        for (operator, values) in [
            ("equals", selector.equals),
            ("starts_with", selector.starts_with),
            ("ends_with", selector.ends_with),
            ("not_equals", selector.not_equals),
            ("not_starts_with", selector.not_starts_with),
            ("not_ends_with", selector.not_ends_with),
        ] {
            let values = sorted(values);
            if !values.is_empty() {
                operators.insert(operator.to_owned(), values);
            }
        }
    }
    fields
}

/// The kinds of Insights events; none when there is not one.
pub(super) fn insights(selectors: Vec<types::InsightSelector>) -> Option<Vec<String>> {
    let kinds = selectors.into_iter().filter_map(|it| it.insight_type);
    let kinds = sorted(Some(kinds.map(|kind| kind.to_string()).collect()));
    (!kinds.is_empty()).then_some(kinds)
}

fn sorted(values: Option<Vec<String>>) -> Vec<String> {
    let mut values = values.unwrap_or_default();
    values.sort();
    values.dedup();
    values
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use aws_sdk_cloudtrail::types::InsightType;

    use super::*;

    #[test]
    fn a_bare_selector_records_all_management_events() {
        let selectors = classic(vec![types::EventSelector::builder().build()]);
        let expected = EventSelector {
            read_write: "All".to_owned(),
            management_events: true,
            excluded_sources: Vec::new(),
            data_resources: BTreeMap::new(),
        };
        assert_eq!(selectors, [expected]);
    }

    #[test]
    fn an_answer_without_either_form_is_none_and_one_that_is_empty_is_the_default() {
        assert_eq!(of_trail(None, None), None);
        let default = of_trail(Some(Vec::new()), None).unwrap();
        assert!(default.classic[0].management_events);
        assert_eq!(default.classic[0].read_write, "All");
        let advanced_only = of_trail(
            Some(Vec::new()),
            Some(vec![
                types::AdvancedEventSelector::builder()
                    .set_field_selectors(Some(Vec::new()))
                    .build()
                    .unwrap(),
            ]),
        );
        assert!(advanced_only.unwrap().classic.is_empty());
    }

    #[test]
    fn selectors_do_not_depend_on_the_order_of_the_answer() {
        let of = |values: &[&str]| {
            types::DataResource::builder()
                .r#type("AWS::S3::Object")
                .set_values(Some(values.iter().map(|&it| it.to_owned()).collect()))
                .build()
        };
        let first = types::EventSelector::builder()
            .include_management_events(false)
            .data_resources(of(&["b", "a"]))
            .data_resources(of(&["c", "a"]))
            .build();
        let second = types::EventSelector::builder()
            .read_write_type(types::ReadWriteType::WriteOnly)
            .exclude_management_event_sources("rdsdata.amazonaws.com")
            .exclude_management_event_sources("kms.amazonaws.com")
            .build();
        let there = classic(vec![first.clone(), second.clone()]);
        assert_eq!(there, classic(vec![second, first]));
        assert_eq!(there[0].data_resources["AWS::S3::Object"], ["a", "b", "c"]);
        assert_eq!(
            there[1].excluded_sources,
            ["kms.amazonaws.com", "rdsdata.amazonaws.com"]
        );
    }

    #[test]
    fn an_advanced_selector_keeps_its_operators_apart() {
        let category = types::AdvancedFieldSelector::builder()
            .field("eventCategory")
            .equals("Data")
            .build()
            .unwrap();
        let arn = types::AdvancedFieldSelector::builder()
            .field("resources.ARN")
            .starts_with("arn:aws:s3:::b/")
            .starts_with("arn:aws:s3:::a/")
            .not_ends_with("/tmp")
            .build()
            .unwrap();
        let selector = types::AdvancedEventSelector::builder()
            .name("")
            .field_selectors(category)
            .field_selectors(arn)
            .build()
            .unwrap();
        let selector = advanced(vec![selector]).remove(0);
        assert_eq!(selector.name, None);
        assert_eq!(selector.fields["eventCategory"]["equals"], ["Data"]);
        let arn = &selector.fields["resources.ARN"];
        assert_eq!(arn.len(), 2);
        assert_eq!(arn["starts_with"], ["arn:aws:s3:::a/", "arn:aws:s3:::b/"]);
    }

    #[test]
    fn no_insights_are_absent() {
        assert_eq!(insights(Vec::new()), None);
        let of = |kind| types::InsightSelector::builder().insight_type(kind).build();
        let kinds = insights(vec![
            of(InsightType::ApiErrorRateInsight),
            of(InsightType::ApiCallRateInsight),
            of(InsightType::ApiErrorRateInsight),
        ]);
        assert_eq!(
            kinds.unwrap(),
            ["ApiCallRateInsight", "ApiErrorRateInsight"]
        );
    }
}
