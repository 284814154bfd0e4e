#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs::File;
use std::io::Seek;
use std::path::Path;

use bartizan_model::aws::iam::User;
use bartizan_model::{
    AccountRef, Gap, Header, Observed, Reason, Resource, ResourceType, SNAPSHOT_FORMAT, ScopeGap,
    SnapshotBuilder, ToolRef,
};

use super::*;

const ACCOUNT: &str = "111122223333";

fn user(name: &str) -> User {
    User::at(
        format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
        name,
        ACCOUNT,
        None,
    )
}

fn denied() -> Gap {
    Gap {
        action: "iam:ListUsers".into(),
        reason: Reason::AccessDenied,
        code: None,
    }
}

fn snapshot(users: Vec<User>, gaps: &[ScopeGap], accounts: &[&str]) -> Snapshots {
    let mut builder = SnapshotBuilder::new();
    for gap in gaps {
        builder.push_gap(gap).unwrap();
    }
    for user in users {
        builder.push(&Resource::from(user)).unwrap();
    }
    let account = |id: &&str| AccountRef {
        id: (*id).to_owned(),
        principal: "p".to_owned(),
    };
    let header = Header {
        format: SNAPSHOT_FORMAT.to_owned(),
        tool: ToolRef {
            name: "test".to_owned(),
            version: "1".to_owned(),
        },
        provider: "aws".to_owned(),
        accounts: accounts.iter().map(account).collect(),
        regions: vec!["us-east-1".to_owned()],
        services: vec!["iam".to_owned()],
        started_at: "2026-11-22T16:00:00Z".parse().unwrap(),
        finished_at: "2026-11-22T16:01:00Z".parse().unwrap(),
        calls: 1,
        lines: None,
    };
    let mut file: File = tempfile::tempfile().unwrap();
    builder.finish(&header, &mut file).unwrap();
    file.rewind().unwrap();
    Snapshots::read(Path::new("a.jsonl"), file).unwrap()
}

fn users(users: Vec<User>) -> Snapshots {
    snapshot(users, &[], &[ACCOUNT])
}

/// Name, change, and the attributes with what became of each.
fn told(old: &mut Snapshots, new: &mut Snapshots) -> Vec<String> {
    let resources = Resources::compare(old, new).unwrap();
    let mut told = Vec::new();
    resources
        .each(|it| {
            let attributes = it.attributes.iter();
            let attributes = attributes
                .map(|it| format!(" {}:{:?} {} → {}", it.name, it.change, it.before, it.after));
            told.push(format!(
                "{} {:?}{}",
                it.name,
                it.change,
                attributes.collect::<String>()
            ));
            Ok(())
        })
        .unwrap();
    assert_eq!(told.len() as u64, {
        let it = resources.summary();
        it.added + it.removed + it.changed + it.unseen + it.found
    });
    told
}

#[test]
fn what_came_what_went_and_what_is_another() {
    let mut ben = user("ben");
    ben.console_password = Observed::Known(true);
    let mut old = users(vec![user("ana"), user("ben"), user("carla")]);
    let mut new = users(vec![user("ana"), ben, user("dan")]);
    assert_eq!(
        told(&mut old, &mut new),
        [
            "ben Changed console_password:Changed null → true",
            "carla Removed",
            "dan Added"
        ]
    );
}

#[test]
fn what_could_not_be_read_did_not_change() {
    let with = |name: &str, password: Observed<bool>| User {
        console_password: password,
        ..user(name)
    };
    let unknown = || Observed::Unknown(denied());
    let mut old = users(vec![
        with("ana", Observed::Known(true)),
        with("ben", unknown()),
        with("carla", unknown()),
    ]);
    let mut other = denied();
    other.reason = Reason::Throttled;
    let mut new = users(vec![
        with("ana", unknown()),
        with("ben", Observed::Known(false)),
        with("carla", Observed::Unknown(other)),
    ]);
    let told = told(&mut old, &mut new);
    assert_eq!(told.len(), 2, "another reason not to know is no change");
    assert!(told.iter().any(|it| it.starts_with("ana Unseen")));
    assert!(told.iter().any(|it| it.starts_with("ben Found")));
}

#[test]
fn what_could_not_be_listed_is_not_gone() {
    let gap = ScopeGap::new(ACCOUNT, None, denied(), &["aws.iam.user"]);
    let some = || users(vec![user("ana")]);
    let hidden = || snapshot(Vec::new(), std::slice::from_ref(&gap), &[ACCOUNT]);
    let elsewhere = || snapshot(Vec::new(), &[], &["999988887777"]);
    assert_eq!(told(&mut some(), &mut hidden()), ["ana Unseen"]);
    assert_eq!(told(&mut hidden(), &mut some()), ["ana Found"]);
    assert_eq!(told(&mut some(), &mut elsewhere()), ["ana Unseen"]);
    assert_eq!(told(&mut elsewhere(), &mut some()), ["ana Found"]);
    assert_eq!(told(&mut some(), &mut users(Vec::new())), ["ana Removed"]);
}

#[test]
fn a_snapshot_equals_itself() {
    let all = || users(vec![user("ana"), user("ben")]);
    let resources = Resources::compare(&mut all(), &mut all()).unwrap();
    let same = ResourcesSummary {
        same: 2,
        ..ResourcesSummary::default()
    };
    assert_eq!(*resources.summary(), same);
}
