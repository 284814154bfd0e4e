//! Trackers that answer what nobody hoped for.

use std::time::Duration;

use bartizan_tickets::trackers::GitHub;
use bartizan_tickets::{Auth, Fault, Group, Patience, Secret, Tracker, check_url};
use serde_json::{Value, json};

use crate::audits::Bucket::Fails;
use crate::audits::audit;
use crate::server::{Asked, Play, Said, Server, Trouble};
use crate::servers::{GitHubPlay, JiraPlay, ReceiverPlay, ServiceNowPlay};
use crate::support::{
    POLICY, TOKEN, bearer, github, jira, jira_data_center, patience, servicenow, sync, sync_as,
    webhook,
};

/// The faults of a run in which the first requests meet this trouble.
async fn meets(troubles: impl IntoIterator<Item = Trouble>) -> (Vec<String>, String, usize) {
    let server = Server::start(GitHubPlay::default()).await;
    server.trouble_any(troubles);
    let tracker = github(&server.url);
    let (done, faults) = sync_as(
        &tracker,
        &audit(&[("a", Fails("x"))]),
        Group::Finding,
        &POLICY,
    )
    .await;
    let said = faults.iter().map(|it| format!("{it} / {}", it.hint()));
    let said = said.collect::<Vec<_>>().join("\n");
    assert!(!said.contains(TOKEN));
    (done, said, server.asked().len())
}

