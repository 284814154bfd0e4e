//! What was not looked at is not solved.

use bartizan_finding::Audit;

use crate::audits::Bucket::{Fails, Passes};
use crate::audits::{RULE, audit, hidden};
use crate::server::Server;
use crate::servers::{GitHubPlay, Person};
use crate::support::{github, sync};

/// What a run does about the ticket of bucket `a` when the next audit sees bucket `b` only.
async fn then(change: impl FnOnce(&mut Audit)) -> (Vec<String>, Vec<String>) {
    let server = Server::start(GitHubPlay::default()).await;
    let tracker = github(&server.url);
    sync(&tracker, &audit(&[("a", Fails("is open")), ("b", Passes)])).await;
    let mut next = audit(&[("b", Passes)]);
    change(&mut next);
    let done = sync(&tracker, &next).await;
    let comments = server.play(|it| it.see()[0].comments.clone());
    (done, comments)
}

#[tokio::test]
async fn what_is_gone_is_closed() {
    assert_eq!(then(|_| {}).await.0, ["close #1"]);
}

#[tokio::test]
async fn another_account_region_service_or_rule_says_nothing() {
    assert!(then(|it| it.audited.accounts.clear()).await.0.is_empty());
    assert!(then(|it| it.audited.regions.clear()).await.0.is_empty());
    assert!(then(|it| it.rules.clear()).await.0.is_empty());
    let other_service = |it: &mut Audit| {
        *it = audit(&[]);
        it.audited.services = vec!["iam".to_owned()];
    };
    assert!(then(other_service).await.0.is_empty());
}

#[tokio::test]
async fn a_listing_that_failed_hides_and_solves_nothing() {
    let (done, comments) = then(|it| it.gaps.push(hidden())).await;
    assert_eq!(done, ["comment #1"]);
    assert!(comments[0].contains("could not conclude"), "{comments:?}");
}

#[tokio::test]
async fn a_rule_that_is_switched_off_closes_its_tickets() {
    let off = |it: &mut Audit| {
        it.rules.clear();
        it.switched_off.push(RULE.to_owned());
    };
    let (done, comments) = then(off).await;
    assert_eq!(done, ["close #1"]);
    assert!(comments[0].contains("switched off"), "{comments:?}");
}

#[tokio::test]
async fn a_ticket_whose_marker_somebody_removed_is_left_alone_and_made_anew() {
    let server = Server::start(GitHubPlay::default()).await;
    let tracker = github(&server.url);
    let fails = audit(&[("a", Fails("is open"))]);
    sync(&tracker, &fails).await;
    server.play(|it| it.issues[0]["body"] = "mine now".into());
    assert_eq!(sync(&tracker, &fails).await, ["create #2"]);
    assert!(sync(&tracker, &fails).await.is_empty());
}
