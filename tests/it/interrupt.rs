//! Ctrl-C, and what schedulers send before they kill.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{command, folder};

/// An endpoint that accepts and never answers.
fn silent() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().collect::<Vec<_>>());
    url
}

#[test]
fn an_interrupted_look_ends_at_once_and_leaves_the_old_snapshot() {
    for signal in ["INT", "TERM"] {
        let folder = folder(&[("a.jsonl", "old")]);
        let mut child = command()
            .current_dir(folder.path())
            .envs([("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")])
            .args([
                "collect",
                "aws",
                "--region",
                "us-east-1",
                "--endpoint-url",
                &silent(),
                "-o",
                "a.jsonl",
            ])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Long enough to be waiting for an answer; too short only means less is tested.
        std::thread::sleep(Duration::from_millis(700));
        assert!(
            child.try_wait().unwrap().is_none(),
            "it must still be waiting"
        );
        let asked = Instant::now();
        let sent = Command::new("kill")
            .args(["-s", signal, &child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
        assert!(asked.elapsed() < Duration::from_secs(2));
        assert_eq!(
            std::fs::read_to_string(folder.path().join("a.jsonl")).unwrap(),
            "old"
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[test]
fn an_interrupted_write_that_waits_for_its_reader_ends_too() {
    let folder = folder(&[("a.jsonl", &crate::support::two_users())]);
    assert!(
        Command::new("mkfifo")
            .arg(folder.path().join("pipe"))
            .status()
            .unwrap()
            .success()
    );
    let mut child = command()
        .current_dir(folder.path())
        .args(["check", "a.jsonl", "--output", "text=pipe"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(child.try_wait().unwrap().is_none(), "nobody reads the pipe");
    Command::new("kill")
        .args(["-s", "INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
