//! Systems Manager's own count of what complies.

use std::collections::BTreeMap;

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::SeveritySummary;
use bartizan_model::ResourceType;
use bartizan_model::aws::ssm::ComplianceSummary;

use super::{LIST_COMPLIANCE_SUMMARIES, made_up_id};
use crate::fault::sent;
use crate::kit::AwsCx;

/// Hands over the region's compliance counts, one of each type.
pub(super) async fn summaries(cx: &AwsCx, ssm: &Client) {
    let items = cx
        .list(
            LIST_COMPLIANCE_SUMMARIES,
            &[ComplianceSummary::TYPE],
            |token| {
                sent(
                    ssm.list_compliance_summaries()
                        .max_results(50)
                        .set_next_token(token)
                        .send(),
                )
            },
            |page| {
                let items = page.compliance_summary_items;
                (items.unwrap_or_default(), page.next_token)
            },
        )
        .await;
    for item in items {
        let Some(kind) = item.compliance_type else {
            continue;
        };
        let id = made_up_id(cx, &format!("compliance/{kind}"));
        let compliant = item.compliant_summary.as_ref();
        let not = item.non_compliant_summary.as_ref();
        cx.emit(ComplianceSummary {
            compliant: compliant.map_or(0, |it| it.compliant_count),
            non_compliant: not.map_or(0, |it| it.non_compliant_count),
            non_compliant_by_severity: not
                .and_then(|it| it.severity_summary.as_ref())
                .map(by_severity)
                .unwrap_or_default(),
            ..ComplianceSummary::at(id, kind, cx.account(), cx.region())
        });
    }
}

fn by_severity(it: &SeveritySummary) -> BTreeMap<String, i32> {
    [
        ("CRITICAL", it.critical_count),
        ("HIGH", it.high_count),
        ("MEDIUM", it.medium_count),
        ("LOW", it.low_count),
        ("INFORMATIONAL", it.informational_count),
        ("UNSPECIFIED", it.unspecified_count),
    ]
    .map(|(severity, count)| (severity.to_owned(), count))
    .into()
}
