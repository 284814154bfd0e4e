//! Tickets from the command line, as far as no tracker is needed; `cargo xtask tickets` drives a real one.

use crate::support::{Ran, command, folder, two_users};

fn sync(settings: &str, to: &str, token: &str) -> Ran {
    let folder = folder(&[("bartizan.toml", settings), ("a.jsonl", &two_users())]);
    let mut command = command();
    command.current_dir(folder.path());
    command.env("JIRA_TOKEN", token).env("GITHUB_TOKEN", token);
    command.args(["tickets", "sync", "--to", to, "a.jsonl", "--dry-run"]);
    Ran::of(command.output().unwrap())
}

#[test]
fn every_mistake_in_a_section_is_pointed_at() {
    let settings = r#"
[tickets.jira]
url = "http://acme.atlassian.net"
project = 'PAY" OR 1=1'
labels = ["two words"]
"#;
    let ran = sync(settings, "jira", "t");
    assert_eq!(ran.code, Some(2), "{ran}");
    for part in [
        "a token must not travel unencrypted",
        "is no project",
        "`two words` is no label",
        "error: 3 mistakes in `bartizan.toml`",
    ] {
        assert!(ran.stderr.contains(part), "{part}: {ran}");
    }
}

#[test]
fn a_section_or_token_that_is_missing_is_said() {
    insta::assert_snapshot!(sync("", "github", "t"), @r"
    error: `bartizan.toml` has no section [tickets.github]
    hint: docs/tickets.md shows one for each tracker
    exit 2
    ");
    let settings = "[tickets.github]\nrepository = \"acme/security\"\n";
    insta::assert_snapshot!(sync(settings, "github", " "), @r"
    error: the environment variable `GITHUB_TOKEN` is not set
    hint: put the token into it; bartizan.toml may name another by `token_env`
    exit 2
    ");
    let settings = "[tickets.github]\nrepository = \"acme\"\n";
    assert!(
        sync(settings, "github", "t")
            .stderr
            .contains("write it as `owner/name`")
    );
    let settings = "[tickets.jira]\nurl = \"https://acme.atlassian.net\"\n";
    assert!(
        sync(settings, "jira", "t")
            .stderr
            .contains("`project` is missing here")
    );
}

#[test]
fn a_tracker_that_does_not_answer_is_said_without_the_token() {
    let settings =
        "[tickets.github]\nurl = \"http://127.0.0.1:9\"\nrepository = \"acme/security\"\n";
    let ran = sync(settings, "github", "s3cr3t");
    assert_eq!(ran.code, Some(2), "{ran}");
    assert!(
        ran.stderr.contains("error: 127.0.0.1 does not answer: "),
        "{ran}"
    );
    assert!(!ran.to_string().contains("s3cr3t"), "{ran}");
}
