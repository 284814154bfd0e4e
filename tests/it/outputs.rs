//! Where reports go: what is refused before the work, and what is said of it.

use std::fs::{read, read_to_string};
use std::path::Path;

use bartizan_model::Observed;

use crate::support::{ONLY, RULES, Ran, folder, run_in, snapshot, two_users, user};

fn place() -> tempfile::TempDir {
    folder(&[&[("a.jsonl", &*two_users())][..], &RULES[..]].concat())
}

fn judged(folder: &Path, args: &[&str]) -> Ran {
    run_in(folder, &[args, &ONLY[..]].concat())
}

#[test]
fn one_file_under_two_names_is_refused_before_anything_is_written() {
    let place = place();
    std::fs::create_dir(place.path().join("out")).unwrap();
    std::os::unix::fs::symlink("a.csv", place.path().join("link")).unwrap();
    std::fs::write(place.path().join("a.csv"), "").unwrap();
    for (one, other) in [("x", "./x"), ("x", "out/../x"), ("a.csv", "link")] {
        let (one, other) = (format!("json={one}"), format!("csv={other}"));
        let args = ["check", "a.jsonl", "--output", &one, "--output", &other];
        let ran = judged(place.path(), &args);
        assert!(ran.stderr.contains("is named twice"), "{ran}");
        assert_eq!(ran.code, Some(2), "{ran}");
    }
    assert!(!place.path().join("x").exists());
    // What keeps nothing may be named as often as somebody likes.
    let args = ["json=/dev/null", "csv=/dev/null"].map(|it| ["--output", it]);
    let args = [&["check", "a.jsonl"], &args.concat()[..]].concat();
    assert_eq!(judged(place.path(), &args).code, Some(1));
}

#[test]
fn what_a_report_is_made_from_is_never_written_over() {
    let place = place();
    let before = read(place.path().join("a.jsonl")).unwrap();
    for command in [&["check"][..], &["report", "convert"]] {
        let args = [command, &["a.jsonl", "--output", "json=./a.jsonl"]].concat();
        let ran = judged(place.path(), &args);
        assert!(
            ran.stderr
                .contains("`./a.jsonl` would take the place of what it is made from"),
            "{ran}"
        );
        assert_eq!(ran.code, Some(2), "{ran}");
    }
    assert_eq!(read(place.path().join("a.jsonl")).unwrap(), before);
}

#[test]
fn where_only_files_are_written_the_numbers_are_said_beside_them() {
    let place = place();
    let args = ["check", "a.jsonl", "--output", "html=a.html"];
    insta::assert_snapshot!(judged(place.path(), &args), @"
    1 failed (1 high), 3 passed; 2 resources judged by 3 rules
    exit 1
    ");
    for more in [&["--quiet"][..], &["--output", "text"]] {
        let ran = judged(place.path(), &[&args[..], more].concat());
        assert_eq!((ran.stderr.as_str(), ran.code), ("", Some(1)), "{ran}");
    }
}

#[test]
fn whoever_only_wants_the_report_ends_with_0() {
    let place = place();
    for level in ["low", "high"] {
        let ran = judged(place.path(), &["check", "a.jsonl", "--fail-on", level]);
        assert_eq!(ran.code, Some(1), "{ran}");
    }
    let never = ["check", "a.jsonl", "--fail-on", "never"];
    assert_eq!(judged(place.path(), &never).code, Some(0));
    // What could not be done is no finding.
    let unwritable = [&never[..], &["--output", "json=nowhere/a.json"]].concat();
    assert_eq!(judged(place.path(), &unwritable).code, Some(2));
}

#[test]
fn the_ending_of_a_file_tells_its_format() {
    let place = place();
    let compliance = ["report", "compliance", "a.jsonl", "--framework", "soc-2"];
    for (file, begins) in [
        ("a.html", "<!DOCTYPE html>"),
        ("a.md", "# SOC 2"),
        ("a.json", "{"),
        ("md=b", "# SOC 2"),
        ("b.txt", "SOC 2"),
    ] {
        let ran = judged(
            place.path(),
            &[&compliance[..], &["--output", file]].concat(),
        );
        assert_eq!((ran.stdout.as_str(), ran.code), ("", Some(1)), "{ran}");
        let file = file.rsplit('=').next().unwrap();
        let text = read_to_string(place.path().join(file)).unwrap();
        assert!(text.trim_start().starts_with(begins), "{file}: {text:.80}");
    }
    let args = ["diff", "a.jsonl", "a.jsonl", "--output", "diff.json"];
    assert_eq!(judged(place.path(), &args).code, Some(0));
    let diff = read_to_string(place.path().join("diff.json")).unwrap();
    assert!(diff.starts_with("{\"format\":\"bartizan.diff/1\""));
    insta::assert_snapshot!(
        judged(place.path(), &[&compliance[..], &["--output", "a.pdf"]].concat()), @"
    error: the ending of `a.pdf` tells no format
    hint: say it with --format: text, html, csv, xlsx, json, md
    exit 2
    ");
}

#[test]
fn a_report_in_the_place_of_a_snapshot_is_told_what_to_do_with_it() {
    let place = place();
    judged(
        place.path(),
        &["check", "a.jsonl", "--output", "json=r.json.zst"],
    );
    insta::assert_snapshot!(judged(place.path(), &["check", "r.json.zst"]), @"
    error: `r.json.zst` is not a snapshot: its first line is no header with a `format`
    hint: it is a report, which was judged already: `bartizan report convert FILE` says it in other formats
    exit 2
    ");
}

#[test]
fn accounts_that_are_not_the_same_are_warned_of() {
    let place = place();
    let other = snapshot(&[user("ana", Observed::Known(false))], &[]);
    let other = other.replace("111122223333", "444455556666");
    std::fs::write(place.path().join("b.jsonl"), other).unwrap();
    let ran = judged(place.path(), &["diff", "a.jsonl", "b.jsonl"]);
    assert!(
        ran.stderr
            .starts_with("warning: the two have no account in common"),
        "{ran}"
    );
    let same = judged(place.path(), &["diff", "a.jsonl", "a.jsonl"]);
    assert_eq!(same.stderr, "");
}
