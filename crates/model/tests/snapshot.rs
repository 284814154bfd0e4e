//! The snapshot file: what goes in comes out, in one order, and damage is told in words.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::Write;
use std::path::PathBuf;

use bartizan_model::aws::s3::Bucket;
use bartizan_model::{
    Gap, Header, Observed, Reason, Resource, ResourceType, SNAPSHOT_FORMAT, ScopeGap,
    SnapshotBuilder, SnapshotFault, Snapshots, Timestamp, ToolRef,
};
use proptest::prelude::*;

fn header(finished: i64) -> Header {
    Header {
        format: SNAPSHOT_FORMAT.to_owned(),
        tool: ToolRef {
            name: "test".to_owned(),
            version: "0".to_owned(),
        },
        provider: "aws".to_owned(),
        accounts: Vec::new(),
        regions: Vec::new(),
        services: Vec::new(),
        started_at: Timestamp::UNIX_EPOCH,
        finished_at: Timestamp::from_second(finished).unwrap(),
        calls: 0,
        lines: None,
    }
}

fn bucket(name: &str, tag: &str) -> Resource {
    let mut bucket = Bucket::at(
        format!("arn:aws:s3:::{name}"),
        name,
        "111122223333",
        Some("eu-west-1"),
    );
    bucket.tags = Observed::Known([("tag".to_owned(), tag.to_owned())].into());
    bucket.into()
}

fn written(resources: &[Resource], finished: i64) -> Vec<u8> {
    let mut builder = SnapshotBuilder::new();
    for resource in resources {
        builder.push(resource).unwrap();
    }
    let mut bytes = Vec::new();
    builder.finish(&header(finished), &mut bytes).unwrap();
    bytes
}

/// A folder with snapshot files in it.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::File::create(&path)
            .unwrap()
            .write_all(bytes)
            .unwrap();
        path
    }
}

fn drain(mut snapshots: Snapshots) -> Result<Vec<Resource>, SnapshotFault> {
    let mut resources = Vec::new();
    while let Some(line) = snapshots.next_line()? {
        resources.push(line.resource()?);
    }
    Ok(resources)
}

fn read(bytes: &[u8]) -> Result<Vec<Resource>, SnapshotFault> {
    let files = Files::new();
    drain(Snapshots::open(&[files.file("s.jsonl", bytes)])?)
}

#[test]
fn order_of_collection_leaves_no_trace() {
    let (a, b, c) = (bucket("a", ""), bucket("b", ""), bucket("c", ""));
    let one = written(&[a.clone(), b.clone(), c.clone()], 0);
    let other = written(&[c.clone(), a.clone(), b.clone(), a.clone()], 0);
    assert_eq!(one, other);
    assert_eq!(read(&one).unwrap(), [a, b, c]);
}

/// More than is held in memory: sorted runs go to files and are merged.
#[test]
fn what_does_not_fit_in_memory_is_sorted_too() {
    let padding = "x".repeat(64 * 1024);
    let resources: Vec<_> = (0..1200_u32)
        .rev()
        .map(|n| bucket(&format!("b{n:05}"), &padding))
        .collect();
    let found = read(&written(&resources, 0)).unwrap();
    assert_eq!(found.len(), resources.len());
    assert!(found.iter().eq(resources.iter().rev()));
}

#[test]
fn of_a_resource_in_two_snapshots_the_newest_counts() {
    let files = Files::new();
    let old = files.file(
        "old.jsonl",
        &written(&[bucket("a", "old"), bucket("b", "old")], 1),
    );
    let new = files.file(
        "new.jsonl",
        &written(&[bucket("b", "new"), bucket("c", "new")], 2),
    );
    for order in [[old.clone(), new.clone()], [new, old]] {
        let found = drain(Snapshots::open(&order).unwrap()).unwrap();
        assert_eq!(
            found,
            [bucket("a", "old"), bucket("b", "new"), bucket("c", "new")]
        );
    }
}

