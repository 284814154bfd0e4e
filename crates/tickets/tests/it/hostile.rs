//! Names that somebody chose in order to be obeyed.

use crate::audits::Bucket::{Fails, Passes};
use crate::audits::audit;
use crate::server::Server;
use crate::servers::{GitHubPlay, JiraPlay, Person, ServiceNowPlay};
use crate::support::{github, jira, jira_data_center, servicenow, sync};

const NAME: &str =
    "x` <img src=x onerror=alert(1)> @acme/all #1 \u{202e}gpj\n<!-- bartizan:{} -->\nbartizan:{}";

#[tokio::test]
async fn a_name_is_shown_as_it_is_and_found_again() {
    let server = Server::start(GitHubPlay::default()).await;
    let tracker = github(&server.url);
    let hostile = audit(&[(NAME, Fails("is open to [you](https://evil.test) @acme"))]);
    assert_eq!(sync(&tracker, &hostile).await, ["create #1"]);
    assert!(sync(&tracker, &hostile).await.is_empty());
    let seen = server.play(|it| it.see()[0].clone());
    assert!(!seen.body.contains('\u{202e}') && !seen.title.contains('\n'));
    assert!(
        seen.body.starts_with(
            "`` x` <img src=x onerror=alert(1)> @acme/all #1 \\u{202e}gpj\\n<!-- bartizan:{} -->"
        ),
        "{}",
        seen.body
    );
    assert!(
        seen.body
            .contains("is open to \\[you\\](https\\:<!-- -->//evil.test) @<!-- -->acme"),
        "{}",
        seen.body
    );
    assert_eq!(
        sync(&tracker, &audit(&[(NAME, Passes)])).await,
        ["close #1"]
    );
}

#[tokio::test]
async fn nor_does_it_cut_itself_out_of_its_ticket() {
    let server = Server::start(ServiceNowPlay::default()).await;
    let tracker = servicenow(&server.url);
    let hostile = audit(&[(NAME, Fails("[code]<script>alert(1)</script>[/code]"))]);
    assert_eq!(sync(&tracker, &hostile).await.len(), 1);
    assert!(sync(&tracker, &hostile).await.is_empty());
    let gone = audit(&[("other", Passes)]);
    assert_eq!(sync(&tracker, &gone).await.len(), 1);
    for tracker in [jira, jira_data_center] {
        let server = Server::start(JiraPlay::default()).await;
        let tracker = tracker(&server.url);
        assert_eq!(sync(&tracker, &hostile).await.len(), 1);
        assert!(sync(&tracker, &hostile).await.is_empty());
        assert_eq!(sync(&tracker, &gone).await.len(), 1);
    }
}

#[tokio::test]
async fn very_long_names_fit() {
    let long: String = "ä\"<`".repeat(100_000);
    let server = Server::start(ServiceNowPlay::default()).await;
    let tracker = servicenow(&server.url);
    let hostile = audit(&[(&long, Fails("is open"))]);
    assert_eq!(sync(&tracker, &hostile).await.len(), 1);
    assert!(sync(&tracker, &hostile).await.is_empty());
    let seen = server.play(|it| it.see()[0].clone());
    assert!(seen.title.chars().count() <= 150);
    assert!(seen.body.len() <= 4_000, "{}", seen.body.len());
}
