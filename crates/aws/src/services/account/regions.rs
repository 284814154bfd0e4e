//! The regions that an audit visits, and what is set for each as a whole.

use bartizan_model::aws::account::{AccessAnalyzer, OptStatus, Region};
use bartizan_model::{Observed, ResourceType};

use super::{ACTIONS, GET_SERVICE_SETTING, LIST_ANALYZERS};
use crate::fault::{sent, told};
use crate::kit::{AwsCx, EnabledRegion, client};

/// Whether documents may be shared with everyone.
/// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetServiceSetting.html>
const PUBLIC_SHARING: &str = "/ssm/documents/console/public-sharing-permission";

/// Every region that this audit visits is a resource.
pub(super) async fn regions(cx: &AwsCx) {
    cx.each(&cx.kit().visited, |name| region(cx, name)).await;
}

async fn region(cx: &AwsCx, name: &str) {
    let here = cx.at(name);
    let (access_analyzers, document_public_sharing) =
        futures::join!(analyzers(&here), document_public_sharing(&here));
    let id = format!("aws://{}/{name}", cx.account());
    cx.emit(Region {
        opt_status: cx.kit().regions.part(|all| opt_status(all, name)),
        access_analyzers,
        document_public_sharing,
        ..Region::at(id, name, cx.account(), Some(name))
    });
}

fn opt_status(all: &[EnabledRegion], name: &str) -> Option<OptStatus> {
    let region = all.iter().find(|region| region.name == name)?;
    Some(if region.opted_in {
        OptStatus::Enabled
    } else {
        OptStatus::EnabledByDefault
    })
}

async fn analyzers(here: &AwsCx) -> Observed<Vec<AccessAnalyzer>> {
    let analyzer = client!(aws_sdk_accessanalyzer, here, ACTIONS);
    let pages = here
        .pages(
            LIST_ANALYZERS,
            // AWS names no largest page; a region has a handful.
            |token| sent(analyzer.list_analyzers().set_next_token(token).send()),
            |page| (page.analyzers, page.next_token),
        )
        .await;
    pages.observed().map(|found| {
        let mut analyzers: Vec<_> = found
            .into_iter()
            .map(|it| AccessAnalyzer {
                name: it.name,
                kind: it.r#type.to_string(),
                status: it.status.to_string(),
            })
            .collect();
        analyzers.sort();
        analyzers
    })
}

async fn document_public_sharing(here: &AwsCx) -> Observed<String> {
    let ssm = client!(aws_sdk_ssm, here, ACTIONS);
    here.ask(GET_SERVICE_SETTING, || {
        sent(ssm.get_service_setting().setting_id(PUBLIC_SHARING).send())
    })
    .await
    .and_then(|answer| {
        let value = answer
            .service_setting
            .and_then(|setting| setting.setting_value);
        told(GET_SERVICE_SETTING, value)
    })
}
