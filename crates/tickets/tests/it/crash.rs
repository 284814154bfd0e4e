//! A run that breaks off in the middle is made good by the next one.

use std::collections::BTreeMap;

use bartizan_tickets::{Group, Tracker};

use crate::audits::Bucket::{Fails, Passes, Unknown, Waived};
use crate::audits::audit;
use crate::server::{Play, Server, Trouble};
use crate::servers::{GitHubPlay, JiraPlay, Person, ReceiverPlay, ServiceNowPlay};
use crate::support::{POLICY, github, jira, servicenow, sync, sync_as, webhook};

const FIRST: [(&str, crate::audits::Bucket); 4] = [
    ("a", Fails("is open")),
    ("b", Fails("is open")),
    ("c", Fails("is open")),
    ("d", Fails("is open")),
];

const THEN: [(&str, crate::audits::Bucket); 5] = [
    ("a", Passes),
    ("b", Unknown),
    ("c", Waived),
    ("d", Fails("is open to the world")),
    ("e", Fails("is open")),
];

/// Breaks a run off at every change that it makes, and runs again.
async fn broken_off<P: Play + Person + Default>(tracker: impl Fn(&str) -> Box<dyn Tracker>) {
    let mut at = 0;
    loop {
        let server = Server::start(P::default()).await;
        let tracker_of = tracker(&server.url);
        let tracker = tracker_of.as_ref();
        let pauses = vec![Trouble::None; at];
        server.trouble(pauses.into_iter().chain([Trouble::Silence]));
        let broke = tokio::select! {
            // As when the process is killed: the request has arrived, and nobody is there for the answer.
            () = server.inner.silent.notified() => true,
            () = async {
                sync(tracker, &audit(&FIRST)).await;
                sync(tracker, &audit(&THEN)).await;
            } => false,
        };
        server.inner.on_changes.lock().unwrap().clear();
        sync(tracker, &audit(&FIRST)).await;
        sync(tracker, &audit(&THEN)).await;
        let again = sync(tracker, &audit(&THEN)).await;
        assert!(again.is_empty(), "broken off at change {at}: {again:?}");
        let mut open = BTreeMap::new();
        for ticket in server.play(|it| it.see()) {
            let name = ticket.title.rsplit(' ').next().unwrap().to_owned();
            assert!(
                open.insert(name, ticket.open).is_none(),
                "twice: {}",
                ticket.title
            );
        }
        let open: Vec<_> = open.into_iter().collect();
        let expected = [
            ("a", false),
            ("b", true),
            ("c", false),
            ("d", true),
            ("e", true),
        ];
        let expected = expected.map(|(name, open)| (name.to_owned(), open));
        assert_eq!(open, expected, "broken off at change {at}");
        if !broke {
            break;
        }
        at += 1;
    }
    assert!(at >= 9, "{at} changes");
}

#[tokio::test]
async fn on_github() {
    broken_off::<GitHubPlay>(|url| Box::new(github(url))).await;
}

#[tokio::test]
async fn on_jira() {
    broken_off::<JiraPlay>(|url| Box::new(jira(url))).await;
}

#[tokio::test]
async fn on_servicenow() {
    broken_off::<ServiceNowPlay>(|url| Box::new(servicenow(url))).await;
}

#[tokio::test]
async fn at_a_webhook() {
    broken_off::<ReceiverPlay>(|url| Box::new(webhook(url))).await;
}

#[tokio::test]
async fn a_ticket_whose_making_was_not_answered_is_looked_for_before_it_is_made_again() {
    let server = Server::start(GitHubPlay::default()).await;
    let tracker = github(&server.url);
    server.trouble([Trouble::LoseAnswer, Trouble::HangUp, Trouble::None]);
    let done = sync(&tracker, &audit(&FIRST[..2])).await;
    assert_eq!(done, ["create #1", "create #2"]);
    assert_eq!(server.play(|it| it.issues.len()), 2);
}

#[tokio::test]
async fn tickets_that_two_runs_made_at_once_are_closed_but_one() {
    let server = Server::start(GitHubPlay::default()).await;
    let tracker = github(&server.url);
    let one = audit(&FIRST[..1]);
    sync(&tracker, &one).await;
    server.play(|it| {
        let mut copy = it.issues[0].clone();
        copy["number"] = 2.into();
        it.issues.push(copy);
        it.add_comments();
    });
    let (done, faults) = sync_as(&tracker, &one, Group::Finding, &POLICY).await;
    assert!(faults.is_empty());
    assert_eq!(done, ["close #2"]);
    assert_eq!(
        server.play(|it| it.issues[1]["state_reason"].clone()),
        "duplicate"
    );
    assert!(sync(&tracker, &one).await.is_empty());
}
