//! Looking again and again: what is kept, what is told, and what a crash leaves.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bartizan_testkit::Faults;
use serde_json::Value;

use crate::live::{fake, signed_in};
use crate::support::{RULES, Ran, folder};

const SETTINGS: &str = "[watch]\nslack_url_env = \"SLACK_URL\"\nwebhook_url_env = \"HOOK_URL\"\n";

/// A webhook that remembers what it heard.
struct Hook {
    url: String,
    heard: Arc<Mutex<Vec<Value>>>,
}

impl Hook {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&heard);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                shared.lock().unwrap().push(hear(stream.unwrap()));
            }
        });
        Self { url, heard }
    }

    fn heard(&self) -> Vec<Value> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }
}

fn hear(mut stream: TcpStream) -> Value {
    let mut text = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let read = stream.read(&mut piece).unwrap();
        text.extend_from_slice(&piece[..read]);
        let said = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = said.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.lines().find_map(|it| {
            let (name, value) = it.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().unwrap())
        });
        if body.len() >= length.unwrap() {
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";
            stream.write_all(answer).unwrap();
            return serde_json::from_str(body).unwrap();
        }
    }
}

/// The binary, watching IAM by the three rules of the tests.
fn watch(endpoint: &str, hook: &str, place: &Path, args: &[&str]) -> Command {
    let mut command = signed_in(endpoint);
    command
        .current_dir(place)
        .env("SLACK_URL", hook)
        .env("HOOK_URL", hook)
        .args(["watch", "aws", "--runs", "runs", "--service", "iam"])
        .args([
            "--region",
            "us-east-1",
            "--rules",
            "rules",
            "--no-builtin-rules",
        ])
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn place() -> tempfile::TempDir {
    let mut files = RULES.to_vec();
    files.push(("bartizan.toml", SETTINGS));
    folder(&files)
}

/// The whole runs in a folder, the oldest first.
fn runs(place: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for day in std::fs::read_dir(place.join("runs")).unwrap() {
        let day = day.unwrap();
        if !day.file_name().to_string_lossy().starts_with('.') {
            let times = std::fs::read_dir(day.path()).unwrap();
            found.extend(times.map(|it| it.unwrap().path()));
        }
    }
    found.sort();
    found
}

fn until(what: &str, mut is: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn end(mut child: Child, signal: &str) -> Ran {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-s", signal, &id]).status();
    assert!(sent.unwrap().success());
    let code = child.wait().unwrap();
    Ran::of(std::process::Output {
        status: code,
        ..child.wait_with_output().unwrap()
    })
}

#[test]
fn the_first_run_is_told_and_one_that_finds_the_same_is_not() {
    let (aws, hook, place) = (fake(Faults::none()), Hook::start(), place());
    let once = || {
        let every = ["--every", "1s", "--once"];
        Ran::of(
            watch(&aws.url(), &hook.url, place.path(), &every)
                .output()
                .unwrap(),
        )
    };
    let ran = once();
    assert_eq!(ran.code, Some(0), "{ran}");
    let heard = hook.heard();
    assert!(
        heard[0]["text"]
            .as_str()
            .unwrap()
            .starts_with("Bartizan: first look in"),
        "{heard:?}"
    );
    assert_eq!(heard[1]["format"], "bartizan.watch/1");
    std::thread::sleep(Duration::from_millis(1_100));
    assert_eq!(once().code, Some(0));
    assert_eq!(runs(place.path()).len(), 2);
    assert!(hook.heard().is_empty());
    let last = runs(place.path()).pop().unwrap();
    for name in [
        "snapshot.jsonl.zst",
        "report.json.zst",
        "told-slack",
        "told-webhook",
    ] {
        assert!(last.join(name).exists(), "{name}");
    }
}

#[test]
fn what_was_not_told_before_a_crash_is_told_after_it() {
    let (aws, hook, place) = (fake(Faults::none()), Hook::start(), place());
    let ran = |args: &[&str]| {
        Ran::of(
            watch(&aws.url(), &hook.url, place.path(), args)
                .output()
                .unwrap(),
        )
    };
    assert_eq!(ran(&["--every", "1s", "--once"]).code, Some(0));
    hook.heard();
    let run = runs(place.path()).pop().unwrap();
    std::fs::remove_file(run.join("told-slack")).unwrap();
    // Half a run, as a crash leaves it.
    std::fs::create_dir(place.path().join("runs/.running")).unwrap();
    std::fs::write(place.path().join("runs/.running/snapshot.jsonl.zst"), "x").unwrap();
    // Nothing is due for hours; only what was not told is done.
    let later = ran(&["--every", "6h", "--once"]);
    assert_eq!(later.code, Some(0), "{later}");
    assert_eq!(hook.heard().len(), 1);
    assert!(run.join("told-slack").exists() && !place.path().join("runs/.running").exists());
    assert_eq!(runs(place.path()).len(), 1);
}

#[test]
fn it_answers_on_this_machine_refuses_a_second_and_stops_when_asked() {
    let (aws, hook, place) = (fake(Faults::none()), Hook::start(), place());
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let listen = free.to_string();
    let args = ["--every", "6h", "--listen", &listen];
    let mut child = watch(&aws.url(), &hook.url, place.path(), &args)
        .spawn()
        .unwrap();
    let get = |path: &str, host: &str| {
        let mut said = String::new();
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n");
        if let Ok(mut stream) = TcpStream::connect(free) {
            stream.write_all(request.as_bytes()).unwrap();
            stream.read_to_string(&mut said).unwrap();
        }
        said
    };
    until("a run ends", || {
        assert!(child.try_wait().unwrap().is_none(), "it must run");
        get("/metrics", "127.0.0.1").contains("bartizan_runs_total 1")
    });
    until("it waits for the next", || {
        let health = get("/healthz", &listen);
        assert!(health.starts_with("HTTP/1.1 200"), "{health}");
        health.contains("waiting until")
    });
    assert!(get("/metrics", "evil.test").starts_with("HTTP/1.1 403"));
    assert!(get("/x", "localhost").starts_with("HTTP/1.1 404"));
    let second = watch(&aws.url(), &hook.url, place.path(), &["--every", "6h"]).output();
    let second = Ran::of(second.unwrap());
    assert_eq!(second.code, Some(2), "{second}");
    assert!(
        second
            .stderr
            .contains("another watch keeps its runs in `runs`"),
        "{second}"
    );
    let stopped = end(child, "TERM");
    assert_eq!(stopped.code, Some(0), "{stopped}");
    assert_eq!(runs(place.path()).len(), 1);
}

#[test]
fn a_look_that_is_killed_leaves_no_run_and_the_next_one_is_due_at_once() {
    let place = place();
    let hook = Hook::start();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let child = watch(&url, &hook.url, place.path(), &["--every", "6h"])
        .spawn()
        .unwrap();
    until("a look begins", || {
        place.path().join("runs/.running").exists()
    });
    end(child, "KILL");
    let aws = fake(Faults::none());
    let args = ["--every", "6h", "--once", "--keep", "2"];
    let ran = Ran::of(
        watch(&aws.url(), &hook.url, place.path(), &args)
            .output()
            .unwrap(),
    );
    assert_eq!(ran.code, Some(0), "{ran}");
    assert_eq!(runs(place.path()).len(), 1);
}

#[test]
fn what_is_mistaken_is_said_before_the_first_look() {
    let place = place();
    for (args, says) in [
        (&["--every", "soon"][..], "a duration such as 6h"),
        (
            &["--cron", "61 * * * *"],
            "invalid value '61 * * * *' for '--cron",
        ),
        (
            &["--every", "6h", "--listen", "0.0.0.0:1"],
            "listen on 127.0.0.1",
        ),
        (
            &["--every", "6h", "--time-zone", "Europe/Berlin"],
            "cannot be used with",
        ),
        (&[], "--cron <EXPRESSION>"),
    ] {
        let ran = Ran::of(
            watch("http://127.0.0.1:9", "", place.path(), args)
                .output()
                .unwrap(),
        );
        assert_eq!(ran.code, Some(2), "{ran}");
        assert!(ran.stderr.contains(says), "{ran}");
    }
    let ran = watch("http://127.0.0.1:9", " ", place.path(), &["--every", "6h"]).output();
    let ran = Ran::of(ran.unwrap());
    assert!(
        ran.stderr
            .contains("the environment variable `SLACK_URL` is not set"),
        "{ran}"
    );
    let plain = watch(
        "http://127.0.0.1:9",
        "http://hook.test/s3cret",
        place.path(),
        &["--every", "6h"],
    );
    let ran = Ran::of({ plain }.output().unwrap());
    assert!(
        ran.stderr
            .contains("the address in `SLACK_URL` cannot be used")
            && !ran.stderr.contains("s3cret"),
        "{ran}"
    );
    assert!(!place.path().join("runs").exists());
}

#[test]
fn a_run_that_lies_ahead_stops_nothing_and_looking_once_waits_for_no_time() {
    let (aws, hook, place) = (fake(Faults::none()), Hook::start(), place());
    let once = |args: &[&str]| {
        let args = [args, &["--once"]].concat();
        let mut command = watch(&aws.url(), &hook.url, place.path(), &args);
        Ran::of(command.output().unwrap())
    };
    let never = ["--cron", "0 0 29 2 *"];
    let first = once(&never);
    assert_eq!(first.code, Some(0), "{first}");
    let made = runs(place.path()).pop().unwrap();
    let again = once(&never);
    assert!(
        again.stderr.contains("the next look is due at 20"),
        "{again}"
    );
    assert_eq!(runs(place.path()).len(), 1);
    // The clock was wrong when it was made.
    let ahead = place.path().join("runs/2099-01-01/000000Z");
    std::fs::create_dir(ahead.parent().unwrap()).unwrap();
    std::fs::rename(&made, &ahead).unwrap();
    let late = once(&["--every", "6h"]);
    assert_eq!(late.code, Some(0), "{late}");
    assert_eq!(runs(place.path()).len(), 2);
}

#[test]
fn a_webhook_that_fails_is_named_and_told_at_the_next_run() {
    let (aws, place) = (fake(Faults::none()), place());
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let deaf = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let once = ["--every", "6h", "--once"];
    let mut command = watch(&aws.url(), &deaf, place.path(), &once);
    let ran = Ran::of(command.output().unwrap());
    assert_eq!(ran.code, Some(2), "{ran}");
    for says in ["cannot tell slack: 127.0.0.1", "cannot tell webhook"] {
        assert!(ran.stderr.contains(says), "{ran}");
    }
    let hook = Hook::start();
    let mut command = watch(&aws.url(), &hook.url, place.path(), &once);
    let ran = Ran::of(command.output().unwrap());
    assert_eq!(ran.code, Some(0), "{ran}");
    assert_eq!(hook.heard().len(), 2);
}
