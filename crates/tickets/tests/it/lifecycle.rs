//! Made, changed, closed, opened again: the same in every tracker.

use bartizan_tickets::{Group, Policy, Tracker};

use crate::audits::Bucket::{Fails, Passes, Unknown, Waived};
use crate::audits::audit;
use crate::server::{Play, Server};
use crate::servers::{GitHubPlay, JiraPlay, Person, ReceiverPlay, ServiceNowPlay};
use crate::support::{POLICY, github, jira, jira_data_center, servicenow, sync, sync_as, webhook};

/// The life of some tickets, in any tracker.
pub(crate) async fn life<P: Play + Person>(server: &Server<P>, tracker: &dyn Tracker) {
    let open = || {
        let seen = server.play(|it| it.see());
        seen.iter().map(|it| it.open).collect::<Vec<_>>()
    };
    let last = |index: usize| server.play(|it| it.see()[index].comments.last().cloned());

    // Made, once.
    let three = [
        ("a", Fails("is open")),
        ("b", Fails("is open")),
        ("c", Fails("is open")),
    ];
    let done = sync(tracker, &audit(&three)).await;
    assert_eq!(done.len(), 3);
    assert!(done.iter().all(|it| it.starts_with("create ")), "{done:?}");
    assert_eq!(open(), [true; 3]);
    assert!(
        sync(tracker, &audit(&three)).await.is_empty(),
        "nothing is to be done twice"
    );

    // Changed.
    let changed = [
        ("a", Fails("is open to the world")),
        three[1].clone(),
        three[2].clone(),
    ];
    let done = sync(tracker, &audit(&changed)).await;
    assert_eq!(done.len(), 1);
    assert!(done[0].starts_with("update "), "{done:?}");
    let seen = server.play(|it| it.see());
    let told = seen
        .iter()
        .filter(|it| it.body.contains("is open to the world"));
    assert_eq!(told.count(), 1);
    let at = |name: &str| {
        let title = format!("Bucket is open to strangers through its ACL: {name}");
        seen.iter().position(|it| it.title == title).unwrap()
    };
    let (a, b, c) = (at("a"), at("b"), at("c"));

    // One is solved, one is no longer there, one cannot be read: that one stays open, and says so once.
    let mixed = [("a", Passes), ("b", Unknown)];
    let done = sync(tracker, &audit(&mixed)).await;
    assert_eq!(done.len(), 3, "{done:?}");
    assert_eq!([open()[a], open()[b], open()[c]], [false, true, false]);
    assert!(last(a).unwrap().contains("no longer fails"));
    assert!(last(b).unwrap().contains("could not conclude"));
    assert!(last(c).unwrap().contains("no longer there"));
    assert!(sync(tracker, &audit(&mixed)).await.is_empty());

    // It returns; what could not be read fails as before.
    let back = [("a", Fails("is open again")), ("b", Fails("is open"))];
    let done = sync(tracker, &audit(&back)).await;
    assert_eq!(done.len(), 2, "{done:?}");
    assert!(
        done[0].starts_with("reopen ") && done[1].starts_with("update "),
        "{done:?}"
    );
    assert_eq!([open()[a], open()[b], open()[c]], [true, true, false]);
    assert!(server.play(|it| it.see()[a].body.contains("is open again")));
    assert!(sync(tracker, &audit(&back)).await.is_empty());

    // Accepted, and accepted no longer.
    let waived = [("a", Waived), ("b", Fails("is open"))];
    let done = sync(tracker, &audit(&waived)).await;
    assert_eq!(done.len(), 1, "{done:?}");
    assert!(!open()[a]);
    let comment = last(a).unwrap();
    assert!(
        comment.contains("until 2027-03-31") && comment.contains("public downloads"),
        "{comment}"
    );
    assert!(sync(tracker, &audit(&waived)).await.is_empty());
    assert_eq!(sync(tracker, &audit(&back)).await.len(), 1);
    assert!(open()[a]);

    // A person closes it although it fails.
    server.play(|it| it.close(b));
    let policy = Policy {
        reopen_closed_by_people: false,
        ..POLICY
    };
    let (done, _) = sync_as(tracker, &audit(&back), Group::Finding, &policy).await;
    assert!(done.is_empty(), "{done:?}");
    assert_eq!(sync(tracker, &audit(&back)).await.len(), 1);
    assert!(open()[b]);
    assert_eq!(
        server.play(|it| it.see().len()),
        3,
        "no ticket is there twice"
    );
}

