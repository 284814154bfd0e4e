//! Rules that want too much end in an error that names them, and never in a pass.

use std::time::{Duration, Instant};

use bartizan_model::Resource;
use bartizan_rules::{JudgeFault, Limits, RuleSet, Source};

use crate::support::{judged_with, user};
use crate::{compiled, rule_of};

fn fault(source: Source, limits: &Limits) -> String {
    let rules = compiled(vec![source]);
    let Err(fault) = judged_with(&rules, &[Resource::from(user("ana"))], &[], limits) else {
        panic!("the rule was let through")
    };
    assert!(matches!(&fault, JudgeFault::Evaluation { .. }), "{fault}");
    fault.to_string()
}

/// Rego has no endless loop; five nested ones over a thousand items are as good as one.
const LOOP: &str = r#"digits := [a | some a in ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]]
thousand := [concat("", [a, b, c]) | some a in digits; some b in digits; some c in digits]
violation contains {"message": "done"} if {
	some a in thousand
	some b in thousand
	some c in thousand
	some d in thousand
	concat("", [a, b, c, d]) == "never"
}"#;

/// Doubles a text until no machine holds it.
fn bomb() -> String {
    let mut rego =
        String::from("violation contains {\"message\": \"done\"} if {\n\tt0 := \"0123456789\"\n");
    for n in 1..50 {
        let before = n - 1;
        rego.push_str(&format!("\tt{n} := concat(\"\", [t{before}, t{before}])\n"));
    }
    rego.push_str("\tcount(t49) > 1\n}");
    rego
}

/// Definitions that use one another, `count` deep.
fn tower(count: usize) -> String {
    let mut rego = String::from("t0 := 1\n");
    for n in 1..count {
        rego.push_str(&format!("t{n} := t{} + 1\n", n - 1));
    }
    rego.push_str(&format!(
        "violation contains {{\"message\": \"done\"}} if t{} < 0",
        count - 1
    ));
    rego
}

#[test]
fn a_tower_as_high_as_is_accepted_stands_and_a_higher_one_is_refused() {
    let rules = compiled(vec![rule_of("aws.iam.user", "", &tower(60))]);
    let audit = judged_with(
        &rules,
        &[Resource::from(user("ana"))],
        &[],
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(audit.summary.pass, 1);
    for height in [70, 3000] {
        let faults =
            RuleSet::compile(vec![rule_of("aws.iam.user", "", &tower(height))]).unwrap_err();
        assert_eq!(
            faults.first().unwrap().to_string(),
            "definitions and loops nest deeper than 64"
        );
    }
}

#[test]
fn a_rule_that_does_not_end() {
    let started = Instant::now();
    let limits = Limits {
        instructions: 1_000_000,
        ..Limits::default()
    };
    let fault = fault(rule_of("aws.iam.user", "", LOOP), &limits);
    assert_eq!(
        fault,
        "rule `test-example` failed on `arn:aws:iam::111122223333:user/ana`: it did not end within 1000000 instructions"
    );
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_rule_that_takes_long() {
    let limits = Limits {
        instructions: usize::MAX,
        time: Duration::from_millis(50),
        ..Limits::default()
    };
    let fault = fault(rule_of("aws.iam.user", "", LOOP), &limits);
    assert!(fault.ends_with("it did not end within 0.05 s"), "{fault}");
}

#[test]
fn a_rule_that_needs_too_much_memory() {
    let fault = fault(rule_of("aws.iam.user", "", &bomb()), &Limits::default());
    assert!(
        fault.ends_with("it needs more than 128 MiB of memory"),
        "{fault}"
    );
}

#[test]
fn a_rule_that_says_too_much() {
    let many = "violation contains {\"message\": concat(\"\", [a, b])} if {\n\
                \tsome a in [\"1\", \"2\", \"3\"]\n\tsome b in [\"1\", \"2\", \"3\"]\n}";
    let limits = Limits {
        violations: 8,
        message: 20,
        evidence: 40,
        ..Limits::default()
    };
    let said = fault(rule_of("aws.iam.user", "", many), &limits);
    assert!(
        said.ends_with("it found more than 8 violations of one resource"),
        "{said}"
    );

    let long = "violation contains {\"message\": \"0123456789012345678901234\"}";
    let said = fault(rule_of("aws.iam.user", "", long), &limits);
    assert!(
        said.ends_with("a message is longer than 20 bytes"),
        "{said}"
    );

    let wide = "violation contains {\"message\": \"m\", \"evidence\": {\"a\": \"0123456789012345678901234567890123456789\"}}";
    let said = fault(rule_of("aws.iam.user", "", wide), &limits);
    assert!(
        said.ends_with("a violation is longer than 60 bytes"),
        "{said}"
    );
}

#[test]
fn an_answer_that_is_no_answer() {
    for (rego, expected) in [
        (
            "violation contains \"text\"",
            "a violation must be an object with a `message`, and perhaps an object `evidence`",
        ),
        (
            "violation contains {\"text\": 1}",
            "a violation must be an object with a `message`, and perhaps an object `evidence`",
        ),
        (
            "violation contains {\"message\": \"m\", \"severity\": \"low\"}",
            "a violation must be an object with a `message`, and perhaps an object `evidence`",
        ),
        (
            "violation contains {\"message\": \" \"}",
            "a violation has an empty message",
        ),
    ] {
        let said = fault(rule_of("aws.iam.user", "", rego), &Limits::default());
        assert!(said.ends_with(expected), "{rego}: {said}");
    }
}
