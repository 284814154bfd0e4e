//! Nothing denied may change a verdict: each is the same, or unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use bartizan_testkit::{Fault, Faults};

use crate::live::{Audited, REGIONS, against, emulator, proxy};

/// A call that may be made: service and operation.
type Action = (&'static str, &'static str);

const IDENTITY: &str = "GetCallerIdentity";

/// Every call that the collectors declare, each once, with the permissions that it needs.
pub(crate) fn declared() -> BTreeMap<Action, BTreeSet<String>> {
    let mut calls = BTreeMap::<_, BTreeSet<_>>::new();
    for (_, actions) in bartizan_aws::declared_actions() {
        for action in actions {
            calls
                .entry((action.service, action.operation))
                .or_default()
                .insert(action.permission.to_owned());
        }
    }
    calls
}

/// What is wrong with an audit in which one action was denied; empty when nothing is.
fn wrongs(
    upstream: &str,
    undisturbed: &Audited,
    calls: u64,
    (action, permissions): (Action, &BTreeSet<String>),
) -> Vec<String> {
    let (service, operation) = action;
    let proxy = proxy(upstream, Faults::none().on(service, operation, Fault::Deny));
    let denied = Audited::seeded(&proxy.url());
    let mut wrongs = undisturbed.findings.turned(&denied.findings);
    let asked = proxy.stats().count(service, operation) > 0;
    let told = denied.gaps("access-denied");
    if asked && !told.iter().any(|told| permissions.contains(told)) {
        wrongs.push(format!("no gap says so: {told:?}"));
    }
    if denied.findings.unknown() > 0 && !matches!(denied.ran.code, Some(1 | 3)) {
        wrongs.push(format!("it exits with {:?}", denied.ran.code));
    }
    // Denied is denied: nothing is asked again and again. What the credential report does not tell, users are asked for.
    if proxy.stats().total() > calls + calls / 4 {
        wrongs.push(format!(
            "{} calls instead of {calls}",
            proxy.stats().total()
        ));
    }
    wrongs
        .into_iter()
        .map(|wrong| format!("{service} {operation}: {wrong}"))
        .collect()
}

#[test]
fn no_denied_action_turns_or_hides_a_finding_of_the_flawed_account() {
    let Some(moto) = emulator("moto") else { return };
    let calm = proxy(&moto, Faults::none());
    let undisturbed = Audited::seeded(&calm.url());
    let calls = calm.stats().total();
    let judged = undisturbed.findings.by_rule();
    assert!(judged.len() >= 12, "{}", undisturbed.tally());
    let declared = declared();
    let actions: Vec<_> = declared
        .iter()
        .filter(|((_, operation), _)| *operation != IDENTITY)
        .collect();
    assert!(actions.len() > 60, "{}", actions.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        while let Some((action, permissions)) = actions.get(next.fetch_add(1, Ordering::Relaxed)) {
            wrong.extend(wrongs(&moto, &undisturbed, calls, (**action, permissions)));
        }
        wrong
    };
    let wrong: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..3).map(|_| scope.spawn(work)).collect();
        let ended = workers.into_iter().map(|worker| worker.join().unwrap());
        ended.flatten().collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn who_may_not_even_say_who_they_are_reads_nothing() {
    let Some(moto) = emulator("moto") else { return };
    let proxy = proxy(&moto, Faults::none().on("STS", IDENTITY, Fault::Deny));
    insta::assert_snapshot!(against(&proxy.url(), &["audit", "aws"]), @"
    error: cannot look as `the given credentials`: access denied (AccessDenied)
    hint: check the role's trust policy, its external id, and that you may call sts:AssumeRole on it
    exit 4
    ");
    assert_eq!(proxy.stats().total(), 1);
}

#[test]
fn a_denied_acl_is_told_as_unknown_with_the_permission_that_lacks() {
    let Some(moto) = emulator("moto") else { return };
    let proxy = proxy(&moto, Faults::none().on("S3", "GetBucketAcl", Fault::Deny));
    let args = [&["--service", "s3"], &REGIONS[..]].concat();
    let audited = Audited::new(&proxy.url(), &args);
    let rule = "aws-s3-bucket-open-by-acl";
    let unknown = audited.findings.names(rule, "unknown");
    assert_eq!(unknown.len(), 37, "each of the seeded buckets: {unknown:?}");
    assert!(audited.findings.names(rule, "fail").is_empty());
    assert_eq!(audited.gaps("access-denied"), ["s3:GetBucketAcl"]);
    assert_eq!(audited.ran.code, Some(1));
}