#[tokio::test]
async fn what_will_not_get_better_is_not_tried_again() {
    for (status, body, says) in [
        (401, "", "127.0.0.1 does not take the token (401)"),
        (
            403,
            r#"{"message":"Resource not accessible"}"#,
            "does not allow this (403): Resource not accessible",
        ),
        (
            404,
            r#"{"message":"Not Found"}"#,
            "has nothing at /repos/acme/security/issues (404): Not Found",
        ),
        (
            410,
            r#"{"message":"Issues are disabled"}"#,
            "answers 410 to GET /repos/acme/security/issues: Issues are disabled",
        ),
        (
            200,
            "<!doctype html><title>Sign in</title>",
            "answers with a web page, not with data",
        ),
        (
            200,
            "gibberish",
            "answers what no GitHub does: expected value at line 1 column 1",
        ),
        (200, r#"{"message":"hello"}"#, "answers what no GitHub does"),
        (200, "", "answers what no GitHub does"),
    ] {
        let (done, said, asked) = meets([Trouble::Refuse(Said::text(status, body))]).await;
        assert!(
            done.is_empty() && said.contains(says),
            "{status} {body}: {said}"
        );
        assert_eq!(asked, 1, "{status} {body}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_token_stays_here() {
    struct Trap;
    impl Play for Trap {
        fn answer(&mut self, _: &Asked) -> Said {
            Said::text(200, "[]")
        }
    }
    let trap = Server::start(Trap).await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{}/x?token=1", trap.url);
        let said = Said::text(status, "").with("location", &to);
        let (done, said, asked) = meets([Trouble::Refuse(said)]).await;
        assert!(done.is_empty());
        assert!(
            said.contains(&format!(
                "redirects to {}/x ({status}); the token is not sent on",
                trap.url
            )),
            "{said}"
        );
        assert_eq!(asked, 1);
    }
    assert!(trap.asked().is_empty());
}

#[tokio::test]
async fn what_may_get_better_is_tried_again() {
    let soon = Said::text(429, "").with("retry-after", "0");
    let limited = Said::text(403, r#"{"message":"secondary rate limit"}"#).with("retry-after", "0");
    let busy = Said::text(503, "").with("retry-after", "0");
    for trouble in [
        Trouble::Refuse(soon),
        Trouble::Refuse(limited),
        Trouble::Refuse(busy),
        Trouble::Refuse(Said::text(502, "<html>bad gateway")),
        Trouble::HangUp,
    ] {
        let (done, said, _) = meets([trouble.clone(), trouble.clone()]).await;
        assert_eq!(
            (done, said),
            (vec!["create #1".to_owned()], String::new()),
            "{trouble:?}"
        );
    }
}

#[tokio::test]
async fn patience_ends() {
    let busy = Said::text(429, r#"{"message":"API rate limit exceeded"}"#);
    let (_, said, asked) = meets(vec![Trouble::Refuse(busy); 20]).await;
    assert!(
        said.contains("asks to wait (429): API rate limit exceeded / run it again later"),
        "{said}"
    );
    assert_eq!(asked, 6);
    // An hour is longer than we wait.
    let (_, said, asked) = meets([Trouble::Refuse(
        Said::text(429, "").with("retry-after", "3600"),
    )])
    .await;
    assert!(said.contains("asks to wait"), "{said}");
    assert_eq!(asked, 1);
}

/// What was not read would be made a second time.
#[tokio::test]
async fn a_list_that_does_not_end_is_a_fault() {
    struct Endless(usize);
    impl Play for Endless {
        fn answer(&mut self, asked: &Asked) -> Said {
            self.0 += 1;
            let next = self.0.to_string();
            let body = match asked.path.as_str() {
                "/tickets" => json!({ "tickets": [], "next": next }),
                "/rest/api/3/search/jql" => json!({ "issues": [], "nextPageToken": next }),
                "/repos/acme/security/issues" => json!([issue()]),
                _ => json!({ "result": [] }),
            };
            Said::json(200, &body).with("link", "<https://x.test/?page=2>; rel=\"next\"")
        }
    }
    fn issue() -> Value {
        json!({ "number": 1, "state": "open", "body": null })
    }
    let server = Server::start(Endless(0)).await;
    let trackers: [Box<dyn Tracker>; 4] = [
        Box::new(github(&server.url)),
        Box::new(jira(&server.url)),
        Box::new(servicenow(&server.url)),
        Box::new(webhook(&server.url)),
    ];
    for tracker in trackers {
        let fault = tracker.list().await.unwrap_err();
        assert_eq!(
            fault.to_string(),
            "127.0.0.1 lists more than 1000 pages of tickets",
            "{}",
            tracker.name()
        );
    }
}

#[tokio::test]
async fn a_page_that_names_itself_as_the_next_is_a_fault() {
    struct Same;
    impl Play for Same {
        fn answer(&mut self, asked: &Asked) -> Said {
            let name = if asked.path == "/tickets" {
                "tickets"
            } else {
                "issues"
            };
            Said::json(200, &json!({ name: [], "next": "a", "nextPageToken": "a" }))
        }
    }
    let server = Server::start(Same).await;
    let trackers: [Box<dyn Tracker>; 2] =
        [Box::new(jira(&server.url)), Box::new(webhook(&server.url))];
    for tracker in trackers {
        let fault = tracker.list().await.unwrap_err().to_string();
        assert!(fault.ends_with("its next page is the same page"), "{fault}");
    }
    assert_eq!(server.asked().len(), 4);
}

/// Somebody put our label on an older issue between the first page and the second.
#[tokio::test]
async fn a_ticket_on_two_pages_is_no_double() {
    struct Shifting(Vec<Value>);
    impl Play for Shifting {
        fn answer(&mut self, asked: &Asked) -> Said {
            match asked.query("page") {
                Some("1") => Said::json(200, &json!(self.0)).with("link", "<x>; rel=\"next\""),
                Some(_) => Said::json(200, &json!(self.0)),
                None => Said::json(500, &json!({ "message": "nothing is to be changed" })),
            }
        }
    }
    let server = Server::start(GitHubPlay::default()).await;
    let open = audit(&[("a", Fails("x"))]);
    assert_eq!(sync(&github(&server.url), &open).await, ["create #1"]);
    let made = server.play(|it| it.issues.clone());
    let server = Server::start(Shifting(made)).await;
    assert!(sync(&github(&server.url), &open).await.is_empty());
}

/// ServiceNow cuts a page first, and takes out what the user may not read then.
#[tokio::test]
async fn a_page_that_is_not_full_need_not_be_the_last() {
    struct Hiding;
    impl Play for Hiding {
        fn answer(&mut self, asked: &Asked) -> Said {
            let record =
                |id: &str| json!({ "sys_id": id, "correlation_id": format!("bartizan:{id}") });
            let first = asked.query("sysparm_offset") == Some("0");
            let id = if first { "a" } else { "b" };
            let said = Said::json(200, &json!({ "result": [record(id)] }));
            if first {
                return said.with(
                    "link",
                    "<https://x.test/>;rel=\"first\",<https://x.test/>;rel=\"next\"",
                );
            }
            said
        }
    }
    let server = Server::start(Hiding).await;
    let tickets = servicenow(&server.url).list().await.unwrap();
    let ids: Vec<_> = tickets.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
}

/// Else all tickets would look missing, and be made again.
#[tokio::test]
async fn jira_that_takes_us_for_a_stranger_is_no_empty_jira() {
    for (reason, refused) in [
        ("AUTHENTICATED_FAILED", true),
        ("AUTHENTICATION_DENIED", true),
        ("OK", false),
    ] {
        let server = Server::start(JiraPlay::default()).await;
        let none = json!({ "issues": [], "total": 0 });
        let said = Said::json(200, &none).with("x-seraph-loginreason", reason);
        server.trouble_any([Trouble::Refuse(said)]);
        let tickets = jira_data_center(&server.url).list().await;
        assert_eq!(
            matches!(tickets, Err(Fault::Unauthorized { .. })),
            refused,
            "{reason}: {tickets:?}"
        );
    }
}

#[tokio::test]
async fn whoever_asks_a_data_center_as_cloud_is_told() {
    let server = Server::start(JiraPlay::default()).await;
    let page = "<!doctype html><title>Oops, you've found a dead link. - JIRA</title>";
    server.trouble_any([Trouble::Refuse(Said::text(404, page))]);
    let fault = jira(&server.url).list().await.unwrap_err();
    assert_eq!(
        (fault.to_string().as_str(), fault.hint()),
        (
            "127.0.0.1 has nothing at /rest/api/3/search/jql (404): a web page, not data",
            "check `url`; a Jira Data Center needs `flavour = \"data-center\"`"
        )
    );
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let server = Server::start(GitHubPlay::default()).await;
    server.trouble_any([Trouble::Silence]);
    let patience = Patience {
        answer: Duration::from_millis(50),
        attempts: 1,
        ..patience()
    };
    let tracker =
        GitHub::with(&server.url, ("acme", "security"), &[], &bearer(), patience).unwrap();
    let (_, faults) = sync_as(&tracker, &audit(&[]), Group::Finding, &POLICY).await;
    assert_eq!(
        faults[0].to_string(),
        "127.0.0.1 does not answer: it took too long"
    );
}

#[tokio::test]
async fn nobody_there_is_said_so() {
    let patience = Patience {
        attempts: 1,
        ..patience()
    };
    let tracker = GitHub::with("http://127.0.0.1:9", ("a", "b"), &[], &bearer(), patience).unwrap();
    let (_, faults) = sync_as(&tracker, &audit(&[]), Group::Finding, &POLICY).await;
    assert!(
        faults[0]
            .to_string()
            .starts_with("127.0.0.1 does not answer: "),
        "{faults:?}"
    );
}

#[tokio::test]
async fn one_refused_ticket_keeps_no_other_from_being_made() {
    let server = Server::start(GitHubPlay::default()).await;
    let refused = Said::text(
        422,
        r#"{"message":"Validation Failed","errors":[{"code":"custom","message":"no label"}]}"#,
    );
    server.trouble([Trouble::Refuse(refused)]);
    let both = audit(&[("a", Fails("x")), ("b", Fails("x"))]);
    let tracker = github(&server.url);
    let (done, faults) = sync_as(&tracker, &both, Group::Finding, &POLICY).await;
    assert_eq!(done, ["create #1"]);
    assert!(
        faults[0]
            .to_string()
            .ends_with("(422): Validation Failed; no label")
            || faults[0].to_string().contains("answers 422 to POST"),
        "{faults:?}"
    );
    assert_eq!(sync(&tracker, &both).await, ["create #2"]);
}

#[tokio::test]
async fn a_token_that_stops_working_ends_the_run() {
    let server = Server::start(GitHubPlay::default()).await;
    server.trouble([Trouble::None, Trouble::Refuse(Said::text(401, ""))]);
    let many = audit(&[("a", Fails("x")), ("b", Fails("x")), ("c", Fails("x"))]);
    let tracker = github(&server.url);
    let (done, faults) = sync_as(&tracker, &many, Group::Finding, &POLICY).await;
    assert_eq!(done, ["create #1", "not tried"]);
    assert_eq!(faults.len(), 1);
}

#[tokio::test]
async fn every_tracker_refuses_garbage() {
    let garbage = || [Trouble::Refuse(Said::text(200, "[1, 2"))];
    let nothing = audit(&[]);
    macro_rules! garbled {
        ($play:ty, $tracker:expr) => {{
            let server = Server::start(<$play>::default()).await;
            server.trouble_any(garbage());
            let (_, faults) =
                sync_as(&$tracker(&server.url), &nothing, Group::Finding, &POLICY).await;
            assert!(matches!(faults[0], Fault::Garbage { .. }), "{faults:?}");
        }};
    }
    garbled!(GitHubPlay, github);
    garbled!(JiraPlay, jira);
    garbled!(JiraPlay, jira_data_center);
    garbled!(ServiceNowPlay, servicenow);
    garbled!(ReceiverPlay, webhook);
}

#[test]
fn tokens_travel_encrypted_and_are_never_shown() {
    for (url, why) in [
        (
            "http://acme.atlassian.net",
            "a token must not travel unencrypted",
        ),
        (
            "http://127.0.0.1.evil.test",
            "a token must not travel unencrypted",
        ),
        ("ftp://acme.test", "it is not https"),
        ("acme", "it is no URL"),
        ("https://ana:pw@acme.test", "it holds a user or a password"),
    ] {
        let fault = check_url(url).unwrap_err().to_string();
        assert!(fault.ends_with(why) && !fault.contains("pw"), "{fault}");
    }
    for url in [
        "https://acme.test",
        "http://127.0.0.1:1",
        "http://localhost:8080/x",
        "http://[::1]:1",
    ] {
        assert!(check_url(url).is_ok(), "{url}");
    }
    let secret = Secret::new(TOKEN.to_owned());
    assert!(!format!("{secret:?}").contains(TOKEN));
    let torn = Auth::Bearer(Secret::new("a\nb".to_owned()), "JIRA_TOKEN".to_owned());
    let fault = GitHub::with("https://x.test", ("a", "b"), &[], &torn, patience())
        .err()
        .unwrap();
    assert_eq!(
        fault.to_string(),
        "the token in `JIRA_TOKEN` holds characters that no token has"
    );
}
