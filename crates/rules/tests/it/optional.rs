//! Rules about what is collected on request only.

use bartizan_model::aws::iam::{ServiceUse, User};
use bartizan_model::{Observed, Resource};

use crate::support::{denied, findings, judged_with, user};
use crate::{compiled, shipped_sources};

/// The outcome of the rule about services that lie idle, where it makes a finding.
fn outcome(last_accessed: Observed<Vec<ServiceUse>>) -> Option<&'static str> {
    let path = "aws/iam/user_services_unused.rego";
    let sources = shipped_sources().into_iter();
    let rules = compiled(sources.filter(|it| it.path == path).collect());
    let resource: Resource = User {
        last_accessed,
        ..user("ana")
    }
    .into();
    let audit = judged_with(&rules, &[resource], &[], &Default::default()).unwrap();
    findings(&audit).first().map(|it| it.outcome.name())
}

#[test]
fn nobody_hears_of_what_nobody_asked_for() {
    let used = |service: &str, at: Option<&str>| ServiceUse {
        service: service.to_owned(),
        at: at.map(|it| it.parse().unwrap()),
        actions: Vec::new(),
    };
    assert_eq!(outcome(Observed::<Vec<ServiceUse>>::not_collected()), None);
    // A read that failed is another thing.
    let failed = Observed::Unknown(denied("iam:GetServiceLastAccessedDetails"));
    assert_eq!(outcome(failed), Some("unknown"));
    let both = vec![used("ec2", None), used("s3", Some("2026-03-30T00:00:00Z"))];
    assert_eq!(outcome(Observed::Known(both)), Some("fail"));
    let one = vec![used("s3", Some("2026-03-30T00:00:00Z"))];
    assert_eq!(outcome(Observed::Known(one)), Some("pass"));
}
