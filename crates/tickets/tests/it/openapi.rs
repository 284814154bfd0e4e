//! Requests held against what the vendors publish about their interfaces, and answers that are made of it.
//!
//! prism stands between an adapter and the tracker that is played here: it refuses a request that the vendor's
//! description does not have, and an answer that the description does not promise. `cargo xtask tickets` installs it.
#![expect(
    clippy::print_stderr,
    clippy::expect_used,
    clippy::panic,
    reason = "tests that say what they counted, and what is missing"
)]

mod description;
mod prism;

use bartizan_finding::Severity;
use bartizan_tickets::{Change, Doc, Draft, Marker, Span, Ticket, Tracker, Why};
use serde_json::{Value, json};

use crate::audits::{ACCOUNT, RULE};
use crate::lifecycle::life;
use crate::server::{Play, Said, Server, Trouble};
use crate::servers::{GitHubPlay, JiraPlay, Person};
use crate::support::{github, jira, jira_data_center};
use description::Description;
use prism::Prism;

/// One call: what is fine to send, and what is not: a body, or a query where it is text.
type Try = (&'static str, &'static str, Value, Value);

/// The life of some tickets with prism in between, in which every call of the description happens. Then nonsense, so
/// that this does not pass because prism takes everything.
async fn is_as_described<P: Play + Person>(
    name: &str,
    play: impl FnOnce(&Description) -> P,
    tracker: impl FnOnce(&str) -> Box<dyn Tracker>,
    tries: &[Try],
) {
    let description = Description::read(name);
    let server = Server::start(play(&description)).await;
    let prism = Prism::before(&description, &server.url).await;
    life(&server, tracker(&prism.url).as_ref()).await;
    let asked = server.asked();
    description.has(&asked);
    assert_eq!(description.calls().count(), tries.len());
    for (method, path, fine, wrong) in tries {
        let status = description.status(method, path);
        // What promises no content promises no other status either.
        let status = if status == 204 { 200 } else { status };
        server.trouble_any([Trouble::Refuse(Said::json(status, &json!("nonsense")))]);
        let status = prism.ask(method, path, fine).await;
        assert_eq!(status, 500, "{method} {path} may answer nonsense");
        let (path, wrong) = match wrong {
            Value::String(query) => (format!("{path}?{query}"), &Value::Null),
            _ => ((*path).to_owned(), wrong),
        };
        let status = prism.ask(method, &path, wrong).await;
        assert_eq!(status, 422, "{method} {path} takes {wrong}");
    }
    eprintln!(
        "{name}: {} requests as described, by {} calls; nonsense is refused by each",
        asked.len(),
        tries.len()
    );
}

#[tokio::test]
#[ignore = "needs prism: cargo xtask tickets"]
async fn github_is_asked_for_what_it_has() {
    const ISSUES: &str = "/repos/acme/security/issues";
    const ISSUE: &str = "/repos/acme/security/issues/1";
    const COMMENTS: &str = "/repos/acme/security/issues/1/comments";
    let tries = [
        ("GET", ISSUES, Value::Null, json!("state=done")),
        (
            "POST",
            ISSUES,
            json!({ "title": "x" }),
            json!({ "title": "x", "severity": "high" }),
        ),
        (
            "PATCH",
            ISSUE,
            json!({ "state": "closed" }),
            json!({ "state": "done" }),
        ),
        (
            "POST",
            COMMENTS,
            json!({ "body": "x" }),
            json!({ "text": "x" }),
        ),
    ];
    let play =
        |it: &Description| GitHubPlay::over(it.example("issue"), it.example("issue-comment"));
    is_as_described("github", play, |url| Box::new(github(url)), &tries).await;
}

