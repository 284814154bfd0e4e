//! Any text, read and linted as a policy: it may be refused, but what is said of it holds.
#![no_main]

use bartizan_iam::parse::{decode, read};
use bartizan_iam::{Kind, PolicyDocument, Severity, lint_reading};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(text) = decode(text) else {
        return;
    };
    // One kind a text, so that a run sees more texts.
    let kind = Kind::ALL[text.len() % Kind::ALL.len()];
    let reading = read(&text, kind);
    for problem in &lint_reading(reading.clone(), kind) {
        let place = text.get(problem.span.start..problem.span.end);
        assert!(
            place.is_some() && problem.message.len() < 2000,
            "{problem:?}"
        );
    }
    let error = |it: &bartizan_iam::Problem| it.severity == Severity::Error;
    let refused = reading.problems.iter().any(error);
    let Some(document) = reading.document.filter(|_| !refused) else {
        return;
    };
    // What is taken is what the lenient reader reads too, and prints back.
    assert_eq!(PolicyDocument::parse(&text).as_ref().ok(), Some(&document));
    assert_eq!(read(&document.to_string(), kind).document, Some(document));
});
