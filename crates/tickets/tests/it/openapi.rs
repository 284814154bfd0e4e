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
use crate::server::{Asked, Play, Said, Server};
use crate::servers::{GitHubPlay, JiraPlay, Person};
use crate::support::{github, jira};
use description::Description;
use prism::Prism;

/// The life of some tickets with prism in between; all calls of the description happen.
async fn life_as_described<P: Play + Person>(
    description: &Description,
    play: P,
    tracker: impl Fn(&str) -> Box<dyn Tracker>,
) {
    let server = Server::start(play).await;
    let prism = Prism::before(description, &server.url).await;
    life(&server, tracker(&prism.url).as_ref()).await;
    let asked = server.asked();
    description.has_all_of(&asked);
    eprintln!(
        "{}: {} requests, {} calls, none refused",
        description.name,
        asked.len(),
        description.calls().count()
    );
}

#[tokio::test]
#[ignore = "needs prism: cargo xtask tickets"]
async fn github_is_asked_for_what_it_has() {
    let description = Description::read("github");
    let play = GitHubPlay::over(
        description.example("issue"),
        description.example("issue-comment"),
    );
    life_as_described(&description, play, |url| Box::new(github(url))).await;
}

#[tokio::test]
#[ignore = "needs prism: cargo xtask tickets"]
async fn jira_is_asked_for_what_it_has() {
    let description = Description::read("jira-3");
    life_as_described(&description, JiraPlay::default(), |url| Box::new(jira(url))).await;
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

/// One call: what is fine to send, and what is not: a body, or a query where it is text.
type Try = (&'static str, &'static str, Value, Value);

/// So that the tests above do not pass because prism takes everything.
async fn nonsense_is_refused(description: &Description, tries: &[Try]) {
    /// Answers what nobody promised.
    struct Nonsense(Description);
    impl Play for Nonsense {
        fn answer(&mut self, asked: &Asked) -> Said {
            let status = self.0.status(&asked.method, &asked.path);
            // What promises no content promises no other status either.
            let status = if status == 204 { 200 } else { status };
            Said::json(status, &json!("nonsense"))
        }
    }
    let server = Server::start(Nonsense(Description::read(&description.name))).await;
    let prism = Prism::before(description, &server.url).await;
    for (method, path, fine, wrong) in tries {
        let status = prism.ask(method, path, fine).await;
        // The request is fine, and its answer is not.
        assert_eq!(status, 500, "{method} {path}: {fine}");
        let (path, wrong) = match wrong {
            Value::String(query) => (format!("{path}?{query}"), &Value::Null),
            _ => ((*path).to_owned(), wrong),
        };
        let status = prism.ask(method, &path, wrong).await;
        assert_eq!(status, 422, "{method} {path}: {wrong}");
    }
    description.has_all_of(&server.asked());
}

#[tokio::test]
#[ignore = "needs prism: cargo xtask tickets"]
async fn what_github_does_not_have_is_refused() {
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
    nonsense_is_refused(&Description::read("github"), &tries).await;
}

#[tokio::test]
#[ignore = "needs prism: cargo xtask tickets"]
async fn what_jira_does_not_have_is_refused() {
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
    nonsense_is_refused(&Description::read("jira-3"), &tries).await;
}
