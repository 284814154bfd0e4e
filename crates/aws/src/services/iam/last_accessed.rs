//! What users and roles used of what their policies allow, and when, by IAM's own record.
//!
//! Asked for by `--last-accessed` only: IAM makes a report for each of them, which takes two calls, one more for each
//! time that it is not ready, and a second or two.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html>

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_iam::Client;
use aws_sdk_iam::operation::get_service_last_accessed_details::GetServiceLastAccessedDetailsOutput as Page;
use aws_sdk_iam::types::{
    AccessAdvisorUsageGranularityType, JobStatusType, ServiceLastAccessed,
    TrackedActionLastAccessed,
};
use bartizan_collect::{Action, Fault};
use bartizan_model::aws::iam::{ActionUse, ServiceUse};
use bartizan_model::{Observed, Reason};
use futures::StreamExt;

use crate::fault::{sent, told};
use crate::kit::AwsCx;
use crate::time::timestamp;

/// Asks IAM to make a report about itself; nothing of the account changes, and AWS counts it as reading.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>
pub(super) const GENERATE: Action = Action::new(
    "IAM",
    "GenerateServiceLastAccessedDetails",
    "iam:GenerateServiceLastAccessedDetails",
);
pub(super) const GET: Action = Action::new(
    "IAM",
    "GetServiceLastAccessedDetails",
    "iam:GetServiceLastAccessedDetails",
);

/// How many reports are being made at once: each is work for IAM, and the rest of the sweep needs it too.
const JOBS: usize = 16;
/// How often a report is asked for before it is given up: about two minutes.
const ATTEMPTS: u32 = 32;
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(4);
/// There are a few hundred services, a thousand a page: a report with more pages than this does not end.
const MOST_PAGES: usize = 100;

/// What is known of each principal, by ARN.
pub(super) struct LastAccessed(Option<BTreeMap<String, Observed<Vec<ServiceUse>>>>);

impl LastAccessed {
    /// Asks about all of them, if it was asked for at all.
    pub(super) async fn read(cx: &AwsCx, client: &Client, arns: Vec<String>) -> Self {
        if !cx.kit().last_accessed {
            return Self(None);
        }
        let jobs = futures::stream::iter(arns).map(|arn| async move {
            let used = principal(cx, client, &arn).await;
            (arn, used)
        });
        Self(Some(jobs.buffer_unordered(JOBS).collect().await))
    }

    /// Takes what is known of one.
    pub(super) fn take(&mut self, arn: &str) -> Observed<Vec<ServiceUse>> {
        let known = self.0.as_mut().and_then(|known| known.remove(arn));
        known.unwrap_or_else(Observed::not_collected)
    }
}

async fn principal(cx: &AwsCx, client: &Client, arn: &str) -> Observed<Vec<ServiceUse>> {
    let job = cx
        .ask(GENERATE, || {
            let call = client.generate_service_last_accessed_details().arn(arn);
            sent(
                call.granularity(AccessAdvisorUsageGranularityType::ActionLevel)
                    .send(),
            )
        })
        .await
        .and_then(|answer| told(GENERATE, answer.job_id));
    match job {
        Observed::Known(job) => report(cx, client, &job).await,
        Observed::Absent => Observed::Absent,
        Observed::Unknown(gap) => Observed::Unknown(gap),
    }
}

/// Waits for the report, and reads all of it.
async fn report(cx: &AwsCx, client: &Client, job: &str) -> Observed<Vec<ServiceUse>> {
    let mut services = Vec::new();
    let mut page = match made(cx, client, job).await {
        Observed::Known(page) => page,
        Observed::Absent => return Observed::Absent,
        Observed::Unknown(gap) => return Observed::Unknown(gap),
    };
    for _ in 0..MOST_PAGES {
        services.extend(page.services_last_accessed.into_iter().map(service));
        let marker = page.marker.filter(|_| page.is_truncated);
        if marker.is_none() {
            services.sort_by(|a: &ServiceUse, b| a.service.cmp(&b.service));
            return Observed::Known(services);
        }
        page = match ask(cx, client, job, marker).await {
            Observed::Known(page) if page.job_status == JobStatusType::Completed => page,
            Observed::Known(_) => break,
            Observed::Absent => return Observed::Absent,
            Observed::Unknown(gap) => return Observed::Unknown(gap),
        };
    }
    Observed::Unknown(Fault::new(Reason::Malformed, None).gap(&GET))
}

/// The first page of the report, once it is made.
async fn made(cx: &AwsCx, client: &Client, job: &str) -> Observed<Page> {
    let mut wait = FIRST_WAIT;
    for _ in 0..ATTEMPTS {
        let answer = ask(cx, client, job, None).await;
        let Observed::Known(page) = &answer else {
            return answer;
        };
        match page.job_status {
            JobStatusType::Completed => return answer,
            JobStatusType::Failed => {
                let code = page.error.as_ref().map(|error| error.code.as_str());
                return Observed::Unknown(Fault::new(Reason::Failed, code).gap(&GET));
            }
            _ => {}
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
    Observed::Unknown(Fault::new(Reason::Timeout, None).gap(&GET))
}

async fn ask(cx: &AwsCx, client: &Client, job: &str, marker: Option<String>) -> Observed<Page> {
    cx.ask(GET, || {
        let call = client.get_service_last_accessed_details().job_id(job);
        sent(call.max_items(1000).set_marker(marker.clone()).send())
    })
    .await
}

/// The actions of a service that was not used say nothing more, and there are thousands of them.
fn service(it: ServiceLastAccessed) -> ServiceUse {
    let at = it.last_authenticated.as_ref().and_then(timestamp);
    let mut actions: Vec<_> = it
        .tracked_actions_last_accessed
        .unwrap_or_default()
        .into_iter()
        .filter(|_| at.is_some())
        .filter_map(action)
        .collect();
    actions.sort_by(|a, b| a.action.cmp(&b.action));
    ServiceUse {
        service: it.service_namespace,
        at,
        actions,
    }
}

fn action(it: TrackedActionLastAccessed) -> Option<ActionUse> {
    Some(ActionUse {
        action: it.action_name?,
        at: it.last_accessed_time.as_ref().and_then(timestamp),
    })
}
