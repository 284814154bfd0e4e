//! `docs/managed-read-only.md`: AWS's own read-only policies held against their twins that allow all.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use bartizan_iam::{PolicyDocument, Verdict, Witness, compare};

use crate::corpus::{managed, twins};

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/managed-read-only.md")
}

/// The page, or a new one with `UPDATE_PAGES=1`.
#[test]
fn the_page_is_what_is_found() {
    let policies = managed();
    if policies.is_empty() {
        return;
    }
    let page = page(&policies);
    if std::env::var_os("UPDATE_PAGES").is_some() {
        std::fs::write(file(), &page).unwrap();
    }
    let kept = std::fs::read_to_string(file()).unwrap_or_default();
    assert!(
        kept == page,
        "the page is of other policies or another engine: run this test with UPDATE_PAGES=1"
    );
}

fn page(policies: &BTreeMap<String, PolicyDocument>) -> String {
    let mut rows = String::new();
    let (mut pairs, mut beyond, mut future) = (0, 0, 0);
    let (mut spelled, mut spelled_beyond) = (0, 0);
    for (narrow, wide) in twins(policies) {
        let (Some(old), Some(new)) = (policies.get(wide), policies.get(narrow)) else {
            continue;
        };
        pairs += 1;
        let exactly = narrow.strip_suffix("ReadOnlyAccess").is_some()
            && narrow.strip_suffix("ReadOnlyAccess") == wide.strip_suffix("FullAccess");
        spelled += usize::from(exactly);
        match compare(&[old], &[new]).unwrap() {
            Verdict::Within => {}
            Verdict::Unknown { reason } => {
                writeln!(rows, "| `{narrow}` | `{wide}` | not known: {reason} | |").unwrap();
            }
            Verdict::Beyond { witness } => {
                beyond += 1;
                spelled_beyond += usize::from(exactly);
                future += usize::from(!witness.known_action);
                writeln!(rows, "{}", row(narrow, wide, &witness)).unwrap();
            }
        }
    }
    HEAD.replace("SPELLEDBEYOND", &spelled_beyond.to_string())
        .replace("SPELLED", &spelled.to_string())
        .replace("FUTURE", &future.to_string())
        .replace("PAIRS", &pairs.to_string())
        .replace("BEYOND", &beyond.to_string())
        .replace("WITHIN", &(pairs - beyond).to_string())
        + &rows
}

fn row(narrow: &str, wide: &str, witness: &Witness) -> String {
    let mut action = format!("`{}`", witness.action);
    if !witness.known_action {
        action += " (an action that AWS may add)";
    }
    let mut resource = format!("`{}`", witness.resource);
    for (key, values) in &witness.context {
        write!(resource, ", `{key}` = `{}`", values.join("`, `")).unwrap();
    }
    format!("| `{narrow}` | `{wide}` | {action} | {resource} |")
}

const HEAD: &str = "# AWS's read-only policies that allow more than full access

<!-- Made by crates/iam/tests/prove/managed_page.rs: UPDATE_PAGES=1 cargo test -p bartizan-iam --test prove -- page -->

A policy called read-only should allow nothing that its twin for full access does not. Of the PAIRS pairs among the 1,641
policies that AWS manages, WITHIN do, each with a proof, and BEYOND do not. Each of these has a request that the first allows and
the second does not, as [`iam compare`](iam-proofs.md) finds it.

Pairs are found by name, whatever the case, without `-` and `_`: `ReadOnly` or `ReadOnlyAccess` at the end against `Full` or
`FullAccess` with the same beginning. Names spelled exactly `…ReadOnlyAccess` and `…FullAccess` make SPELLED of the pairs, with
SPELLEDBEYOND beyond. The study that this project began with counted 199 pairs with 16 beyond; its list of names was not kept.
It knew no actions but those that AWS has, and a policy is beyond here too where it would allow an action that AWS may add: FUTURE of
the BEYOND.

| read-only | full access | allows | on |
| --- | --- | --- | --- |
";