#[tokio::test]
#[ignore = "needs prism: cargo xtask tickets"]
async fn jira_is_asked_for_what_it_has() {
    let description = |text: &str| {
        let text = json!({ "type": "text", "text": text });
        let paragraph = json!({ "type": "paragraph", "content": [text] });
        json!({ "type": "doc", "version": 1, "content": [paragraph] })
    };
    let fields = |text: &str| json!({ "fields": { "description": description(text) } });
    let tries = [
        (
            "POST",
            "/rest/api/3/search/jql",
            json!({ "jql": "" }),
            json!({ "jql": "", "startAt": 1 }),
        ),
        ("POST", "/rest/api/3/issue", fields("x"), fields("")),
        (
            "PUT",
            "/rest/api/3/issue/PAY-1",
            fields("x"),
            json!({ "fields": { "description": "x" } }),
        ),
        (
            "POST",
            "/rest/api/3/issue/PAY-1/comment",
            json!({ "body": description("x") }),
            json!({ "body": "x" }),
        ),
        (
            "GET",
            "/rest/api/3/issue/PAY-1/transitions",
            Value::Null,
            json!("sortByOpsBarAndStatus=maybe"),
        ),
        (
            "POST",
            "/rest/api/3/issue/PAY-1/transitions",
            json!({ "transition": { "id": "1" } }),
            json!({ "transition": "1" }),
        ),
    ];
    let play = |_: &Description| JiraPlay::default();
    is_as_described("jira-3", play, |url| Box::new(jira(url)), &tries).await;
}

/// Data Center has the calls that Cloud's version 2 has.
#[tokio::test]
#[ignore = "needs prism: cargo xtask tickets"]
async fn jira_data_center_is_asked_for_what_version_2_has() {
    let fields = json!({ "fields": { "description": "x" } });
    let tries = [
        (
            "POST",
            "/rest/api/2/search",
            json!({ "jql": "" }),
            json!({ "jql": "", "nextPageToken": "x" }),
        ),
        (
            "POST",
            "/rest/api/2/issue",
            fields.clone(),
            json!({ "summary": "x" }),
        ),
        (
            "PUT",
            "/rest/api/2/issue/PAY-1",
            fields,
            json!({ "summary": "x" }),
        ),
        (
            "POST",
            "/rest/api/2/issue/PAY-1/comment",
            json!({ "body": "x" }),
            json!({ "body": { "type": "doc" } }),
        ),
        (
            "GET",
            "/rest/api/2/issue/PAY-1/transitions",
            Value::Null,
            json!("sortByOpsBarAndStatus=maybe"),
        ),
        (
            "POST",
            "/rest/api/2/issue/PAY-1/transitions",
            json!({ "transition": { "id": "1" } }),
            json!({ "transition": "1" }),
        ),
    ];
    let play = |_: &Description| JiraPlay::default();
    let tracker = |url: &str| -> Box<dyn Tracker> { Box::new(jira_data_center(url)) };
    is_as_described("jira-2", play, tracker, &tries).await;
}

fn marker() -> Marker {
    Marker {
        key: "key".to_owned(),
        digest: "digest".to_owned(),
        rule: RULE.to_owned(),
        account: ACCOUNT.to_owned(),
        regions: Vec::new(),
        kind: "aws.s3.bucket".to_owned(),
        note: None,
    }
}

fn draft() -> Draft {
    Draft {
        title: "Bucket is open".to_owned(),
        doc: Doc::paragraph(vec![Span::text("It is open to strangers.")]),
        severity: Severity::High,
        marker: marker(),
    }
}

fn ticket() -> Ticket {
    Ticket {
        id: "1".to_owned(),
        name: "#1".to_owned(),
        key: "key".to_owned(),
        marker: Some(marker()),
        open: true,
        body: String::new(),
    }
}

/// All that can be changed at once.
fn change() -> Change {
    Change {
        draft: Some(draft()),
        marker: marker(),
        open: Some(false),
        why: Some(Why::Gone),
        comment: Some(Doc::paragraph(vec![Span::text("It is gone.")])),
    }
}

/// Everything that a tracker may answer, made up from its description.
#[tokio::test]
#[ignore = "needs prism: cargo xtask tickets"]
async fn whatever_github_may_answer_is_understood() {
    const ROUNDS: usize = 25;
    let description = Description::read("github");
    let prism = Prism::alone(&description, &["--dynamic", "--seed=1"]).await;
    let tracker = github(&prism.url);
    for _ in 0..ROUNDS {
        // None of them is ours.
        assert_eq!(tracker.find("key").await.unwrap(), None);
        let name = tracker.create(&draft()).await.unwrap();
        assert!(name.starts_with('#'), "{name}");
        tracker.change(&ticket(), &change()).await.unwrap();
    }
    eprintln!("github: {ROUNDS} rounds of made-up answers, all understood");
}
