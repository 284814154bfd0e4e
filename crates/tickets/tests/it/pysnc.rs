//! ServiceNow publishes no description of its Table API, but a client of it: what that sends is what we send.
#![expect(
    clippy::print_stderr,
    clippy::expect_used,
    reason = "tests that say what they counted, and what is missing"
)]

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::audits::Bucket::{Fails, Passes};
use crate::audits::audit;
use crate::server::{Asked, Server};
use crate::servers::{Person, ServiceNowPlay};
use crate::support::{servicenow, sync};
use bartizan_tickets::Tracker;

/// What both send by one method is the same: the path, no parameter that the client does not know, and each field that
/// the client sends, as text.
fn alike(ours: &[Asked], theirs: &[Asked], method: &str) {
    let of = |all: &[Asked]| -> Vec<Asked> {
        let some = all.iter().filter(|it| it.method == method);
        some.cloned().collect()
    };
    let (ours, theirs) = (of(ours), of(theirs));
    let their = theirs.first().expect("the client does it");
    let fields = |it: &Asked| it.body.as_object().cloned().unwrap_or_default();
    let paths =
        |all: &[Asked]| -> BTreeSet<String> { all.iter().map(|it| it.path.clone()).collect() };
    assert!(paths(&theirs).is_subset(&paths(&ours)), "{theirs:?}");
    for our in &ours {
        assert_eq!(our.body.is_object(), their.body.is_object());
        for (name, _) in &our.query {
            assert!(their.query(name).is_some(), "{method}: {name}");
        }
        assert!(fields(our).values().all(Value::is_string), "{our:?}");
    }
    for (name, value) in fields(their) {
        assert!(value.is_string(), "{name}");
        assert!(ours.iter().any(|it| it.body[&name].is_string()), "{name}");
    }
}

#[tokio::test]
#[ignore = "needs PySNC: cargo xtask tickets"]
async fn servicenows_own_client_does_what_we_do() {
    let python = std::env::var_os("BARTIZAN_PYSNC")
        .expect("BARTIZAN_PYSNC names a Python that has PySNC; `cargo xtask tickets` sets it");
    let server = Server::start(ServiceNowPlay::default()).await;
    let tracker = servicenow(&server.url);
    let three = audit(&[("a", Fails("x")), ("b", Fails("x")), ("c", Fails("x"))]);
    assert_eq!(sync(&tracker, &three).await.len(), 3);
    let before = server.asked().len();

    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../xtask/tickets/pysnc_client.py"
    );
    let mut command = Command::new(python);
    command.arg(script).arg(&server.url);
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    // Not on this thread: the server that it talks to runs here.
    let done = tokio::task::spawn_blocking(move || command.output());
    let done = done.await.unwrap().unwrap();
    let complaint = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{complaint}");
    let said: Value = serde_json::from_slice(&done.stdout).unwrap();
    let theirs = server.asked().split_off(before);

    // It sees what we made, and we see what it did.
    let listed = tracker.list().await.unwrap();
    assert_eq!(listed.len(), 4);
    let seen = said["seen"].as_array().unwrap();
    assert_eq!(seen.len(), 3);
    for (seen, ticket) in seen.iter().zip(&listed) {
        assert_eq!(seen["sys_id"], ticket.id);
        assert_eq!(seen["number"], ticket.name);
        assert_eq!(seen["correlation_id"], format!("bartizan:{}", ticket.key));
    }
    assert_eq!(
        listed.iter().map(|it| it.open).collect::<Vec<_>>(),
        [false, true, true, true]
    );
    let comments = server.play(|it| it.see()[0].comments.clone());
    assert_eq!(comments, ["seen by hand"]);
    assert_eq!(sync(&tracker, &three).await, ["reopen INC0000001"]);

    let solved = audit(&[("a", Passes), ("b", Passes), ("c", Passes)]);
    assert_eq!(sync(&tracker, &solved).await.len(), 3);
    let mut ours = server.asked();
    ours.drain(before..before + theirs.len());
    for method in ["GET", "POST", "PATCH"] {
        alike(&ours, &theirs, method);
    }
    let query = |all: &[Asked]| {
        let first = all.iter().find_map(|it| it.query("sysparm_query"));
        first.unwrap().to_owned()
    };
    let theirs_first = query(&theirs);
    assert!(query(&ours).starts_with(&theirs_first), "{theirs_first}");
    eprintln!(
        "servicenow: PySNC's {} requests are like ours",
        theirs.len()
    );
}
