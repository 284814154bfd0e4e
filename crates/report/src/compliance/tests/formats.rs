//! Every format, on a plain audit and on one whose every name is hostile.

use super::*;
use crate::sample;

const ALL: [Format; 6] = [
    Format::Text,
    Format::Html,
    Format::Csv,
    Format::Xlsx,
    Format::Json,
    Format::Markdown,
];

fn written(format: Format, framework: &Framework, audit: &Audit) -> Vec<u8> {
    let compliance = assess(framework, audit).unwrap();
    let mut out = Vec::new();
    write(format, &compliance, &Options::default(), &mut out).unwrap();
    out
}

fn text(format: Format, framework: &Framework, audit: &Audit) -> String {
    String::from_utf8(written(format, framework, audit)).unwrap()
}

/// A standard of somebody who means harm; line breaks and controls are refused where it is read.
fn hostile() -> Framework {
    let evil = "=cmd|'x'!A0 <script>alert(1)</script> [a](javascript:b) `|` \u{202e}@octocat";
    let mut framework = framework();
    for text in [
        &mut framework.title,
        &mut framework.version,
        &mut framework.publisher,
        &mut framework.published,
    ] {
        evil.clone_into(text);
    }
    framework.source = format!("https://x/\"><script>{evil}");
    framework.sections = vec![("=1".to_owned(), evil.to_owned())];
    framework.requirements.extend([
        asks("=1", evil, &[IAM, S3], Some(evil)),
        asks("=1.2\"><script>", evil, &[KMS], None),
    ]);
    framework
}

#[test]
fn the_text_reads_at_80_columns() {
    let text = text(Format::Text, &framework(), &sample::audit());
    insta::assert_snapshot!(text);
    for line in text.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
}

#[test]
fn the_document_shows_every_requirement() {
    insta::assert_snapshot!(text(Format::Markdown, &framework(), &sample::audit()));
}

#[test]
fn the_table_of_values_reads_back() {
    let csv = text(Format::Csv, &framework(), &sample::audit());
    insta::assert_snapshot!(csv);
    let mut reader = ::csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let statuses: Vec<_> = rows.iter().filter_map(|row| row.get(4)).collect();
    assert_eq!(
        statuses,
        [
            "not met",
            "not met",
            "not assessed",
            "partly seen",
            "not assessed",
            "not assessed"
        ]
    );
}

#[test]
fn json_follows_its_schema_and_the_schema_forbids_more() {
    let validator = jsonschema::validator_for(&json::schema()).unwrap();
    for (framework, audit) in [
        (framework(), sample::audit()),
        (hostile(), sample::hostile()),
    ] {
        let json = text(Format::Json, &framework, &audit);
        assert!(!json.chars().any(|c| c != '\n' && crate::plain::deceives(c)));
        let mut value: serde_json::Value = serde_json::from_str(&json).unwrap();
        let faults: Vec<_> = validator
            .iter_errors(&value)
            .map(|it| it.to_string())
            .collect();
        assert_eq!(faults, Vec::<String>::new());
        let first = value.pointer_mut("/requirements/0").unwrap();
        first
            .as_object_mut()
            .unwrap()
            .insert("surprise".to_owned(), true.into());
        assert!(!validator.is_valid(&value));
    }
}

#[test]
fn no_format_lets_a_terminal_escape_through() {
    for format in ALL.into_iter().filter(|format| *format != Format::Xlsx) {
        let text = text(format, &hostile(), &sample::hostile());
        // Rows of CSV and lines of text end as they must.
        let found = text
            .chars()
            .find(|&c| !matches!(c, '\n' | '\r') && crate::plain::deceives(c));
        assert_eq!(found, None, "{format:?}");
    }
}

#[test]
fn no_cell_is_a_formula() {
    let csv = text(Format::Csv, &hostile(), &sample::hostile());
    let mut reader = ::csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), hostile().requirements.len());
    assert_eq!(csv.lines().count(), rows.len() + 1);
    for cell in rows.iter().flat_map(|row| row.iter()) {
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '\t', '|', '＝']),
            "{cell}"
        );
    }
}

#[test]
fn the_page_is_well_formed_and_holds_no_element_of_a_name() {
    let page = text(Format::Html, &hostile(), &sample::hostile());
    let mut reader = quick_xml::Reader::from_str(&page);
    let mut seen = std::collections::BTreeSet::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                seen.insert(tag.name().as_ref().to_owned());
                for attribute in tag.attributes() {
                    let name = attribute.unwrap().key.as_ref().to_owned();
                    assert!(!name.starts_with("on"), "an event handler");
                }
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    for stranger in ["script", "img", "x", "iframe", "link"] {
        assert!(!seen.contains(stranger), "{stranger}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn a_row_of_the_document_stays_a_row() {
    let document = text(Format::Markdown, &hostile(), &sample::hostile());
    // What stands in code spans is left alone by GitHub; a backtick elsewhere is a reference.
    let loose: String = document.split('`').step_by(2).collect();
    assert!(!loose.contains("<script") && !loose.contains("<img"));
    assert!(!loose.contains("@octocat") && !loose.contains("](javascript"));
    let rows = document
        .lines()
        .filter(|line| line.contains("met") && line.starts_with("| "));
    for row in rows.filter(|row| row.matches(" | ").count() > 2) {
        assert_eq!(row.matches(" | ").count(), 4, "{row}");
    }
}

#[test]
fn a_workbook_comes_out() {
    let book = written(Format::Xlsx, &hostile(), &sample::hostile());
    assert!(book.starts_with(b"PK\x03\x04"));
}

#[test]
fn an_overview_has_a_line_for_each_standard() {
    let (one, audit) = (framework(), sample::audit());
    let other = Framework {
        id: "other-2".to_owned(),
        requirements: one.requirements.iter().take(1).cloned().collect(),
        sections: Vec::new(),
        ..framework()
    };
    let frameworks = [one, other];
    let standards = assess_all(&frameworks, &audit).unwrap();
    for (framework, together) in frameworks.iter().zip(&standards) {
        let alone = assess(framework, &audit).unwrap();
        assert_eq!(format!("{alone:?}"), format!("{together:?}"));
    }
    let mut out = Vec::new();
    overview(&standards, &Options::default(), &mut out).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @"
    AWS account 111122223333 (acme-pay), 2 regions, seen 2026-11-22 16:01 UTC

    framework  not met  waived  partly seen  met  nothing to  not assessed  all
                                                  judge
    ────────────────────────────────────────────────────────────────────────────
    acme-1     2        0       1            0    0           3             6
    other-2    1        0       0            0    0           0             1
    ");
}
