//! Failures that somebody accepted.

use bartizan_finding::{
    Audit, AuditedAccount, Finding, Outcome, Pattern, Waiver, WaiverState, Waivers,
};
use bartizan_model::aws::iam::User;
use bartizan_model::{Observed, Reason, Resource, ScopeGap};
use bartizan_rules::{Limits, judge};
use jiff::civil::{Date, date};

use crate::support::{ACCOUNT, denied, findings, snapshots, user};
use crate::{GOOD, compiled, source};

const TODAY: Date = date(2027, 3, 31);

fn waiver(rule: &str, resource: &str, until: Date) -> Waiver {
    Waiver {
        rule: Pattern::new(rule),
        resource: Pattern::new(resource),
        account: None,
        reason: "reviewed".to_owned(),
        until,
    }
}

/// Users with a password: ana fails, ben passes, of carla nobody knows.
fn three() -> Vec<Resource> {
    let of = |name, devices| {
        Resource::from(User {
            console_password: Observed::Known(true),
            mfa_devices: devices,
            ..user(name)
        })
    };
    let device = bartizan_model::aws::iam::MfaDevice {
        serial: "serial".to_owned(),
        kind: bartizan_model::aws::iam::MfaKind::Virtual,
        enabled_at: None,
    };
    vec![
        of("ana", Observed::Known(Vec::new())),
        of("ben", Observed::Known(vec![device])),
        of("carla", Observed::Unknown(denied("iam:ListMFADevices"))),
    ]
}

fn judged(resources: &[Resource], gaps: &[ScopeGap], list: Vec<Waiver>) -> Audit {
    let rules = compiled(vec![source("example.rego", GOOD)]);
    let (_dir, mut snapshots) = snapshots(resources, gaps);
    let waivers = Waivers { today: TODAY, list };
    judge(&rules, &mut snapshots, &Limits::default(), &waivers).unwrap()
}

fn outcomes(audit: &Audit) -> Vec<&'static str> {
    let name = |finding: &Finding| finding.outcome.name();
    findings(audit).iter().map(name).collect()
}

fn states(audit: &Audit) -> Vec<(WaiverState, u64)> {
    let uses = audit.waivers.iter();
    uses.map(|it| (it.state, it.findings)).collect()
}

#[test]
fn a_failure_is_accepted_and_keeps_what_is_wrong_and_why() {
    let audit = judged(&three(), &[], vec![waiver("aws-iam-*", "ana", TODAY)]);
    assert_eq!(outcomes(&audit), ["waived", "pass", "unknown"]);
    let finding = findings(&audit).remove(0);
    let Outcome::Waived {
        by,
        until,
        reason,
        violations,
    } = finding.outcome
    else {
        panic!("{finding:?}")
    };
    assert_eq!(by.0, "aws-iam-* ana");
    assert_eq!((until, reason.as_str()), (TODAY, "reviewed"));
    assert_eq!(violations.len(), 1);
    let summary = &audit.summary;
    assert_eq!((summary.fail, summary.waived), (0, 1));
    assert!(summary.fail_by_severity.values().all(|&count| count == 0));
    assert_eq!(states(&audit), [(WaiverState::Holds, 1)]);
}

#[test]
fn from_the_day_after_the_failure_is_back() {
    let audit = judged(&three(), &[], vec![waiver("*", "*", date(2027, 3, 30))]);
    assert_eq!(outcomes(&audit), ["fail", "pass", "unknown"]);
    assert_eq!(states(&audit), [(WaiverState::Expired, 1)]);
}

#[test]
fn a_waiver_never_turns_what_is_unknown_or_passes() {
    let audit = judged(&three(), &[], vec![waiver("*", "*", Date::MAX)]);
    assert_eq!(outcomes(&audit), ["waived", "pass", "unknown"]);
}

#[test]
fn of_several_waivers_the_first_that_holds_is_named_and_each_is_in_use() {
    let list = vec![
        waiver("aws-iam-example", "ana", date(2020, 1, 1)),
        waiver("aws-iam-example", "*/ana", TODAY),
        waiver("aws-*", "*", TODAY),
    ];
    let audit = judged(&three(), &[], list);
    let Outcome::Waived { by, .. } = findings(&audit).remove(0).outcome else {
        panic!("not waived")
    };
    assert_eq!(by.0, "aws-iam-example */ana");
    assert_eq!(
        states(&audit),
        [
            (WaiverState::Expired, 1),
            (WaiverState::Holds, 1),
            (WaiverState::Holds, 1)
        ]
    );
}

#[test]
fn a_waiver_of_another_rule_or_account_accepts_nothing() {
    let elsewhere = Waiver {
        account: Some("444455556666".to_owned()),
        ..waiver("*", "ana", TODAY)
    };
    let list = vec![waiver("aws-kms-*", "ana", TODAY), elsewhere];
    let audit = judged(&three(), &[], list);
    assert_eq!(outcomes(&audit), ["fail", "pass", "unknown"]);
    // Nobody looked where they could be needed.
    assert_eq!(
        states(&audit),
        [(WaiverState::Holds, 0), (WaiverState::Holds, 0)]
    );
    let account = |id: &str| AuditedAccount {
        id: id.to_owned(),
        alias: None,
    };
    assert_eq!(audit.audited.accounts, [account(ACCOUNT)]);
}

#[test]
fn a_waiver_is_unused_only_when_everything_it_is_about_was_seen() {
    let about = |resource| vec![waiver("*", resource, TODAY)];
    let state = |resources: &[Resource], gaps: &[ScopeGap], resource| {
        judged(resources, gaps, about(resource))
            .waivers
            .remove(0)
            .state
    };
    assert_eq!(state(&three(), &[], "ben"), WaiverState::Unused);
    assert_eq!(state(&three(), &[], "zoe"), WaiverState::Unused);
    assert_eq!(state(&three(), &[], "carla"), WaiverState::Holds);
    assert_eq!(state(&[], &[], "zoe"), WaiverState::Holds);
    let mut gap = denied("iam:ListUsers");
    gap.reason = Reason::Timeout;
    let gap = ScopeGap::new(ACCOUNT, None, gap, &["aws.iam.user"]);
    assert_eq!(state(&three(), &[gap], "zoe"), WaiverState::Holds);
}
