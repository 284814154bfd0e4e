//! Which services an audit looked at, over many snapshots.

use std::path::{Path, PathBuf};

use bartizan_finding::Waivers;
use bartizan_model::{SnapshotBuilder, Snapshots};
use bartizan_rules::{Limits, RuleSet, judge};

use crate::support::header;

/// A snapshot of an account of which these services were looked at.
fn snapshot(folder: &Path, name: &str, account: &str, services: &[&str]) -> PathBuf {
    let mut header = header();
    for of_it in &mut header.accounts {
        account.clone_into(&mut of_it.id);
    }
    header.services = services.iter().map(|&it| it.to_owned()).collect();
    let path = folder.join(name);
    let mut file = std::fs::File::create(&path).unwrap();
    SnapshotBuilder::new().finish(&header, &mut file).unwrap();
    path
}

#[test]
fn a_service_counts_as_looked_at_where_every_account_was_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name, account, services: &[&str]| snapshot(folder.path(), name, account, services);
    let one = path("one", "111122223333", &["s3", "iam"]);
    let more_of_it = path("more", "111122223333", &["kms"]);
    let other = path("other", "444455556666", &["kms", "iam"]);
    let looked_at = |files: &[&PathBuf]| {
        let files: Vec<PathBuf> = files.iter().map(|&it| it.clone()).collect();
        let mut snapshots = Snapshots::open(&files).unwrap();
        let rules = RuleSet::default();
        let audit = judge(&rules, &mut snapshots, &Limits::default(), &Waivers::none());
        audit.unwrap().audited.services
    };
    assert_eq!(looked_at(&[&one]), ["iam", "s3"]);
    assert_eq!(looked_at(&[&one, &more_of_it]), ["iam", "kms", "s3"]);
    assert_eq!(looked_at(&[&one, &other]), ["iam"]);
    assert_eq!(looked_at(&[&one, &more_of_it, &other]), ["iam", "kms"]);
}
