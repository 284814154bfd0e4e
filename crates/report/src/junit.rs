//! For the test page of a build server: each finding a test case.
//!
//! What failed is a failure, what is unknown an error (the test came to no conclusion) and what was
//! accepted is skipped with its reason; only what passed is a case with nothing in it.

use std::io;

use bartizan_finding::{Audit, Finding, Outcome};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::plain::plain;
use crate::words::{Rules, missing, region, sentence};

/// Writes an audit as JUnit's XML.
///
/// # Errors
/// When `out` or the findings' temporary file fails.
pub fn write(audit: &Audit, out: &mut dyn io::Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let summary = &audit.summary;
    let total = summary.fail + summary.pass + summary.unknown + summary.waived;
    let counts = [
        ("tests", total.to_string()),
        ("failures", summary.fail.to_string()),
        ("errors", summary.unknown.to_string()),
        ("skipped", summary.waived.to_string()),
    ];
    let began = audit.audited.started_at;
    let seconds = audit
        .audited
        .finished_at
        .duration_since(began)
        .as_secs()
        .max(0);
    let time = ("time", seconds.to_string());
    // The schema knows no zone: this is UTC.
    let when = ("timestamp", began.strftime("%Y-%m-%dT%H:%M:%S").to_string());
    let name = ("name", "bartizan".to_owned());
    let outer = [
        &[name.clone()][..],
        &counts[..1],
        &counts[1..3],
        std::slice::from_ref(&time),
    ]
    .concat();
    xml.write_event(Event::Start(element("testsuites", &outer)))?;
    let inner = [&[name][..], &counts, &[when, time]].concat();
    xml.write_event(Event::Start(element("testsuite", &inner)))?;
    properties(audit, &mut xml)?;
    let rules = Rules::of(audit);
    audit
        .findings
        .each(|finding| case(&finding, &rules, &mut xml))?;
    if !audit.gaps.is_empty() {
        let lines: Vec<_> = audit.gaps.iter().map(|gap| safe(&missing(gap))).collect();
        xml.create_element("system-err")
            .write_text_content(BytesText::new(&format!(
                "could not be read:\n{}",
                lines.join("\n")
            )))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))?;
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    xml.into_inner().write_all(b"\n")
}

type Xml<'a> = Writer<&'a mut dyn io::Write>;

fn properties(audit: &Audit, xml: &mut Xml<'_>) -> io::Result<()> {
    xml.write_event(Event::Start(BytesStart::new("properties")))?;
    let accounts: Vec<_> = audit
        .audited
        .accounts
        .iter()
        .map(|it| it.id.as_str())
        .collect();
    for (name, value) in [
        ("provider", audit.audited.provider.clone()),
        ("accounts", accounts.join(" ")),
        ("gaps", audit.gaps.len().to_string()),
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
    ] {
        let property = element("property", &[("name", name.to_owned()), ("value", value)]);
        xml.write_event(Event::Empty(property))?;
    }
    xml.write_event(Event::End(BytesEnd::new("properties")))
}

fn case(finding: &Finding, rules: &Rules<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let resource = &finding.resource;
    let start = element(
        "testcase",
        &[
            ("name", format!("{} {}", finding.rule, resource.id)),
            ("classname", format!("bartizan.{}", finding.rule)),
            // What an audit measures is the account and not the case; some readers want the attribute.
            ("time", "0".to_owned()),
        ],
    );
    let (tag, kind) = match &finding.outcome {
        Outcome::Pass => return xml.write_event(Event::Empty(start)),
        Outcome::Fail(_) => ("failure", finding.severity.name()),
        Outcome::Unknown(_) => ("error", "unknown"),
        Outcome::Waived { .. } => ("skipped", "waived"),
    };
    xml.write_event(Event::Start(start))?;
    let message = ("message", sentence(finding));
    match &finding.outcome {
        Outcome::Waived { until, reason, .. } => {
            let message = format!("{} (accepted until {until}: {reason})", message.1);
            let skipped = element(tag, &[("message", message)]);
            xml.write_event(Event::Empty(skipped))?;
        }
        _ => {
            let told = element(tag, &[message, ("type", kind.to_owned())]);
            let end = told.to_end().into_owned();
            xml.write_event(Event::Start(told))?;
            let details = details(finding, rules);
            xml.write_event(Event::Text(BytesText::new(&details)))?;
            xml.write_event(Event::End(end))?;
        }
    }
    xml.write_event(Event::End(BytesEnd::new("testcase")))
}

/// What a person reads who opens a case.
fn details(finding: &Finding, rules: &Rules<'_>) -> String {
    let resource = &finding.resource;
    let mut text = format!(
        "{}\nresource: {}\naccount: {}, region: {}\nseverity: {}",
        safe(rules.title(&finding.rule)),
        safe(&resource.id),
        safe(&resource.account),
        safe(region(finding)),
        finding.severity.name(),
    );
    for violation in finding.outcome.violations() {
        text.push_str(&format!("\n- {}", safe(&violation.message)));
    }
    for gap in finding.outcome.gaps() {
        text.push_str(&format!("\n- {}", safe(&crate::words::could_not(gap))));
    }
    text
}

/// An element whose attributes' values are made safe here.
fn element<'a>(name: &'a str, attributes: &[(&'a str, String)]) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (key, value) in attributes {
        element.push_attribute((*key, safe(value).as_str()));
    }
    element
}

/// The text without what XML cannot hold: that is among what nobody should be shown as it is.
/// <https://www.w3.org/TR/xml/#charsets>
fn safe(text: &str) -> String {
    plain(text).into_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::sample;
    use quick_xml::Reader;

    fn report(audit: &Audit) -> String {
        let mut out = Vec::new();
        write(audit, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_finding_is_a_case() {
        insta::assert_snapshot!(report(&sample::audit()));
    }

    #[test]
    fn hostile_names_make_no_elements_and_nothing_that_xml_cannot_hold() {
        let text = report(&sample::hostile());
        let mut reader = Reader::from_str(&text);
        let mut names = std::collections::BTreeSet::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(it) | Event::Empty(it) => {
                    names.insert(it.name().as_ref().to_owned());
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let expected = [
            "error",
            "failure",
            "properties",
            "property",
            "skipped",
            "system-err",
            "testcase",
            "testsuite",
            "testsuites",
        ];
        assert_eq!(names.into_iter().collect::<Vec<_>>(), expected);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
        assert!(!text.contains(['\u{ffff}', '\u{fffe}']));
    }
}
