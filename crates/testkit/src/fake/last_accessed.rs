//! When users and roles last used what, by IAM's own record.

use super::iam::more;
use super::view::View;
use crate::answer::{Refusal, Served};
use crate::scenario::{days_ago, number_in, uuid};

/// Jobs are told apart by the kind of principal and its number.
const KINDS: [&str; 2] = ["user", "role"];

impl View<'_> {
    pub(super) fn generate_last_accessed(&self) -> Served {
        let arn = self.call().text("Arn");
        let kind = KINDS.iter().find(|kind| arn.contains(&format!(":{kind}/")));
        let (Some(kind), Some(number)) = (kind, number_in(arn)) else {
            return Err(self.invalid("Arn is invalid"));
        };
        self.query(&format!("<JobId>{}</JobId>", uuid(kind, number)))
    }

    /// Not made yet when it is asked for the first time, where reports take time.
    pub(super) fn last_accessed(&self) -> Served {
        let job = self.call().text("JobId");
        let number = number_in(job).unwrap_or_default();
        if !KINDS.iter().any(|kind| uuid(kind, number) == job) {
            return Err(Refusal::new(
                404,
                "NoSuchEntity",
                "the job cannot be found.",
            ));
        }
        let (began, ended) = (days_ago(0), days_ago(0));
        let first = self.call().text("Marker").is_empty() && !self.asked_before();
        if first && self.scenario().report_polls > 0 {
            return self.query(&format!(
                "<JobStatus>IN_PROGRESS</JobStatus><JobType>ACTION_LEVEL</JobType><JobCreationDate>{began}\
                 </JobCreationDate><JobCompletionDate>{ended}</JobCompletionDate><ServicesLastAccessed/>"
            ));
        }
        let services = [
            service(
                "s3",
                Some(number % 30),
                &[("CreateBucket", Some(number % 30)), ("DeleteBucket", None)],
            ),
            service("kms", None, &[]),
            service(
                "ec2",
                Some(number % 90),
                &[("RunInstances", None), ("DescribeInstances", Some(3))],
            ),
            service("dynamodb", Some(1), &[]),
        ];
        let (page, next) = self.page_of(&services, "Marker", "MaxItems", 100, 1000)?;
        self.query(&format!(
            "<JobStatus>COMPLETED</JobStatus><JobType>ACTION_LEVEL</JobType><JobCreationDate>{began}\
             </JobCreationDate><JobCompletionDate>{ended}</JobCompletionDate>\
             <ServicesLastAccessed>{}</ServicesLastAccessed>{}",
            page.concat(),
            more(next)
        ))
    }
}

/// A service with when it was used, in days before, and the actions that are tracked.
fn service(prefix: &str, used: Option<usize>, actions: &[(&str, Option<usize>)]) -> String {
    let when = |name: &str, days: Option<usize>| match days {
        Some(days) => format!("<{name}>{}</{name}>", days_ago(days)),
        None => String::new(),
    };
    let tracked: String = actions
        .iter()
        .map(|(action, days)| {
            let at = when("LastAccessedTime", *days);
            format!("<member><ActionName>{action}</ActionName>{at}</member>")
        })
        .collect();
    format!(
        "<member><ServiceName>{prefix}</ServiceName><ServiceNamespace>{prefix}</ServiceNamespace>{}\
         <TotalAuthenticatedEntities>{}</TotalAuthenticatedEntities>\
         <TrackedActionsLastAccessed>{tracked}</TrackedActionsLastAccessed></member>",
        when("LastAuthenticated", used),
        u8::from(used.is_some())
    )
}
