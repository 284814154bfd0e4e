#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::Cursor;

use serde_json::{Value, json};

use super::*;
use crate::{json, sample};

fn written(audit: &Audit) -> String {
    let mut out = Vec::new();
    json::write(audit, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn read_text(text: impl Into<Vec<u8>>) -> Result<Audit, ReportFault> {
    read_from(Path::new("old.json"), Cursor::new(text.into()))
}

/// What a person reads of a file that is refused.
fn refusal(text: impl Into<Vec<u8>>) -> String {
    match read_text(text) {
        Ok(_) => "it was read".to_owned(),
        Err(fault) => fault.to_string(),
    }
}

/// The report of the sample with a change.
fn edited(edit: impl FnOnce(&mut Value)) -> String {
    let mut value: Value = serde_json::from_str(&written(&sample::audit())).unwrap();
    edit(&mut value);
    value.to_string()
}

#[test]
fn a_report_that_was_read_is_written_the_same() {
    for audit in [sample::audit(), sample::hostile()] {
        let text = written(&audit);
        assert_eq!(written(&read_text(text.as_str()).unwrap()), text);
    }
}

#[test]
fn what_is_no_report_for_reading_back_and_what_is_cut_short_are_told_apart() {
    let mut ndjson = Vec::new();
    crate::ndjson::write(&sample::audit(), &mut ndjson).unwrap();
    assert_eq!(
        refusal(ndjson),
        "`old.json` is not a report: it is a report in NDJSON, for other programs"
    );
    let packed = zstd::encode_all(written(&sample::audit()).as_bytes(), 3).unwrap();
    let cut = read_text(&packed[..packed.len() / 2]).err().unwrap();
    assert!(cut.hint().contains("cut short"), "{cut}: {}", cut.hint());
    let missing = read(Path::new("/nonexistent/report.json")).err().unwrap();
    assert!(missing.hint().contains("permissions"), "{}", missing.hint());
}

#[test]
fn packed_indented_and_sorted_reports_are_read_alike() {
    let text = written(&sample::audit());
    let packed = zstd::encode_all(text.as_bytes(), 3).unwrap();
    // serde_json's own map sorts members by name, so that `findings` come before `format`.
    let sorted: Value = serde_json::from_str(&text).unwrap();
    let indented = serde_json::to_string_pretty(&sorted).unwrap();
    for other in [
        packed,
        indented.into_bytes(),
        format!(" \n{text}").into_bytes(),
    ] {
        assert_eq!(written(&read_text(other).unwrap()), text);
    }
}

#[test]
fn what_a_later_version_added_is_passed_over() {
    let later = edited(|report| {
        report["mood"] = json!({"deep": [1, {"er": null}]});
        report["record"] = json!("of something");
        report["rules"][0]["frameworks"] = json!(["x"]);
        report["findings"][0]["seen"] = json!(3);
        report["findings"][0]["resource"]["colour"] = json!("blue");
    });
    assert_eq!(
        written(&read_text(later).unwrap()),
        written(&sample::audit())
    );
}

#[test]
fn what_is_no_report_is_told_by_what_it_is() {
    let of = |format: &str| format!(r#"{{"format":"{format}","tool":{{}}}}"#);
    insta::assert_snapshot!(
        [
            refusal(""),
            refusal("hello"),
            refusal("<html>"),
            refusal("PK\u{3}\u{4}"),
            refusal("[{}]"),
            refusal("{}"),
            refusal(r#"{"a": "#),
            refusal(r#"{"version":"2.1.0","runs":[]}"#),
            refusal(of("bartizan.report/2")),
            refusal(format!("{}\n{{}}\n", of("bartizan.snapshot/1"))),
            refusal(of("bartizan.decision/1")),
        ]
        .join("\n"),
        @"
    `old.json` is not a report: it is empty
    `old.json` is not a report: it is not JSON
    `old.json` is not a report: it looks like HTML or XML
    `old.json` is not a report: it is a zip archive, such as XLSX
    `old.json` is not a report: it is a JSON list, as other tools write them
    `old.json` is not a report: it is JSON without a `format`
    `old.json` is not a report: it is JSON without a `format`
    `old.json` is not a report: it looks like SARIF
    `old.json` has the format `bartizan.report/2`; this version reads `bartizan.report/1`
    `old.json` is a snapshot, not a report
    `old.json` is not a report: its format is `bartizan.decision/1`
    "
    );
}

#[test]
fn what_was_cut_or_edited_is_refused_with_its_place() {
    let text = written(&sample::audit());
    let finding = |edit: &dyn Fn(&mut Value)| edited(|report| edit(&mut report["findings"][0]));
    insta::assert_snapshot!(
        [
            refusal(&text[..text.len() / 2]),
            refusal(&text[..text.len() - 3]),
            refusal(format!("{text}{{}}")),
            refusal(text.replacen("\"high\",\"outcome\"", "\"huge\",\"outcome\"", 1)),
            refusal(edited(|report| drop(report["findings"].as_array_mut().unwrap().pop()))),
            refusal(edited(|report| drop(report.as_object_mut().unwrap().remove("gaps")))),
            refusal(text.replacen("{\"format\"", "{\"gaps\":[],\"format\"", 1)),
            refusal(finding(&|it| it["id"] = json!("x"))),
            refusal(finding(&|it| it["outcome"] = json!("pass"))),
            refusal(finding(&|it| it["outcome"] = json!("waived"))),
            refusal(finding(&|it| drop(it.as_object_mut().unwrap().remove("resource")))),
        ]
        .join("\n"),
        @"
    `old.json` line 1 column 2607: EOF while parsing a string
    `old.json` line 8 column 0: EOF while parsing a list
    `old.json` line 9 column 1: trailing characters
    `old.json` line 2 column 100: unknown variant `huge`, expected one of `low`, `medium`, `high`, `critical`
    `old.json` `summary`: it counts 2 failed (1 critical, 1 high, 0 medium, 0 low), 1 passed, 2 unknown, 1 waived, but of findings there are 1 failed (0 critical, 1 high, 0 medium, 0 low), 1 passed, 2 unknown, 1 waived
    `old.json` is not whole: it has no `gaps`
    `old.json` line 1 column 2690: `gaps` stands twice
    `old.json` line 1 column 575: the `id` of a finding is 32 hexadecimal digits
    `old.json` line 1 column 606: only a failed or waived finding has `violations`
    `old.json` line 1 column 608: a waived finding has a `waiver`
    `old.json` line 1 column 450: missing field `resource`
    "
    );
}

#[test]
fn nothing_in_a_file_fills_the_memory() {
    /// A report that never ends.
    struct Endless {
        start: Cursor<Vec<u8>>,
        given: u64,
    }
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = match self.start.read(buffer)? {
                0 => {
                    buffer.fill(b'x');
                    buffer.len()
                }
                read => read,
            };
            self.given += read as u64;
            assert!(self.given < 200 << 20, "nobody reads so much of it");
            Ok(read)
        }
    }
    let text = written(&sample::audit());
    for start in [
        text.split_once("arn:").unwrap().0,
        r#"{"format":"bartizan.report/1","switched_off":[""#,
        r#"{""#,
    ] {
        let start = Cursor::new(start.as_bytes().to_vec());
        let endless = Endless { start, given: 0 };
        let fault = read_from(Path::new("endless"), endless).err().unwrap();
        let said = fault.to_string();
        assert!(said.contains("MiB") || said.contains("without"), "{said}");
    }
    let deep = format!(
        r#"{{"format":"bartizan.report/1","findings":[{{"violations":[{{"evidence":{{"a":{}"#,
        "[".repeat(1_000_000)
    );
    assert!(refusal(deep).contains("recursion limit"));
}

#[test]
fn an_error_of_whoever_takes_the_findings_is_not_the_files() {
    let text = written(&sample::audit());
    let full = || Err(io::ErrorKind::StorageFull.into());
    let fault = each_from(Path::new("a"), Cursor::new(text.into_bytes()), |_| full());
    assert!(matches!(fault, Err(ReportFault::Aside(_))));
}
