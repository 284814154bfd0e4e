//! What holds of any text, and of the largest ones.

use proptest::prelude::*;

use super::super::{lint, resource, scope};
use super::{IDENTITY, document};
use crate::Severity;
use crate::parse::parse;

/// Each of these compares everything with everything unless something bounds it.
#[test]
fn the_largest_documents_are_done_in_time() {
    let fill = |element: &str, around: &str| {
        let count = 250_000 / (element.len() + 1);
        document(&around.replace("@", &vec![element; count].join(",")))
    };
    let statements = |statement: &str| {
        let count = 250_000 / (statement.len() + 1);
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
            vec![statement; count].join(",")
        )
    };
    let keys: Vec<_> = (0..12_000).map(|it| format!(r#""s3:k{it}":"a""#)).collect();
    let documents = [
        fill(
            r#""ec2:*""#,
            r#""Effect":"Allow","Action":[@],"Resource":"*""#,
        ),
        fill(
            r#""ec2:Xescribeinstances""#,
            r#""Effect":"Allow","Action":[@],"Resource":"*""#,
        ),
        fill(
            r#""e*2:?""#,
            r#""Effect":"Allow","Action":[@],"Resource":"*""#,
        ),
        fill(
            r#""arn:aws:s3:::*a*a*a*a*b""#,
            r#""Effect":"Allow","Action":["s3:*","ec2:*"],"Resource":[@]"#,
        ),
        fill(
            r#""arn:aws:s3:::${a}""#,
            r#""Effect":"Allow","Action":["s3:*"],"Resource":[@]"#,
        ),
        document(&format!(
            r#""Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{{"StringEquals":{{{}}}}}"#,
            keys.join(",")
        )),
        statements(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#),
        statements(r#"{"Effect":"Deny","Action":"ec2:*","Resource":"*"}"#),
        document(&format!(
            r#""Effect":"Deny","Action":"s3:Get*","Resource":"arn:aws:s3:::{}""#,
            "*?a".repeat(80_000)
        )),
        document(&format!(
            r#""Effect":"Deny","Action":["s3:{}","s3:{}"],"Resource":"*""#,
            "*a".repeat(50_000),
            "a".repeat(100_000)
        )),
    ];
    for (number, text) in documents.iter().enumerate() {
        let start = std::time::Instant::now();
        let problems = lint(text, IDENTITY);
        let took = start.elapsed();
        // Two orders of magnitude below what squares of these sizes take, and slow machines have debug builds.
        assert!(took.as_secs() < 20, "document {number} took {took:?}");
        assert!(problems.len() <= 100_000);
    }
}

proptest! {
    /// What overlaps has a common text, by trying all short ones.
    #[test]
    fn overlap_is_having_a_text_in_common(one in "[ab*?]{0,5}", other in "[ab*?]{0,5}") {
        let mut texts = vec![String::new()];
        for _ in 0..10 {
            let longer = texts.iter().rev().take(1 << 10).flat_map(|it| ["a", "b"].map(|end| format!("{it}{end}")));
            let longer: Vec<_> = longer.collect();
            texts.extend(longer);
            if texts.len() > 1 << 11 { break; }
        }
        let both = |text: &String| crate::glob_matches(&one, text) && crate::glob_matches(&other, text);
        prop_assert_eq!(resource::overlap(one.as_bytes(), other.as_bytes()), texts.iter().any(both));
    }

    /// What covers a pattern matches whatever the pattern matches.
    #[test]
    fn covering_is_matching_all_that_is_matched(outer in "[ab*?]{0,5}", inner in "[ab*?]{0,5}", text in "[ab]{0,8}") {
        if scope::covers(&outer, &inner) && crate::glob_matches(&inner, &text) {
            prop_assert!(crate::glob_matches(&outer, &text));
        }
    }

    /// A document that is taken has no error in its lint, and every place is one of its text.
    #[test]
    fn lint_agrees_with_the_parser(text in "\\{\"Version\":\"2012-10-17\",\"Statement\":\\{\"Effect\":\"(Allow|Deny)\",\"Action\":\"([a-z]{1,3}:)?[A-Za-z*?:]{0,6}\",\"Resource\":\"(arn:aws:)?[a-z0-9:*${}]{0,12}\"\\}\\}") {
        let problems = lint(&text, IDENTITY);
        let refused = problems.iter().any(|it| it.severity == Severity::Error);
        prop_assert_eq!(parse(&text, IDENTITY).is_err(), refused);
        for problem in problems {
            prop_assert!(text.get(problem.span.start..problem.span.end).is_some());
        }
    }
}
