//! The matchers against naive ones, and against texts made to be slow.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::context::Key;

/// The definition, read off the page.
fn naive(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (None, Some(_)) => false,
        (Some(('*', rest)), _) => {
            (0..=text.len()).any(|at| text.get(at..).is_some_and(|text| naive(rest, text)))
        }
        (Some(('?', rest)), Some((_, text))) => naive(rest, text),
        (Some((wanted, rest)), Some((found, text))) => wanted == found && naive(rest, text),
        (Some(_), None) => false,
    }
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

struct Fixed(Option<&'static str>);

impl Lookup for Fixed {
    fn variable<'v>(&'v self, _: &'v Variable) -> Resolved<'v> {
        self.0.map_or(Resolved::Unknown, Resolved::Text)
    }
}

const BOTH: Syntax = Syntax {
    wildcards: true,
    variables: true,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn a_glob_matches_what_the_naive_one_does(pattern in "[ab*?é:]{0,7}", text in "[abé:]{0,9}") {
        prop_assert_eq!(glob_matches(&pattern, &text), naive(&chars(&pattern), &chars(&text)));
    }

    #[test]
    fn an_action_matches_what_the_naive_one_does(pattern in "[ab*?:]{0,7}", text in "[abAB:]{0,9}") {
        let lower = text.to_ascii_lowercase();
        prop_assert_eq!(
            matches_ignoring_case(pattern.as_bytes(), text.as_bytes()),
            naive(&chars(&pattern), &chars(&lower))
        );
    }

    /// A variable stands for its value, in which nothing is special.
    #[test]
    fn a_variable_is_its_value(before in "[ab*?]{0,3}", value in prop::sample::select(vec!["", "a", "*", "?b", "ab"]),
                               after in "[ab*?]{0,3}", text in "[ab*?]{0,8}") {
        let pattern = Pattern::new(&format!("{before}${{k}}{after}"), BOTH);
        let expected = (0..=text.len()).any(|at| {
            let Some((start, rest)) = text.split_at_checked(at) else { return false };
            let Some(end) = rest.strip_prefix(value) else { return false };
            naive(&chars(&before), &chars(start)) && naive(&chars(&after), &chars(end))
        });
        prop_assert_eq!(pattern.matches(&text, &Fixed(Some(value))), Match::from(expected));
        // Not known is never a firm answer that the value would contradict.
        match pattern.matches(&text, &Fixed(None)) {
            Match::Unknown => {}
            firm => prop_assert_eq!(firm, Match::from(expected)),
        }
    }
}

#[test]
fn variables_defaults_and_escapes_are_told_apart() {
    let is = |pattern: &str, text: &str| Pattern::new(pattern, BOTH).matches(text, &NoVariables);
    assert_eq!(is("a${*}b", "a*b"), Match::Yes);
    assert_eq!(is("a${*}b", "axb"), Match::No);
    assert_eq!(is("${$}{x}", "${x}"), Match::Yes);
    assert_eq!(is("${?}", "?"), Match::Yes);
    assert_eq!(is("${aws:username}", ""), Match::No);
    // Not a variable: kept as text.
    assert_eq!(is("${", "${"), Match::Yes);
    assert_eq!(is("${}", "${}"), Match::Yes);
    assert_eq!(is("${a, b}", "${a, b}"), Match::Yes);
    let tokens = crate::template::tokens("${aws:PrincipalTag/Team, 'all teams'}", BOTH);
    let [Token::Var(variable)] = tokens.as_slice() else {
        unreachable!("{tokens:?}");
    };
    assert_eq!(variable.key.name, Key::new("AWS:principaltag/team").name);
    assert_eq!(variable.default.as_deref(), Some("all teams"));
}

/// Six kilobytes of wildcards against a text as long as an ARN may be, which almost matches.
#[test]
fn hostile_patterns_end_soon() {
    let started = Instant::now();
    let text = "a".repeat(2_048);
    for unit in ["*", "*a", "*a?", "?*a*"] {
        let pattern = unit.repeat(6_000 / unit.len());
        let _ = glob_matches(&pattern, &text);
        assert!(!glob_matches(&format!("{pattern}b"), &text), "{unit}");
        assert!(
            !matches_ignoring_case(format!("{pattern}b").as_bytes(), text.as_bytes()),
            "{unit}"
        );
    }
    // Generous for a busy machine without optimization; exponential would not end at all.
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
}