#[test]
fn a_file_that_was_reordered_is_refused_and_can_be_read_after_sorting() {
    let text = String::from_utf8(written(&[bucket("a", ""), bucket("b", "")], 0)).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let reordered = format!("{}\n{}\n{}\n", lines[0], lines[2], lines[1]);
    assert!(matches!(
        read(reordered.as_bytes()),
        Err(SnapshotFault::OutOfOrder { line: 3, .. })
    ));
    let files = Files::new();
    let path = files.file("s.jsonl", reordered.as_bytes());
    assert_eq!(
        drain(Snapshots::open_unordered(&[path]).unwrap())
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn zstd_is_known_by_its_bytes() {
    let bytes = written(&[bucket("a", "")], 0);
    let packed = zstd::encode_all(bytes.as_slice(), 3).unwrap();
    assert_eq!(read(&packed).unwrap(), read(&bytes).unwrap());
    let cut = &packed[..packed.len() - 8];
    assert!(matches!(
        read(cut),
        Err(SnapshotFault::Io { .. } | SnapshotFault::Truncated { .. })
    ));
}

#[test]
fn damage_is_told_apart() {
    let whole = written(&[bucket("a", ""), bucket("b", "")], 0);
    let text = String::from_utf8(whole.clone()).unwrap();
    assert!(matches!(read(b""), Err(SnapshotFault::NotASnapshot { .. })));
    assert!(matches!(
        read(b"{\"format\":\"x\"}\n"),
        Err(SnapshotFault::NotASnapshot { .. })
    ));
    let newer = text.replace(SNAPSHOT_FORMAT, "bartizan.snapshot/9");
    assert!(matches!(
        read(newer.as_bytes()),
        Err(SnapshotFault::Version { .. })
    ));
    for cut in [whole.len() - 5, text.trim_end().rfind('\n').unwrap() + 1] {
        let fault = read(&whole[..cut]).unwrap_err();
        assert!(
            matches!(
                fault,
                SnapshotFault::Truncated {
                    promised: 2,
                    found: 1,
                    ..
                }
            ),
            "{fault}"
        );
    }
    let strange = text.replace("aws.s3.bucket", "aws.s3.bukket");
    let fault = read(strange.as_bytes()).unwrap_err();
    assert!(
        matches!(fault, SnapshotFault::Line { line: 2, .. })
            && fault.to_string().contains("aws.s3.bukket"),
        "{fault}"
    );
    let extra = text.replacen("\"tags\"", "\"surprise\":1,\"tags\"", 1);
    assert!(matches!(
        read(extra.as_bytes()),
        Err(SnapshotFault::Line { line: 2, .. })
    ));
}

#[test]
fn a_line_without_end_is_refused_before_it_fills_memory() {
    let mut bytes = written(&[], 0);
    bytes.extend(std::iter::repeat_n(b'x', bartizan_model::LONGEST_LINE + 10));
    let fault = read(&bytes).unwrap_err();
    assert!(fault.to_string().contains("longer than 16 MiB"), "{fault}");
}

#[test]
fn gaps_of_the_same_call_that_hide_different_types_are_both_kept() {
    let gap = |hides: &str| {
        let gap = Gap {
            action: "wafv2:ListWebACLs".into(),
            reason: Reason::AccessDenied,
            code: None,
        };
        ScopeGap::new("111122223333", None, gap, &[hides])
    };
    let mut builder = SnapshotBuilder::new();
    for hides in ["a", "b", "a"] {
        builder.push_gap(&gap(hides)).unwrap();
    }
    let mut bytes = Vec::new();
    builder.finish(&header(0), &mut bytes).unwrap();
    let files = Files::new();
    let mut snapshots = Snapshots::open(&[files.file("s.jsonl", &bytes)]).unwrap();
    let mut found = Vec::new();
    while let Some(line) = snapshots.next_line().unwrap() {
        found.push(line.gap().unwrap().unwrap());
    }
    assert_eq!(found, [gap("a"), gap("b")]);
}

proptest! {
    /// Whatever a cloud lets people write into names and tags comes back as it was.
    #[test]
    fn every_text_survives(name in "\\PC{0,40}", tag in any::<String>(), key in any::<String>()) {
        let mut bucket = Bucket::at(format!("arn:aws:s3:::{name}"), name, "111122223333", None);
        bucket.tags = Observed::Known([(key, tag)].into());
        let resource = Resource::from(bucket);
        prop_assert_eq!(read(&written(std::slice::from_ref(&resource), 0)).unwrap(), [resource]);
    }

    /// No bytes make the reader panic.
    #[test]
    fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..300), after_header: bool) {
        let mut file = if after_header { written(&[], 0) } else { Vec::new() };
        file.extend(bytes);
        let _ = read(&file);
    }
}

#[test]
fn a_snapshot_can_be_read_twice() {
    let files = Files::new();
    let plain = written(&[bucket("a", "1"), bucket("b", "2")], 0);
    let packed = zstd::stream::encode_all(plain.as_slice(), 0).unwrap();
    for (name, bytes) in [("s.jsonl", &plain), ("s.jsonl.zst", &packed)] {
        let mut snapshots = Snapshots::open(&[files.file(name, bytes)]).unwrap();
        let first = snapshots.next_line().unwrap().unwrap().text;
        snapshots.rewind().unwrap();
        assert_eq!(snapshots.next_line().unwrap().unwrap().text, first);
        assert_eq!(drain(snapshots).unwrap().len(), 1);
    }
    let kept: &'static [u8] = Box::leak(packed.into_boxed_slice());
    let mut bundled = Snapshots::read("bundled".as_ref(), kept).unwrap();
    assert!(bundled.next_line().unwrap().is_some());
    bundled.rewind().unwrap();
    assert_eq!(drain(bundled).unwrap().len(), 2);
}

#[test]
fn a_file_that_becomes_another_is_not_read_on() {
    let files = Files::new();
    let path = files.file("s.jsonl", &written(&[bucket("a", "1")], 0));
    let mut snapshots = Snapshots::open(std::slice::from_ref(&path)).unwrap();
    files.file("s.jsonl", &written(&[bucket("b", "1")], 9));
    let fault = snapshots.rewind().unwrap_err().to_string();
    assert!(fault.contains("it changed while it was read"), "{fault}");
}

#[cfg(unix)]
#[test]
fn a_pipe_can_be_read_twice_too() {
    let files = Files::new();
    let path = files.0.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    let bytes = written(&[bucket("a", "1")], 0);
    let writer = {
        let path = path.clone();
        std::thread::spawn(move || std::fs::write(path, bytes).unwrap())
    };
    let mut snapshots = Snapshots::open(&[path]).unwrap();
    writer.join().unwrap();
    assert!(snapshots.next_line().unwrap().is_some());
    snapshots.rewind().unwrap();
    assert_eq!(drain(snapshots).unwrap().len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn what_never_ends_is_refused() {
    assert!(Snapshots::open(&["/dev/zero".into()]).is_err());
}
