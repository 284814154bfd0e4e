//! The benchmark's snapshots.

use std::collections::BTreeMap;
use std::fs::File;

use bartizan_model::Snapshots;
use bartizan_testkit::{Mix, write_snapshot};

#[test]
fn a_generated_snapshot_is_read_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.jsonl");
    write_snapshot(&Mix::of(503), &mut File::create(&path).unwrap()).unwrap();
    let mut snapshots = Snapshots::open(&[path]).unwrap();
    let mut found = BTreeMap::<_, usize>::new();
    while let Some(line) = snapshots.next_line().unwrap() {
        line.resource().unwrap();
        *found.entry(line.kind).or_default() += 1;
    }
    assert_eq!(found, Mix::of(503).by_type().into_iter().collect());
    assert_eq!(found.values().sum::<usize>(), 503);
}