#[tokio::test]
async fn on_github() {
    let server = Server::start(GitHubPlay::default()).await;
    life(&server, &github(&server.url)).await;
    let labels = server.play(|it| it.issues[0]["labels"].to_string());
    assert_eq!(labels, r#"["bartizan","security"]"#);
    assert!(
        server
            .asked()
            .iter()
            .all(|it| it.authorization.as_deref() == Some("Bearer s3cr3t-t0k3n"))
    );
}

#[tokio::test]
async fn on_jira() {
    let server = Server::start(JiraPlay::default()).await;
    life(&server, &jira(&server.url)).await;
    let priority = server.play(|it| it.issues[0]["fields"]["priority"]["name"].to_string());
    assert_eq!(priority, "\"Highest\"");
    // ana@acme.test:s3cr3t-t0k3n
    let basic = "Basic YW5hQGFjbWUudGVzdDpzM2NyM3QtdDBrM24=";
    assert!(
        server
            .asked()
            .iter()
            .all(|it| it.authorization.as_deref() == Some(basic))
    );
}

#[tokio::test]
async fn on_jira_data_center() {
    let server = Server::start(JiraPlay::default()).await;
    life(&server, &jira_data_center(&server.url)).await;
    let asked = server.asked();
    assert!(
        asked
            .iter()
            .all(|it| it.path.starts_with("/rest/api/2/") && it.body["properties"].is_null())
    );
    let seen = server.play(|it| it.see()[0].body.clone());
    assert!(
        seen.contains("{{team=payments}}") && seen.ends_with("}{noformat}"),
        "{seen}"
    );
}

#[tokio::test]
async fn on_servicenow() {
    let server = Server::start(ServiceNowPlay::default()).await;
    life(&server, &servicenow(&server.url)).await;
}

#[tokio::test]
async fn at_a_webhook() {
    let server = Server::start(ReceiverPlay::default()).await;
    life(&server, &webhook(&server.url)).await;
    assert!(server.asked().iter().all(|it| it.path == "/tickets"));
}

#[tokio::test]
async fn a_group_is_one_ticket_that_lists_what_fails() {
    let server = Server::start(GitHubPlay::default()).await;
    let tracker = github(&server.url);
    let both = [
        ("a", Fails("is open")),
        ("b", Fails("is open")),
        ("c", Passes),
    ];
    let by_rule = |audit| {
        let tracker = &tracker;
        async move { sync_as(tracker, &audit, Group::Rule, &POLICY).await.0 }
    };
    assert_eq!(by_rule(audit(&both)).await, ["create #1"]);
    let body = server.play(|it| it.see()[0].body.clone());
    assert!(
        body.starts_with("2 resources fail:\n\n- `a` is open"),
        "{body}"
    );
    // One less, then one unknown, then none.
    assert_eq!(
        by_rule(audit(&[("a", Fails("is open")), ("b", Passes)])).await,
        ["update #1"]
    );
    assert_eq!(
        by_rule(audit(&[("a", Unknown), ("b", Passes)])).await,
        ["comment #1"]
    );
    assert_eq!(
        by_rule(audit(&[("a", Passes), ("b", Passes)])).await,
        ["close #1"]
    );
    assert_eq!(by_rule(audit(&both)).await, ["reopen #1"]);
}

#[tokio::test]
async fn too_many_new_tickets_are_none() {
    let server = Server::start(GitHubPlay::default()).await;
    let tracker = github(&server.url);
    let policy = Policy {
        most_new: 1,
        ..POLICY
    };
    let two = audit(&[("a", Fails("is open")), ("b", Fails("is open"))]);
    let (_, faults) = sync_as(&tracker, &two, Group::Finding, &policy).await;
    assert_eq!(
        faults[0].to_string(),
        "2 new tickets would be created, more than the 1 of `most_new`"
    );
    assert!(server.play(|it| it.issues.is_empty()));
}
